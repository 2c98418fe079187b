// The two books of room: what must suffice without a gateway, and what there is now beside what is measured.

import type { Circuit } from '../model/config/site.ts';
import type { CircuitId } from '../model/ids.ts';
import type { Cell, Load, Room } from './envelope.ts';
import { drawn, highestIn, isOvercommitted, roomOf } from './envelope.ts';

/**
 * The room beside other load. `held` is what must suffice without a gateway: beside the worst case of other load. `live` is
 * what there is now. Where nobody measures they are the same.
 */
export interface Books {
  readonly held: Room;
  readonly live: Room;
}

/** Other load as it counts now, on each line; circuits that are not here count with their worst case. */
export type Bases = ReadonlyMap<CircuitId, readonly number[]>;

export function booksOf(circuits: readonly Circuit[], bases: Bases): Books {
  const held = roomOf(circuits);
  const live = roomOf(circuits);
  for (const [at, { id, limitAmps }] of circuits.entries())
    bases.get(id)?.forEach((amps, line) => (live[at * 3 + line] = limitAmps - amps));
  return { held, live };
}

/**
 * What a measured load counts as: a reserve on top, so that its next step trips nothing before chargers have followed; but
 * no more than its worst case, unless it is above that already.
 */
export const withReserve = (amps: number, reserve: number, { worstCaseBaseAmps }: Circuit): number =>
  Math.max(amps, Math.min(amps + reserve, worstCaseBaseAmps));

/** What a load counts with in each book. */
export interface Counted {
  readonly held: number;
  readonly live: number;
}

/** When no more than `amps` of its limit can be in force. */

export function countedAs({ hold }: Load, amps: number, fallback: number): Counted {
  switch (hold.holding) {
    case 'hold':
      return { held: amps, live: amps };
    case 'watchdog':
      return { held: fallback, live: Math.max(amps, fallback) };
    case 'lease':
      return { held: fallback, live: amps };
  }
}

/** Takes what a load needs to go from one count to another in both books. */
export function enter(books: Books, cells: readonly Cell[], from: Counted, to: Counted): void {
  for (const cell of cells) {
    books.held[cell.at]! -= drawn(cell, to.held) - drawn(cell, from.held);
    books.live[cell.at]! -= drawn(cell, to.live) - drawn(cell, from.live);
  }
}

/** Whether more is counted on one of its lines than there may be. A load that falls by itself does not care for the other book. */
export const isOver = ({ held, live }: Books, { hold, cells }: Load): boolean =>
  isOvercommitted(live, cells) || (hold.holding === 'hold' && isOvercommitted(held, cells));

/** The highest limit for which there is room, for a load that counts with `from` now. */
export const highestOf = ({ held, live }: Books, { hold, cells }: Load, from: Counted): number =>
  hold.holding === 'hold'
    ? Math.min(highestIn(live, cells, from.live), highestIn(held, cells, from.held))
    : highestIn(live, cells, from.live);
