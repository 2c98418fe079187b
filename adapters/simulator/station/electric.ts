// The electrical side of a simulated charging station: what it may draw, what it draws, what its meter and its lamp say.

import { minAmps, volts } from '../electric-vehicle.ts';
import type { Body, Evse, Live } from './body.ts';
import { note } from './body.ts';
import type { Measurand } from './keys.ts';
import { measurands, measurandsIn } from './keys.ts';
import { evseLevel, stationLevel, stillValid } from './profiles.ts';
import { isUpdating } from './transfers.ts';
import type { At } from './types.ts';
import type { Reading, ReadingItem } from './words.ts';

/** Lets the energy flow up to `mono`. */
export function flow({ evses }: Body, mono: number): void {
  for (const evse of evses) if (evse.vehicle !== undefined) evse.registerWh += evse.vehicle.advance(mono);
}

/** What an EVSE may draw per phase by the profiles that it keeps, and until when (UTC ms) that stays so. */
export function heldLevel(body: Body, evse: Evse, utc: number): { amps: number; until: number } {
  const { profiles } = body.memory;
  const { transaction } = evse;
  const offline = body.memory.cutOffSince;
  const own = evseLevel(profiles, { evse: evse.evse, offline, ...placeOf(transaction) }, utc);
  const whole = stationLevel(profiles, utc, offline);
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
  body.memory.profiles = stillValid(body.memory.profiles, body.memory.cutOffSince, now.utc);
  for (const evse of body.evses) {
    const { amps, until } = heldLevel(body, evse, now.utc);
    live.profileAt = Math.min(live.profileAt, now.mono + (until - now.utc));
    if (evse.vehicle === undefined) continue;
    if (evse.transaction === undefined) evse.vehicle.cut(now.mono);
    else evse.vehicle.pilot(offered(body, evse, amps), now.mono);
  }
}

/** A transaction whose token was refused goes on without energy (StopTransactionOnInvalidId is false). */
function offered({ options, ratingAmps }: Body, { transaction }: Evse, heldAmps: number): number {
  if (transaction?.isDenied === true) return 0;
  return options.ignoresLimits === true ? ratingAmps : heldAmps;
}

/** ChargePointStatus (1.6 §7.7) of one connector. */
export function statusOf(body: Body, evse: Evse, utc: number): string {
  if (evse.fault !== undefined) return 'Faulted';
  if (evse.transaction !== undefined) {
    if (evse.vehicle === undefined) return 'SuspendedEV';
    if (offered(body, evse, heldLevel(body, evse, utc).amps) < minAmps) return 'SuspendedEVSE';
    return evse.vehicle.drawnAmps() > 0 ? 'Charging' : 'SuspendedEV';
  }
  if (!evse.isOperative || !body.memory.isOperative || evse.restartsUntil > 0) return 'Unavailable';
  if (evse.vehicle !== undefined) return evse.isFinishing ? 'Finishing' : 'Preparing';
  if (evse.welcome !== undefined) return 'Preparing';
  if (body.live !== undefined && isUpdating(body.live)) return 'Unavailable';
  return body.memory.reservations.some(({ connectorId }) => connectorId === evse.evse) ? 'Reserved' : 'Available';
}

/** Tells people how each vehicle fares, when that changed by as much as somebody notices. */
export function noteChanges(body: Body, now: At): void {
  for (const evse of body.evses) {
    const text = fare(body, evse, now.utc);
    if (text === evse.noted) continue;
    evse.noted = text;
    if (evse.transaction !== undefined) note(body, evse, text);
  }
}

/** A vehicle that is about to follow its limit is told about when it has. */
function fare(body: Body, evse: Evse, utc: number): string {
  const status = statusOf(body, evse, utc);
  const { vehicle } = evse;
  const { amps } = heldLevel(body, evse, utc);
  if (status === 'SuspendedEVSE') return `may not charge now (limit ${shown(amps)} A)`;
  if (status === 'SuspendedEV') return vehicle?.isFull() === true ? 'is full' : evse.noted;
  if (status !== 'Charging' || vehicle === undefined) return status;
  const drawn = vehicle.drawnAmps();
  const aim = Math.min(vehicle.maxAmps, offered(body, evse, amps));
  if (Math.abs(drawn - aim) > 0.5) return evse.noted;
  return `charges with ${shown(drawn)} A${drawn < vehicle.maxAmps - 0.5 ? ` of ${vehicle.maxAmps}` : ''}`;
}

const shown = (amps: number): string => amps.toFixed(1).replace('.0', '');

/** Amps on L1, L2 and L3. */
export function lines(evse: Evse): readonly [number, number, number] {
  const amps = evse.vehicle?.drawnAmps() ?? 0;
  return evse.vehicle?.phases === 1 ? [amps, 0, 0] : [amps, amps, amps];
}

/** The register as the meter shows it: whole Wh, never ahead of what flowed. */
export const shownWh = (evse: Evse): number => Math.floor(evse.registerWh);

/** Its meter with the measurands that a setting names; undefined where it names none. */
export function readingOf(body: Body, evse: Evse, utc: number, context: string, key: string): Reading | undefined {
  const wanted = wantedBy(body.memory.keys, key);
  if (wanted.length === 0) return undefined;
  const amps = lines(evse);
  const powerW = amps.reduce((sum, one) => sum + one * volts, 0);
  const item = (measurand: Measurand, unit: string, value: string, phase?: string): ReadingItem => ({
    measurand,
    value,
    unit,
    ...(phase !== undefined && { phase }),
  });
  const offeredAmps = evse.transaction === undefined ? 0 : offered(body, evse, heldLevel(body, evse, utc).amps);
  const items: Readonly<Record<Measurand, () => ReadingItem[]>> = {
    'Energy.Active.Import.Register': () => [item('Energy.Active.Import.Register', 'Wh', String(shownWh(evse)))],
    'Power.Active.Import': () => [item('Power.Active.Import', 'W', powerW.toFixed(0))],
    'Current.Import': () => amps.map((one, at) => item('Current.Import', 'A', one.toFixed(1), `L${at + 1}`)),
    'Current.Offered': () => [item('Current.Offered', 'A', offeredAmps.toFixed(1))],
    Voltage: () => amps.map((one, at) => item('Voltage', 'V', (volts - one / 20).toFixed(1), `L${at + 1}-N`)),
  };
  return { utc, context, items: wanted.flatMap((one) => items[one]()) };
}

const wantedBy = (keys: ReadonlyMap<string, string>, key: string): Measurand[] =>
  measurandsIn(keys.get(key) ?? '').filter((one): one is Measurand => one in measures);

const measures: Readonly<Record<string, true>> = Object.fromEntries(measurands.map((one) => [one, true]));
