// What is to be said of the certificates on this computer stands as alarms.

import type { CertificateAlarm } from '../ports/door.ts';
import type { State } from '../state.ts';

/** Each begins the key of its alarms. */
const codes = [
  'BB_CERTIFICATE_EXPIRES',
  'BB_CERTIFICATE_EXPIRED',
  'BB_CERTIFICATE_FILE',
  'BB_TLS_LAST_GOOD',
  'BB_TLS_CLOSED',
  'BB_TLS_LEGACY',
];

/** `standing` takes the place of all that was said before. */
export function hearCertificates({ alarms }: State, standing: readonly CertificateAlarm[]): void {
  for (const key of alarms.keys()) if (codes.includes(key.split(':', 1)[0]!)) alarms.delete(key);
  for (const { code, about, text } of standing) alarms.set(`${code}:${about}`, text);
}
