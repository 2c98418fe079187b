// What a transaction may take although its token was refused after it began (1.6 MaxEnergyOnInvalidId): so many Wh in all,
// as its meter values tell. Where they fail, nobody knows how much it took, and it takes no more.

import type { StationId, TransactionId } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import { after } from '../../model/time.ts';
import { stationLive } from '../../site/live.ts';
import { wantedOfStation } from '../../uplink/device-model.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { wakeBy } from '../state.ts';
import { rulesAt } from './tokens.ts';
import type { Unwelcome } from './unwelcome.ts';

/** In Wh, as the central system set it; 0 where it set nothing. */
export function allowanceAt(state: State, station: StationId): number {
  const { csms } = rulesAt(state, station);
  const part = csms === undefined ? undefined : state.ledger.uplinks.get(csms);
  const set = part === undefined ? undefined : wantedOfStation(part, station).get('MaxEnergyOnInvalidId');
  const wh = Number(set ?? 0);
  return Number.isFinite(wh) ? wh : 0;
}

/** Until when it may draw on if no meter value comes; undefined when it has had what it may have. */
export function mayDrawUntil(state: State, transaction: TransactionId, one: Unwelcome, now: Now): Mono | undefined {
  const { station, evse } = one;
  const known = state.ledger.stations.get(station)?.transactions.known.get(transaction);
  if (one.policy !== 'noEnergy' || known === undefined) return undefined;
  const start = known.believedStartWh ?? known.meterStartWh;
  if ((known.registerWh ?? start) - start >= allowanceAt(state, station)) return undefined;
  const { measured, historyAfterMs } = stationLive(state.live, station);
  const readAt = measured.get(evseOf(evse).evse)?.readAt ?? one.seenAt;
  const until = after(readAt > one.seenAt ? readAt : one.seenAt, historyAfterMs);
  return until > now.mono ? until : undefined;
}

/** Its meter went on. */
export function noteEnergy(state: State, transaction: TransactionId | undefined, now: Now): void {
  const one = transaction === undefined ? undefined : state.unwelcome.get(transaction);
  if (one?.isAllowed !== true) return;
  one.actAt = now.mono;
  state.unwelcomeDueAt = now.mono;
  wakeBy(state, now.mono);
}
