// The two books of room: what must suffice without a gateway, and what there is now beside what is measured.

import type { Circuit } from '../model/config/site.ts';
import type { CircuitId } from '../model/ids.ts';
import type { Cell, Load, Room } from './envelope.ts';
import { highestIn, isOvercommitted, occupy, roomOf } from './envelope.ts';

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

/**
 * When no more than `amps` of its limit can be in force. `lasting`: no more than this, once its leases that end soon have
 * ended.
 */
export function countedAs({ hold }: Load, amps: number, fallback: number, lasting = fallback): Counted {
  switch (hold.holding) {
    case 'hold':
      return { held: amps, live: amps };
    case 'watchdog':
      return { held: fallback, live: Math.max(amps, fallback) };
    case 'lease':
      return { held: Math.max(fallback, lasting), live: amps };
  }
}

/** A load, and the cells of the live room that it was seen to use. */
export interface Place {
  readonly load: Load;
  readonly inUse: readonly Cell[];
}

/** Takes what a load needs to go from one count to another in both books. */
export function enter({ held, live }: Books, { load, inUse }: Place, from: Counted, to: Counted): void {
  occupy(held, load.cells, from.held, to.held);
  occupy(live, inUse, from.live, to.live);
}

/** What a load holds when nobody tells it anything any more is in the book for that. */
const holdsForGood = ({ hold }: Load): boolean => hold.holding === 'hold';

/**
 * Whether more is counted on one of its lines than there may be. A limit that ends soon does not care for the other book;
 * `lasts`: it does not.
 */
export const isOver = ({ held, live }: Books, { load, inUse }: Place, lasts = holdsForGood(load)): boolean =>
  isOvercommitted(live, inUse) || (lasts && isOvercommitted(held, load.cells));

/** The highest limit for which there is room, for a load that counts with `from` now. */
export const highestOf = ({ held, live }: Books, { load, inUse }: Place, from: Counted): number =>
  holdsForGood(load)
    ? Math.min(highestIn(live, inUse, from.live), highestIn(held, load.cells, from.held))
    : highestIn(live, inUse, from.live);
