// What those who charge have beyond their minimum: what the plan wants for them, then the rest by level, in whole steps.

import type { Served } from './admit.ts';
import { start, tiersOf } from './admit.ts';
import { firstDue, leastLevel, setDue } from './due.ts';
import { take, tooSmall } from './field.ts';
import type { Basin, Lines } from './fill.ts';
import { fill, levelOf } from './fill.ts';
import type { Needs } from './need.ts';
import { isPlanned } from './need.ts';
import type { Sharer } from './sharer.ts';
import { floorTo, nextStep } from './sharer.ts';

/** Gives out the rest. A higher priority has all that it may have before a lower one has more than its minimum. */
export function share(basin: Basin, sharers: readonly Sharer[], needs: Needs, served: Served): void {
  // By name, so that the odd amp stays where it is when turns change.
  const on: number[] = [];
  for (let one = 0; one < sharers.length; one += 1) if (served.isOn[one] === 1) on.push(one);
  const tiers = tiersOf(on, sharers);
  const planned = on.filter((one) => isPlanned(sharers[one]!));
  if (planned.length > 0) {
    const to = Float64Array.from(sharers, ({ target = 0, steps, min, most }) =>
      floorTo(steps, Math.min(target, most), min, most),
    );
    const even = { laxity: new Float64Array(sharers.length), slope: new Float64Array(sharers.length).fill(1) };
    for (const tier of tiersOf(planned, sharers))
      raise(basin, sharers, { from: served.amount, to, ...even }, tier, served);
  }
  const { lineLaxity: laxity, slope, most: to } = needs;
  const lines = { from: served.amount, to, laxity, slope };
  for (const tier of tiers) raise(basin, sharers, lines, tier, served);
  startLate(basin, sharers, needs, served, lines);
}

/** Whoever could wait, where a whole minimum is left. */
function startLate(basin: Basin, sharers: readonly Sharer[], { order }: Needs, served: Served, lines: Lines): void {
  const late: number[] = [];
  for (const one of order) if (served.isOn[one] === 0 && start(basin.field, sharers, served, one)) late.push(one);
  if (late.length === 0) return;
  for (const tier of tiersOf(late, sharers)) stepUp(basin, sharers, lines, tier, served);
}

function raise(basin: Basin, sharers: readonly Sharer[], lines: Lines, tier: readonly number[], served: Served): void {
  const { field } = basin;
  const { amount } = served;
  const out = fill(basin, lines, tier, field.free);
  for (const one of tier) {
    const { steps } = sharers[one]!;
    const to = lines.to[one]!;
    if (amount[one]! >= to) continue;
    let target = floorTo(steps, out[one]!, amount[one]!, to);
    // What was added up with fractions may be a little too much.
    while (target > amount[one]! && tooSmall(field, field.free, one, amount[one]!, target) >= 0)
      target = floorTo(steps, target - 1, amount[one]!, to);
    take(field, field.free, one, amount[one]!, target);
    amount[one] = target;
  }
  stepUp(basin, sharers, lines, tier, served);
}

/** Leftovers: a step at a time to whoever is the lowest on its line. What blocks one is remembered. */
function stepUp(basin: Basin, sharers: readonly Sharer[], lines: Lines, tier: readonly number[], served: Served): void {
  const { field, growing } = basin;
  const { amount, blockedBy } = served;
  const stepOf = (one: number): number => Math.min(lines.to[one]!, nextStep(sharers[one]!, amount[one]!));
  const next = (one: number): void =>
    setDue(growing, one, amount[one]! >= lines.to[one]! ? Infinity : levelOf(lines, one, stepOf(one)));
  for (const one of tier) next(one);
  while (leastLevel(growing) < Infinity) {
    const one = firstDue(growing);
    const to = stepOf(one);
    const small = tooSmall(field, field.free, one, amount[one]!, to);
    blockedBy[one] = small;
    if (small >= 0) {
      setDue(growing, one, Infinity);
      continue;
    }
    take(field, field.free, one, amount[one]!, to);
    amount[one] = to;
    next(one);
  }
}
