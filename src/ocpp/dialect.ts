// One version of OCPP with both of its roles: towards stations we are the central system, towards a central system we are a
// station. The core speaks to every peer through this, whatever its version.

import type { StatusReported } from '../model/fact/availability.ts';
import type { TransactionEnded, TransactionSampled, TransactionStarted } from '../model/fact/transaction.ts';
import type { TransactionUpdated } from '../model/fact/transaction.ts';
import type { ChargingProfile, ChargingSchedule, ProfilePurpose, Rung } from '../model/charging-profile.ts';
import type { TransactionId } from '../model/ids.ts';
import type { Version } from '../model/protocol.ts';
import type { Raw } from '../model/raw.ts';
import type { MeterValue } from '../model/sampled-value.ts';
import type { Verdict } from '../model/status.ts';
import type { Utc } from '../model/time.ts';
import type { FromStation, ReservationUpdate, ToStationReply, Wording } from './heard.ts';
import type { OrderOf, OrderTable, Passage } from './order.ts';
import type { Renumber } from './passage.ts';
import type { EventToSay, ReportPage } from './heard-device.ts';
import type { Lose } from './loss.ts';
import type { TransactionRecord } from './record.ts';
import type { TimeFrame } from './stamp.ts';

export interface Dialect {
  readonly version: Version;
  /** How its payloads are marked in the journal. */
  readonly raw: Raw['dialect'];
  /** Characters of the longest token that it takes. */
  readonly longestToken: number;
  /** What a central system orders, as it says it and as a station hears it. */
  readonly orders: OrderTable;
  readonly fromStations: FromStations;
  readonly toCsms: ToCsms;
  /** What a message about a transaction said that was kept. Its payload has passed its schema. */
  readonly recordOf: (payload: never) => TransactionRecord;
  /** The action of the message that such a fact became from. */
  readonly actionOf: (kind: ToldFact['kind']) => string;
}

/** South: what a station says and what it is answered. Payloads have passed their schema. */
export interface FromStations {
  /** Undefined for an action that is not served. */
  readonly hear: (action: string, payload: unknown) => FromStation | undefined;
  /** Actions whose CALLRESULT promises that a transaction is safe with us. */
  readonly isTransactional: (action: string) => boolean;
  /**
   * Actions whose repeat under the same id gets the answer that was given before. An answer with the time, or about a token,
   * is right only when it is given; transaction messages are known again by the ledger, even over another socket.
   */
  readonly isRepeatable: (action: string) => boolean;
  readonly answer: (reply: ToStationReply, lose: Lose) => object;
  readonly sayLimit: (limit: LimitWords) => Wording;
}

/** A limit as a station is to hold it. */
export interface LimitWords {
  readonly rung: Rung;
  /** The EVSE; of no meaning where the rung is for all. */
  readonly evse: number;
  readonly amps: number;
  /** Set where the station takes watts only (Q36). */
  readonly wattsPerAmp: number | undefined;
  /** Stack level of a TxProfile, and of what is on top; everything else is at 0. */
  readonly level: number;
  /** The transaction of a TxProfile, by the number that a station of 1.6 got, and by the id that one of 2.x gave. */
  readonly number: number | undefined;
  readonly stationTransaction: string | undefined;
  /** Where it ends by itself. It began before now, so that a clock that is behind has it in force at once. */
  readonly lasts?: { readonly from: Utc; readonly until: Utc };
  /** Ids up to this one are those of others in the station. */
  readonly idsAbove?: number;
  /** How long it counts when the station has lost us (2.1); `forGood`: also when we are back. */
  readonly offline?: { readonly seconds: number; readonly forGood?: true };
  /** A Dynamic profile, or the next figure of the one that the station holds (2.1). */
  readonly dynamic?: 'new' | 'update';
  /** Under the profiles of a central system that the station holds as well: by an id of ours, at this level. */
  readonly onTop?: boolean;
  /** On one phase, and on which where the station may be told that; three when absent. */
  readonly onOne?: { readonly phaseToUse?: number };
}

/** An EVSE as the central system knows it; 0 is the site itself. */
export interface Place {
  readonly number: number;
  /** The plug, where the station named one. */
  readonly connector?: number;
}

/** How the central system knows a transaction, and where its message stands among the others. */
export interface Upstream {
  readonly place: Place;
  /** Ours: what 2.x is told. */
  readonly transaction: TransactionId | undefined;
  /** Its own number (1.6); undefined where there is no transaction. */
  readonly number: number | undefined;
  readonly seqNo: number;
  /** It could not be told when it happened. */
  readonly offline: boolean;
  /** The number by which the central system knows the reservation. */
  readonly reservation?: number;
  /** The number by which the central system ordered the start. */
  readonly remoteStart?: number;
}

/** One row of the journal that is to be told, and what its bytes say. */
export interface Telling<Fact> {
  readonly fact: Fact;
  readonly record: TransactionRecord;
  readonly times: TimeFrame;
}

/** North, block K: undefined in a version that has no messages for it. */
export interface ChargingToCsms {
  /** Profiles of one place and source that were asked for; of a TxProfile the transaction is the site's own. */
  readonly report: (report: {
    readonly request: number;
    readonly source: string;
    readonly evse: number;
    readonly profiles: readonly ChargingProfile[];
    readonly hasMore: boolean;
  }) => Wording;
  /** Whether the version has the word for a purpose. */
  readonly knows: (purpose: ProfilePurpose) => boolean;
  /** Somebody else than the central system limits charging. Without an EVSE it is the site. */
  readonly limit: (limit: {
    readonly source: string;
    readonly isCritical: boolean;
    readonly evse?: number;
    readonly schedule?: ChargingSchedule;
    readonly from: Utc;
  }) => Wording;
  readonly cleared: (source: string, evse?: number) => Wording;
}

/** North: the site as one station. */
export interface ToCsms {
  readonly charging?: ChargingToCsms;
  readonly boot: (about: {
    readonly serial: string;
    readonly firmware?: string;
    readonly reason: BootReason;
    /** Of a device that the gateway stands for; the gateway itself when absent. */
    readonly device?: { readonly vendor: string; readonly model: string };
  }) => Wording;
  readonly readBootAnswer: (payload: never) => BootAnswer;
  readonly heartbeat: () => Wording;
  /** Undefined where the version cannot carry the contract certificate behind the token. */
  readonly authorize: (token: string, type?: string, contract?: Passage) => Wording | undefined;
  /** What an answer says of the token that was named in it; undefined where it says nothing. */
  readonly readVerdict: (payload: never) => Verdict | undefined;
  /** What the answer to Authorize says of the contract certificate; absent where the version says nothing of it. */
  readonly readCertificateStatus?: (payload: never) => string | undefined;
  /** Asks for the next limit of a Dynamic profile (2.1); absent in a version without them. */
  readonly pullLimit?: (profile: number) => Wording;
  /** The limit by the unit of the profile; undefined where none is said. */
  readonly readPulled?: (payload: never) => OrderOf<'updateDynamicSchedule'>['limits'] | undefined;
  /** The transaction id that the CSMS gave in the answer to a start; undefined where it gives none. */
  readonly readNumber: (payload: never) => number | undefined;
  /** One status, as one or several messages; none for what the version cannot say. */
  readonly status: (place: Place, report: StatusUpstream) => readonly Wording[];
  /** One page of a report of the device model; absent where the version has none. */
  readonly report?: (page: ReportPage) => Wording;
  /** Events of the site's own device model; absent where the version has none. */
  readonly events?: (events: readonly EventToSay[], at: Utc) => Wording;
  /** Meter values of no message of a transaction. */
  readonly readings: (
    place: Place,
    number: number | undefined,
    values: readonly MeterValue[],
    times: TimeFrame,
  ) => Wording;
  readonly securityEvent: (type: string, happenedAt: Utc, techInfo: string | undefined) => Wording;
  readonly logStatus: (status: LogStatus, request: number | undefined, isDiagnostics: boolean) => Wording;
  readonly firmwareStatus: (status: FirmwareStatus, isSigned: boolean, request?: number) => Wording;
  /** How far firmware is that is published for stations; undefined where the version has no message for it. */
  readonly publishStatus: (
    status: PublishStatus,
    locations: readonly string[],
    request?: number,
  ) => Wording | undefined;
  /** A reservation ended that the central system knows by this number; undefined where it has no message for it. */
  readonly reservationUpdate: (reservation: number, status: ReservationUpdate) => Wording | undefined;
  /** `use` in the words of 2.x; undefined where the version has no such certificate. `number` is of 2.1. */
  readonly signCertificate: (csr: string, use: string | undefined, number: number) => Wording | undefined;
  /** What a station says that only the central system understands; undefined where its version has no such message. */
  readonly passed: (action: string, payload: Passage, by: Renumber) => Wording | undefined;
  /** False where the version has no message for it. */
  readonly tells: (fact: ToldFact) => boolean;
  readonly started: (told: Telling<TransactionStarted>, upstream: Upstream) => Wording;
  /** Meter values of one transaction; several rows at once where they waited. */
  readonly sampled: (told: readonly Telling<TransactionSampled>[], upstream: Upstream) => Wording;
  readonly updated: (told: Telling<TransactionUpdated>, upstream: Upstream) => Wording;
  readonly ended: (told: Telling<TransactionEnded>, upstream: Upstream) => Wording;
  /** Whether this CALL opened or closed the transaction. */
  readonly part: (wording: Wording) => 'start' | 'stop' | 'other';
  /** The token that a CALL named. */
  readonly tokenIn: (payload: never) => string | undefined;
}

export type ToldFact = TransactionStarted | TransactionSampled | TransactionUpdated | TransactionEnded;

export type StatusUpstream = Omit<StatusReported, 'kind' | 'station' | 'evse'>;

/** BootReasonEnumType, as far as a gateway has such. */
export type BootReason = 'ApplicationReset' | 'FirmwareUpdate' | 'PowerUp' | 'RemoteReset' | 'Triggered' | 'Unknown';

export interface BootAnswer {
  readonly status: 'Accepted' | 'Pending' | 'Rejected';
  /** Absent where the CSMS leaves it to us. */
  readonly intervalSeconds?: number;
}

/** In the words of 2.x; 1.6 has fewer. */
export type LogStatus =
  | 'BadMessage'
  | 'Idle'
  | 'NotSupportedOperation'
  | 'PermissionDenied'
  | 'Uploaded'
  | 'UploadFailure'
  | 'Uploading'
  | 'AcceptedCanceled';

export type FirmwareStatus =
  | 'Downloaded'
  | 'DownloadFailed'
  | 'Downloading'
  | 'DownloadScheduled'
  | 'DownloadPaused'
  | 'Idle'
  | 'InstallationFailed'
  | 'Installing'
  | 'Installed'
  | 'InstallRebooting'
  | 'InstallScheduled'
  | 'InstallVerificationFailed'
  | 'InvalidSignature'
  | 'SignatureVerified';

export type PublishStatus =
  | 'Idle'
  | 'DownloadScheduled'
  | 'Downloading'
  | 'Downloaded'
  | 'Published'
  | 'DownloadFailed'
  | 'DownloadPaused'
  | 'InvalidChecksum'
  | 'ChecksumVerified'
  | 'PublishFailed';
