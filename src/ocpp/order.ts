// What a central system asks for, in no version's words. It asks the site, and the site asks its stations: numbers of EVSEs
// are those of whoever is asked. Each version has one table of `OrderWords`, which serves both roles.

import type { ChargingProfile, ProfilePurpose } from '../model/charging-profile.ts';
import type { Verdict } from '../model/status.ts';
import type { Utc } from '../model/time.ts';
import type { Lose } from './loss.ts';
import type { DeviceOrder, MonitorResult, VariableResult } from './device-order.ts';

export type Order =
  | {
      readonly kind: 'remoteStart';
      readonly evse?: number;
      readonly token: string;
      readonly tokenType?: string;
      readonly profile?: ChargingProfile;
      /** OCPP 2.x: the number of whoever orders it, which its transaction will name. */
      readonly remoteStart?: number;
    }
  /** `number` is the transaction id of OCPP 1.6, `transaction` that of 2.x, of whoever is asked. */
  | { readonly kind: 'remoteStop'; readonly number: number; readonly transaction?: string }
  | { readonly kind: 'unlockConnector'; readonly evse: number; readonly connector?: number }
  /** Of the whole, or of one EVSE (2.x). */
  | {
      readonly kind: 'reset';
      readonly type: 'Immediate' | 'OnIdle' | 'Soft';
      readonly evse?: number;
      /** Transactions go on after it (2.1). */
      readonly resume?: boolean;
    }
  /** EVSE 0 is all of them and the station itself. */
  | {
      readonly kind: 'changeAvailability';
      readonly evse: number;
      readonly connector?: number;
      readonly operative: boolean;
    }
  | ReserveNow
  | { readonly kind: 'cancelReservation'; readonly reservation: number }
  /** The security whitepaper of 1.6 has a second message for it, with other words. */
  | { readonly kind: 'trigger' | 'extendedTrigger'; readonly message: TriggerMessage; readonly evse?: number }
  /** No keys: all of them. */
  | { readonly kind: 'getSettings'; readonly keys: readonly string[] }
  | { readonly kind: 'changeSetting'; readonly key: string; readonly value: string }
  | { readonly kind: 'clearCache' }
  | { readonly kind: 'getLocalListVersion' }
  | SendLocalList
  /** `number` (1.6) or `transaction` (2.x) is the transaction that a TxProfile names, of whoever is asked. */
  | {
      readonly kind: 'setChargingProfile';
      readonly evse: number;
      readonly profile: ChargingProfile;
      readonly number?: number;
      readonly transaction?: string;
      /** Something in it that the site does not do: a reason code of 2.x. */
      readonly lacks?: string;
    }
  | ClearChargingProfile
  | GetChargingProfiles
  /** OCPP 2.1: the one limit of a Dynamic profile is another from now on. */
  | {
      readonly kind: 'updateDynamicSchedule';
      readonly profile: number;
      /** In the unit that the profile has. */
      readonly limits: { readonly A: number; readonly W: number };
    }
  /** OCPP 2.1: its transaction goes before others, or not any more. */
  | { readonly kind: 'usePriorityCharging'; readonly transaction: string; readonly activate: boolean }
  | {
      readonly kind: 'getCompositeSchedule';
      readonly evse: number;
      readonly durationSeconds: number;
      readonly unit?: 'A' | 'W';
    }
  | GetLog
  | UpdateFirmware
  /** `isJson`: the data are JSON as such (2.x), of which this is the text. */
  | {
      readonly kind: 'dataTransfer';
      readonly vendor: string;
      readonly message?: string;
      readonly data?: string;
      readonly isJson?: boolean;
    }
  /** `use` is `ChargingStationCertificate` or another of 2.x; `request` is of 2.1. */
  | { readonly kind: 'certificateSigned'; readonly chain: string; readonly use?: string; readonly request?: number }
  | { readonly kind: 'installCertificate'; readonly use: string; readonly certificate: string }
  | { readonly kind: 'deleteCertificate'; readonly hash: CertificateHash }
  /** No use: of all. */
  | { readonly kind: 'getInstalledCertificateIds'; readonly uses: readonly string[] }
  | { readonly kind: 'getTransactionStatus'; readonly transaction?: string }
  | { readonly kind: 'setNetworkProfile'; readonly slot: number }
  | PublishFirmware
  | { readonly kind: 'unpublishFirmware'; readonly checksum: string }
  | { readonly kind: 'adjustEventStream' | 'getEventStreams' }
  | PassedOrder
  | DeviceOrder;

/** The gateway is to fetch firmware and to offer it to the stations of its network (L03). The checksum is an MD5 in lower case. */
export interface PublishFirmware {
  readonly kind: 'publishFirmware';
  readonly request: number;
  readonly location: string;
  readonly checksum: string;
  readonly retries?: number;
  readonly retryIntervalSeconds?: number;
}

/**
 * A message of 2.x whose content concerns the central system and the station only. It goes on as it came, with the numbers of
 * whoever is asked: `evse`, `transaction` and `request` stand for those in the payload.
 */
export interface PassedOrder {
  readonly kind: PassedKind;
  readonly payload: Passage;
  readonly evse?: number;
  readonly transaction?: string;
  readonly request?: number;
}

export type PassedKind =
  | 'afrrSignal'
  | 'allowedEnergyTransfer'
  | 'changeTransactionTariff'
  | 'clearDisplayMessage'
  | 'clearTariffs'
  | 'costUpdated'
  | 'customerInformation'
  | 'getDisplayMessages'
  | 'getTariffs'
  | 'setDefaultTariff'
  | 'setDisplayMessage'
  | 'webPaymentStarted';

/** A payload that is passed on; nobody here looks into it. */
export type Passage = Readonly<Record<string, unknown>>;

export interface ReserveNow {
  readonly kind: 'reserveNow';
  readonly reservation: number;
  readonly evse: number;
  readonly token: string;
  readonly parent?: string;
  readonly expiresAt: Utc;
  /** OCPP 2.x. */
  readonly tokenType?: string;
  readonly connectorType?: string;
}

export interface SendLocalList {
  readonly kind: 'sendLocalList';
  readonly version: number;
  readonly update: 'Full' | 'Differential';
  /** An entry without a verdict leaves the list (Differential). */
  readonly entries: readonly LocalListEntry[];
}

export interface LocalListEntry {
  readonly token: string;
  readonly verdict?: Verdict;
}

export interface ClearChargingProfile {
  readonly kind: 'clearChargingProfile';
  readonly id?: number;
  readonly evse?: number;
  readonly purpose?: ProfilePurpose;
  readonly stackLevel?: number;
}

/** OCPP 2.x: everything that is named must fit. The profiles come in reports of their own. */
export interface GetChargingProfiles {
  readonly kind: 'getChargingProfiles';
  readonly request: number;
  /** EVSE 0 is the whole; all of them when absent. */
  readonly evse?: number;
  readonly ids?: readonly number[];
  readonly purpose?: ProfilePurpose;
  readonly stackLevel?: number;
  /** Who limits: CSO, EMS, SO and others. */
  readonly sources?: readonly string[];
}

/** GetDiagnostics of 1.6 has no `request` and no `type`; the log of a data collector is of 2.1. */
export interface GetLog {
  readonly kind: 'getDiagnostics' | 'getLog';
  readonly type?: LogType;
  readonly request?: number;
  readonly location: string;
  readonly retries?: number;
  readonly retryIntervalSeconds?: number;
  readonly from?: Utc;
  readonly to?: Utc;
}

export type LogType = 'DiagnosticsLog' | 'SecurityLog' | 'DataCollectorLog';

/** UpdateFirmware of 1.6 has no `request`, no `installAt` and no `signing`. */
export interface UpdateFirmware {
  readonly kind: 'updateFirmware' | 'signedUpdateFirmware';
  readonly request?: number;
  readonly location: string;
  readonly retrieveAt: Utc;
  readonly installAt?: Utc;
  readonly retries?: number;
  readonly retryIntervalSeconds?: number;
  readonly signing?: { readonly certificate: string; readonly signature: string };
}

export interface CertificateHash {
  readonly algorithm: string;
  readonly issuerName: string;
  readonly issuerKey: string;
  readonly serial: string;
}

/** One that is installed; `use` as in 2.x, absent where it is that which was asked for. */
export interface InstalledCertificate extends CertificateHash {
  readonly use?: string;
  /** Of a chain, those below it. */
  readonly children?: readonly CertificateHash[];
}

/** Messages that can be asked for, by their names in OCPP 2.0.1. */
export type TriggerMessage =
  | 'BootNotification'
  | 'Heartbeat'
  | 'StatusNotification'
  | 'MeterValues'
  | 'LogStatusNotification'
  | 'DiagnosticsStatusNotification'
  | 'FirmwareStatusNotification'
  | 'PublishFirmwareStatusNotification'
  | 'TransactionEvent'
  | 'SignChargingStationCertificate'
  | 'SignV2GCertificate'
  | 'SignV2G20Certificate'
  | 'SignCombinedCertificate'
  | 'CustomTrigger';

/**
 * The answer to an order. `status` is the word of OCPP 2.0.1 or 1.6, or one of ours: `Offline` where the station is away,
 * `Unanswered` where it did not answer, `NotSupported` where it has no such message. Each version says of these what it can.
 */
export interface OrderAnswer {
  readonly status: string;
  /** Why, as a reason code of OCPP 2.x. */
  readonly reasonCode?: string;
  /** What a person can do about that; at most 512 characters (2.x). */
  readonly why?: string;
  readonly settings?: readonly Setting[];
  readonly unknownKeys?: readonly string[];
  readonly listVersion?: number;
  readonly schedule?: { readonly evse: number; readonly startAt: Utc; readonly schedule: ChargingProfile['schedule'] };
  /** The transaction that a start is for, where that has begun (2.x): its id on the side of whoever is answered. */
  readonly transaction?: string;
  readonly fileName?: string;
  readonly data?: string;
  /** The data are JSON as such, of which this is the text. */
  readonly isJson?: boolean;
  readonly certificates?: readonly InstalledCertificate[];
  /** Of GetTransactionStatus. */
  readonly messagesInQueue?: boolean;
  readonly isOngoing?: boolean;
  /** What a station answered to a `PassedOrder`, or the gateway in its place. */
  readonly passage?: Passage;
  /** What became of each variable that was asked for or set, in the order of the question. */
  readonly variables?: readonly VariableResult[];
  readonly monitors?: readonly MonitorResult[];
}

/** A configuration key of OCPP 1.6, or a variable under its name there. */
export interface Setting {
  readonly key: string;
  readonly readonly: boolean;
  readonly value?: string;
}

/** How one version says one order and its answer, as the station that hears it and as the CSMS that says it. */
export interface OrderWords<One extends Order = Order> {
  readonly action: string;
  readonly kind: One['kind'];
  /** Another kind has the same action, and a station that hears it takes it for that one. */
  readonly isOnlySaid?: true;
  /** North: from the payload of a CALL, which has passed its schema. */
  readonly read: (payload: never) => One;
  /** North: the payload of the CALLRESULT; undefined where the version can only refuse (CALLERROR NotSupported). */
  readonly answer: (answer: OrderAnswer, order: One) => object | undefined;
  /** South: the payload of a CALL. */
  readonly say: (order: One, lose?: Lose) => object;
  /** South: from the payload of the CALLRESULT, which has passed its schema. */
  readonly readAnswer: (payload: never, order: One) => OrderAnswer;
}

/** The status if this message can say it, else the word that comes nearest to "no". */
export const oneOf = <Status extends string>(status: string, words: readonly Status[], otherwise: Status): Status =>
  words.find((word) => word === status) ?? otherwise;

/** The order of one kind. */
export type OrderOf<Kind extends Order['kind']> = Order extends infer One
  ? One extends { readonly kind: infer Kinds }
    ? Kind extends Kinds
      ? One & { readonly kind: Kind }
      : never
    : never
  : never;

/** All orders of one version, by action and by kind. */
export interface OrderTable {
  readonly byAction: ReadonlyMap<string, OrderWords>;
  readonly byKind: ReadonlyMap<Order['kind'], OrderWords>;
}

/** Each entry is written for its own kind of order; whoever looks one up by kind gets what fits. */
export const orderTable = (...words: readonly Pick<OrderWords, 'action' | 'kind'>[]): OrderTable => {
  const all = words as readonly OrderWords[];
  return {
    byAction: new Map(all.filter(({ isOnlySaid }) => isOnlySaid !== true).map((one) => [one.action, one])),
    byKind: new Map(all.map((one) => [one.kind, one])),
  };
};
