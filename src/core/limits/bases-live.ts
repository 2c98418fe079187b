// What meters showed of other load. Rebuilt from nothing after a restart.

import type { BaseLoad } from '../../control/base-load.ts';
import type { Load, Room } from '../../control/envelope.ts';
import type { Circuit } from '../../model/config/site.ts';
import type { CircuitId } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import { never } from '../../model/time.ts';

export interface BasesLive {
  readonly known: Map<CircuitId, BaseLoad>;
  /** What circuits had of other load, on each line, when their meters were lost, until these are believed again. */
  readonly lost: Map<CircuitId, readonly number[]>;
  /** The room that was given out last; nothing before that. */
  given: Room | undefined;
  /** A meter, or a station that is one, may have said something. */
  isDue: boolean;
  /** Nothing becomes of a meter by time alone before. */
  dueAt: Mono;
  readonly metered: Map<CircuitId, Metered>;
  /** What stations say of themselves is a meter's reading here. */
  followsStations: boolean;
  /** Where less flows than in measured circuits below, and since when. */
  readonly disagree: Map<CircuitId, Gap & { readonly since: Mono }>;
  /** Of measured circuits: what of their current was above their limit. */
  readonly overloads: Map<CircuitId, Overload>;
}

/** A measured circuit, as far as it is or was above its limit. */
export interface Overload {
  /** The reading that showed it first; undefined while it is not. */
  openSince: Mono | undefined;
  /** The last reading; undefined while the meter is lost. */
  readAt: Mono | undefined;
  /** On each line, all the time above the limit since this process began. */
  readonly overMs: number[];
  /** Where and how far it went; and whether nobody could be told to draw less. */
  line: number;
  peakAmps: number;
  isOthers: boolean;
  /** When the last one was recorded, and how many were not since. */
  recordedAt: Mono | undefined;
  unrecorded: number;
  /** When charging last took too long to follow. */
  slowAt: Mono | undefined;
}

/** A measured circuit in which less flows than in its measured parts. */
export interface Gap {
  readonly line: number;
  readonly above: number;
  readonly below: number;
  readonly parts: readonly CircuitId[];
}

/** What does not change while the site stays as it is. */
export interface Metered {
  readonly circuit: Circuit;
  readonly meter: string;
  readonly loads: readonly Load[];
  readonly periodMs: number;
  readonly reserveAmps: number;
}

export const newBases = (): BasesLive => ({
  known: new Map(),
  lost: new Map(),
  given: undefined,
  isDue: true,
  dueAt: never,
  metered: new Map(),
  followsStations: false,
  overloads: new Map(),
  disagree: new Map(),
});
