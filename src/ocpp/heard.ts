// What a peer said, in no version's words. Dialects turn payloads into these; the core turns these into facts.

import type { Job } from '../model/fact/diagnostics.ts';
import type { ChargingState, ConnectorStatus, StopReason, Verdict } from '../model/status.ts';
import type { Utc } from '../model/time.ts';
import type { Passage } from './order.ts';
import type { ChargingHeard } from './heard-charging.ts';
import type { EventsHeard, ReportHeard } from './heard-device.ts';
import type { Loss } from './loss.ts';

/** The newest values that control and people look at; what is not said is absent. */
export interface Readings {
  readonly energyWh?: number;
  readonly powerW?: number;
  /** L1, L2, L3; a station that says no phase means its one or all phases. */
  readonly amps?: readonly [number?, number?, number?];
}

/** A time as the station wrote it; absent where it wrote none that can be read. */
export interface Stamped {
  readonly at?: Utc;
  /** It named no zone: `at` is what it would be in UTC. */
  readonly zoneless?: true;
}

export type FromStation =
  | {
      readonly kind: 'boot';
      readonly vendor: string;
      readonly model: string;
      readonly serial?: string;
      readonly firmware?: string;
      /** BootReasonEnumType of 2.x. */
      readonly reason?: string;
    }
  | { readonly kind: 'heartbeat' }
  | ChargingHeard
  | StatusHeard
  /** `contract`: what it shows of the contract certificate behind the token (2.x C07). */
  | {
      readonly kind: 'authorize';
      readonly token: string;
      readonly tokenType?: string;
      readonly contract?: Passage;
    }
  | StartHeard
  | SamplesHeard
  | StopHeard
  | EventHeard
  /** `isJson`: the data are JSON as such (2.x), of which this is the text. */
  | {
      readonly kind: 'data';
      readonly vendor: string;
      readonly message?: string;
      readonly data?: string;
      readonly isJson?: boolean;
    }
  /** A stream of values begins or ends (2.1). */
  | { readonly kind: 'openStream' | 'closeStream'; readonly stream: number }
  /** A question for the central system alone: nobody answers it in its place. */
  | { readonly kind: 'question'; readonly action: string; readonly payload: Passage; readonly evse?: number }
  /** What it was asked to report; `more` follows. */
  | {
      readonly kind: 'passedReport';
      readonly action: string;
      readonly payload: Passage;
      readonly request: number;
      readonly more: boolean;
    }
  /** A payment was settled, or not (2.1). */
  | { readonly kind: 'settlement'; readonly payload: Passage; readonly transaction?: string }
  /** Something to keep and not to act on. */
  | { readonly kind: 'remark'; readonly action: string }
  | { readonly kind: 'reservationUpdate'; readonly reservation: number; readonly status: ReservationUpdate }
  | { readonly kind: 'job'; readonly job: Job; readonly status: string; readonly request?: number }
  | SecurityEventHeard
  | ReportHeard
  | EventsHeard
  | { readonly kind: 'monitoringReport'; readonly request: number; readonly monitors: number }
  /** It wants a certificate for the key behind this request (PEM): what for (2.x), and its number (2.1). */
  | { readonly kind: 'signCertificate'; readonly request: string; readonly use?: string; readonly number?: number };

export type ReservationUpdate = 'Expired' | 'Removed' | 'NoTransaction';

export interface StatusHeard extends Stamped {
  readonly kind: 'status';
  readonly evse: number;
  readonly status: ConnectorStatus;
  readonly chargingState?: ChargingState;
  readonly native: string;
  readonly errorCode?: string;
  readonly info?: string;
  readonly vendorErrorCode?: string;
}

export interface StartHeard extends Stamped {
  readonly kind: 'start';
  readonly evse: number;
  readonly token: string;
  readonly meterStartWh: number;
  /** The number of the reservation that it uses, towards the station. */
  readonly reservation?: number;
}

/** The newest of the values that came; `values` counts all of them. */
export interface SamplesHeard extends Stamped {
  readonly kind: 'samples';
  readonly evse: number;
  readonly number?: number;
  readonly values: number;
  readonly readings: Readings;
}

export interface StopHeard extends Stamped {
  readonly kind: 'stop';
  readonly number: number;
  readonly meterStopWh: number;
  readonly reason: StopReason;
  readonly token?: string;
}

/** A TransactionEvent of OCPP 2.x. `readings` are the newest of its values, `values` counts all of them. */
export interface EventHeard extends Stamped {
  readonly kind: 'event';
  readonly type: 'Started' | 'Updated' | 'Ended';
  /** The station's own id, unique within it. */
  readonly transaction: string;
  readonly seqNo: number;
  /** The station's own word for why it says so. */
  readonly trigger: string;
  /** It could not say so when it happened. */
  readonly isOffline: boolean;
  readonly evse?: number;
  readonly connector?: number;
  readonly chargingState?: ChargingState;
  /** The limit of the transaction that the station holds (2.1 E16). */
  readonly limit?: Passage;
  readonly token?: string;
  readonly tokenType?: string;
  /** The number of the order that it follows, towards the station. */
  readonly remoteStart?: number;
  readonly reservation?: number;
  /** Of an end. */
  readonly reason?: StopReason;
  readonly values: number;
  readonly readings: Readings;
  /** The energy register when it began, where one of its values is of then: an end may bring it too. */
  readonly beganAtWh?: number;
  /** Among them is more than one plain energy register: what the start of 1.6 has no room for. */
  readonly saysMore: boolean;
}

export interface SecurityEventHeard extends Stamped {
  readonly kind: 'securityEvent';
  readonly type: string;
  readonly info?: string;
}

export type ToStationReply =
  | {
      readonly kind: 'boot';
      readonly status: 'Accepted' | 'Pending' | 'Rejected';
      readonly intervalSeconds: number;
      readonly at: Utc;
    }
  /** `limit`: of the profile that it asked for, in the unit of that. */
  | {
      readonly kind: 'charging';
      readonly status: 'Accepted' | 'Processing' | 'Rejected';
      readonly limit?: number;
    }
  | { readonly kind: 'time'; readonly at: Utc }
  /** `forDriver`: what the central system answered to an event before, for its driver. */
  | { readonly kind: 'empty'; readonly forDriver?: Passage }
  /** `certificate`: what was found of the contract certificate, where it showed one. */
  | { readonly kind: 'verdict'; readonly verdict: Verdict; readonly certificate?: string }
  | {
      readonly kind: 'started';
      readonly number: number;
      readonly verdict: Verdict;
      readonly forDriver?: Passage;
    }
  /** `totalCost`: what it cost in all, where the gateway says so (2.x). */
  | { readonly kind: 'stopped'; readonly verdict?: Verdict; readonly totalCost?: number }
  | {
      readonly kind: 'data';
      readonly status: 'Accepted' | 'Rejected' | 'UnknownMessageId' | 'UnknownVendorId';
      readonly data?: string;
      readonly isJson?: boolean;
    }
  | { readonly kind: 'certificate' | 'taken'; readonly status: 'Accepted' | 'Rejected' }
  /** What the central system answered to a question. */
  | { readonly kind: 'passed'; readonly payload: Passage };

/** A CALL as a dialect writes it: the action and its payload. */
export interface Wording {
  readonly action: string;
  readonly payload: object;
  /** What it could not carry; absent where it carries everything. */
  readonly losses?: readonly Loss[];
}
