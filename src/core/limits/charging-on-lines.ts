// What vehicles were seen to draw on the lines of each circuit, for whoever looks on.

import type { CircuitId } from '../../model/ids.ts';
import { openAt } from '../../site/transaction.ts';
import type { State } from '../state.ts';
import { readingOnLines } from './drawn.ts';

/** Circuits on which nobody charges, or nobody measures who does, are left out. */
export function chargingOnLines(state: State): ReadonlyMap<CircuitId, readonly number[]> {
  const sums = new Map<CircuitId, number[]>();
  for (const load of state.loads) {
    const part = state.ledger.stations.get(load.station.id);
    // What was read last of a vehicle that has left says nothing of now.
    if (part === undefined || load.evses.every(({ id }) => openAt(part.transactions, id) === undefined)) continue;
    const reading = readingOnLines(state, load);
    if (reading === undefined) continue;
    for (const { id } of load.path) {
      const sum = sums.get(id) ?? [0, 0, 0];
      sums.set(
        id,
        sum.map((amps, line) => amps + reading.amps[line]!),
      );
    }
  }
  return sums;
}
