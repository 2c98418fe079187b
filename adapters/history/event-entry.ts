// Which facts are events that people look back at, and which are orders of somebody (audit).

import type { Fact } from '../../src/model/fact/fact.ts';
import type { StationId } from '../../src/model/ids.ts';
import type { Utc } from '../../src/model/time.ts';
import type { LogQuery } from './limit-entry.ts';

export interface EventEntry {
  /** Counts up within this database: how pages are asked for. */
  readonly id: number;
  /** Of the journal. */
  readonly row: number;
  readonly at: Utc;
  /** Somebody ordered it. */
  readonly audit: boolean;
  readonly kind: Fact['kind'];
  /** What the fact says besides; without keys and without the words of stations. */
  readonly about: Readonly<Record<string, unknown>>;
}

export interface EventQuery extends LogQuery {
  readonly station?: StationId;
  /** Only orders of somebody, or only what is none. */
  readonly audit?: boolean;
}

/** It happened. */
export const eventKinds = {
  ChargersReleased: true,
  ClockDoubted: true,
  ClockStepped: true,
  ClockTrusted: true,
  CircuitLockedOut: true,
  CursorCut: true,
  FallbackProved: true,
  InputChanged: true,
  OverloadEnded: true,
  Parked: true,
  SecurityEventReported: true,
  Started: true,
  StationBooted: true,
  StationUnexpected: true,
  TransactionDeauthorized: true,
} as const satisfies Partial<Record<Fact['kind'], true>>;

/** Somebody ordered it: a person, a central system, the grid operator. */
export const auditKinds = {
  Abandoned: true,
  AvailabilityOrdered: true,
  CacheCleared: true,
  CircuitLimitCleared: true,
  CircuitLimitSet: true,
  EvseReserved: true,
  FirmwarePublished: true,
  FirmwareUnpublished: true,
  FirmwareWanted: true,
  GridFailsafeSet: true,
  GridLimitChanged: true,
  JobOrdered: true,
  LetterDiscarded: true,
  LetterReplayed: true,
  LocalListChanged: true,
  LockoutAcknowledged: true,
  NeedsCleared: true,
  NeedsSet: true,
  PricesSet: true,
  ProfilesCleared: true,
  ProfileStored: true,
  ReleaseEnded: true,
  RemoteCommanded: true,
  SettingChanged: true,
  SiteAvailabilityOrdered: true,
  SiteChanged: true,
  SiteTokensChanged: true,
  StationMoved: true,
  TariffsCleared: true,
  TariffSet: true,
  UplinkCommandAnswered: true,
  UplinkCommanded: true,
  UplinkCommandRefused: true,
} as const satisfies Partial<Record<Fact['kind'], true>>;
