// What goes into a simulated charge point and what comes out of it.

import type { Vehicle } from '../electric-vehicle.ts';
import type { Payload } from '../frame.ts';
import type { Chance } from '../random.ts';
import type { Happening, Version } from './words.ts';

/** Both clocks in milliseconds: monotonic to wait, UTC to write down. */
export interface At {
  readonly mono: number;
  readonly utc: number;
}

export type StationEvent =
  | { readonly kind: 'opened' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'frame'; readonly text: string }
  | { readonly kind: 'wake' }
  /** A vehicle arrives; with a token its driver swipes it at once. */
  | { readonly kind: 'plug'; readonly evse: number; readonly vehicle: Vehicle; readonly token?: string }
  | { readonly kind: 'unplug'; readonly evse: number }
  | { readonly kind: 'swipe'; readonly evse: number; readonly token: string }
  /** Off and on again after `rebootMs`. */
  | { readonly kind: 'powerCycle' }
  | { readonly kind: 'powerOff' }
  | { readonly kind: 'powerOn' }
  /** Somebody presses the reset button: transactions end, then it boots. */
  | { readonly kind: 'reset' }
  /** Something breaks at an EVSE; without an error code (1.6 §7.6) it is whole again. */
  | { readonly kind: 'fault'; readonly evse: number; readonly errorCode?: string }
  /** The station says something of its own: a DataTransfer, say. It is lost with the connection. */
  | { readonly kind: 'tell'; readonly action: string; readonly payload: Payload }
  | { readonly kind: 'securityEvent'; readonly type: string; readonly techInfo?: string };

/** After `disconnect` nothing more of that socket is told to the station. */
export type StationAction =
  { readonly kind: 'connect' } | { readonly kind: 'disconnect' } | { readonly kind: 'send'; readonly text: string };

/** One transaction message that really happened. The journal is the truth that a checker compares with books. */
export interface StationRecord {
  readonly station: string;
  readonly evse: number;
  /** Its transaction by the station's own count, whatever number anybody gave it. */
  readonly session: number;
  readonly part: Happening['part'];
  readonly action: string;
  readonly happenedAt: number;
  /** The latest one under which it was said. */
  readonly messageId: string;
  /** As said; `transactionId` is added when it is first said. */
  readonly payload: Payload;
  /** How often it was said. */
  readonly sent: number;
  /** UTC ms of the CALLRESULT. */
  readonly acknowledgedAt?: number;
  /** The payload of the CALLRESULT, or the code of the last CALLERROR. */
  readonly answer?: Payload | string;
  /** Given up after TransactionMessageAttempts. */
  readonly discarded?: true;
}

export interface EvseView {
  readonly evse: number;
  readonly plugged: boolean;
  /** The central system's number once it is known, or the station's own id. */
  readonly transaction?: number | string;
  readonly charging: boolean;
  readonly status: string;
  readonly drawnAmps: readonly [number, number, number];
  /** What it may draw per phase by the profiles that it keeps; the rating if there are none. */
  readonly heldAmps: number;
  readonly ratingAmps: number;
  readonly registerWh: number;
  /** State of charge of its vehicle, 0 to 1. */
  readonly soc?: number;
}

/** What people want to see happen, as the end of a sentence about the station or one of its EVSEs. */
export interface StationNote {
  readonly evse?: number;
  readonly text: string;
}

/** Counts since the station was made. */
export interface StationTally {
  /** Boots that were accepted. */
  readonly boots: number;
  /** Transactions. */
  readonly started: number;
  readonly ended: number;
  /** Transaction messages. */
  readonly acknowledged: number;
  /** Given up after TransactionMessageAttempts. */
  readonly discarded: number;
  readonly refusedTokens: number;
  /** Readings that a full memory did not take. */
  readonly droppedReadings: number;
}

export interface StationOptions {
  readonly id: string;
  /** 1.6 when absent. */
  readonly version?: Version;
  readonly evses: number;
  readonly chance: Chance;
  readonly ratingAmps?: number;
  readonly sampleSeconds?: number;
  readonly vendor?: string;
  readonly model?: string;
  readonly firmware?: string;
  /** Key → value, in place of what it comes with; the names of 1.6 for what 1.6 has. */
  readonly keys?: Readonly<Record<string, string>>;
  /** Feature profiles (1.6 §3.2) besides Core, and `Security` for the whitepaper; everything when absent. */
  readonly featureProfiles?: readonly string[];
  /** The value of its key SecurityProfile. */
  readonly securityProfile?: number;
  /** Says security events; none by default. */
  readonly securityEvents?: boolean;
  /** What goes wrong whenever it is tried. */
  readonly failsAt?: 'diagnostics' | 'log' | 'download' | 'installation';
  /** Between two steps of a download or upload. */
  readonly transferMs?: number;
  readonly callTimeoutMs?: number;
  /** Mean wait before the first new try to connect; it doubles up to `reconnectMostMs`. */
  readonly reconnectMs?: number;
  readonly reconnectMostMs?: number;
  readonly rebootMs?: number;
  /** Mono ms at which it connects first; at once by default. */
  readonly firstConnectAt?: number;
  /** Times the number of tries so far: the wait after a CALLERROR to a transaction message. */
  readonly transactionRetryMs?: number;
  readonly transactionAttempts?: number;
  /** Sends a BootNotification on every connection, as many do, not only after a boot. */
  readonly bootsOnReconnect?: boolean;
  /** What becomes of a transaction over a power cut. */
  readonly afterPowerLoss?: 'stop' | 'resume';
  /** Starts for unknown tokens while it is not connected (AllowOfflineTxForUnknownId); it does not by default. */
  readonly startsOffline?: boolean;
  /** `restarting`: every process counts from 1 again. */
  readonly messageIds?: 'unique' | 'restarting';
  /** Does not wait for answers: up to four CALLs at a time. */
  readonly pipelining?: boolean;
  /** Says a StartTransaction that was not answered under a new id (Q51). */
  readonly newIdOnRetry?: boolean;
  /** Accepts profiles and draws what it likes. */
  readonly ignoresLimits?: boolean;
  /** `true`: NotSupported; a list: these purposes are Rejected (Q34, Q35). */
  readonly refusesProfiles?: true | readonly string[];
  /** Keeps this many records at most, for runs that last; all of them when absent. */
  readonly mostRecords?: number;
}

export interface SimStation {
  readonly id: string;
  readonly version: Version;
  step(event: StationEvent, now: At): StationAction[];
  /** Mono ms; Infinity when nothing is to come. */
  wakeAt(): number;
  evses(now: At): readonly EvseView[];
  readonly journal: readonly StationRecord[];
  /** What its peer did wrong. */
  readonly complaints: readonly string[];
  /** What happened since it was asked last; the newest hundred. */
  notes(): StationNote[];
  readonly tally: StationTally;
  /** Transaction messages that are still to be acknowledged. */
  unacknowledged(): number;
  /** Forgets the records of a transaction that nobody has to compare any more. */
  forget(session: number): void;
  isOnline(): boolean;
  /** The password that the central system set, as its bytes; undefined while it did not. */
  password(): Buffer | undefined;
}
