// What is true now and rebuilt from nothing after a restart: who is connected, what was measured.

import type { DiskState } from '../model/disk.ts';
import type { Judgement } from '../model/fact/authorization.ts';
import type { StationId } from '../model/ids.ts';
import type { Mono } from '../model/time.ts';
import type { TokenKey } from '../model/token.ts';

export interface Measured {
  readonly energyWh?: number;
  readonly powerW?: number;
  readonly amps?: readonly [number?, number?, number?];
  readonly readAt: Mono;
}

export interface StationLive {
  connected: boolean;
  /** It may be called: its BootNotification was answered, or it is known and had time to send one. */
  callableFrom: Mono;
  /** It was accepted in this connection, or is known from before. */
  accepted: boolean;
  /** What is still to be arranged with it in this connection. */
  adoption: Adoption;
  /** EVSE number → newest values. */
  readonly measured: Map<number, Measured>;
  /** EVSE number → when a limit that was refused or not answered may be tried again. */
  readonly limitRetryAt: Map<number, Mono>;
  /** One profile write per station in ten seconds; lowering is exempt. */
  raisedAt: Mono;
}

/** How far the gateway is in taking on a station that connected: a step at a time. */
export interface Adoption {
  readonly done: Set<string>;
  /** The step whose order is not answered yet. */
  asking: string | undefined;
  /** Orders of one step so far: none may ask for ever. */
  orders: number;
  /** What steps that ask for several things have asked for. */
  readonly asked: Set<string>;
  readonly list: ListInHand;
}

/** What is known in this connection of the list that the station keeps itself. */
export interface ListInHand {
  /** `none` where it keeps none or takes none. */
  version: number | 'none' | undefined;
  /** The list that is on its way to it, from this token on. */
  sending: (StationList & { from: number }) | undefined;
}

/** Tokens for one station, the most important first, and a hash of what they say in whatever order. */
export interface StationList {
  readonly tokens: readonly Listable[];
  readonly content: string;
}

export interface Listable {
  readonly key: TokenKey;
  readonly sealed: string;
  readonly verdict: Judgement;
}

export const newAdoption = (): Adoption => ({
  done: new Set(),
  asking: undefined,
  orders: 0,
  asked: new Set(),
  list: newListInHand(),
});

const newListInHand = (): ListInHand => ({ version: undefined, sending: undefined });

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
      callableFrom: Number.POSITIVE_INFINITY as Mono,
      accepted: false,
      adoption: newAdoption(),
      measured: new Map(),
      limitRetryAt: new Map(),
      raisedAt: Number.NEGATIVE_INFINITY as Mono,
    };
    live.stations.set(id, station);
  }
  return station;
}
