// What the gateway does with an EVSE that no limit holds: its session ends, and it is out of service until it may have
// something again.

import type { AvailabilityOrdered } from '../../model/fact/availability.ts';
import type { StationId } from '../../model/ids.ts';
import { evseKey } from '../../model/ids.ts';
import { after } from '../../model/time.ts';
import type { Transaction } from '../../site/transaction.ts';
import { openAt } from '../../site/transaction.ts';
import type { Decided } from '../heard.ts';
import { isCallable, passOn } from '../orders/context.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { wakeBy } from '../state.ts';
import { wouldCharge } from './question.ts';

/** So long at least, that it does not come and go with every change of a limit. */
const outOfServiceMs = 600_000;

const from = { kind: 'gateway', purpose: 'refuses zero' } as const;

/** Once for each transaction. */
export function stopSession(state: State, station: StationId, known: Transaction, decided: Decided, now: Now): void {
  const live = state.live.stations.get(station);
  if (live === undefined || live.stopped.has(known.transaction)) return;
  live.stopped.add(known.transaction);
  const order = { kind: 'remoteStop', number: known.number } as const;
  passOn({ state, decided, from, now }, order, [{ station, transaction: known.transaction, order }]);
}

export function takeOut(state: State, station: StationId, evse: number, decided: Decided, now: Now): void {
  if (state.ledger.stations.get(station)?.outOfService.has(evse) === false)
    setService(state, station, evse, false, decided, now);
}

/** Where a vehicle would be given something again; what the central system took out of service stays so. */
export function putBack(state: State, id: StationId, decided: Decided, now: Now): void {
  const part = state.ledger.stations.get(id)!;
  for (const [evse, since] of part.outOfService) {
    const dueInMs = since + outOfServiceMs - now.utc;
    if (dueInMs > 0) wakeBy(state, after(now.mono, dueInMs));
    else if (isCallable(state, id, now) && openAt(part.transactions, evse) === undefined)
      if (wouldCharge(state, evseKey(id, evse), now)) setService(state, id, evse, true, decided, now);
  }
}

function setService(
  state: State,
  station: StationId,
  evse: number,
  operative: boolean,
  decided: Decided,
  now: Now,
): void {
  const fact: AvailabilityOrdered = { kind: 'AvailabilityOrdered', station, evse, operative, happenedAt: now.utc };
  decided.facts.push({ ...fact, insteadOfZero: true });
  const { availability } = state.ledger.stations.get(station)!;
  if (operative && (availability.get(evse) ?? availability.get(0)) === false) return;
  const order = { kind: 'changeAvailability', evse, operative } as const;
  passOn({ state, decided, from, now }, order, [{ station, order }]);
}
