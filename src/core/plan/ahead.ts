// What lies ahead of the site: limits by the clock, other load as it is expected, sun, prices, and what the plan gives vehicles.

import { pricesOver } from '../../control/tariff.ts';
import type { PlanAheadView, PlanSlotView } from '../../local/plan-ahead.ts';
import { quarterMs, readyByQuarter } from '../../local/plan-ahead.ts';
import { lineCount, wattsPerAmp } from '../../model/electric.ts';
import { isoOf, utc } from '../../model/time.ts';
import { fullestLine } from '../past/site-means.ts';
import type { Now } from '../ports.ts';
import { pricesInForce } from '../prices/in-force.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { basesLater } from './base-history.ts';
import { chargingLater, loadsOfSessions } from './charging-later.ts';
import { limitsLater, momentsOf } from './later.ts';
import { powerLater } from './site-power.ts';
import type { Slots } from './slots.ts';
import { planInForce } from './targets.ts';
import { plannedVehicles } from './vehicles.ts';

export function planAhead(state: State, hours: number, now: Now): PlanAheadView {
  const loads = loadsOfSessions(state);
  const vehicles = plannedVehicles(state, loads, now);
  return {
    at: isoOf(now.utc),
    slotMinutes: 15,
    slots: slotsAhead(state, loads, hours, now),
    vehicles,
    ready: readyByQuarter(vehicles),
  };
}

function slotsAhead(state: State, loads: ReturnType<typeof loadsOfSessions>, hours: number, now: Now): PlanSlotView[] {
  const { circuits, supply, meters = [] } = siteOf(state);
  const root = circuits.find(({ parent }) => parent === undefined)!;
  const startsAt = utc(Math.floor(now.utc / quarterMs) * quarterMs);
  const count = Math.ceil((hours * 3_600_000) / quarterMs);
  const slots: Slots = { startsAt, minutes: Array<number>(count).fill(15) };
  const limits = limitsLater(state, root, momentsOf(slots));
  const bases = Array.from({ length: lineCount[supply] }, (_, line) => basesLater(state, root, line, slots));
  const sun = meters.some(({ role }) => role === 'pv') ? powerLater(state, slots, now)?.pvKW : undefined;
  const current = planInForce(state, now);
  const charging = current === undefined ? [] : chargingLater(current, loads, startsAt, count, quarterMs);
  const prices = pricesInForce(state);
  const priced = prices === undefined ? [] : pricesOver(prices.tariff, prices.series, prices.timezone, startsAt, count);
  return slots.minutes.map((_, slot): PlanSlotView => {
    const base = bases.map((line) => line?.[slot] ?? 0);
    const drawn = charging[slot];
    const line = fullestLine(base, drawn ?? []);
    return {
      startsAt: isoOf(utc(startsAt + slot * quarterMs)),
      past: false,
      limitAmps: tidy(Math.min(...limits[slot]!)),
      ...(bases[line] !== undefined && { baseAmps: tidy(base[line]!) }),
      ...(sun !== undefined && { pvAmps: tidy((sun[slot]! * 1000) / wattsPerAmp(supply, lineCount[supply])) }),
      ...(drawn !== undefined && { chargingAmps: tidy(drawn[line]!) }),
      ...(priced[slot] !== undefined && { pricePerKwh: priced[slot].pricePerKwh }),
    };
  });
}

const tidy = (amps: number): number => Math.round(amps * 10) / 10;
