// What an MQTT uplink was told beside its stream, and what is still to be told. Rebuilt from nothing after a restart.

import type { AlarmKey } from '../../model/alarm.ts';
import type { EvseKey } from '../../model/ids.ts';
import type { Mono, Utc } from '../../model/time.ts';
import type { Economy, Spending } from '../../uplink/mqtt/budget.ts';
import { noEconomy } from '../../uplink/mqtt/budget.ts';
import type { Said } from '../../uplink/mqtt/change.ts';
import type { Interval } from '../../uplink/mqtt/interval.ts';
import type { Collecting } from './collect.ts';
import type { Seen } from './seen.ts';

export interface NewsLive {
  /** What the broker says that it took is named by a number below 0; rows of the stream are above. */
  nextId: number;
  readonly retained: RetainedLive;
  readonly alarms: AlarmsLive;
  readonly telemetry: TelemetryLive;
  /** Undefined where a day may cost what it costs. */
  spending: Spending | undefined;
  economy: Economy;
  /** The connection that is open was looked at. */
  isOpen: boolean;
  /** Since when nothing that is on its way was said to have arrived. */
  quietSince: Mono | undefined;
  /** It was told that we leave. */
  saidGoodbye: boolean;
}

export interface RetainedLive {
  /** Topic → what it was told over the connection that is open. */
  readonly told: Map<string, Said>;
  /** Topics that may lie at the broker and that nobody may need any more. */
  readonly stale: Set<string>;
  /** Those that the broker has not taken yet. */
  readonly underWay: Set<number>;
  /** Those of this step that this connection is told for the first time. */
  readonly first: Set<number>;
  /** Where the next look goes on: nobody comes last for ever. */
  at: number;
}

export interface AlarmsLive {
  readonly known: Map<AlarmKey, AlarmKnown>;
  told: Said | undefined;
}

export interface AlarmKnown {
  readonly since: Utc;
  text: string;
  /** It is no more since then; it may come again. */
  goneAt: Mono | undefined;
}

export interface TelemetryLive {
  /** The look before: what it saw held until now. */
  before: Seen | undefined;
  open: Collecting | undefined;
  /** Intervals that become one message, where that is to be rarer. */
  joining: Interval | undefined;
  /** Intervals that were not sent yet, oldest first. */
  readonly kept: Interval[];
  /** Those that left, and may have arrived or not: they go again as they were. */
  readonly again: Numbered[];
  readonly underWay: Map<number, Numbered>;
  /** Of the message before. */
  seq: number;
  /** Registers as they were when their energy was counted last. */
  readonly registers: Map<EvseKey | 'grid', number>;
}

export interface Numbered {
  readonly seq: number;
  readonly interval: Interval;
  readonly isLate: boolean;
}

export const newNewsLive = (): NewsLive => ({
  nextId: -1,
  retained: { told: new Map(), stale: new Set(), underWay: new Set(), first: new Set(), at: 0 },
  alarms: { known: new Map(), told: undefined },
  telemetry: {
    before: undefined,
    open: undefined,
    joining: undefined,
    kept: [],
    again: [],
    underWay: new Map(),
    seq: 0,
    registers: new Map(),
  },
  spending: undefined,
  economy: noEconomy,
  isOpen: false,
  quietSince: undefined,
  saidGoodbye: false,
});

/** The broker took these. */
export function newsTaken(news: NewsLive, ids: readonly number[]): void {
  const { retained, telemetry } = news;
  for (const id of ids) if (retained.underWay.delete(id) || telemetry.underWay.delete(id)) news.quietSince = undefined;
}

/** How long it has said nothing of what is on its way; 0 where nothing is. At each look. */
export function quietMs(news: NewsLive, now: Mono): number {
  const { retained, telemetry } = news;
  if (retained.underWay.size + telemetry.underWay.size === 0) news.quietSince = undefined;
  else news.quietSince ??= now;
  return news.quietSince === undefined ? 0 : now - news.quietSince;
}

/** The connection is gone. The broker may come back with nothing: all of it is told anew. */
export function newsBroken(news: NewsLive): void {
  const { retained, telemetry } = news;
  for (const topic of retained.told.keys()) retained.stale.add(topic);
  retained.told.clear();
  retained.underWay.clear();
  news.alarms.told = undefined;
  telemetry.again.unshift(...telemetry.underWay.values());
  telemetry.underWay.clear();
  news.isOpen = false;
  news.quietSince = undefined;
}
