// What is true now of one MQTT uplink: what is on its way to the broker, and what the broker was told.

import type { Row } from '../../model/ids.ts';
import type { Topics } from '../../uplink/mqtt/topics.ts';
import type { NewsLive } from './news-live.ts';
import { newNewsLive } from './news-live.ts';
import type { CommandsLive } from './commands-live.ts';
import { newCommandsLive } from './commands-live.ts';

export interface FeedLive {
  readonly topics: Topics;
  /** The last row of the stream that left over the connection that is open. */
  leftThrough: Row;
  /** Rows that left and that the broker has not taken yet. */
  readonly inFlight: Set<Row>;
  /** Rows that arrived before one before them did. */
  readonly arrived: Set<Row>;
  /** The last row of the stream that arrived, with everything before it. */
  lastRow: Row;
  /** It was told that we are here since the connection opened. */
  saidOnline: boolean;
  /** What it is told beside the stream. */
  readonly news: NewsLive;
  readonly commands: CommandsLive;
}

export const newFeedLive = (topics: Topics, lastRow: Row): FeedLive => ({
  topics,
  leftThrough: lastRow,
  inFlight: new Set(),
  arrived: new Set(),
  lastRow,
  saidOnline: false,
  news: newNewsLive(),
  commands: newCommandsLive(),
});
