// What a kWh beyond the plan costs now, and what one of those that it has later costs: by price, by what the sun would earn
// otherwise, and by the peak of the month.

import { pricesOf } from './build-market.ts';
import type { Target } from './plan.ts';
import type { Market, PlanRequest } from './request.ts';

export interface Costs {
  /** Of one more now. */
  readonly now: number;
  /** Of one less, for each slot after the first. */
  readonly later: readonly number[];
}

/** Less is neither import nor export, and as high as the peak. */
const grainKW = 0.1;
const windowHours = 0.25;

export function costsOf(request: PlanRequest, market: Market, targets: readonly Target[]): Costs {
  const prices = pricesOf(market, request.slotMinutes.length);
  // What a battery takes or gives is not in a plan: beside one only prices tell.
  if (market.battery !== undefined) return { now: prices[0]!, later: prices.slice(1) };
  const imports = importsOf(request, targets);
  const ofSlot = (slot: number): number =>
    imports[slot]! > -grainKW ? prices[slot]! : Math.min(market.feedInPrice, prices[slot]!);
  return {
    now: ofSlot(0) + peakCost(request, market, imports),
    // What is just covered by the sun would be fed in.
    later: prices.slice(1).map((_, at) => {
      const slot = at + 1;
      return imports[slot]! > grainKW ? prices[slot]! : Math.min(market.feedInPrice, prices[slot]!);
    }),
  };
}

/** kW from the grid in each slot, if everybody follows the plan. */
const importsOf = ({ slotMinutes, baseKW, pvKW, sessions }: PlanRequest, targets: readonly Target[]): number[] =>
  slotMinutes.map((_, slot) =>
    targets.reduce(
      (sum, { amps }, at) => sum + (amps[slot] ?? 0) * sessions[at]!.kWPerAmp,
      (baseKW?.[slot] ?? 0) - (pvKW?.[slot] ?? 0),
    ),
  );

/** A kWh in the quarter hour under way, where its mean is as high as it will be at most. */
function peakCost({ slotMinutes }: PlanRequest, { demand }: Market, imports: readonly number[]): number {
  if (demand === undefined) return 0;
  const hours = slotMinutes[0]! / 60;
  const mean = hours < windowHours ? (demand.importedKWh + imports[0]! * hours) / windowHours : imports[0]!;
  const peak = Math.max(demand.peakSoFarKW, mean, ...imports.slice(1));
  return mean >= peak - grainKW ? (demand.rate * demand.dayScale) / Math.max(windowHours, hours) : 0;
}
