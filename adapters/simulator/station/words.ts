// What a simulated station says in one version of OCPP. What happens at it is the same in all of them.

import type { Payload } from '../frame.ts';
import type { Chance } from '../random.ts';

export type Version = '1.6' | '2.0.1' | '2.1';

export interface Saying {
  readonly action: string;
  readonly payload: Payload;
}

/** Its meter at one moment. */
export interface Reading {
  /** ms of the epoch. */
  readonly utc: number;
  readonly context: string;
  readonly items: readonly ReadingItem[];
}

export interface ReadingItem {
  readonly measurand: string;
  readonly value: string;
  readonly unit: string;
  readonly phase?: string;
}

/** What the central system says of a token. */
export interface TokenInfo {
  readonly status: string;
  readonly parentIdTag?: string;
  readonly expiryDate?: string;
}

/** What happened in a transaction: it began, its meter was read, it went on otherwise, or it ended. */
export interface Happening {
  readonly part: 'start' | 'readings' | 'update' | 'stop';
  /** UTC ms. */
  readonly at: number;
  /** The register, in whole Wh. */
  readonly wh: number;
  readonly token?: string;
  /** As the central system named it that ordered the start. */
  readonly tokenType?: string;
  readonly reason?: string;
  readonly readings: readonly Reading[];
  /** As `statusOf` has it. */
  readonly status: string;
  readonly isOffline: boolean;
  readonly reservationId?: number;
  /** The order that it follows. */
  readonly remoteStartId?: number;
}

/** The transaction of a happening. */
export interface Occasion {
  readonly evse: number;
  /** Undefined while only a central system could have named it. */
  readonly id: number | string | undefined;
  /** Happenings of this transaction before this one. */
  readonly seqNo: number;
}

export interface BootAbout {
  readonly vendor: string;
  readonly model: string;
  readonly serial: string;
  readonly firmware: string;
  /** In the words of 2.x. */
  readonly reason: string;
}

export type JobKind = 'diagnostics' | 'log' | 'firmware' | 'signedFirmware';

export interface StationWords {
  readonly version: Version;
  /** The code of a CALLERROR for a payload that is not whole. */
  readonly malformed: string;
  /** Which message says how the meter stood at the start of a transaction. */
  readonly beginsIn: 'start' | 'stop';
  /** Settings with the measurands of a start and of an end. */
  readonly beginKey: string;
  readonly endKey: string;
  /** The id of a new transaction, where the station gives it. */
  readonly newTransaction: (chance: Chance) => string | undefined;
  readonly boot: (about: BootAbout) => Payload;
  readonly authorize: (token: string, type: string | undefined) => Payload;
  /** What an answer says of a token; undefined where it says nothing. */
  readonly tokenInfo: (payload: Payload) => TokenInfo | undefined;
  /** The number of the transaction in the answer to its start; undefined where the station names it. */
  readonly numberIn: (payload: Payload) => unknown;
  /** The status of a plug in its own words; `status` as `statusOf` has it. */
  readonly plug: (status: string, hasVehicle: boolean) => string;
  /** 0 is the station itself; undefined where nothing is said of it. */
  readonly status: (evse: number, status: string, errorCode: string, utc: number) => Payload | undefined;
  /** What a transaction is said to do, by its status; undefined where nobody is told. */
  readonly chargingState: (status: string) => string | undefined;
  /** Readings of no transaction. */
  readonly readings: (evse: number, reading: Reading) => Payload;
  readonly happening: (happening: Happening, occasion: Occasion) => Saying;
  /** A message with the number of its transaction, once it is known. */
  readonly numbered: (payload: Payload, id: number | string | undefined) => Payload;
  /** A reservation is over; undefined where nobody is told. */
  readonly reservationEnded: (id: number) => Saying | undefined;
  readonly jobAction: (kind: JobKind) => string;
  /** The bytes that a password stands for. */
  readonly passwordBytes: (text: string) => Buffer;
}
