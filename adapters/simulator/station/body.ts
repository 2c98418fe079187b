// The state of a simulated charge point, in two parts: what survives a power cut and what does not.

import type { Vehicle } from '../electric-vehicle.ts';
import type { Payload } from '../frame-v16.ts';
import { uuidOf } from '../random.ts';
import type { HeldProfile } from './profiles.ts';
import { firstKeys } from './keys.ts';
import type { StationAction, StationOptions, StationRecord } from './types.ts';

export type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
export type Entry = Writable<StationRecord>;

export interface Transaction {
  /** The station's own count. */
  readonly session: number;
  readonly token: string;
  readonly startedUtc: number;
  /** The central system's number; -1 when the start was given up (1.6 errata 3.18). */
  id: number | undefined;
}

export interface Evse {
  readonly evse: number;
  vehicle: Vehicle | undefined;
  registerWh: number;
  // These survive a power cut.
  transaction: Transaction | undefined;
  isOperative: boolean;
  // These do not.
  /** A token that waits for its verdict. */
  asking: string | undefined;
  /** A token that is good and waits for its vehicle. */
  welcome: { token: string; until: number; profile?: HeldProfile['profile'] } | undefined;
  /** Its transaction ended and the vehicle is still there. */
  isFinishing: boolean;
  sampleAt: number;
  /** What the central system was told last. */
  toldStatus: string | undefined;
}

/** A transaction message in non-volatile memory. */
export interface Stored {
  readonly entry: Entry;
  readonly transaction: Transaction;
  /** CALLERRORs that it got. */
  refusals: number;
}

export interface Call {
  id: string;
  readonly action: string;
  readonly payload: Payload;
  /** May be said before the boot is accepted. */
  readonly isEarly?: true;
  readonly evse?: Evse;
  readonly stored?: Stored;
}

export interface Memory {
  queue: Stored[];
  profiles: HeldProfile[];
  readonly keys: Map<string, string>;
  sessions: number;
  /** UTC ms at which the power went. */
  offUtc: number;
}

export interface Live {
  link: 'closed' | 'connecting' | 'open';
  /** When to connect, or to give the attempt up. */
  connectAt: number;
  failures: number;
  boot: 'needed' | 'asking' | 'Accepted' | 'Pending' | 'Rejected';
  bootAt: number;
  lane: Call[];
  readonly inFlight: Map<string, { readonly call: Call; readonly deadline: number }>;
  heartbeatMs: number;
  heartbeatAt: number;
  /** Not before this is the head of the queue said again. */
  queueAt: number;
  rebootAt: number;
  /** When a profile next changes what may be drawn. */
  profileAt: number;
  messages: number;
  /** Message id → what it was used for, as far as the peer's CALLs go. */
  readonly heard: Map<string, string>;
  toldStation: boolean;
}

export interface Body {
  readonly options: StationOptions;
  readonly ratingAmps: number;
  readonly evses: readonly Evse[];
  readonly journal: Entry[];
  readonly complaints: string[];
  readonly memory: Memory;
  /** Undefined while the power is off. */
  live: Live | undefined;
  powerOnAt: number;
  out: StationAction[];
}

export function newBody(options: StationOptions): Body {
  return {
    options,
    ratingAmps: options.ratingAmps ?? 32,
    evses: Array.from({ length: options.evses }, (_, at) => newEvse(at + 1)),
    journal: [],
    complaints: [],
    memory: { queue: [], profiles: [], keys: firstKeys(options), sessions: 0, offUtc: 0 },
    live: newLive(0),
    powerOnAt: Infinity,
    out: [],
  };
}

const newEvse = (evse: number): Evse => ({
  evse,
  vehicle: undefined,
  registerWh: 1000 * evse,
  transaction: undefined,
  isOperative: true,
  asking: undefined,
  welcome: undefined,
  isFinishing: false,
  sampleAt: Infinity,
  toldStatus: undefined,
});

export const newLive = (connectAt: number): Live => ({
  link: 'closed',
  connectAt,
  failures: 0,
  boot: 'needed',
  bootAt: 0,
  lane: [],
  inFlight: new Map(),
  heartbeatMs: 300_000,
  heartbeatAt: Infinity,
  queueAt: 0,
  rebootAt: Infinity,
  profileAt: Infinity,
  messages: 0,
  heard: new Map(),
  toldStation: false,
});

/** A message id: never used again, or by a careless station used again after every boot. */
export function nextId({ options }: Body, live: Live): string {
  live.messages += 1;
  return options.messageIds === 'restarting' ? String(live.messages) : uuidOf(options.chance);
}

/** Remembers what the peer did wrong; the first hundred tell enough. */
export function complain(body: Body, text: string): void {
  if (body.complaints.length < 100) body.complaints.push(`${body.options.id}: ${text}`);
}
