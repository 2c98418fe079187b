// The part of the program that knows what energy costs: import and export, the peak, the battery.

import type { Frame } from './frame.ts';
import type { Draft } from './program.ts';
import type { Battery, Demand, Market, PlanRequest } from './request.ts';

/** The price of each slot: the last one that is known, else the default (E48). */
export function pricesOf({ prices, defaultPrice }: Market, slots: number): number[] {
  let last = defaultPrice;
  return Array.from({ length: slots }, (_, slot) => {
    const price = prices[slot];
    if (price !== null && price !== undefined && Number.isFinite(price)) last = price;
    return last;
  });
}

/** Power of vehicles in one slot enters the row of that slot that is returned. */
export function addMarket(market: Market, request: PlanRequest, { draft, hours, rowOf }: Frame): number[] {
  const prices = pricesOf(market, hours.length);
  const most = mostImport(request);
  const powerRows = hours.map((_, slot) => {
    const free = (request.pvKW?.[slot] ?? 0) - (request.baseKW?.[slot] ?? 0);
    return draft.row(free, free);
  });
  const peakRows = market.demand === undefined ? [] : addPeak(market.demand, hours, draft);
  for (const [slot, row] of powerRows.entries()) {
    const price = prices[slot]!;
    draft.column(0, most, -price * hours[slot]!);
    draft.put(row, -1);
    if (peakRows.length > 0) draft.put(peakRows[slot]!, hours[slot]! / windowHours(hours[slot]!));
    // Buying to sell in the same moment must never pay.
    draft.column(0, most, Math.min(market.feedInPrice, price) * hours[slot]!);
    draft.put(row, 1);
  }
  if (peakRows.length > 0) addPeakColumn(market.demand!, peakRows, draft);
  if (market.battery !== undefined) addBattery(market.battery, prices, powerRows, { draft, hours, rowOf });
  return powerRows;
}

/** A mean is formed over quarter hours, or over the whole of a longer slot. */
const windowHours = (hours: number): number => Math.max(0.25, hours);

function mostImport({ sessions, baseKW = [], pvKW = [], market }: PlanRequest): number {
  const vehicles = sessions.reduce((sum, { maxAmps, kWPerAmp }) => sum + maxAmps * kWPerAmp, 0);
  const battery = (market?.battery?.chargeKW ?? 0) + (market?.battery?.dischargeKW ?? 0);
  return vehicles + battery + Math.max(0, ...baseKW) + Math.max(0, ...pvKW);
}

/** The mean of each window stays below the peak. What this quarter hour already imported counts in its first slot (E47). */
const addPeak = ({ importedKWh }: Demand, hours: readonly number[], draft: Draft): number[] =>
  hours.map((length, slot) => draft.row(-Infinity, slot === 0 && length < 0.25 ? -importedKWh / 0.25 : 0));

function addPeakColumn({ rate, dayScale, peakSoFarKW }: Demand, peakRows: readonly number[], draft: Draft): void {
  draft.column(peakSoFarKW, Infinity, -rate * dayScale);
  for (const row of peakRows) draft.put(row, -1);
}

function addBattery(battery: Battery, prices: readonly number[], powerRows: readonly number[], frame: Frame): void {
  const { draft, hours, rowOf } = frame;
  const { on, capacityKWh, storedKWh, chargeKW, dischargeKW, efficiency } = battery;
  const stored = Math.min(capacityKWh, Math.max(0, storedKWh));
  // What is left at the end is worth an average kWh: else every plan would end with an empty battery.
  const mean = prices.reduce((sum, price) => sum + price, 0) / Math.max(1, prices.length);
  const storeRows = hours.map((_, slot) => (slot === 0 ? draft.row(stored, stored) : draft.row(0, 0)));
  for (const [slot, length] of hours.entries()) {
    draft.column(0, chargeKW, 0);
    draft.put(powerRows[slot]!, 1);
    draft.put(storeRows[slot]!, -length * efficiency);
    for (const { row, perKW } of on) {
      const limit = rowOf[row]?.[slot];
      if (limit !== undefined && limit >= 0) draft.put(limit, perKW);
    }
    draft.column(0, dischargeKW, 0);
    draft.put(powerRows[slot]!, -1);
    draft.put(storeRows[slot]!, length);
    draft.column(0, capacityKWh, slot === hours.length - 1 ? mean : 0);
    draft.put(storeRows[slot]!, 1);
    if (slot + 1 < hours.length) draft.put(storeRows[slot + 1]!, -1);
  }
}
