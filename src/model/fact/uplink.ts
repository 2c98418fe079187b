import type { Row, StationId, TransactionId, UplinkId } from '../ids.ts';
import type { Verdict } from '../status.ts';
import type { Utc } from '../time.ts';

/**
 * Rows of the journal left for an uplink under this message id. Every repeat carries the same id, rows and payload;
 * `attempt` counts from 1.
 */
export interface FirstSent {
  readonly kind: 'FirstSent';
  readonly uplink: UplinkId;
  readonly rows: readonly Row[];
  readonly messageId: string;
  /** OCPP 2.x: its place among the messages of this transaction, and whether it was late. */
  readonly transaction?: TransactionId;
  readonly seqNo?: number;
  readonly offline?: true;
  readonly attempt: number;
  /** What it could not carry of what the station said in its version: fields, each with the reason. */
  readonly lost?: { readonly from: string; readonly to: string; readonly fields: readonly string[] };
}

/** The uplink took a message. `upstreamId` is the transaction id that it gave, for a start. */
export interface Answered {
  readonly kind: 'Answered';
  readonly uplink: UplinkId;
  readonly messageId: string;
  readonly transaction?: TransactionId;
  readonly upstreamId?: number;
  readonly verdict?: Verdict;
  /** True for a stop: nothing more of that transaction follows. */
  readonly closes?: boolean;
  /** Every row up to here is done, or says nothing to this uplink. */
  readonly through: Row;
}

/** The uplink refused a message and it will be tried again: its transaction waits, others proceed. */
export interface Refused {
  readonly kind: 'Refused';
  readonly uplink: UplinkId;
  readonly messageId: string;
  readonly transaction?: TransactionId;
  readonly code: string;
  readonly description: string;
  readonly happenedAt: Utc;
}

/** The uplink refused a message for the last time: kept as a dead letter, visible; its transaction goes on. */
export interface Parked {
  readonly kind: 'Parked';
  readonly uplink: UplinkId;
  readonly messageId: string;
  readonly transaction?: TransactionId;
  readonly action: string;
  /** The payload that was refused, as JSON text. */
  readonly payload: string;
  readonly code: string;
  readonly description: string;
  readonly closes?: boolean;
  readonly through: Row;
  readonly happenedAt: Utc;
}

/** These rows say nothing to this uplink, or have arrived (MQTT). */
export interface Passed {
  readonly kind: 'Passed';
  readonly uplink: UplinkId;
  readonly through: Row;
  /** MQTT: the last of them that it was told. */
  readonly last?: Row;
}

/** These rows say nothing to any uplink but these: one fact for a thousand that speak for one station each. */
export interface ManyPassed {
  readonly kind: 'ManyPassed';
  readonly through: Row;
  readonly but: readonly UplinkId[];
}

/** An observer held back more than its quota: its cursor moved on, and the gap is told to it. */
export interface CursorCut {
  readonly kind: 'CursorCut';
  readonly uplink: UplinkId;
  readonly from: Row;
  readonly through: Row;
  readonly happenedAt: Utc;
}

/** An operator gave up what an uplink that was removed had not yet taken. */
export interface Abandoned {
  readonly kind: 'Abandoned';
  readonly uplink: UplinkId;
  readonly through: Row;
  readonly happenedAt: Utc;
}

/** The uplink was there: recorded now and then, so that a restart knows how long it has been away. */
export interface UplinkHeard {
  readonly kind: 'UplinkHeard';
  readonly uplink: UplinkId;
  readonly happenedAt: Utc;
}

/** An operator had a dead letter sent once more: under its id, with its payload. */
export interface LetterReplayed {
  readonly kind: 'LetterReplayed';
  readonly uplink: UplinkId;
  readonly messageId: string;
  readonly happenedAt: Utc;
}

/** An operator gave up a dead letter for good. */
export interface LetterDiscarded {
  readonly kind: 'LetterDiscarded';
  readonly uplink: UplinkId;
  readonly messageId: string;
  readonly happenedAt: Utc;
}

/** The central system changed a setting of the site, or of one of its stations. */
export interface SettingChanged {
  readonly kind: 'SettingChanged';
  readonly uplink: UplinkId;
  readonly of?: StationId;
  readonly key: string;
  readonly value: string;
  readonly happenedAt: Utc;
}

/** Something that concerns security happened, and this uplink is to hear of it under this message id. */
export interface SecurityEventRaised {
  readonly kind: 'SecurityEventRaised';
  readonly uplink: UplinkId;
  readonly messageId: string;
  /** The name of OCPP 1.6, for example StartupOfTheDevice. */
  readonly type: string;
  readonly techInfo?: string;
  /** Critical ones have a lane of their own, so that a flood of others never costs one. */
  readonly critical: boolean;
  readonly happenedAt: Utc;
}

/** The uplink took a security event, or refused it for good. */
export interface SecurityEventTold {
  readonly kind: 'SecurityEventTold';
  readonly uplink: UplinkId;
  readonly messageId: string;
  /** The error code, where it was refused. */
  readonly refusal?: string;
}

/** The central system put the whole site, connector 0, into service or out of it. */
export interface SiteAvailabilityOrdered {
  readonly kind: 'SiteAvailabilityOrdered';
  readonly uplink: UplinkId;
  readonly operative: boolean;
  readonly happenedAt: Utc;
}

/**
 * A message for a central system of OCPP 2.x that is no transaction and must not get lost: kept until it is taken. `payload`
 * is the JSON text of what is said.
 */
export interface NewsRaised {
  readonly kind: 'NewsRaised';
  readonly uplink: UplinkId;
  readonly messageId: string;
  readonly action: string;
  readonly payload: string;
  readonly happenedAt: Utc;
}

/** It was taken, or refused for good. */
export interface NewsTold {
  readonly kind: 'NewsTold';
  readonly uplink: UplinkId;
  readonly messageId: string;
  readonly refusal?: string;
}

/** The central system set a default tariff (OCPP 2.1), for an EVSE by its number upstream or, with 0, for all. */
export interface TariffSet {
  readonly kind: 'TariffSet';
  readonly uplink: UplinkId;
  readonly evse: number;
  readonly tariff: string;
  /** JSON text of the tariff. */
  readonly json: string;
  readonly happenedAt: Utc;
}

/** It took default tariffs away, by the numbers of the EVSEs. */
export interface TariffsCleared {
  readonly kind: 'TariffsCleared';
  readonly uplink: UplinkId;
  readonly evses: readonly number[];
  readonly happenedAt: Utc;
}

/**
 * The central system gave a station, for which the gateway stands, a new key. `key` is sealed: nobody reads it here. `instead`
 * is a mark of the key that it takes the place of.
 */
export interface UpstreamKeyTaken {
  readonly kind: 'UpstreamKeyTaken';
  readonly uplink: UplinkId;
  readonly url: string;
  readonly key: string;
  readonly instead: string;
  readonly happenedAt: Utc;
}

/** A connection was opened with this one of the keys that it was given; without a key, with one of the site's own. */
export interface UpstreamKeyProved {
  readonly kind: 'UpstreamKeyProved';
  readonly uplink: UplinkId;
  readonly key?: string;
}
