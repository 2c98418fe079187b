// Who charges at all. Not as many as fit: everybody who needs something now keeps the share that this need is worth free of
// those who can wait, and only what is left of that is theirs.

import type { Field } from './field.ts';
import { take, tooSmall } from './field.ts';
import type { Basin } from './fill.ts';
import { fill } from './fill.ts';
import type { Needs } from './need.ts';
import { isPlanned } from './need.ts';
import type { Sharer } from './sharer.ts';
import { floorTo } from './sharer.ts';

/** A session whose share is below so much of its minimum goes on, or starts, only where room is left. */
const leastShare = { on: 0.4, paused: 0.8 };

export interface Served {
  /** Milliamps of each sharer now. */
  readonly amount: Float64Array;
  readonly isOn: Uint8Array;
  /** The room that was too small for the start of one that waits. */
  readonly blockedBy: Int32Array;
}

/** Begins with those who are admitted: each has what it begins with, and the rooms know it. */
export function admit(basin: Basin, sharers: readonly Sharer[], needs: Needs): Served {
  const { field } = basin;
  const { order, isHeld, isIdle, least } = needs;
  const served: Served = {
    amount: least.slice(),
    isOn: new Uint8Array(sharers.length),
    blockedBy: new Int32Array(sharers.length).fill(-1),
  };
  // What is free beside what others need, which they do not have yet.
  const beside = Float64Array.from(field.free);
  for (const one of order) if (isHeld[one]) start(field, sharers, served, one, beside);
  for (const tier of tiersOf(
    order.filter((one) => !isIdle[one]),
    sharers,
  ))
    admitTier(basin, sharers, needs, served, tier, beside);
  for (const one of order) if (isIdle[one]) start(field, sharers, served, one, beside);
  return served;
}

/** By priority, the highest first; in each, as they came. */
export function tiersOf(order: Iterable<number>, sharers: readonly Sharer[]): number[][] {
  const tiers = new Map<number, number[]>();
  for (const one of order) {
    const { priority } = sharers[one]!;
    const tier = tiers.get(priority);
    if (tier === undefined) tiers.set(priority, [one]);
    else tier.push(one);
  }
  return [...tiers].sort(([a], [b]) => b - a).map(([, tier]) => tier);
}

function admitTier(
  basin: Basin,
  sharers: readonly Sharer[],
  needs: Needs,
  served: Served,
  tier: readonly number[],
  beside: Float64Array,
): void {
  const { field } = basin;
  const share = shareOf(basin, sharers, needs, served, tier, beside);
  for (const one of tier) {
    const sharer = sharers[one]!;
    const isKnown = sharer.laxity !== undefined;
    const planned = isPlanned(sharer);
    const least = sharer.min * (needs.isOn[one] ? leastShare.on : leastShare.paused);
    const canWait = isKnown && !planned && share !== undefined && share[one]! < least;
    // Whom the plan lets wait starts on what is left over only: else it would soon be stopped again for those of the plan.
    const isLater = sharer.target !== undefined && !planned && !needs.isOn[one];
    const isServed = served.isOn[one] === 1 || (!canWait && !isLater && start(field, sharers, served, one, beside));
    if (!isServed) continue;
    // What the plan wants for it is what it needs: more would keep others of the plan from theirs.
    const need = planned ? sharer.target! : isKnown ? (share?.[one] ?? 0) : 0;
    keep(field, sharer, one, beside, served.amount[one]!, Math.min(need, sharer.most));
  }
}

/** What each would have if there were no minimum; undefined where no need is known. */
function shareOf(
  basin: Basin,
  sharers: readonly Sharer[],
  { laxity, most: to, slope }: Needs,
  { amount }: Served,
  tier: readonly number[],
  beside: Float64Array,
): Float64Array | undefined {
  if (tier.every((one) => sharers[one]!.laxity === undefined)) return undefined;
  return fill(basin, { from: amount, to, laxity, slope }, tier, beside);
}

/** Keeps free what one needs beyond what it begins with, as far as there is room. */
function keep(
  field: Field,
  { steps, most }: Sharer,
  one: number,
  beside: Float64Array,
  from: number,
  need: number,
): void {
  let to = floorTo(steps, need, from, most);
  while (to > from && tooSmall(field, beside, one, from, to) >= 0) to = floorTo(steps, to - 1, from, most);
  if (to > from) take(field, beside, one, from, to);
}

/** Gives the minimum, below which a vehicle cannot charge, or nothing at all; `beside` has to have room for it as well. */
export function start(
  field: Field,
  sharers: readonly Sharer[],
  { amount, isOn, blockedBy }: Served,
  one: number,
  beside?: Float64Array,
): boolean {
  const { begin, min } = sharers[one]!;
  const from = amount[one]!;
  // What it draws alone may be above what a ceiling leaves; its minimum may not be.
  for (let to = begin; ; to = min) {
    let small = tooSmall(field, field.free, one, from, to);
    if (small < 0 && beside !== undefined) small = tooSmall(field, beside, one, from, to);
    blockedBy[one] = small;
    if (small < 0) {
      take(field, field.free, one, from, to);
      if (beside !== undefined) take(field, beside, one, from, to);
      amount[one] = to;
      isOn[one] = 1;
      return true;
    }
    if (!(to > min)) return false;
  }
}
