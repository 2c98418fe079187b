// The electrical side of a simulated charge point: what it may draw, what it draws, what its meter and its lamp say.

import { minAmps, volts } from '../electric-vehicle.ts';
import type { Payload } from '../frame-v16.ts';
import { isoOf, utc as asUtc } from '../../../src/model/time.ts';
import type { Body, Evse, Live } from './body.ts';
import { evseLevel, stationLevel } from './profiles.ts';
import type { At } from './types.ts';

/** Lets the energy flow up to `mono`. */
export function flow({ evses }: Body, mono: number): void {
  for (const evse of evses) if (evse.vehicle !== undefined) evse.registerWh += evse.vehicle.advance(mono);
}

/** What an EVSE may draw per phase by the profiles that it keeps, and until when (UTC ms) that stays so. */
export function heldLevel(body: Body, evse: Evse, utc: number): { amps: number; until: number } {
  const { profiles } = body.memory;
  const { transaction } = evse;
  const own = evseLevel(profiles, { evse: evse.evse, ...placeOf(transaction) }, utc);
  const whole = stationLevel(profiles, utc);
  // The whole is shared evenly by those that charge.
  const sharers = body.evses.filter((one) => one === evse || one.transaction !== undefined).length;
  const share = whole.amps === undefined ? Infinity : whole.amps / (transaction === undefined ? 1 : sharers);
  return {
    amps: Math.max(0, Math.min(body.ratingAmps, own.amps ?? Infinity, share)),
    until: Math.min(own.until, whole.until),
  };
}

const placeOf = (transaction: Evse['transaction']) =>
  transaction === undefined ? {} : { session: transaction.session, startedUtc: transaction.startedUtc };

/** Tells every vehicle what it may draw now. */
export function setPilots(body: Body, live: Live, now: At): void {
  live.profileAt = Infinity;
  for (const evse of body.evses) {
    const { amps, until } = heldLevel(body, evse, now.utc);
    live.profileAt = Math.min(live.profileAt, now.mono + (until - now.utc));
    if (evse.vehicle === undefined) continue;
    if (evse.transaction === undefined) evse.vehicle.cut(now.mono);
    else evse.vehicle.pilot(offered(body, amps), now.mono);
  }
}

const offered = ({ options, ratingAmps }: Body, heldAmps: number): number =>
  options.ignoresLimits === true ? ratingAmps : heldAmps;

/** ChargePointStatus (1.6 §7.7) of one connector. */
export function statusOf(body: Body, evse: Evse, utc: number): string {
  if (evse.transaction !== undefined) {
    if (evse.vehicle === undefined) return 'SuspendedEV';
    if (offered(body, heldLevel(body, evse, utc).amps) < minAmps) return 'SuspendedEVSE';
    return evse.vehicle.drawnAmps() > 0 ? 'Charging' : 'SuspendedEV';
  }
  if (!evse.isOperative) return 'Unavailable';
  if (evse.vehicle !== undefined) return evse.isFinishing ? 'Finishing' : 'Preparing';
  return evse.welcome === undefined ? 'Available' : 'Preparing';
}

/** Amps on L1, L2 and L3. */
export function lines(evse: Evse): readonly [number, number, number] {
  const amps = evse.vehicle?.drawnAmps() ?? 0;
  return evse.vehicle?.phases === 1 ? [amps, 0, 0] : [amps, amps, amps];
}

/** The register as the meter shows it: whole Wh, never ahead of what flowed. */
export const shownWh = (evse: Evse): number => Math.floor(evse.registerWh);

/** One entry of `meterValue`, about 1.2 kB. */
export function meterValue(body: Body, evse: Evse, utc: number, context: string): Payload {
  const amps = lines(evse);
  const powerW = amps.reduce((sum, one) => sum + one * volts, 0);
  const item = (measurand: string, unit: string, value: string, phase?: string): Payload => ({
    value,
    context,
    format: 'Raw',
    measurand,
    ...(phase !== undefined && { phase }),
    location: 'Outlet',
    unit,
  });
  const offeredAmps = evse.transaction === undefined ? 0 : offered(body, heldLevel(body, evse, utc).amps);
  return {
    timestamp: isoOf(asUtc(utc)),
    sampledValue: [
      item('Energy.Active.Import.Register', 'Wh', String(shownWh(evse))),
      item('Power.Active.Import', 'W', powerW.toFixed(0)),
      ...amps.map((one, at) => item('Current.Import', 'A', one.toFixed(1), `L${at + 1}`)),
      item('Current.Offered', 'A', offeredAmps.toFixed(1)),
      ...amps.map((one, at) => item('Voltage', 'V', (volts - one / 20).toFixed(1), `L${at + 1}-N`)),
    ],
  };
}
