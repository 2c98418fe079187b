// The electrical side of a simulated charge point: what it may draw by the profile that it keeps, and what it meters.

import type { Vehicle } from './vehicle.ts';
import { charge, drawnAmps } from './vehicle.ts';

export interface SimEvse {
  readonly evse: number;
  readonly ratingAmps: number;
  vehicle: Vehicle | undefined;
  status: string;
  registerWh: number;
  /** Kept through a power cut. */
  profileAmps: number | undefined;
  /** The transaction under way, by the station's own count. */
  session: string | undefined;
  transactionId: number | undefined;
  /** Session → the number that the gateway gave. */
  readonly numbers: Map<string, number>;
  sampleAt: number;
}

export const newEvse = (evse: number, ratingAmps: number): SimEvse => ({
  evse,
  ratingAmps,
  vehicle: undefined,
  status: 'Available',
  registerWh: 1000 * evse,
  profileAmps: undefined,
  session: undefined,
  transactionId: undefined,
  numbers: new Map(),
  sampleAt: Infinity,
});

/** The most that it may draw: its profile, and its rating where it never got one. */
export const limitOf = (evse: SimEvse): number => Math.min(evse.profileAmps ?? evse.ratingAmps, evse.ratingAmps);

export const ampsOf = (evse: SimEvse): number =>
  evse.vehicle === undefined || evse.session === undefined ? 0 : drawnAmps(evse.vehicle, limitOf(evse));

/** Lets energy flow for `ms`. */
export function flow(evse: SimEvse, ms: number): void {
  const amps = ampsOf(evse);
  if (amps > 0) evse.registerWh += charge(evse.vehicle!, amps, ms);
}

/** One entry of MeterValues as many stations send it. */
export function meterValue(evse: SimEvse, utc: number): object {
  const amps = ampsOf(evse);
  const phases = evse.vehicle?.phases ?? 3;
  const common = { context: 'Sample.Periodic', location: 'Outlet' };
  const lines = ['L1', 'L2', 'L3'].map((phase, at) => ({
    value: (at < phases ? amps : 0).toFixed(1),
    ...common,
    measurand: 'Current.Import',
    phase,
    unit: 'A',
  }));
  return {
    timestamp: new Date(utc).toISOString(),
    sampledValue: [
      { value: evse.registerWh.toFixed(0), ...common, measurand: 'Energy.Active.Import.Register', unit: 'Wh' },
      { value: (amps * phases * 230).toFixed(0), ...common, measurand: 'Power.Active.Import', unit: 'W' },
      ...lines,
    ],
  };
}
