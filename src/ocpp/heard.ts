// What a peer said, in no version's words. Dialects turn payloads into these; the core turns these into facts.

import type { ChargingState, ConnectorStatus, StopReason, Verdict } from '../model/status.ts';
import type { Utc } from '../model/time.ts';

/** The newest values that control and people look at; what is not said is absent. */
export interface Readings {
  readonly energyWh?: number;
  readonly powerW?: number;
  /** L1, L2, L3; a station that says no phase means its one or all phases. */
  readonly amps?: readonly [number?, number?, number?];
}

export type FromStation =
  | {
      readonly kind: 'boot';
      readonly vendor: string;
      readonly model: string;
      readonly serial?: string;
      readonly firmware?: string;
    }
  | { readonly kind: 'heartbeat' }
  | {
      readonly kind: 'status';
      readonly evse: number;
      readonly status: ConnectorStatus;
      readonly chargingState?: ChargingState;
      readonly native: string;
      readonly errorCode?: string;
      readonly info?: string;
      readonly vendorErrorCode?: string;
      readonly at?: Utc;
    }
  | { readonly kind: 'authorize'; readonly token: string }
  | {
      readonly kind: 'start';
      readonly evse: number;
      readonly token: string;
      readonly meterStartWh: number;
      /** The number of the reservation that it uses, towards the station. */
      readonly reservation?: number;
      readonly at?: Utc;
    }
  | {
      readonly kind: 'samples';
      readonly evse: number;
      readonly number?: number;
      readonly at?: Utc;
      readonly readings: Readings;
    }
  | {
      readonly kind: 'stop';
      readonly number: number;
      readonly meterStopWh: number;
      readonly reason: StopReason;
      readonly token?: string;
      readonly at?: Utc;
    };

export type ToStationReply =
  | {
      readonly kind: 'boot';
      readonly status: 'Accepted' | 'Pending' | 'Rejected';
      readonly intervalSeconds: number;
      readonly at: Utc;
    }
  | { readonly kind: 'time'; readonly at: Utc }
  | { readonly kind: 'empty' }
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  | { readonly kind: 'started'; readonly number: number; readonly verdict: Verdict }
  | { readonly kind: 'stopped'; readonly verdict?: Verdict };

/** A CALL as a dialect writes it: the action and its payload. */
export interface Wording {
  readonly action: string;
  readonly payload: object;
}
