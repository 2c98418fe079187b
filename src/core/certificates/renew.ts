// Certificates are renewed when two thirds of their life are over: those of stations, which are told to ask for a new one, and
// our own towards central systems.

import type { AlarmKey } from '../../model/alarm.ts';
import type { StationId } from '../../model/ids.ts';
import { after, never } from '../../model/time.ts';
import { dialectOfStation } from '../station-dialect.ts';
import type { Decided } from '../heard.ts';
import { isCallable, passOn } from '../orders/context.ts';
import type { Now } from '../ports.ts';
import type { Validity } from '../ports/certificates.ts';
import type { State } from '../state.ts';
import { isoOf } from '../../model/time.ts';
import { lookBy } from './due.ts';
import { waitsForCsmsMs } from './requests.ts';
import { followOwn } from './own.ts';

const dayMs = 86_400_000;
/** Looked at so often; a life of 24 h is the shortest of the standard. */
const lookEveryMs = 3_600_000;
/** A station is told again after this time, and people hear of it so many days before the end. */
const askAgainMs = dayMs;
const warnMs = 30 * dayMs;

/** Two thirds of its life are over. */
export const isOld = ({ from, until }: Validity, now: Now): boolean => now.utc >= from + ((until - from) * 2) / 3;

export function followCertificates(state: State, decided: Decided, now: Now): void {
  const { certificates } = state;
  if (certificates.dueAt > now.mono) return;
  certificates.dueAt = never;
  for (const [key, { since }] of certificates.requests)
    if (now.mono - since >= waitsForCsmsMs) certificates.requests.delete(key);
  for (const station of certificates.shown.keys()) renewOf(state, decided, station, now);
  const hasOwn = followOwn(state, decided, now);
  if (hasOwn || certificates.shown.size > 0 || certificates.requests.size > 0)
    lookBy(state, after(now.mono, lookEveryMs));
}

function renewOf(state: State, decided: Decided, station: StationId, now: Now): void {
  const shown = state.certificates.shown.get(station)!;
  const alarm: AlarmKey = `BB_STATION_CERTIFICATE_ENDS:${station}`;
  const { until } = shown.validity;
  if (!state.clock.trusted) return;
  if (until - now.utc < warnMs && isOld(shown.validity, now))
    state.alarms.set(
      alarm,
      `The certificate of ${station} ends ${isoOf(until)}, and it has no new one yet. It is told to ask for one each day; if it cannot, install one with the tools of its maker.`,
    );
  else state.alarms.delete(alarm);
  if (!isOld(shown.validity, now) || !isCallable(state, station, now)) return;
  if (shown.askedAt !== undefined && now.mono - shown.askedAt < askAgainMs) return;
  shown.askedAt = now.mono;
  askToRenew(state, decided, station, now);
}

/** The security whitepaper of 1.6 has a message of its own for it. */
function askToRenew(state: State, decided: Decided, station: StationId, now: Now): void {
  const is16 = dialectOfStation(state, station).version === '1.6';
  const order = {
    kind: is16 ? 'extendedTrigger' : 'trigger',
    message: 'SignChargingStationCertificate',
  } as const;
  const from = { kind: 'gateway', purpose: 'renew certificate' } as const;
  passOn({ state, decided, from, now }, order, [{ station, order }]);
}
