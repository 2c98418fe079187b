// What becomes of an EVSE that should have nothing at a station that refuses a limit of 0, where the site file says more than
// that it keeps its minimum (Q38): its session is stopped, and it is out of service until it may have something.

import type { Allocation } from '../../control/allocate.ts';
import type { Decided } from '../heard.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { putBack, stopSession, takeOut } from './out-of-service.ts';

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
  if (known === undefined) return;
  stopSession(state, id, known, decided, now);
  if (zeroRefused === 'inoperative') takeOut(state, id, known.evse, decided, now);
}
