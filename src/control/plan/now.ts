// What a plan says of now: means of its first slot become nothing, or at least the minimum.

import { costsOf } from './costs.ts';
import type { Plan } from './plan.ts';
import type { PlanRequest } from './request.ts';

/** A mean below this share of the minimum is no reason to charge now. */
const leastShare = 0.5;
/** The plan gives so much of what is missing in its first slot: then it is done with the vehicle. */
const finishes = 0.95;
/** A mean above a step by so much of it asks for the next one: what is cut off each time is missing in the end. */
const roundsUpFrom = 0.05;

/**
 * Amps for each session now, by its key: whole steps from its minimum on, or 0 where the plan lets it wait. The mean of a
 * vehicle that needs little more is small; it gets its minimum all the same, and is ready, instead of leaving with the last
 * percent missing.
 */
export function targetsNow({ sessions, slotMinutes, margins }: PlanRequest, { targets }: Plan): Map<string, number> {
  const hours = (slotMinutes[0] ?? 0) / 60;
  return new Map(
    targets.map(({ key, amps }, at) => {
      const { minAmps, maxAmps, stepAmps, kWPerAmp, needKWh = Infinity } = sessions[at]!;
      const mean = amps[0] ?? 0;
      if (mean >= minAmps) return [key, Math.min(maxAmps, stepped(mean, stepAmps))];
      const missing = needKWh * Math.max(1, margins.energyFactor);
      const isDone = mean > 0 && mean * kWPerAmp * hours >= finishes * missing;
      return [key, isDone || mean >= leastShare * minAmps ? minAmps : 0];
    }),
  );
}

const stepped = (amps: number, step: number): number =>
  step > 0 ? Math.ceil(amps / step - roundsUpFrom) * step : amps;

/** A current below this is what a solver leaves behind. */
const grainAmps = 0.05;

/**
 * Whom the plan lets wait for cheaper energy: all that it still has for them costs less than more of it now would, and they miss
 * nothing. So sun that is still to come and the peak of the month are kept to where room is left. By their keys.
 */
export function waitingForPrice(request: PlanRequest, { targets, misses }: Plan): ReadonlySet<string> {
  const { sessions, market } = request;
  const waiting = new Set<string>();
  if (market === undefined) return waiting;
  const { now, later } = costsOf(request, market, targets);
  const missing = new Set(misses.map(({ key }) => key));
  for (const [at, { key, amps }] of targets.entries()) {
    const { needKWh, departsInMinutes, noPause, isOn } = sessions[at]!;
    if (needKWh === undefined || departsInMinutes === undefined || missing.has(key) || (noPause && isOn)) continue;
    const used = later.filter((_, slot) => (amps[slot + 1] ?? 0) > grainAmps);
    if (used.length > 0 && used.every((cost) => cost < now)) waiting.add(key);
  }
  return waiting;
}
