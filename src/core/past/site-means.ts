// The grid connection at a moment, as a day of it is drawn: its limit, what else the site draws, what the sun gives, what vehicles
// draw, and what energy costs.

import { priceAt } from '../../control/tariff.ts';
import { lineCount, wattsPerAmp } from '../../model/electric.ts';
import type { Figures } from '../feed/seen.ts';
import { outsideLimits } from '../limits/outside.ts';
import { readingOf } from '../meters/readings.ts';
import type { Now } from '../ports.ts';
import type { SiteMeans } from '../ports/minute.ts';
import { pricesInForce } from '../prices/in-force.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';

/** On the line that carries the most of both. */
export function siteMeansAt(state: State, { charging }: Pick<Figures, 'charging'>, now: Now): SiteMeans {
  const root = siteOf(state).circuits.find(({ parent }) => parent === undefined)!;
  const base = state.bases.known.get(root.id)?.amps;
  const line = fullestLine(charging, base ?? []);
  const limit = outsideLimits(state, now).limits.get(root.id)?.amps ?? [root.limitAmps];
  const pvAmps = sunAmps(state, now);
  const prices = pricesInForce(state);
  return {
    limitAmps: Math.min(...limit),
    chargingAmps: charging[line]!,
    ...(base !== undefined && { baseAmps: base[line]! }),
    ...(pvAmps !== undefined && { pvAmps }),
    ...(prices !== undefined && {
      pricePerKwh: priceAt(prices.tariff, prices.series, prices.timezone, now.utc).pricePerKwh,
    }),
  };
}

export function fullestLine(one: readonly number[], other: readonly number[]): number {
  let [found, most] = [0, -Infinity];
  for (let line = 0; line < one.length; line += 1) {
    const amps = one[line]! + (other[line] ?? 0);
    if (amps > most) [found, most] = [line, amps];
  }
  return found;
}

/** On each line, by its meters together; undefined where one of them says nothing, or there is none. */
function sunAmps(state: State, now: Now): number | undefined {
  const { meters = [], supply } = siteOf(state);
  let watts: number | undefined;
  for (const { id, role } of meters) {
    if (role !== 'pv') continue;
    const { quality, powerW } = readingOf(state, id, now);
    if (quality !== 'good' || typeof powerW !== 'number') return undefined;
    watts = (watts ?? 0) + Math.max(0, -powerW);
  }
  return watts === undefined ? undefined : watts / wattsPerAmp(supply, lineCount[supply]);
}
