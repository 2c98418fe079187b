// The electrical side of a simulated charge point: what it may draw by the profile that it keeps, and what it meters.

import type { Profile } from './station-profiles.ts';
import { profileAmps } from './station-profiles.ts';
import type { Vehicle } from './vehicle.ts';
import { charge, drawnAmps } from './vehicle.ts';

export interface SimEvse {
  readonly evse: number;
  readonly ratingAmps: number;
  vehicle: Vehicle | undefined;
  status: string;
  registerWh: number;
  /** Of the whole station; kept through a power cut. */
  readonly profiles: Profile[];
  /** The transaction under way, by the station's own count. */
  session: string | undefined;
  transactionId: number | undefined;
  /** Session → the number that the gateway gave. */
  readonly numbers: Map<string, number>;
  sampleAt: number;
}

export const newEvse = (evse: number, ratingAmps: number, profiles: Profile[]): SimEvse => ({
  evse,
  ratingAmps,
  vehicle: undefined,
  status: 'Available',
  registerWh: 1000 * evse,
  profiles,
  session: undefined,
  transactionId: undefined,
  numbers: new Map(),
  sampleAt: Infinity,
});

/** The most that it may draw: by its profiles, and its rating where it has none. */
export const limitOf = ({ profiles, evse, session, ratingAmps }: SimEvse): number =>
  Math.min(profileAmps(profiles, evse, session) ?? ratingAmps, ratingAmps);

/** The most that it may draw now or when its session ends and another begins; undefined where nothing limits it then. */
export function mostOf(evse: SimEvse): number | undefined {
  const fallback = profileAmps(evse.profiles, evse.evse, undefined);
  return fallback === undefined ? undefined : Math.max(limitOf(evse), Math.min(fallback, evse.ratingAmps));
}

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
