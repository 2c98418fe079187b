// What energy costs in each slot, for the planner.

import { pricesOver } from '../../control/tariff.ts';
import type { Market } from '../../control/plan/request.ts';
import type { Now } from '../ports.ts';
import { tariffInForce } from '../prices/in-force.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import type { PowerLater } from './site-power.ts';
import { demandOf } from './site-power.ts';
import type { Slots } from './slots.ts';

/**
 * The planner weighs prices against what it is worth to be ready, and knows no currency: the usual price of the site counts as
 * so much, and every other one as its multiple.
 */
const usualPrice = 0.3;
const quarterMinutes = 15;

/** Less is no reason to wait for it. */
const leastSunKW = 0.5;

/** Undefined where every hour costs the same, the sun gives nothing and no peak counts, or nobody knows what it costs. */
export function marketOf(
  state: State,
  { startsAt, minutes }: Slots,
  power: PowerLater | undefined,
  now: Now,
): Market | undefined {
  const { timezone } = siteOf(state);
  const tariff = tariffInForce(state);
  if (tariff === undefined) return undefined;
  const total = minutes.reduce((sum, one) => sum + one, 0);
  const quarters = Math.ceil(total / quarterMinutes) + 1;
  const prices = pricesOver(tariff, state.ledger.outside.prices, timezone, startsAt, quarters);
  const first = prices[0]!.pricePerKwh;
  const scale = tariff.defaultPricePerKwh > 0 ? usualPrice / tariff.defaultPricePerKwh : 1;
  // Without what else the site imports nobody knows its peak.
  const demand = power === undefined ? undefined : demandOf(state, scale, now);
  const isSunny = power?.pvKW.some((kW) => kW > leastSunKW) === true;
  if (demand === undefined && !isSunny && prices.every(({ pricePerKwh }) => pricePerKwh === first)) return undefined;
  const firstMinute = (startsAt - prices[0]!.startsAt) / 60_000;
  let from = firstMinute;
  const means = minutes.map((length) => {
    const until = from + length;
    let sum = 0;
    for (let at = from; at < until;) {
      const quarter = Math.floor(at / quarterMinutes + 1e-9);
      const end = Math.min(until, (quarter + 1) * quarterMinutes);
      sum += (prices[Math.min(quarter, prices.length - 1)]!.pricePerKwh * (end - at)) / length;
      at = end;
    }
    from = until;
    return sum * scale;
  });
  return {
    prices: means,
    defaultPrice: tariff.defaultPricePerKwh * scale,
    feedInPrice: (tariff.feedInPricePerKwh ?? 0) * scale,
    ...(demand !== undefined && { demand }),
  };
}
