// Meters that tell over MQTT: what came on which topic, and who has not said anything for too long.

import type { AlarmKey } from '../../model/alarm.ts';
import type { Site } from '../../model/config/site.ts';
import { isOfNow, saidOn, topicsOf, valuesOf } from '../../model/meter-topics.ts';
import type { BrokerEvent } from '../../model/mqtt.ts';
import type { Mono } from '../../model/time.ts';
import { after, never } from '../../model/time.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { judgeTold } from './judge.ts';
import type { TopicMeter } from './live.ts';
import { stalePeriods } from './told-reading.ts';
import { lostText, wrongText } from './topic-texts.ts';

/** One that tells seldom is not lost before it could have been heard; to connect takes a moment as well. */
const leastPatienceMs = 10_000;

const keyOf = (broker: string | undefined, topic: string): string => `${broker ?? ''}\n${topic}`;

/** The meters that are described otherwise now, or gone. */
export function followTopics({ told }: State, { meters = [] }: Site, now: Mono): string[] {
  const before = new Map(told.onTopics);
  told.onTopics.clear();
  told.byTopic.clear();
  for (const { id, source, periodMs } of meters) {
    if (source.kind !== 'mqtt') continue;
    const known = before.get(id);
    const isSame = known?.periodMs === periodMs && JSON.stringify(known.source) === JSON.stringify(source);
    const meter = isSame ? known : newTopicMeter(id, source.broker, source, periodMs, now);
    if (isSame) before.delete(id);
    told.onTopics.set(id, meter);
    for (const topic of topicsOf(source)) {
      const key = keyOf(source.broker, topic);
      told.byTopic.set(key, [...(told.byTopic.get(key) ?? []), meter]);
    }
  }
  told.lookAt = told.onTopics.size === 0 ? never : now;
  return [...before.keys()];
}

const newTopicMeter = (
  meter: string,
  broker: string | undefined,
  source: TopicMeter['source'],
  periodMs: number,
  since: Mono,
): TopicMeter => ({
  meter,
  broker,
  source,
  periodMs,
  parts: new Map(),
  wrong: new Map(),
  since,
  heardAt: undefined,
  gapMs: undefined,
  hasRetained: false,
});

type Message = Extract<BrokerEvent, { kind: 'message' }>;

export function hearMessage(state: State, message: Message, now: Now): void {
  for (const meter of state.told.byTopic.get(keyOf(message.broker, message.topic)) ?? [])
    hearOne(state, meter, message, now);
}

function hearOne(state: State, meter: TopicMeter, { topic, text, bytes, isRetained }: Message, now: Now): void {
  // It lay there for a second or for a year: nothing of now is known by it.
  if (isRetained) {
    meter.hasRetained = true;
    return;
  }
  const said = text === undefined ? undefined : saidOn(meter.source, topic, text);
  noteGap(meter, topic, now);
  for (const [place, value] of said ?? []) meter.parts.set(place, { value, at: now.mono });
  noteWrong(state, meter, topic, said === undefined ? undefined : [...said], { text, bytes });
  const values = valuesOf(meter.source, (place) => meter.parts.get(place)?.value ?? null);
  state.told.said.set(meter.meter, { values, readAt: oldest(meter) });
  judgeTold(state, meter.meter, values, meter.periodMs, now);
  state.bases.isDue = true;
  noteLost(state, meter, now);
}

/** Several values may come on several topics: how often it tells is how often one of them comes. */
function noteGap(meter: TopicMeter, topic: string, now: Now): void {
  if (topic !== topicsOf(meter.source)[0]) return;
  if (meter.heardAt !== undefined) meter.gapMs = now.mono - meter.heardAt;
  meter.heardAt = now.mono;
}

/** As old as the oldest of what a fuse is guarded by; what was never said is absent, and makes the rest no older. */
function oldest({ parts }: TopicMeter): Mono {
  const times = [...parts].filter(([place]) => isOfNow(place)).map(([, { at }]) => at);
  return Math.min(...times, times.length === 0 ? Number.NEGATIVE_INFINITY : Infinity) as Mono;
}

function noteWrong(
  { alarms }: State,
  meter: TopicMeter,
  topic: string,
  said: readonly (readonly [string, number | null])[] | undefined,
  came: { readonly text: string | undefined; readonly bytes: number },
): void {
  const isWhole = meter.source.topic === topic;
  const isGood =
    said !== undefined &&
    (isWhole
      ? said.some(([place, value]) => isOfNow(place) && value !== null)
      : said.some(([, value]) => value !== null));
  if (isGood) meter.wrong.delete(topic);
  else meter.wrong.set(topic, wrongText(meter, topic, came));
  const [first] = meter.wrong.values();
  if (first === undefined) alarms.delete(`BB_METER_MQTT:${meter.meter}`);
  else alarms.set(`BB_METER_MQTT:${meter.meter}`, first);
}

export function hearRefusal({ told, alarms }: State, broker: string, topic: string): void {
  for (const { meter } of told.byTopic.get(keyOf(broker, topic)) ?? [])
    alarms.set(
      `BB_METER_MQTT:${meter}`,
      `Meter ${meter}: broker ${broker} does not let this gateway hear "${topic}". Allow its user to read that topic at the broker.`,
    );
}

/** At the end of READ: who has said nothing for too long. */
export function noteSilence(state: State, now: Now): void {
  const { told } = state;
  if (now.mono < told.lookAt) return;
  told.lookAt = never;
  for (const meter of told.onTopics.values()) noteLost(state, meter, now);
}

function noteLost({ told, alarms }: State, meter: TopicMeter, now: Now): void {
  const alarm: AlarmKey = `BB_METER_LOST:${meter.meter}`;
  const readAt = told.said.get(meter.meter)?.readAt ?? (Number.NEGATIVE_INFINITY as Mono);
  const staleMs = stalePeriods * meter.periodMs;
  const lostAt = Number.isFinite(readAt)
    ? after(readAt, staleMs)
    : after(meter.since, Math.max(leastPatienceMs, staleMs));
  if (now.mono > lostAt) return void alarms.set(alarm, lostText(meter, readAt, now.mono));
  alarms.delete(alarm);
  told.lookAt = Math.min(told.lookAt, lostAt + 1) as Mono;
}
