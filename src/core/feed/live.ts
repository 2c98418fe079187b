// What is true now of one MQTT uplink: what is on its way to the broker, and what the broker was told.

import type { Row } from '../../model/ids.ts';
import { row } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import { never } from '../../model/time.ts';
import type { Topics } from '../../uplink/mqtt/topics.ts';
import type { NewsLive } from './news-live.ts';
import { newNewsLive } from './news-live.ts';
import type { CommandsLive } from './commands-live.ts';
import { newCommandsLive } from './commands-live.ts';

export interface FeedLive {
  topics: Topics;
  /** The site file has other topics since the connection opened: nothing is said over it any more. */
  hasMoved: boolean;
  /** The last row of the stream that left over the connection that is open. */
  leftThrough: Row;
  /** Rows that left and that the broker has not taken yet. */
  readonly inFlight: Set<Row>;
  /** Gaps up to here left over it. */
  gapsLeft: Row;
  /** Rows that arrived before one before them did. */
  readonly arrived: Set<Row>;
  /** The last row of the stream that arrived, with everything before it. */
  lastRow: Row;
  /** Since when nothing that left was said to have arrived. */
  quietSince: Mono;
  /** How long whoever keeps the stream may say nothing before it is told again. */
  patienceMs: number;
  /** It was told that we are here since the connection opened. */
  saidOnline: boolean;
  /** What it is told beside the stream. */
  readonly news: NewsLive;
  readonly commands: CommandsLive;
}

/** It has other topics from now on. What lies at those it had is taken away over the next connection. */
export function moveTopics(feed: FeedLive, topics: Topics): void {
  const { topics: before, news } = feed;
  if (before.online === topics.online) return;
  feed.topics = topics;
  feed.hasMoved = true;
  news.retained.stale.add(before.alarms);
  for (const topic of news.retained.told.keys()) news.retained.stale.add(topic);
}

/** Whoever keeps the stream confirms it more often than this. */
export const usualPatienceMs = 60_000;

export const newFeedLive = (topics: Topics, lastRow: Row): FeedLive => ({
  topics,
  hasMoved: false,
  leftThrough: lastRow,
  gapsLeft: row(0),
  quietSince: never,
  patienceMs: usualPatienceMs,
  inFlight: new Set(),
  arrived: new Set(),
  lastRow,
  saidOnline: false,
  news: newNewsLive(),
  commands: newCommandsLive(),
});
