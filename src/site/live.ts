// What is true now and rebuilt from nothing after a restart: who is connected, what was measured.

import type { Adoption, Listed } from './adoption.ts';
import { newAdoption } from './adoption.ts';
import type { LeasedEvses } from './leased.ts';
import type { Rung } from '../model/charging-profile.ts';
import type { DiskState } from '../model/disk.ts';
import type { EvseKey, StationId, TransactionId } from '../model/ids.ts';
import type { Mono } from '../model/time.ts';
import { never } from '../model/time.ts';

export interface Measured {
  readonly energyWh?: number;
  readonly powerW?: number;
  readonly amps?: readonly [number?, number?, number?];
  readonly readAt: Mono;
  /** When the station took it, by its own clock, where that may be right: what it could not tell at once comes later. */
  readonly takenAt?: Mono;
}

export interface StationLive {
  connected: boolean;
  connectedAt: Mono;
  /** When its last connection of this process was lost. */
  goneAt: Mono | undefined;
  /** It may be called: its BootNotification was answered, or it is known and had time to send one. */
  callableFrom: Mono;
  /** It was accepted in this connection, or is known from before. */
  accepted: boolean;
  /** It sent a BootNotification in this connection. */
  booted: boolean;
  /** EVSEs that told their status in this connection; 0 is the station. */
  readonly reported: Set<number>;
  readonly clock: StationClock;
  /** What it says does not work (2.x), by the text of the variable that says it; and whether it said anything of that yet. */
  readonly problems: Map<string, StationProblem>;
  problemsHeard: boolean;
  /** What of it had to be mended, by the number of its quirk, and how often. */
  readonly mended: Map<number, number>;
  /** What it reports with an older time than this is history. */
  historyAfterMs: number;
  /** EVSE number → the most watts that it can deliver. */
  readonly mostWatts: Map<number, number>;
  /** Events that are not critical which it may still report, and since when. */
  readonly events: { left: number; since: Mono; leftOut: number };
  /** What is still to be arranged with it in this connection. */
  adoption: Adoption;
  /** EVSE number → newest values. */
  readonly measured: Map<number, Measured>;
  /** It may be told a first limit: what others left in it was cleared, and its settings were asked. */
  mayBegin: boolean;
  /** It booted in this process: what it held may be lost. */
  rebooted: boolean;
  /** How often in a row its connection broke while its profiles were cleared. */
  breaksOnClear: number;
  /** EVSEs of which it said what they may draw since then. */
  readonly verified: Set<EvseKey>;
  /** What happened lately to the limits in each place where it keeps one; see `slotName`. */
  readonly slots: Map<string, SlotLive>;
  /** EVSE number → the leases that it may have in store. */
  readonly leased: LeasedEvses;
  /** The list that it holds, as long as nobody else writes to it. */
  listed: Listed | undefined;
  /** Transactions that it was told to end because it refuses a limit of 0. */
  readonly stopped: Set<TransactionId>;
  /** One profile write per station in ten seconds; lowering is exempt. */
  raisedAt: Mono;
  /** When it was told its last limit. */
  limitToldAt: Mono;
}

export interface StationProblem {
  /** 0 is the station. */
  readonly evse: number;
  /** ChargePointErrorCode of 1.6; absent for an alert that is no failure of the place. */
  readonly errorCode?: string;
  readonly info: string;
  readonly vendorErrorCode: string;
}

export interface SlotLive {
  /** When a limit that was refused or not answered may be tried again. */
  retryAt: Mono;
  /** Refusals since it last took one. */
  refusals: number;
  /** The amps that it refused last, until it takes some. */
  refusedAmps: number | undefined;
  /** It refused 0, and may take its minimum (Q38). */
  doubtsZero: boolean;
  /** It took a limit since it booted. */
  told: boolean;
  /** When it was told its last limit there. */
  toldAt: Mono;
  /** Since when it has been told limits there and has answered none. */
  unansweredSince: Mono | undefined;
  /** Its session had nothing and may have something since then: whether the vehicle draws is looked at later (Q39). */
  resumedAt: Mono;
  resumeAt: Mono;
  /** The limit of this transaction that central systems were told of last, and from when on they may be told of another. */
  rateTold: { readonly transaction: TransactionId; readonly amps: number; readonly nextAt: Mono } | undefined;
  /** The Dynamic profile that it holds, by what makes it another one; and whether it takes none (2.1). */
  dynamic: string | undefined;
  refusesDynamic: boolean;
  /** On how many phases this transaction was told to go on last, in this process. */
  phases: PhasesSaid | undefined;
  /** The vehicle did not draw: the limit is told once more. */
  isStuck: boolean;
}

export interface PhasesSaid {
  readonly transaction: TransactionId;
  readonly phases: 1 | 3;
  readonly phaseToUse?: number;
}

/** A place where a station keeps a limit: what kind of profile, and of which EVSE. */
export const slotName = (rung: Rung, evse: number): string => `${rung}/${evse}`;

export function slotLive(station: StationLive, rung: Rung, evse: number): SlotLive {
  const name = slotName(rung, evse);
  let slot = station.slots.get(name);
  if (slot === undefined) {
    slot = {
      retryAt: 0 as Mono,
      refusals: 0,
      refusedAmps: undefined,
      doubtsZero: false,
      told: false,
      toldAt: Number.NEGATIVE_INFINITY as Mono,
      unansweredSince: undefined,
      resumedAt: never,
      resumeAt: never,
      rateTold: undefined,
      dynamic: undefined,
      refusesDynamic: false,
      phases: undefined,
      isStuck: false,
    };
    station.slots.set(name, slot);
  }
  return slot;
}

/** It may have lost what it held: it is told anew, and asked again. */
export function noteBoot(station: StationLive): void {
  station.rebooted = true;
  station.slots.clear();
  station.verified.clear();
  station.problems.clear();
  station.problemsHeard = false;
}

/** How the times that a station writes compare with ours, as seen in this connection. */
export interface StationClock {
  /** How far the time of a message was ahead of its arrival, ms, since it last jumped; absent before the first. */
  driftMs: number | undefined;
  /** The same of its last messages, of whatever came. */
  readonly recentMs: number[];
  /** The same of the newest, also where it may be of the past. */
  newestMs: number | undefined;
  /** Messages since then, some seconds apart, that agreed. */
  agreed: number;
  since: Mono;
  lastAt: Mono;
  /** How far our own clock was set since the station was told the time: until then it may be behind by so much. */
  owedMs: number;
}

/** So many messages tell how a clock is set: what one of them had on its way is in no other. */
const recentKept = 8;

export function noteDrift({ recentMs }: StationClock, driftMs: number): void {
  recentMs.push(driftMs);
  if (recentMs.length > recentKept) recentMs.shift();
}

/**
 * How far its clock is ahead of ours, ms; undefined before its first message. A message is never stamped after it came, so the
 * one that came fastest tells.
 */
export const clockErrorMs = ({ recentMs, owedMs }: StationClock): number | undefined =>
  recentMs.length === 0 || owedMs !== 0 ? undefined : Math.max(...recentMs);

/** How much older its newest message says to be than it would be by the clock that others tell of; 0 where they agree. */
export const clockDoubtMs = ({ recentMs, newestMs }: StationClock): number =>
  recentMs.length === 0 || newestMs === undefined ? 0 : Math.max(0, Math.max(...recentMs) - newestMs);

/** Of another connection, or by another clock of ours: says nothing any more. */
export function forgetDrift(clock: StationClock): void {
  clock.recentMs.length = 0;
  clock.newestMs = undefined;
}

const longAgo = Number.NEGATIVE_INFINITY as Mono;

/** Security events that are not critical and may come at once; more come one by one (F074). */
export const eventsAtOnce = 10;

export interface Live {
  disk: DiskState;
  readonly stations: Map<StationId, StationLive>;
}

export const newLive = (disk: DiskState): Live => ({ disk, stations: new Map() });

export function stationLive(live: Live, id: StationId): StationLive {
  let station = live.stations.get(id);
  if (station === undefined) {
    station = {
      connected: false,
      connectedAt: longAgo,
      goneAt: undefined,
      callableFrom: Number.POSITIVE_INFINITY as Mono,
      accepted: false,
      booted: false,
      reported: new Set(),
      clock: {
        driftMs: undefined,
        recentMs: [],
        newestMs: undefined,
        agreed: 0,
        since: longAgo,
        lastAt: longAgo,
        owedMs: 0,
      },
      problems: new Map(),
      problemsHeard: false,
      mended: new Map(),
      historyAfterMs: Number.POSITIVE_INFINITY,
      mostWatts: new Map(),
      events: { left: eventsAtOnce, since: longAgo, leftOut: 0 },
      adoption: newAdoption(),
      measured: new Map(),
      mayBegin: false,
      rebooted: false,
      breaksOnClear: 0,
      verified: new Set(),
      slots: new Map(),
      leased: new Map(),
      listed: undefined,
      stopped: new Set(),
      raisedAt: longAgo,
      limitToldAt: longAgo,
    };
    live.stations.set(id, station);
  }
  return station;
}
