// Meters that an adapter asks, or that tell by themselves. Rebuilt from nothing after a restart.

import type { EvseKey, StationId } from '../../model/ids.ts';
import type { MeterOnTopics } from '../../model/meter-topics.ts';
import type { MeterValues, WantedMeter } from '../../model/meter-values.ts';
import type { Mono } from '../../model/time.ts';
import { never } from '../../model/time.ts';
import type { Freeze } from '../../modbus/meter-freeze.ts';
import type { Scale } from '../../modbus/meter-scale.ts';

export interface ToldMeters {
  wanted: readonly WantedMeter[];
  /** They are still to be told to the adapter. */
  changed: boolean;
  /** What each meter said last, on its own inputs, and when. */
  readonly said: Map<string, { readonly values: MeterValues; readonly readAt: Mono }>;
  /** Whether each of them still follows what happens. */
  readonly freezes: Map<string, Freeze>;
  /** Meters on MQTT by name. */
  readonly onTopics: Map<string, TopicMeter>;
  /** The same by broker and topic. */
  readonly byTopic: Map<string, readonly TopicMeter[]>;
  /** No meter on MQTT is lost by time alone before. */
  lookAt: Mono;
  /** Of every meter that measures a circuit, whatever it is read by. */
  readonly watches: Map<string, MeterWatch>;
}

/** A meter that tells over MQTT. */
export interface TopicMeter {
  readonly meter: string;
  readonly broker: string | undefined;
  readonly source: MeterOnTopics;
  readonly periodMs: number;
  /** By place (`amps.0`): what was said last. */
  readonly parts: Map<string, { readonly value: number | null; readonly at: Mono }>;
  /** What is wrong with what came, by topic. */
  readonly wrong: Map<string, string>;
  /** Since when something is expected of it. */
  since: Mono;
  heardAt: Mono | undefined;
  /** Between its last two messages on one topic. */
  gapMs: number | undefined;
  /** Something lay at the broker. */
  hasRetained: boolean;
}

/** A station behind a meter, ms. */
export interface StationBehind {
  readonly evses: readonly number[];
  /** Its EVSEs that say the current of a line. */
  readonly ac: ReadonlySet<number>;
  /** What it said so long ago is nothing of now. */
  readonly oldMs: number;
  /** It is driven over Modbus: it says all the time what it draws. */
  readonly isAsked: boolean;
}

/** What an EVSE behind a meter draws, A of all its lines. */
export interface Drawn {
  /** What it said last, and when that was so. */
  amps: number;
  at: Mono;
  /** What it said first after the meter had said something new; undefined before. */
  thenAmps: number | undefined;
  /** When the meter said that. */
  since: Mono;
}

/** Of a meter that is the sum of others. */
export interface MadeOf {
  readonly parts: readonly string[];
  /** Those, and what they are made of in turn. */
  readonly all: ReadonlySet<string>;
  /** Of the slowest of them. */
  readonly periodMs: number;
}

/** What hangs behind a meter, and how what it shows fits that. */
export interface MeterWatch {
  readonly stations: ReadonlyMap<StationId, StationBehind>;
  readonly madeOf: MadeOf | undefined;
  /** Limit of its circuit, and the most that everything else on it draws; amps of a line. */
  readonly limitAmps: number;
  readonly baseAmps: number;
  /** It sees what feeds in on the site. */
  readonly isGrid: boolean;
  /** By EVSE. */
  drawn: ReadonlyMap<EvseKey, Drawn>;
  /** What feeds in behind it, where meters say so: below 0. */
  fed: Drawn | undefined;
  lookedAt: Mono;
  judgedAt: Mono;
  readonly scale: Scale;
}

export const newToldMeters = (): ToldMeters => ({
  wanted: [],
  changed: false,
  said: new Map(),
  freezes: new Map(),
  onTopics: new Map(),
  byTopic: new Map(),
  lookAt: never,
  watches: new Map(),
});
