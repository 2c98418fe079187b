// The reason of each allocation: what it was that ended it.

import type { Circuit } from '../../model/config/site.ts';
import type { Reason } from '../../model/reason.ts';
import type { Served } from './admit.ts';
import type { Field, Rooms } from './field.ts';
import { placeOf } from './field.ts';
import type { Sharer } from './sharer.ts';

/** Why a sharer has what it has; `waiting` and its like where it has nothing. */
export function reasonsOf(
  circuits: readonly Circuit[],
  rooms: Rooms,
  field: Field,
  sharers: readonly Sharer[],
  served: Served,
): (one: number) => Reason {
  const { amount, isOn, blockedBy } = served;
  const sharing = sharingIn(circuits, sharers, served);
  const highest = highestIn(field, sharers, served);
  return (one) => {
    const { most, bound, priority, begin } = sharers[one]!;
    const room = blockedBy[one]!;
    if (isOn[one] === 1 && (amount[one]! >= most || room < 0)) return bound;
    const place = placeOf(rooms, room);
    if ('ceiling' in place) return place.ceiling.reason;
    const { line } = place;
    const circuit = circuits[place.circuit]!.id;
    if (isOn[one] === 0) return { kind: 'waiting', circuit, line };
    if (amount[one]! <= begin && (highest[room] ?? priority) > priority) return { kind: 'priority', circuit, line };
    return { kind: 'circuit', circuit, line, sharedBy: sharing[place.circuit]! };
  };
}

/** How many charge under each circuit. */
function sharingIn(circuits: readonly Circuit[], sharers: readonly Sharer[], { isOn }: Served): Int32Array {
  const sharing = new Int32Array(circuits.length);
  for (let one = 0; one < sharers.length; one += 1) {
    if (isOn[one] === 0) continue;
    const { load } = sharers[one]!.one;
    const lines = load.cells.length / load.path.length;
    for (let cell = 0; cell < load.cells.length; cell += lines) sharing[Math.floor(load.cells[cell]!.at / 3)]! += 1;
  }
  return sharing;
}

/** The highest priority that has more than it begins with, in each room; nothing where all have the same. */
function highestIn(
  { shares: { starts, at }, free }: Field,
  sharers: readonly Sharer[],
  { amount, isOn }: Served,
): Float64Array | [] {
  const first = sharers[0]?.priority;
  if (sharers.every(({ priority }) => priority === first)) return [];
  const highest = new Float64Array(free.length).fill(-Infinity);
  for (let one = 0; one < sharers.length; one += 1) {
    const { priority, begin } = sharers[one]!;
    if (isOn[one] === 1 && amount[one]! > begin)
      for (let share = starts[one]!; share < starts[one + 1]!; share += 1)
        highest[at[share]!] = Math.max(highest[at[share]!]!, priority);
  }
  return highest;
}
