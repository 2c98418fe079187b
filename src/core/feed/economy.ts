// The bytes of a day of an MQTT uplink on a metered link: what is counted, and how people see that less is told.

import type { AlarmKey } from '../../model/alarm.ts';
import type { Uplink } from '../../model/config/site.ts';
import type { UplinkId } from '../../model/ids.ts';
import {
  beginDay,
  keepaliveBytesPerSecond,
  newSpending,
  noEconomy,
  openingBytes,
  spend,
  spendOnce,
  weightOf,
} from '../../uplink/mqtt/budget.ts';
import type { State } from '../state.ts';
import type { UplinkLive } from '../uplink/live.ts';
import type { Feeding } from './feeding.ts';
import type { FeedLive } from './live.ts';
import type { Seen } from './seen.ts';
import { everySeconds } from './telemetry.ts';

export const budgetAlarm = (uplink: UplinkId): AlarmKey => `BB_UPLINK_BUDGET:${uplink}`;

/** At each look. */
export function followBudget(state: State, { config, link }: UplinkLive, feed: FeedLive, { now }: Seen): void {
  const { news } = feed;
  const { bytesPerDay } = config.feed!;
  if (bytesPerDay === undefined) {
    news.spending = undefined;
    news.economy = noEconomy;
    return void state.alarms.delete(budgetAlarm(config.id));
  }
  news.spending ??= newSpending(bytesPerDay, now.utc);
  beginDay(news.spending, now.utc);
  if (news.spending.bytes < bytesPerDay && news.economy.isSpent) news.economy = { ...news.economy, isSpent: false };
  if (news.spending.bytes >= bytesPerDay) news.economy = { factor: news.economy.factor, coarse: 2, isSpent: true };
  if (link !== undefined) spend(news.spending, keepaliveBytesPerSecond, false);
  setAlarm(state, config, feed, bytesPerDay);
}

function setAlarm({ alarms }: State, config: Uplink, feed: FeedLive, bytesPerDay: number): void {
  const { factor, coarse, isSpent } = feed.news.economy;
  const { id, feed: settings } = config;
  if (factor === 1 && !isSpent) return void alarms.delete(budgetAlarm(id));
  const budget = `the ${megabytes(bytesPerDay)} of a day (bytesPerDay, UTC)`;
  const rarer = `telemetry comes each ${everySeconds(config, feed)} s and not each ${settings!.sampleSeconds} s`;
  const what = isSpent
    ? `${budget} are spent: telemetry is kept and state is not told until the next day`
    : `${budget} would not suffice: ${rarer}${coarse > 0 ? ', and state is told more coarsely' : ''}`;
  alarms.set(
    budgetAlarm(id),
    `${id}: ${what}. Transactions, answers and alarms go on. Write a higher bytesPerDay, or a longer sampleSeconds.`,
  );
}

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;

/** A connection was opened. */
export function countOpening({ news: { spending } }: FeedLive): void {
  if (spending !== undefined) spendOnce(spending, openingBytes);
}

/** What left in this step. */
export function countBytes({ feed, link, sends }: Feeding): void {
  const { spending } = feed.news;
  const { first } = feed.news.retained;
  if (spending === undefined) return first.clear();
  for (const send of sends) {
    if (send.kind !== 'publish' || send.link !== link) continue;
    const bytes = weightOf(send.topic, send.text);
    if (send.id !== undefined && first.has(send.id)) spendOnce(spending, bytes);
    else spend(spending, bytes, send.topic === feed.topics.telemetry);
  }
  first.clear();
}

export interface EconomyView {
  readonly level: 'usual' | 'rarer' | 'coarser' | 'coarsest' | 'spent';
  readonly bytesPerDay: number;
  readonly telemetryEverySeconds: number;
}

/** What is left out, for whoever reads the topic of the site; undefined where nothing is counted. */
export function economyView(config: Uplink, feed: FeedLive): EconomyView | undefined {
  const { bytesPerDay } = config.feed!;
  if (bytesPerDay === undefined) return undefined;
  const { factor, coarse, isSpent } = feed.news.economy;
  const saved = coarse === 2 ? 'coarsest' : coarse === 1 ? 'coarser' : factor > 1 ? 'rarer' : 'usual';
  return {
    level: isSpent ? 'spent' : saved,
    bytesPerDay,
    telemetryEverySeconds: everySeconds(config, feed),
  };
}
