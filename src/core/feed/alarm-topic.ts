// The topic of alarms: all that there are, in one list, so that one that is over is seen to be over.

import { inAlarmKey } from '../../model/alarm.ts';
import type { StationId } from '../../model/ids.ts';
import { isoOf } from '../../model/time.ts';
import { stationOf } from '../../model/config/site.ts';
import { alarmsTextOf } from '../../uplink/mqtt/alarms.ts';
import { isNews, saidNow } from '../../uplink/mqtt/change.ts';
import type { Coarseness } from '../../uplink/mqtt/change.ts';
import { siteOf } from '../state.ts';
import { serves } from '../uplink/live.ts';
import type { Feeding } from './feeding.ts';

/** One that is away for a shorter time has not gone: some are worked out anew with each reading. */
const goneMs = 30_000;

export function tellAlarms(feeding: Feeding): void {
  const { feed, link, sends, now, gatewayId } = feeding;
  const { alarms, economy } = feed.news;
  note(feeding);
  const all = [...alarms.known];
  const shown = {
    now: all.map(([key]) => key).join('|'),
    soon: all.map(([, { text }]) => withoutFigures(text)).join('|'),
    // Figures in a text move all the time.
    late: all.map(([, { text }]) => text).join('|'),
    figures: [],
    deadbands: [],
  };
  const coarse = Math.max(1, economy.coarse) as Coarseness;
  if (!isNews(alarms.told, shown, now.mono, coarse)) return;
  alarms.told = saidNow(alarms.told, shown, now.mono, coarse);
  const list = all.map(([key, { since, text }]) => ({ ...inAlarmKey(key), text, since: isoOf(since) }));
  const text = alarmsTextOf({ gatewayId, at: isoOf(now.utc) }, list);
  sends.push({ kind: 'publish', link, topic: feed.topics.alarms, text, retain: true, id: feed.news.nextId-- });
}

const withoutFigures = (text: string): string => text.replace(/\d+(\.\d+)?/g, '#');

function note(feeding: Feeding): void {
  const { state, feed, now } = feeding;
  const { known } = feed.news.alarms;
  for (const [key, text] of state.alarms) {
    if (!isTheirs(feeding, key)) continue;
    const one = known.get(key);
    if (one === undefined) known.set(key, { since: now.utc, text, goneAt: undefined });
    else {
      one.text = text;
      one.goneAt = undefined;
    }
  }
  for (const [key, one] of known) {
    if (state.alarms.has(key) && isTheirs(feeding, key)) continue;
    one.goneAt ??= now.mono;
    if (now.mono - one.goneAt >= goneMs) known.delete(key);
  }
}

/** Who is told of some stations is told nothing of the others, nor of other uplinks. */
function isTheirs({ state, uplink }: Feeding, key: string): boolean {
  if (uplink.stations === undefined) return true;
  const about = key.slice(key.indexOf(':') + 1);
  if (about === uplink.config.id || about === key) return true;
  if (state.uplinks.has(about as typeof uplink.config.id)) return false;
  const station = [about, about.slice(0, Math.max(0, about.lastIndexOf('/')))].find(
    (id) => stationOf(siteOf(state), id as StationId) !== undefined,
  );
  return station === undefined || serves(uplink, station as StationId);
}
