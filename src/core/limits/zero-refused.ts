// What becomes of an EVSE that should have nothing at a station that refuses a limit of 0, where the site file says more than
// that it keeps its minimum (Q38): its session is stopped, and it is out of service until it may have something.

import type { Allocation } from '../../control/allocate.ts';
import type { AvailabilityOrdered } from '../../model/fact/availability.ts';
import type { StationId } from '../../model/ids.ts';
import { evseKey } from '../../model/ids.ts';
import { after } from '../../model/time.ts';
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

export function insteadOfZero(state: State, allocations: readonly Allocation[], decided: Decided, now: Now): void {
  for (const one of allocations) {
    const { zeroRefused = 'minimum', id } = one.load.station;
    if (zeroRefused !== 'minimum' && one.reason.kind === 'refusesZero') stop(state, one, decided, now);
    if ((state.ledger.stations.get(id)?.outOfService.size ?? 0) > 0) putBack(state, id, decided, now);
  }
}

function stop(state: State, { load, transaction }: Allocation, decided: Decided, now: Now): void {
  const { id, zeroRefused } = load.station;
  const part = state.ledger.stations.get(id);
  const known = transaction === undefined ? undefined : part?.transactions.known.get(transaction);
  const live = state.live.stations.get(id);
  if (part === undefined || known === undefined || live === undefined) return;
  if (!live.stopped.has(known.transaction)) {
    live.stopped.add(known.transaction);
    const order = { kind: 'remoteStop', number: known.number } as const;
    passOn({ state, decided, from, now }, order, [{ station: id, transaction: known.transaction, order }]);
  }
  if (zeroRefused === 'inoperative' && !part.outOfService.has(known.evse))
    setService(state, id, known.evse, false, decided, now);
}

/** Where a vehicle would be given something again; what the central system took out of service stays so. */
function putBack(state: State, id: StationId, decided: Decided, now: Now): void {
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
