// What the allocator is asked and what it answers.

import type { Circuit } from '../../model/config/site.ts';
import type { EvseKey, StationId, TransactionId } from '../../model/ids.ts';
import type { Reason } from '../../model/reason.ts';
import type { Utc } from '../../model/time.ts';
import type { Books } from '../books.ts';
import type { Cell, Load } from '../envelope.ts';
import type { Session } from '../turns.ts';

/** A load that charges. */
export interface Demand extends Session {
  readonly transaction: TransactionId;
  /** It may have no more, whatever there is. */
  readonly cap?: Cap;
  /** Higher ones are served before lower ones get more than their minimum; 0 when absent. */
  readonly priority?: number;
  /** What the plan gives it now: it comes before what the plan does not ask for. Never a permission. */
  readonly target?: number;
  /** All that the plan has for it later is cheaper: it gets no more than its target, even where room is left. */
  readonly waitsForPrice?: boolean;
  /**
   * Hours that it could wait and still be ready at its maximum; absent where nobody knows when it leaves or what it needs: then
   * it counts as one that stays for a few hours, and the longer it waits the sooner it is served.
   */
  readonly laxityHours?: number;
  /** Less is nothing for this vehicle; the minimum of its EVSE when absent. */
  readonly minAmps?: number;
  /** So many sessions share what it gets; 1 when absent. */
  readonly sessions?: number;
  /** A vehicle that does not come back after a pause is never paused to let another one in. */
  readonly noPause?: boolean;
  /** Its first minute: no more than its minimum, because vehicles jump to whatever they may have. */
  readonly isStarting?: boolean;
  /** Its share of a live room, on the lines that it was seen to use; those of its EVSE when absent. */
  readonly cells?: readonly Cell[];
}

export interface Cap {
  readonly amps: number;
  readonly reason: Reason;
}

/**
 * The most that some stations may draw together, on each line: those of a central system, or all by order of the grid
 * operator. It holds while we live.
 */
export interface Ceiling {
  readonly reason: Reason;
  /** The same on each line, or for each of them. */
  readonly amps: number | readonly number[];
  /** All of them when absent. */
  readonly stations: ReadonlySet<StationId> | undefined;
}

/** Whether what a load draws counts under a ceiling. */
export const isUnder = ({ stations }: Ceiling, { station }: Load): boolean =>
  stations === undefined || stations.has(station.id);

export interface Question {
  readonly circuits: readonly Circuit[];
  readonly books: Books;
  readonly loads: readonly Load[];
  readonly fallback: ReadonlyMap<EvseKey, number>;
  readonly charging: ReadonlyMap<EvseKey, Demand>;
  /** What cannot be told anything now: it counts with what it may hold (Infinity: its rating). */
  readonly fixed: ReadonlyMap<EvseKey, number>;
  readonly ceilings: readonly Ceiling[];
  /** Why nobody gets anything now. */
  readonly stop?: Reason;
  readonly now: Utc;
}

export interface Allocation {
  readonly load: Load;
  amps: number;
  reason: Reason;
  /** Of a load that charges. */
  readonly transaction?: TransactionId;
}
