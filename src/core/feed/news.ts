// What an MQTT uplink is told beside its stream: state, telemetry, alarms. Looked at once a second.

import type { State } from '../state.ts';
import type { UplinkLive } from '../uplink/live.ts';
import { tellAlarms } from './alarm-topic.ts';
import { countOpening, followBudget } from './economy.ts';
import type { Feeding } from './feeding.ts';
import type { FeedLive } from './live.ts';
import { quietMs } from './news-live.ts';
import { noteLeftBehind, tellRetained } from './retained.ts';
import type { Seen } from './seen.ts';
import { followTelemetry, tellTelemetry } from './telemetry.ts';

/** With or without a connection. */
export function followNews(state: State, uplink: UplinkLive, feed: FeedLive, seen: Seen): void {
  followBudget(state, uplink, feed, seen);
  followTelemetry(state, uplink, feed, seen);
}

export function tellNews(feeding: Feeding, seen: Seen): void {
  const { state, uplink, feed, now, link, sends } = feeding;
  if (!feed.news.isOpen) {
    feed.news.isOpen = true;
    countOpening(feed);
    noteLeftBehind(state, uplink, feed);
  }
  // A broker that takes nothing is left, and may be another one when it is found again.
  if (quietMs(feed.news, now.mono) >= 1000 * uplink.config.callTimeoutSeconds) {
    feed.news.quietSince = undefined;
    return void sends.push({ kind: 'close', link, code: 1001, reason: 'no answer' });
  }
  tellAlarms(feeding);
  tellTelemetry(feeding, seen);
  tellRetained(feeding, seen);
}
