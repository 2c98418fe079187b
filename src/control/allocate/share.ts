// What those who charge have beyond their minimum: what the plan wants for them, then the rest by level, in whole steps.

import type { Served } from './admit.ts';
import { start, tiersOf } from './admit.ts';
import type { Field } from './field.ts';
import { take, tooSmall } from './field.ts';
import type { Lines } from './fill.ts';
import { fill, levelOf } from './fill.ts';
import { newHeap, pop, push } from './heap.ts';
import type { Needs } from './need.ts';
import { isPlanned } from './need.ts';
import type { Sharer } from './sharer.ts';
import { floorTo, nextStep } from './sharer.ts';

/** Gives out the rest. A higher priority has all that it may have before a lower one has more than its minimum. */
export function share(field: Field, sharers: readonly Sharer[], needs: Needs, served: Served): void {
  // By name, so that the odd amp stays where it is when turns change.
  const on = [...served.isOn.keys()].filter((one) => served.isOn[one] === 1);
  const tiers = tiersOf(on, sharers);
  const planned = on.filter((one) => isPlanned(sharers[one]!));
  if (planned.length > 0) {
    const to = Float64Array.from(sharers, ({ target = 0, steps, min, most }) =>
      floorTo(steps, Math.min(target, most), min, most),
    );
    const even = { laxity: new Float64Array(sharers.length), slope: new Float64Array(sharers.length).fill(1) };
    for (const tier of tiersOf(planned, sharers))
      raise(field, sharers, { from: served.amount, to, ...even }, tier, served);
  }
  const lines = linesOf(sharers, needs, served);
  for (const tier of tiers) raise(field, sharers, lines, tier, served);
  startLate(field, sharers, needs, served, lines);
}

const linesOf = (sharers: readonly Sharer[], { lineLaxity, slope }: Needs, { amount }: Served): Lines => ({
  from: amount,
  to: Float64Array.from(sharers, ({ most }) => most),
  laxity: lineLaxity,
  slope,
});

/** Whoever could wait, where a whole minimum is left. */
function startLate(field: Field, sharers: readonly Sharer[], { order }: Needs, served: Served, lines: Lines): void {
  const late = [...order].filter((one) => served.isOn[one] === 0 && start(field, sharers, served, one));
  if (late.length === 0) return;
  for (const tier of tiersOf(late, sharers)) stepUp(field, sharers, lines, tier, served);
}

function raise(field: Field, sharers: readonly Sharer[], lines: Lines, tier: readonly number[], served: Served): void {
  const { amount } = served;
  const out = new Float64Array(sharers.length);
  fill(field, lines, tier, field.free, out);
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
  stepUp(field, sharers, lines, tier, served);
}

/** Leftovers: a step at a time to whoever is the lowest on its line. What blocks one is remembered. */
function stepUp(field: Field, sharers: readonly Sharer[], lines: Lines, tier: readonly number[], served: Served): void {
  const { amount, blockedBy } = served;
  const heap = newHeap();
  const next = (one: number): void => {
    if (amount[one]! >= lines.to[one]!) return;
    push(heap, levelOf(lines, one, stepOf(one)), one);
  };
  const stepOf = (one: number): number => Math.min(lines.to[one]!, nextStep(sharers[one]!, amount[one]!));
  for (const one of tier) next(one);
  for (let one = pop(heap); one !== undefined; one = pop(heap)) {
    const to = stepOf(one);
    const small = tooSmall(field, field.free, one, amount[one]!, to);
    blockedBy[one] = small;
    if (small >= 0) continue;
    take(field, field.free, one, amount[one]!, to);
    amount[one] = to;
    next(one);
  }
}
