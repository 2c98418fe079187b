// Meters that are on no bus, as `busbar doctor` finds them: asked once, or listened to for a while. Nothing is published.

import type { Connection } from '../../adapters/mqtt-client/connection.ts';
import { connect } from '../../adapters/mqtt-client/connection.ts';
import { readMeter } from '../../adapters/meter-http/read.ts';
import { brokerTroubleText } from '../core/brokers/link.ts';
import { wrongText } from '../core/meters/topic-texts.ts';
import type { Examined } from '../local/doctor-report.ts';
import type { Broker, Meter, Site } from '../model/config/site.ts';
import { saidOn, topicsOf } from '../model/meter-topics.ts';
import { isSaid } from '../model/meter-values.ts';
import type { Advice } from '../modbus/advice.ts';
import type { Running } from './doctor-gateway.ts';
import { meterFinding } from './doctor-gateway.ts';

/** Nobody waits longer for a meter that tells once a minute. */
const longestListenMs = 20_000;
const httpTimeoutMs = 5000;

/** Of a running gateway what it knows: a second client of the same name would throw it out. */
export async function toldFindings(site: Pick<Site, 'meters' | 'brokers'>, running: Running): Promise<Examined[]> {
  const meters = (site.meters ?? []).filter(({ source }) => source.kind === 'mqtt' || source.kind === 'http');
  if (running.kind !== 'none')
    return meters.map((meter) => ({ title: titleOf(meter), findings: [ofGateway(meter, running)] }));
  const http = meters.map(async (meter) => (meter.source.kind === 'http' ? [await askHttp(meter)] : []));
  const mqtt = (site.brokers ?? []).map((broker) => listen(broker, meters));
  const [asked, heard] = await Promise.all([Promise.all(http), Promise.all(mqtt)]);
  return [...asked.flat(), ...heard.flat()];
}

const titleOf = ({ id, source }: Meter): string => `meter ${id} (${source.kind === 'mqtt' ? 'MQTT' : 'HTTP'})`;

function ofGateway({ id }: Meter, running: Running): Advice {
  if (running.kind === 'answers') return meterFinding(running.view.meters.find((one) => one.id === id));
  return { level: 'note', about: 'values', text: 'not asked: the gateway may hold it' };
}

const wrong = (about: string, code: string, text: string): Advice => ({ level: 'wrong', about, code, text });

async function askHttp(meter: Meter): Promise<Examined> {
  const { source, id, periodMs } = meter;
  const title = titleOf(meter);
  if (source.kind !== 'http') return { title, findings: [] };
  const { kind: _, ...how } = source;
  const answer = await readMeter({ meter: id, periodMs, ...how }, httpTimeoutMs, new AbortController().signal);
  if (!answer.ok) return { title, findings: [wrong('values', 'BB_METER_HTTP', `${source.url}: ${answer.reason}`)] };
  const { powerW, amps } = answer.values;
  if (!isSaid(answer.values))
    return {
      title,
      findings: [wrong('values', 'BB_METER_HTTP', 'it answers, but says neither powerW nor amps: write "paths:"')],
    };
  const text = `${powerW ?? '?'} W, ${amps.map((one) => one ?? '?').join(' / ')} A, as the meter itself says`;
  return { title, findings: [{ level: 'ok', about: 'values', text }] };
}

interface Came {
  readonly text: string | undefined;
  readonly bytes: number;
  readonly isRetained: boolean;
}

/** One result for the broker, and one for each meter on it. */
async function listen(broker: Broker, all: readonly Meter[]): Promise<Examined[]> {
  const meters = all.filter(({ source }) => source.kind === 'mqtt' && source.broker === broker.id);
  if (meters.length === 0) return [];
  const listenMs = Math.min(longestListenMs, 3 * Math.max(1000, ...meters.map(({ periodMs }) => periodMs)));
  const topics = [...new Set(meters.flatMap((meter) => topicsIn(meter)))];
  const { came, finding, refused } = await hear(broker, topics, listenMs);
  const title = `Broker ${broker.id}`;
  if (finding.level === 'wrong') return [{ title, findings: [finding] }];
  const each = meters.map((meter): Examined => ({
    title: titleOf(meter),
    findings: topicsIn(meter).map((topic) => ofTopic(meter, topic, came.get(topic), refused.has(topic), listenMs)),
  }));
  return [{ title, findings: [finding] }, ...each];
}

const topicsIn = ({ source }: Meter): string[] => (source.kind === 'mqtt' ? topicsOf(source) : []);

function hear(
  broker: Broker,
  topics: readonly string[],
  listenMs: number,
): Promise<{ came: ReadonlyMap<string, Came>; refused: ReadonlySet<string>; finding: Advice }> {
  const came = new Map<string, Came>();
  const refused = new Set<string>();
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const end = (finding: Advice): void => {
      clearTimeout(timer);
      connection.close();
      resolve({ came, refused, finding });
    };
    const good: Advice = { level: 'ok', about: 'connection', text: `${broker.url} lets "${broker.clientId}" in` };
    const isDone = (): boolean => topics.every((topic) => refused.has(topic) || came.get(topic)?.isRetained === false);
    const connection: Connection = connect(
      { broker: broker.id, ...broker, subscriptions: [] },
      {
        up() {
          timer = setTimeout(() => end(good), listenMs);
          for (const topic of topics)
            connection.subscribe(topic, () => {
              refused.add(topic);
              if (isDone()) end(good);
            });
        },
        message({ topic, payload, isRetained }) {
          // What is said now counts more than what lay there.
          if (isRetained && came.has(topic)) return;
          came.set(topic, { text: payload.toString('utf8'), bytes: payload.length, isRetained });
          if (isDone()) end(good);
        },
        down({ trouble, detail }) {
          end(wrong('connection', 'BB_BROKER', brokerTroubleText(broker, trouble, detail)));
        },
      },
    );
  });
}

function ofTopic(
  { id, source }: Meter,
  topic: string,
  came: Came | undefined,
  isRefused: boolean,
  listenMs: number,
): Advice {
  if (source.kind !== 'mqtt') return { level: 'note', about: topic, text: 'no topic' };
  if (isRefused) return wrong(topic, 'BB_METER_MQTT', 'the broker does not let this gateway hear it');
  if (came === undefined) return wrong(topic, 'BB_METER_LOST', `nothing came within ${listenMs / 1000} s`);
  if (came.isRetained)
    return wrong(topic, 'BB_METER_LOST', 'only what lay at the broker came (retained), nobody knows how old it is');
  const said = came.text === undefined ? [] : [...saidOn(source, topic, came.text)].filter(([, one]) => one !== null);
  if (said.length === 0) return wrong(topic, 'BB_METER_MQTT', wrongText({ meter: id, source }, topic, came));
  const text = said.map(([place, value]) => `${place.replace(/\.0$/, '')} ${value ?? ''}`).join(', ');
  return { level: 'ok', about: topic, text: `${text}, as the meter itself says` };
}
