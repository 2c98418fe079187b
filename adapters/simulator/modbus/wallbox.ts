// The electrical side of a charger with registers: its vehicle, its contactor, its meter, its card reader and its watchdog.
// Nobody inside it judges tokens: a master releases, or it charges whoever plugs in.

import type { Vehicle } from '../electric-vehicle.ts';
import { minAmps, volts } from '../electric-vehicle.ts';
import type { At } from '../station/types.ts';

/** One value for each of L1, L2 and L3. */
export type OnLines = readonly [number, number, number];

export type WallboxEvent =
  /** A vehicle arrives; with a token its driver holds a card to the reader at once. */
  | { readonly kind: 'plug'; readonly vehicle: Vehicle; readonly token?: string }
  | { readonly kind: 'swipe'; readonly token: string }
  | { readonly kind: 'unplug' }
  /** Something breaks; without a code it is whole again. */
  | { readonly kind: 'fault'; readonly code?: number };

/** From plug to unplug: what really happened here. */
export interface WallboxStay {
  /** UTC ms. */
  readonly pluggedAt: number;
  unpluggedAt: number | undefined;
  token: string | undefined;
  /** Its meter then, unrounded. */
  readonly fromWh: number;
  toWh: number;
}

export interface WallboxBody {
  readonly id: string;
  readonly ratingAmps: number;
  vehicle: Vehicle | undefined;
  /** The card that was read last, until the vehicle leaves; empty for none. */
  token: string;
  limitAmps: number;
  isEnabled: boolean;
  faultCode: number;
  registerWh: number;
  /** The register when this vehicle first took energy. */
  sessionFromWh: number;
  hasCharged: boolean;
  pluggedMono: number;
  readonly stays: WallboxStay[];
  readonly notes: string[];
  noted: string;
  failsafeAmps: number;
  failsafeS: number;
  /** Trips of the watchdog since it was made. */
  trips: number;
}

/** What was forgotten is the oldest. */
const mostStays = 1000;
const mostNotes = 100;

/** Right after power on: it charges with all that it has until somebody says otherwise. */
export const newWallbox = (id: string, ratingAmps: number, registerWh: number): WallboxBody => ({
  id,
  ratingAmps,
  vehicle: undefined,
  token: '',
  limitAmps: ratingAmps,
  isEnabled: true,
  faultCode: 0,
  registerWh,
  sessionFromWh: registerWh,
  hasCharged: false,
  pluggedMono: 0,
  stays: [],
  notes: [],
  noted: '',
  failsafeAmps: 0,
  failsafeS: 0,
  trips: 0,
});

/** What the vehicle may draw per phase. */
export const offeredAmps = ({ isEnabled, faultCode, limitAmps, ratingAmps }: WallboxBody): number =>
  !isEnabled || faultCode !== 0 || limitAmps < minAmps ? 0 : Math.min(limitAmps, ratingAmps);

/** Lets the energy flow up to `mono`. */
export function flow(body: WallboxBody, mono: number): void {
  const { vehicle } = body;
  if (vehicle === undefined) return;
  const taken = vehicle.advance(mono);
  if (taken > 0 && !body.hasCharged) {
    body.hasCharged = true;
    body.sessionFromWh = body.registerWh;
  }
  body.registerWh += taken;
}

/** Tells the vehicle what it may draw now, and people how it fares. Energy has flowed up to `mono`. */
export function setPilot(body: WallboxBody, mono: number): void {
  const { vehicle } = body;
  if (vehicle === undefined) return;
  const amps = offeredAmps(body);
  if (body.faultCode === 0) vehicle.pilot(amps, mono);
  else vehicle.cut(mono);
  const text = fare(vehicle, amps) ?? body.noted;
  if (text !== body.noted) note(body, text);
  body.noted = text;
}

/** Undefined while the vehicle is about to follow its pilot. */
function fare(vehicle: Vehicle, amps: number): string | undefined {
  if (vehicle.isFull()) return `${vehicle.name} is full`;
  if (amps === 0) return 'may not charge now';
  const drawn = vehicle.drawnAmps();
  if (Math.abs(drawn - Math.min(amps, vehicle.maxAmps)) > 0.05) return undefined;
  return `charges with ${drawn.toFixed(1).replace('.0', '')} A`;
}

function note({ notes }: WallboxBody, text: string): void {
  if (notes.length < mostNotes) notes.push(text);
}

export function take(body: WallboxBody, event: WallboxEvent, now: At): void {
  flow(body, now.mono);
  if (event.kind === 'plug' && body.vehicle === undefined) plug(body, event.vehicle, event.token, now);
  else if (event.kind === 'swipe') read(body, event.token);
  else if (event.kind === 'unplug') unplug(body, now);
  else if (event.kind === 'fault') body.faultCode = event.code ?? 0;
  setPilot(body, now.mono);
}

function plug(body: WallboxBody, vehicle: Vehicle, token: string | undefined, now: At): void {
  // A vehicle starts at this moment for this box, wherever it was before.
  vehicle.cut(now.mono);
  vehicle.advance(now.mono);
  vehicle.wakeUp(now.mono);
  const { registerWh, stays } = body;
  Object.assign(body, { vehicle, hasCharged: false, pluggedMono: now.mono, noted: '' });
  const stay = { pluggedAt: now.utc, unpluggedAt: undefined, token: undefined, fromWh: registerWh, toWh: registerWh };
  stays.push(stay);
  if (stays.length > mostStays) stays.shift();
  note(body, `${vehicle.name} plugs in`);
  if (token !== undefined) read(body, token);
}

function read(body: WallboxBody, token: string): void {
  body.token = token;
  const stay = body.stays.at(-1);
  if (body.vehicle !== undefined && stay !== undefined) stay.token = token;
}

function unplug(body: WallboxBody, now: At): void {
  const { vehicle } = body;
  const stay = body.stays.at(-1);
  if (vehicle === undefined || stay === undefined) return;
  vehicle.cut(now.mono);
  flow(body, now.mono);
  stay.unpluggedAt = now.utc;
  stay.toWh = body.registerWh;
  note(body, `${vehicle.name} leaves`);
  Object.assign(body, { vehicle: undefined, token: '' });
}

/** Nobody speaks to it any more: it goes to its own current, which may be more than it was told last. */
export function trip(body: WallboxBody): void {
  body.trips += 1;
  body.limitAmps = body.failsafeAmps;
  note(body, `nobody speaks to it: goes to ${body.failsafeAmps} A by itself`);
}

/** Amps on L1, L2 and L3. */
export function drawn({ vehicle }: WallboxBody): OnLines {
  const amps = vehicle?.drawnAmps() ?? 0;
  return vehicle?.phases === 1 ? [amps, 0, 0] : [amps, amps, amps];
}

export const powerOf = (body: WallboxBody): number => drawn(body).reduce((sum, amps) => sum + amps * volts, 0);

export const isCharging = ({ vehicle }: WallboxBody): boolean => (vehicle?.drawnAmps() ?? 0) > 0;

/** When the vehicle next changes course by itself, mono ms. */
export const vehicleAt = ({ vehicle }: WallboxBody): number => vehicle?.nextChangeAt() ?? Infinity;

/** A wallbox as the world around it sees it. */
export interface Wallbox {
  readonly id: string;
  event(event: WallboxEvent, now: At): void;
  /** Amps per phase now. */
  drawnAmps(now: At): OnLines;
  /** Its meter, unrounded Wh. */
  registerWh(now: At): number;
  readonly stays: readonly WallboxStay[];
  /** Forgets the stay, which nobody has to compare any more. */
  forget(stay: WallboxStay): void;
  /** What happened since it was asked last. */
  notes(): string[];
  /** How often its watchdog tripped. */
  trips(): number;
  /** One count of its energy register, Wh. */
  readonly resolutionWh: number;
}

export function wallboxOf(body: WallboxBody, resolutionWh: number): Wallbox {
  return {
    id: body.id,
    resolutionWh,
    event: (event, now) => take(body, event, now),
    drawnAmps(now) {
      flow(body, now.mono);
      return drawn(body);
    },
    registerWh(now) {
      flow(body, now.mono);
      return body.registerWh;
    },
    stays: body.stays,
    forget(stay) {
      const at = body.stays.indexOf(stay);
      if (at >= 0) body.stays.splice(at, 1);
    },
    notes: () => body.notes.splice(0),
    trips: () => body.trips,
  };
}
