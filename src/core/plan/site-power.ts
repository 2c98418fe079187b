// What the site draws beside its vehicles and what the sun gives it, in kW over all lines: now, in the hours to come by what was
// seen before, and the import of each quarter of an hour, on which a demand charge is counted.

import { isSettled } from '../../control/base-load.ts';
import { forecast, remember } from '../../control/plan/forecast.ts';
import type { Demand } from '../../control/plan/request.ts';
import { lineCount, wattsPerAmp } from '../../model/electric.ts';
import type { Fact } from '../../model/fact/fact.ts';
import type { Utc } from '../../model/time.ts';
import { after, utc } from '../../model/time.ts';
import { localTime } from '../../model/zone.ts';
import { readingOf } from '../meters/readings.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { calendarOf } from './base-history.ts';
import type { SitePower } from './live.ts';
import type { Slots } from './slots.ts';

const quarterMs = 900_000;
const quarterHours = quarterMs / 3_600_000;
const noteEachMs = 5000;
/** Of a longer time without a reading nobody knows what was imported. */
const longestGapMs = 60_000;
/** A mean of less of a quarter is no mean of it. */
const leastCoveredMs = 0.8 * quarterMs;
/** One hour in ten has more load, and one in ten less sun. */
const quantiles = { load: 0.9, sun: 0.1 };
/** Less is what meters are off by. */
const grainKW = 0.05;

interface PowerNow {
  readonly loadKW: number;
  /** Undefined where no meter of its own says it: then it is in the load, which is less than nothing when it shines. */
  readonly sunKW: number | undefined;
}

/** As it is measured now; undefined where nobody knows. */
function powerNow(state: State, now: Now): PowerNow | undefined {
  const { circuits, meters = [], supply } = siteOf(state);
  const base = state.bases.known.get(circuits.find(({ parent }) => parent === undefined)!.id);
  if (base === undefined || !isSettled(base, now.mono)) return undefined;
  const kWPerLine = wattsPerAmp(supply, lineCount[supply]) / lineCount[supply] / 1000;
  let loadKW = base.amps.reduce((sum, amps) => sum + amps, 0) * kWPerLine;
  let sunKW: number | undefined;
  for (const { id, role } of meters) {
    if (role === undefined) continue;
    const { quality, powerW } = readingOf(state, id, now);
    if (quality !== 'good' || typeof powerW !== 'number') return undefined;
    // What a battery takes is no load, and what it gives is no sun: it does so again, or not.
    loadKW -= powerW / 1000;
    if (role === 'pv') sunKW = (sunKW ?? 0) + Math.max(0, -powerW / 1000);
  }
  return { loadKW, sunKW };
}

/** A few times a minute, while the time is known. */
export function noteSitePower(state: State, facts: Fact[], now: Now): void {
  const { site } = state.plan;
  if (now.mono < site.dueAt || state.bases.metered.size === 0 || !state.clock.trusted) return;
  site.dueAt = after(now.mono, noteEachMs);
  const quarter = Math.floor(now.utc / quarterMs);
  if (site.quarter !== quarter) {
    endQuarter(state, facts, now);
    site.quarter = quarter;
    site.importedKWh = 0;
    site.coveredMs = 0;
    site.sums = { count: 0, load: 0, sun: 0 };
  }
  noteImport(state, site, now);
  const power = powerNow(state, now);
  if (power === undefined) return;
  site.sums.count += 1;
  site.sums.load += power.loadKW;
  site.sums.sun += power.sunKW ?? 0;
}

/** What flows in from the grid; what is fed in takes nothing off it. */
function noteImport(state: State, site: SitePower, now: Now): void {
  const root = siteOf(state).circuits.find(({ parent }) => parent === undefined)!;
  const { quality, powerW } = root.meter === undefined ? { quality: 'comm' } : readingOf(state, root.meter, now);
  const before = site.readAt;
  site.readAt = quality === 'good' && typeof powerW === 'number' ? now.mono : undefined;
  if (before === undefined || site.readAt === undefined || typeof powerW !== 'number') return;
  const ms = Math.min(now.mono - before, now.utc - site.quarter * quarterMs);
  if (ms > longestGapMs) return;
  site.importedKWh += (Math.max(0, powerW) / 1000) * (ms / 3_600_000);
  site.coveredMs += ms;
}

function endQuarter(state: State, facts: Fact[], now: Now): void {
  const { site } = state.plan;
  const { timezone, tariff } = siteOf(state);
  const { count, load, sun } = site.sums;
  const at = utc(site.quarter * quarterMs);
  if (count > 0) {
    const calendar = calendarOf(timezone);
    site.histories = {
      load: remember(site.histories.load, { at, value: load / count }, calendar),
      sun: remember(site.histories.sun, { at, value: sun / count }, calendar),
    };
  }
  if (tariff?.demandPricePerKw === undefined || site.coveredMs < leastCoveredMs) return;
  const kW = Math.round((site.importedKWh / (site.coveredMs / quarterMs) / quarterHours) * 100) / 100;
  const month = monthOf(timezone, at);
  if (kW <= peakOf(state, month) + grainKW) return;
  facts.push({ kind: 'ImportPeaked', month, kW, quarter: at, happenedAt: now.utc });
}

function monthOf(timezone: string, at: Utc): string {
  const { year, month } = localTime(timezone, at);
  return `${year}-${String(month).padStart(2, '0')}`;
}

function peakOf({ ledger }: State, month: string): number {
  const { peak } = ledger.outside;
  return peak?.month === month ? peak.kW : 0;
}

export interface PowerLater {
  readonly baseKW: readonly number[];
  readonly pvKW: readonly number[];
}

/** In each slot: more load than usual, and less sun. Undefined where nobody measures the grid connection. */
export function powerLater(state: State, { startsAt, minutes }: Slots, now: Now): PowerLater | undefined {
  const power = powerNow(state, now);
  if (power === undefined) return undefined;
  const { loadKW, sunKW } = power;
  const { histories } = state.plan.site;
  const calendar = calendarOf(siteOf(state).timezone);
  const times = { startsAt, slotMinutes: minutes };
  const load = forecast(histories.load, { ...times, quantile: quantiles.load, now: loadKW, unknown: loadKW }, calendar);
  const sun =
    sunKW === undefined
      ? minutes.map(() => 0)
      : forecast(histories.sun, { ...times, quantile: quantiles.sun, now: sunKW, unknown: 0 }, calendar);
  return {
    baseKW: load.map((kW) => Math.max(0, kW)),
    // Without a meter of its own, what is fed in beside the load is all that is known of it.
    pvKW: sun.map((kW, slot) => Math.max(0, kW) + Math.max(0, -load[slot]!)),
  };
}

/** What the highest quarter of an hour of this month costs; `scale`: from the currency to what a plan counts in. */
export function demandOf(state: State, scale: number, now: Now): Demand | undefined {
  const { tariff, timezone } = siteOf(state);
  if (tariff?.demandPricePerKw === undefined) return undefined;
  const { year, month, day } = localTime(timezone, now.utc);
  const daysLeft = new Date(Date.UTC(year, month, 0)).getUTCDate() - day + 1;
  const { site } = state.plan;
  return {
    rate: tariff.demandPricePerKw * scale,
    peakSoFarKW: peakOf(state, monthOf(timezone, now.utc)),
    dayScale: 1 / daysLeft,
    importedKWh: site.quarter === Math.floor(now.utc / quarterMs) ? site.importedKWh : 0,
  };
}
