import type { StationId, TransactionId, UplinkId } from '../ids.ts';
import type { Raw } from '../raw.ts';
import type { ChargingState, StopReason, Verdict } from '../status.ts';
import type { Utc } from '../time.ts';
import type { ReservationOwner } from './reservation.ts';

/**
 * By what a repeat of a message is known across sockets and restarts: its id and a hash of its payload.
 * A start is also known by what it says (station, EVSE, token, register, time), because some stations repeat it
 * under a new id.
 */
export interface Delivery {
  readonly messageId: string;
  readonly payloadHash: string;
  /** OCPP 2.x: the place of the message among those of its transaction, by the station's own id of that. */
  readonly event?: { readonly transaction: string; readonly seqNo: number };
}

/**
 * What is odd about a message of a transaction. It is kept and told as it came; reports and control beware.
 * `clock…`: the station's clock. `…Register…`: its meter says what no meter can (below its start, below its last value,
 * nothing, from zero in every transaction). `energyJump`: more than the EVSE can deliver in the time. `otherEvent`, `seqNoGap`,
 * `startMissing`, `afterEnd`: messages of OCPP 2.x that share a place, leave one out, begin in the middle, or come after the
 * end.
 */
export type Anomaly =
  | 'afterEnd'
  | 'clockAhead'
  | 'clockInvalid'
  | 'clockOff'
  | 'energyJump'
  | 'noStartRegister'
  | 'noStopRegister'
  | 'otherEvent'
  | 'registerDropped'
  | 'secondStop'
  | 'seqNoGap'
  | 'sessionRegister'
  | 'startMissing'
  | 'startRegisterZero'
  | 'stopBelowStart'
  | 'stopWithoutStart';

/** What was found when a message was taken in. Each is absent where there was nothing to find. */
export interface Findings {
  readonly anomalies?: readonly Anomaly[];
  /** `raw` breaks its schema and was mended: whoever reads it mends it again. Numbers of the tolerance table, if it has any. */
  readonly quirks?: readonly number[];
  /** How far the station's clock is ahead, as learned: times without zone in `raw` are local by so much. */
  readonly clockOffsetSeconds?: number;
  /** A station that was cut off reports the past: kept and told with its own times, never acted on. */
  readonly history?: true;
}

/** A start that a central system ordered: whose order it was, and its number there. */
export interface RemoteOrder {
  readonly uplink: UplinkId;
  readonly id: number;
}

/** A reservation that a transaction used: its number towards the station, and whose it was. */
export interface UsedReservation {
  readonly number: number;
  readonly owner?: ReservationOwner;
}

/** A transaction began at an EVSE. */
export interface TransactionStarted extends Findings {
  readonly kind: 'TransactionStarted';
  readonly station: StationId;
  readonly evse: number;
  readonly transaction: TransactionId;
  /** The transaction id of OCPP 1.6 towards the station: a positive int32 that is never given out twice. */
  readonly number: number;
  /** As the site and its central system write it; `raw` has what the station said. */
  readonly token: string;
  /** Which vehicle that is, by the site's own list at that time. */
  readonly vehicle?: string;
  /**
   * It began before anybody showed a token, or before the EVSE was known (OCPP 2.x): `token` is empty or `evse` 0, and 1.6
   * hears of it when both are known.
   */
  readonly isUnclaimed?: true;
  readonly meterStartWh: number;
  /** The register that counts, where `meterStartWh` cannot be right. */
  readonly believedStartWh?: number;
  readonly reservation?: UsedReservation;
  /** When the station says it was; when it arrived, where the station's clock is no clock. */
  readonly happenedAt: Utc;
  readonly receivedAt: Utc;
  readonly startKey: string;
  /** The id that a station of OCPP 2.x gave it: unique within the station. */
  readonly stationTransaction?: string;
  /** What went on at the plug when it began, where the message itself does not say so. */
  readonly chargingState?: ChargingState;
  /** The order that it follows: whose it was, and its number there (remoteStartId of OCPP 2.x). */
  readonly remote?: RemoteOrder;
  readonly delivery: Delivery;
  readonly raw: Raw;
}

/** What the site answered to the token of a transaction that began. */
export interface TransactionJudged {
  readonly kind: 'TransactionJudged';
  readonly station: StationId;
  readonly transaction: TransactionId;
  readonly verdict: Verdict;
}

/** The station calls it by this number: its central system gave it, and the gateway passed that on. */
export interface TransactionNumbered {
  readonly kind: 'TransactionNumbered';
  readonly station: StationId;
  readonly transaction: TransactionId;
  readonly number: number;
}

/** Meter values of a transaction. */
export interface TransactionSampled extends Findings {
  readonly kind: 'TransactionSampled';
  readonly station: StationId;
  readonly evse: number;
  /** Absent where the station named a transaction that nobody knows: kept, and told upstream without one. */
  readonly transaction?: TransactionId;
  readonly number?: number;
  readonly happenedAt: Utc;
  /** Where it is not about `happenedAt`. */
  readonly receivedAt?: Utc;
  /** The energy register as far as it can be believed: never below the one before. */
  readonly registerWh?: number;
  /** Where the energy of its transaction begins to count: its start had no register, and none was known. */
  readonly startWh?: number;
  /** Nobody had shown a token yet: no transaction of OCPP 1.6 has begun. */
  readonly isUnclaimed?: true;
  /** Why a station of OCPP 2.x said it, where that was not its interval: it is told by itself. */
  readonly trigger?: string;
  /** The values of a start: a version whose start has no room for them is told them after it. */
  readonly isOfStart?: true;
  readonly delivery: Delivery;
  readonly raw: Raw;
}

/**
 * Something about a transaction changed without a meter value: a vehicle paused, a token was shown. What OCPP 1.6 has no
 * message for is told to central systems that have.
 */
export interface TransactionUpdated extends Findings {
  readonly kind: 'TransactionUpdated';
  readonly station: StationId;
  readonly evse: number;
  readonly transaction: TransactionId;
  readonly chargingState?: ChargingState;
  /** It was shown for a transaction that had begun without one, which 1.6 calls its start. */
  readonly token?: string;
  readonly vehicle?: string;
  /** Why, where no message of the station says so. */
  readonly trigger?: 'ChargingRateChanged';
  /** For 1.6 it does not begin here: it has begun, or its EVSE is not known yet. */
  readonly isUnclaimed?: true;
  /** The register at the start of a transaction that begins for 1.6 here. */
  readonly meterStartWh?: number;
  readonly reservation?: UsedReservation;
  readonly remote?: RemoteOrder;
  readonly happenedAt: Utc;
  readonly receivedAt?: Utc;
  /** Absent where the gateway itself saw it in another message. */
  readonly delivery?: Delivery;
  readonly raw?: Raw;
}

/** A transaction ended. Also recorded for one that nobody saw begin. */
export interface TransactionEnded extends Findings {
  readonly kind: 'TransactionEnded';
  readonly station: StationId;
  readonly evse?: number;
  readonly transaction?: TransactionId;
  /** The number that the station named. */
  readonly number: number;
  readonly meterStopWh: number;
  /** Energy of the transaction as far as its registers can be believed; never negative. */
  readonly energyWh?: number;
  /** As the central system is told: what the gateway stopped because of its token is DeAuthorized. */
  readonly reason: StopReason;
  /** The token that was shown to stop it, as the site writes it. */
  readonly token?: string;
  /** Nobody ever showed a token: for OCPP 1.6 there was no transaction. */
  readonly isUnclaimed?: true;
  readonly happenedAt: Utc;
  readonly receivedAt: Utc;
  /** No station said so: its device is gone, and a person ended what was open with the last reading. */
  readonly endedBy?: 'person';
  readonly delivery: Delivery;
  readonly raw: Raw;
}

/**
 * What a transaction costs by the tariff, up to a moment and a register: at its end, and where the price changed or a day
 * ended on its way. What costs what never changes by a later tariff.
 */
export interface TransactionPriced {
  readonly kind: 'TransactionPriced';
  readonly station: StationId;
  readonly transaction: TransactionId;
  /** From its start on. */
  readonly energyWh: number;
  /** To the millionth, so that it can be gone on from; people are shown what the currency has. */
  readonly cost: number;
  readonly currency: string;
  readonly isFinal?: true;
  /** Up to when; not when it was found. */
  readonly happenedAt: Utc;
}

/** A central system says what a transaction costs: that counts, whatever the tariff says. */
export interface CostTold {
  readonly kind: 'CostTold';
  readonly station: StationId;
  readonly transaction: TransactionId;
  /** Which of them. */
  readonly toldBy: UplinkId;
  /** So far, or in all. OCPP names no currency. */
  readonly cost: number;
  readonly isFinal?: true;
  readonly happenedAt: Utc;
}
