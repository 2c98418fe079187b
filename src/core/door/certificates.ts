// What is to be said of the certificates on this computer stands as alarms.

import type { CertificateAlarm } from '../ports/door.ts';
import { doorAlarmCodes } from '../ports/door.ts';
import type { State } from '../state.ts';

const codes: ReadonlySet<string> = new Set(doorAlarmCodes);

/** `standing` takes the place of all that was said before. */
export function hearCertificates({ alarms }: State, standing: readonly CertificateAlarm[]): void {
  for (const key of alarms.keys()) if (codes.has(key.split(':', 1)[0]!)) alarms.delete(key);
  for (const { code, about, text } of standing) alarms.set(`${code}:${about}`, text);
}
