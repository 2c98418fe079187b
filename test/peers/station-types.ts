// What a simulated charge point takes and gives.

import type { Random } from '../../src/core/ports.ts';
import type { SimEvse } from './station-evse.ts';
import type { Profile } from './station-profiles.ts';
import type { Vehicle } from './vehicle.ts';

export type StationEvent =
  | { readonly kind: 'opened' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'frame'; readonly text: string }
  | { readonly kind: 'wake' }
  | { readonly kind: 'plug'; readonly evse: number; readonly vehicle: Vehicle }
  | { readonly kind: 'unplug'; readonly evse: number }
  | { readonly kind: 'powerCycle' };

export type StationAction =
  { readonly kind: 'connect' } | { readonly kind: 'disconnect' } | { readonly kind: 'send'; readonly text: string };

/** A transaction message that really happened, for whoever compares the books. */
export interface StationRecord {
  readonly station: string;
  readonly evse: number;
  /** Which transaction of this station it belongs to, whatever number anybody gave it. */
  readonly session: string;
  readonly action: 'StartTransaction' | 'MeterValues' | 'StopTransaction';
  readonly payload: Record<string, unknown>;
  acknowledged: boolean;
  /** The id under which it left last. */
  messageId: string;
}

export interface StationOptions {
  readonly id: string;
  readonly evses: number;
  readonly ratingAmps: number;
  readonly sampleSeconds: number;
  readonly model?: string;
  readonly random: Random;
  readonly callTimeoutMs?: number;
  readonly reconnectMs?: number;
  /** Repeats a start or stop that was not answered under a new message id (Q51). */
  readonly newIdOnRetry?: boolean;
  /** What it holds before anybody tells it anything. */
  readonly profiles?: readonly Profile[];
  /** Profiles that it refuses. */
  readonly refuses?: (profile: Profile) => boolean;
  /** Called when a transaction message got its answer. */
  readonly onAcknowledged?: (record: StationRecord) => void;
  /** Keeps a few records only: for load tests that run long. */
  readonly forgetful?: boolean;
}

export interface At {
  readonly mono: number;
  readonly utc: number;
}

export interface SimStation {
  readonly id: string;
  step(event: StationEvent, now: At): StationAction[];
  wakeAt(): number;
  readonly evses: readonly SimEvse[];
  readonly records: readonly StationRecord[];
  /** What the gateway did wrong. */
  readonly complaints: string[];
  /** Does not answer CALLs while it is true. */
  deaf: boolean;
  /** Does what CALLs say while it is true, and its answers are lost. */
  mute: boolean;
  /** Transaction messages that are not acknowledged yet. */
  unacknowledged(): number;
  /** The transaction message that waits for its answer, if one does; `startedAt` (UTC ms) of a start, `ends` of a stop. */
  awaits(): { readonly id: string; readonly startedAt?: number; readonly ends?: number } | undefined;
}
