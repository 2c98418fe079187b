// What is true now and rebuilt from nothing after a restart: who is connected, what was measured.

import type { DiskState } from '../model/disk.ts';
import type { StationId } from '../model/ids.ts';
import type { Mono } from '../model/time.ts';

export interface Measured {
  readonly energyWh?: number;
  readonly powerW?: number;
  readonly amps?: readonly [number?, number?, number?];
  readonly readAt: Mono;
}

export interface StationLive {
  connected: boolean;
  connectedAt: Mono;
  /** It may be called: its BootNotification was answered, or it is known and had time to send one. */
  callableFrom: Mono;
  /** It was accepted in this connection, or is known from before. */
  accepted: boolean;
  /** It sent a BootNotification in this connection. */
  booted: boolean;
  /** EVSEs that told their status in this connection; 0 is the station. */
  readonly reported: Set<number>;
  readonly clock: StationClock;
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
  /** EVSE number → when a limit that was refused or not answered may be tried again. */
  readonly limitRetryAt: Map<number, Mono>;
  /** One profile write per station in ten seconds; lowering is exempt. */
  raisedAt: Mono;
}

/** How the times that a station writes compare with ours, as seen in this connection. */
export interface StationClock {
  /** How far the time of a message was ahead of its arrival, ms, since it last jumped; absent before the first. */
  driftMs: number | undefined;
  /** Messages since then, some seconds apart, that agreed. */
  agreed: number;
  since: Mono;
  lastAt: Mono;
}

/** How far the gateway is in taking on a station that connected: a step at a time. */
export interface Adoption {
  readonly done: Set<string>;
  /** The step whose order is not answered yet. */
  asking: string | undefined;
  /** Orders of one step so far: none may ask for ever. */
  orders: number;
  /** What a step has asked for and need not ask for again. */
  readonly tried: Set<string>;
  /** Orders in a row that it refused; and until when it is left alone because of that (Q55). */
  refused: number;
  pausedUntil: Mono;
}

const longAgo = Number.NEGATIVE_INFINITY as Mono;

export const newAdoption = (): Adoption => ({
  done: new Set(),
  asking: undefined,
  orders: 0,
  tried: new Set(),
  refused: 0,
  pausedUntil: longAgo,
});

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
      callableFrom: Number.POSITIVE_INFINITY as Mono,
      accepted: false,
      booted: false,
      reported: new Set(),
      clock: { driftMs: undefined, agreed: 0, since: longAgo, lastAt: longAgo },
      historyAfterMs: Number.POSITIVE_INFINITY,
      mostWatts: new Map(),
      events: { left: eventsAtOnce, since: longAgo, leftOut: 0 },
      adoption: newAdoption(),
      measured: new Map(),
      limitRetryAt: new Map(),
      raisedAt: longAgo,
    };
    live.stations.set(id, station);
  }
  return station;
}
