// How plans are made at a site.

export interface Planning {
  /** When not all can have everything. */
  readonly favour: 'ready' | 'energy';
  readonly departureMarginMinutes: number;
  readonly energyMarginPercent: number;
  /** Every vehicle gets so much before any gets more. */
  readonly floorKwh: number;
}

/** Forecasts are wrong: ready a little before, and a little more than is said to be needed. */
export const usualPlanning: Planning = {
  favour: 'ready',
  departureMarginMinutes: 10,
  energyMarginPercent: 5,
  floorKwh: 0,
};
