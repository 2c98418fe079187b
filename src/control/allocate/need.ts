// Who comes first, and how much each needs now.

import type { Utc } from '../../model/time.ts';
import { byTurn, rankedAt, ranks } from '../turns.ts';
import type { Sharer } from './sharer.ts';

/** Of whom nobody knows anything: it stays for so long beyond what it needs. A common stop at a depot or at work. */
export const unknownLaxityHours = 4;
/** Milliamps per hour that the line of such a session rises: one for all, so that they share evenly. */
const unknownSlope = 32_000;
/** Who charges is not stopped for somebody whose need is greater by less than this. */
const hysteresisHours = 0.25;
const hourMs = 3_600_000;

/** Everything by the place of a sharer in its list. */
export interface Needs {
  /** All, those first who are served first. */
  readonly order: Int32Array;
  /** Who goes on whatever others need: its turn is not over, the plan wants it on, or it does not come back after a pause. */
  readonly isHeld: readonly boolean[];
  /** Its vehicle takes nothing: it is served when nobody else waits. */
  readonly isIdle: readonly boolean[];
  readonly isOn: readonly boolean[];
  /** Hours: what its place in the order follows from. */
  readonly laxity: Float64Array;
  /** Hours and milliamps per hour: its line while a level rises. */
  readonly lineLaxity: Float64Array;
  readonly slope: Float64Array;
  /** Milliamps that each keeps, and that it may have. */
  readonly least: Float64Array;
  readonly most: Float64Array;
  /** When the order changes by itself. */
  readonly changesAt: Utc;
}

/**
 * The order: those that are held; then by priority, within it those that the plan wants now, then those that can wait least,
 * and among equals as turns say; those last whose vehicle is asleep.
 */
export function needsOf(sharers: readonly Sharer[], now: Utc): Needs {
  const { ranked, changesAt } = rankedAt(
    sharers.map(({ demand }) => demand),
    now,
  );
  const count = sharers.length;
  const isHeld = Array<boolean>(count).fill(false);
  const isIdle = Array<boolean>(count).fill(false);
  const isOn = Array<boolean>(count).fill(false);
  const laxity = new Float64Array(count);
  for (const { session, place, rank, waitedMs } of ranked) {
    const known = sharers[place]!.laxity;
    isOn[place] = session.turn?.on === true;
    isHeld[place] = isOn[place] && (rank === ranks.inTurn || session.noPause === true || isPlanned(sharers[place]!));
    isIdle[place] = rank === ranks.idle && !isHeld[place];
    // Who waits and says nothing would wait for ever behind those who say that they are in a hurry.
    laxity[place] =
      known === undefined ? unknownLaxityHours - waitedMs / hourMs : known - (isOn[place] ? hysteresisHours : 0);
  }
  const lines = {
    lineLaxity: new Float64Array(count),
    slope: new Float64Array(count),
    least: new Float64Array(count),
    most: new Float64Array(count),
  };
  const order = new Int32Array(count);
  const before = new Int32Array(count);
  const levels = [...new Set(sharers.map(({ priority }) => priority))].sort((a, b) => b - a);
  const levelOf = new Map(levels.map((priority, level) => [priority, level]));
  for (let place = 0; place < count; place += 1) {
    const one = sharers[place]!;
    order[place] = place;
    const group = isHeld[place] ? 0 : isIdle[place] ? 2 : 1;
    const level = group * levels.length + levelOf.get(one.priority)!;
    before[place] = (level * 2 + (isHeld[place] && !isStaying(one) ? 1 : 0)) * 3 + planRank(one);
    lines.lineLaxity[place] = one.laxity ?? unknownLaxityHours;
    lines.slope[place] = one.laxity === undefined ? unknownSlope * (one.demand.sessions ?? 1) : Math.max(1, one.most);
    lines.least[place] = one.least;
    lines.most[place] = one.most;
  }
  order.sort((a, b) => {
    if (before[a] !== before[b]) return before[a]! - before[b]!;
    if (laxity[a] !== laxity[b]) return laxity[a]! < laxity[b]! ? -1 : 1;
    return byTurn(ranked[a]!, ranked[b]!);
  });
  return { order, isHeld, isIdle, isOn, laxity, ...lines, changesAt };
}

const isStaying = ({ demand }: Sharer): boolean => demand.noPause === true;

/** Wanted now, no plan, wanted later. */
const planRank = ({ target, min }: Sharer): number => (target === undefined ? 1 : target >= min && target > 0 ? 0 : 2);

export const isPlanned = (one: Sharer): boolean => planRank(one) === 0;
