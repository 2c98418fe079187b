// The state of a simulated charge point, in two parts: what survives a power cut and what does not.

import type { Vehicle } from '../electric-vehicle.ts';
import type { Payload } from '../frame.ts';
import { uuidOf } from '../random.ts';
import type { ChargingProfile, HeldProfile } from './profiles.ts';
import type { JobKind, Reading, StationWords, TokenInfo } from './words.ts';
import type { StationAction, StationNote, StationOptions, StationRecord, StationTally } from './types.ts';

export type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
export type Entry = Writable<StationRecord>;

export interface Reservation {
  /** 0 is any one of them. */
  readonly connectorId: number;
  readonly reservationId: number;
  readonly token: string;
  readonly parentIdTag?: string;
  /** UTC ms. */
  readonly until: number;
}

export interface SecurityEvent {
  readonly type: string;
  readonly timestamp: string;
  readonly techInfo?: string;
}

/** Something that goes on for a while and is told step by step. */
export interface Job {
  readonly kind: JobKind;
  readonly requestId?: number;
  /** The version that firmware brings. */
  readonly version?: string;
  /** Statuses still to come. */
  readonly steps: readonly string[];
  readonly saidLast?: string;
  /** Mono ms of the next step. */
  readonly at: number;
}

export interface Transaction {
  /** The station's own count. */
  readonly session: number;
  readonly token: string;
  readonly startedUtc: number;
  /** The central system's number, -1 when the start was given up (1.6 errata 3.18); or the station's own id (2.x). */
  id: number | string | undefined;
  readonly tokenType: string | undefined;
  readonly remoteStartId: number | undefined;
  /** Happenings so far. */
  seqNo: number;
  /** What it was said to do last. */
  toldState: string | undefined;
  /** The group of its token: another one of the same group may end it. */
  parentIdTag: string | undefined;
  /** The central system did not accept its token, and it goes on without energy. */
  isDenied: boolean;
  /** Readings at its start. */
  readonly begin: Reading | undefined;
}

/** A token that waits for its verdict: to begin a transaction, or to end the one of its group. */
export interface Asking {
  readonly token: string;
  readonly tokenType?: string;
  readonly remoteStartId?: number;
  readonly profile?: ChargingProfile;
}

/** A token that is good and waits for its vehicle. */
export interface Guest extends Asking {
  readonly parentIdTag?: string;
  readonly until: number;
}

export interface Evse {
  readonly evse: number;
  vehicle: Vehicle | undefined;
  registerWh: number;
  // These survive a power cut.
  transaction: Transaction | undefined;
  isOperative: boolean;
  /** The error code of a fault (1.6 §7.6). */
  fault: string | undefined;
  // These do not.
  asking: Asking | undefined;
  welcome: Guest | undefined;
  /** Mono ms until which it starts anew by itself, after a reset of its own. */
  restartsUntil: number;
  /** Its transaction ended and the vehicle is still there. */
  isFinishing: boolean;
  sampleAt: number;
  /** What the central system was told last. */
  toldStatus: string | undefined;
  /** What people were told last. */
  noted: string;
}

/** A transaction message in non-volatile memory. */
export interface Stored {
  readonly entry: Entry;
  readonly transaction: Transaction;
  /** The token that it names. */
  readonly token: string | undefined;
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
  /** The token of an Authorize. */
  readonly token?: string;
  readonly stored?: Stored;
  readonly securityEvent?: SecurityEvent;
}

export interface Memory {
  queue: Stored[];
  profiles: HeldProfile[];
  readonly keys: Map<string, string>;
  /** Token in small letters → what the central system said of it. */
  list: Map<string, TokenInfo>;
  listVersion: number;
  readonly cache: Map<string, TokenInfo>;
  reservations: Reservation[];
  securityEvents: SecurityEvent[];
  firmware: string;
  /** New firmware runs, and the central system does not know yet. */
  installed: Job | undefined;
  /** AuthorizationKey as it was set; it cannot be read. */
  password: string | undefined;
  /** Of the station as a whole. */
  isOperative: boolean;
  /** Why it boots next, or booted last, in the words of 2.x. */
  bootReason: string;
  /** UTC ms since which it is cut off; undefined while it is not. */
  cutOffSince: number | undefined;
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
  /** Boots, or these EVSEs do (0 is the station), when nobody charges there any more. */
  readonly idleResets: Set<number>;
  /** When to connect anew, with a new password. */
  hangUpAt: number;
  /** When a profile next changes what may be drawn. */
  profileAt: number;
  reservationAt: number;
  /** When readings by the clock are due next (ClockAlignedDataInterval). */
  alignedAt: number;
  readonly jobs: Map<Job['kind'], Job>;
  refusesSecurityEvents: boolean;
  messages: number;
  /** Message id → what it was used for and what was answered, as far as the peer's CALLs go. */
  readonly heard: Map<string, { readonly content: string; readonly answer: string }>;
  toldStation: string | undefined;
}

export interface Body {
  readonly options: StationOptions;
  readonly words: StationWords;
  readonly ratingAmps: number;
  readonly evses: readonly Evse[];
  journal: Entry[];
  readonly complaints: string[];
  readonly notes: StationNote[];
  readonly tally: Writable<StationTally>;
  readonly memory: Memory;
  /** Undefined while the power is off. */
  live: Live | undefined;
  powerOnAt: number;
  out: StationAction[];
}

export function newBody(options: StationOptions, words: StationWords, keys: Map<string, string>): Body {
  return {
    options,
    words,
    ratingAmps: options.ratingAmps ?? 32,
    evses: Array.from({ length: options.evses }, (_, at) => newEvse(at + 1)),
    journal: [],
    complaints: [],
    notes: [],
    tally: { boots: 0, started: 0, ended: 0, acknowledged: 0, discarded: 0, refusedTokens: 0, droppedReadings: 0 },
    memory: newMemory(options, keys),
    live: newLive(options.firstConnectAt ?? 0),
    powerOnAt: Infinity,
    out: [],
  };
}

const newMemory = (options: StationOptions, keys: Map<string, string>): Memory => ({
  queue: [],
  profiles: [],
  keys,
  list: new Map(),
  listVersion: 0,
  cache: new Map(),
  reservations: [],
  securityEvents: [],
  firmware: options.firmware ?? '1.0.0',
  installed: undefined,
  password: undefined,
  isOperative: true,
  bootReason: 'PowerUp',
  cutOffSince: undefined,
  sessions: 0,
  offUtc: 0,
});

const newEvse = (evse: number): Evse => ({
  evse,
  vehicle: undefined,
  registerWh: 1000 * evse,
  transaction: undefined,
  isOperative: true,
  fault: undefined,
  asking: undefined,
  welcome: undefined,
  restartsUntil: -Infinity,
  isFinishing: false,
  sampleAt: Infinity,
  toldStatus: undefined,
  noted: 'Available',
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
  idleResets: new Set(),
  hangUpAt: Infinity,
  profileAt: Infinity,
  reservationAt: Infinity,
  alignedAt: Infinity,
  jobs: new Map(),
  refusesSecurityEvents: false,
  messages: 0,
  heard: new Map(),
  toldStation: undefined,
});

/** The station is connected and the central system takes its messages. */
export const isOnline = (live: Live): boolean => live.link === 'open' && live.boot === 'Accepted';

/** A message id: never used again, or by a careless station used again after every boot. */
export function nextId({ options }: Body, live: Live): string {
  live.messages += 1;
  return options.messageIds === 'restarting' ? String(live.messages) : uuidOf(options.chance);
}

/** Remembers what the peer did wrong; the first hundred tell enough. */
export function complain(body: Body, text: string): void {
  if (body.complaints.length < 100) body.complaints.push(`${body.options.id}: ${text}`);
}

/** Where nobody reads them, the newest are kept. */
const mostNotes = 100;

/** Something that people want to see happen. */
export function note({ notes }: Body, evse: Evse | undefined, text: string): void {
  notes.push({ ...(evse !== undefined && { evse: evse.evse }), text });
  if (notes.length > mostNotes) notes.shift();
}
