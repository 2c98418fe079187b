// What energy costs at a site, and what stores it there.

import type { DayWindow } from '../zone.ts';

export interface Tariff {
  /** ISO 4217. */
  readonly currency: string;
  readonly defaultPricePerKwh: number;
  /** What one kWh that is fed in earns; nothing when absent. */
  readonly feedInPricePerKwh?: number;
  /** What a month costs for each kW of its highest quarter of an hour. */
  readonly demandPricePerKw?: number;
  /** Whether stations show what sessions cost; by who has the say there when absent. */
  readonly show?: boolean;
  /** Where several are open, the first counts. */
  readonly periods: readonly PricePeriod[];
}

export interface PricePeriod extends DayWindow {
  readonly pricePerKwh: number;
}

export interface BatterySize {
  readonly capacityKwh: number;
  readonly chargeKw: number;
  readonly dischargeKw: number;
  /** Of what goes in, so much comes out. */
  readonly efficiencyPercent: number;
}
