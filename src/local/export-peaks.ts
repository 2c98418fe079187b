// The highest quarter of an hour of each day or month, as grid operators count it.

import { wallIso } from '../model/day.ts';
import { roundMoney } from '../model/money.ts';
import type { Utc } from '../model/time.ts';
import { utc } from '../model/time.ts';
import { nameAt } from './export-energy.ts';
import type { ExportRow } from './export-text.ts';

export interface MinuteKept {
  readonly at: Utc;
  readonly energyWh?: number;
  readonly gridSeconds: number;
  readonly gridWh?: number;
}

export interface Peak {
  kW: number | undefined;
  at: Utc | undefined;
  chargingKW: number | undefined;
  minutes: number;
}

const quarterMs = 900_000;
/** A mean of less of a quarter is no mean of it. */
const leastSeconds = 0.8 * 900;

/** By the name of the day or month. Minutes come in order of time. */
export function peaksOf(minutes: Iterable<MinuteKept>, timezone: string, by: 'day' | 'month'): Map<string, Peak> {
  const peaks = new Map<string, Peak>();
  let quarter = { at: 0, gridWh: 0, gridSeconds: 0, chargedWh: 0, minutes: 0 };
  const end = (): void => {
    if (quarter.minutes === 0) return;
    const at = utc(quarter.at);
    const peak = peakIn(peaks, nameAt(timezone, at, by));
    peak.minutes += quarter.minutes;
    const { gridSeconds, gridWh, chargedWh } = quarter;
    const kW = gridSeconds < leastSeconds ? undefined : ((gridWh / gridSeconds) * 3600) / 1000;
    if (kW !== undefined && kW > (peak.kW ?? -Infinity)) [peak.kW, peak.at] = [kW, at];
    const chargingKW = quarter.minutes * 60 < leastSeconds ? undefined : ((chargedWh / quarter.minutes) * 60) / 1000;
    if (chargingKW !== undefined) peak.chargingKW = Math.max(chargingKW, peak.chargingKW ?? 0);
  };
  for (const { at, energyWh, gridSeconds, gridWh } of minutes) {
    const start = Math.floor(at / quarterMs) * quarterMs;
    if (start !== quarter.at) {
      end();
      quarter = { at: start, gridWh: 0, gridSeconds: 0, chargedWh: 0, minutes: 0 };
    }
    quarter.minutes += 1;
    quarter.chargedWh += energyWh ?? 0;
    if (gridWh === undefined) continue;
    quarter.gridWh += gridWh;
    quarter.gridSeconds += gridSeconds;
  }
  end();
  return peaks;
}

function peakIn(peaks: Map<string, Peak>, name: string): Peak {
  let peak = peaks.get(name);
  if (peak === undefined) peaks.set(name, (peak = { kW: undefined, at: undefined, chargingKW: undefined, minutes: 0 }));
  return peak;
}

export const peakColumns = (by: 'day' | 'month'): readonly string[] => [
  ...[by, 'peakKw', 'peakAt', 'chargingPeakKw', 'measuredHours'],
  ...(by === 'month' ? ['demandCost'] : []),
];

/** `pricePerKw`: what a month costs for each kW of it. */
export function peakCells(
  peak: Peak | undefined,
  timezone: string,
  demand: { readonly pricePerKw: number; readonly currency: string } | undefined,
): ExportRow {
  const kW = peak?.kW === undefined ? undefined : Math.round(peak.kW * 100) / 100;
  return {
    peakKw: kW,
    peakAt: peak?.at === undefined ? undefined : wallIso(timezone, peak.at),
    chargingPeakKw: peak?.chargingKW === undefined ? undefined : Math.round(peak.chargingKW * 100) / 100,
    measuredHours: peak === undefined ? 0 : Math.round((peak.minutes / 60) * 100) / 100,
    demandCost:
      kW === undefined || demand === undefined ? undefined : roundMoney(kW * demand.pricePerKw, demand.currency),
  };
}
