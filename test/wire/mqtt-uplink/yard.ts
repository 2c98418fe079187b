// A gateway with an MQTT uplink at a real broker, a charge point that says what it is told to, and a subscriber.

import { once } from 'node:events';
import type { MqttClient } from 'mqtt';
import { connectAsync } from 'mqtt';
import { onTestFinished } from 'vitest';
import type { Feed } from '../../../src/model/config/feed.ts';
import type { Site, Uplink } from '../../../src/model/config/site.ts';
import type { Mosquitto, MosquittoOptions } from '../../peers/mosquitto.ts';
import { failsTest } from '../../peers/fails-test.ts';
import { stationSocket } from '../../peers/judged.ts';
import { payloadFault } from '../../peers/payloads.ts';
import { createMosquitto } from '../../peers/mosquitto.ts';
import { until } from '../../peers/until.ts';
import { feed, smallDepot } from '../../sim/site.ts';
import { startGatewayHere } from '../gateway-here.ts';

export const feedUplink = (url: string, own: Partial<Feed> = {}, more: Partial<Uplink> = {}): Uplink =>
  feed('fleet', { url, backoff: { minSeconds: 1, randomSeconds: 0, repeatTimes: 0 }, ...more }, own);

export interface Message {
  readonly topic: string;
  readonly text: string;
  readonly retain: boolean;
}

export interface Listener {
  readonly messages: Message[];
  readonly client: MqttClient;
  /** Of the stream, as they came, repeats too. */
  records(): Record<string, unknown>[];
}

/** Hears everything of the gateway from now on; over the port that gateways use. */
export async function listen(broker: Mosquitto, options: object = {}): Promise<Listener> {
  const messages: Message[] = [];
  const client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, { reconnectPeriod: 0, ...options });
  const find = failsTest();
  client.on('message', (topic, payload, { retain }) => {
    messages.push({ topic, text: payload.toString(), retain });
    const fault = payloadFault(topic, payload.toString());
    if (fault !== undefined) find(fault);
  });
  await client.subscribeAsync('busbar/v1/depot/#', { qos: 1 });
  onTestFinished(async () => void (await client.endAsync(true)));
  const records = (): Record<string, unknown>[] =>
    messages
      .filter(({ topic }) => topic.endsWith('/transactions'))
      .map(({ text }) => JSON.parse(text) as Record<string, unknown>);
  return { messages, client, records };
}

export interface Post {
  /** The payload of the answer. */
  call(action: string, payload: object): Promise<Record<string, unknown>>;
  /** A whole transaction; returns its number. */
  charge(wh: number): Promise<number>;
}

export async function post(url: string, id: string): Promise<Post> {
  const socket = stationSocket(`${url}/${id}`, failsTest(), { protocols: ['ocpp1.6'] });
  await once(socket, 'open');
  onTestFinished(() => socket.terminate());
  const waiting = new Map<string, (payload: Record<string, unknown>) => void>();
  let calls = 0;
  socket.on('message', (data: Buffer) => {
    const frame = JSON.parse(data.toString()) as [number, string, unknown, unknown];
    if (frame[0] === 3) waiting.get(frame[1])?.(frame[2] as Record<string, unknown>);
    if (frame[0] === 2) socket.send(JSON.stringify([3, frame[1], { status: 'Accepted' }]));
  });
  const call: Post['call'] = (action, payload) =>
    new Promise((resolve) => {
      const message = `m${(calls += 1)}`;
      waiting.set(message, resolve);
      socket.send(JSON.stringify([2, message, action, payload]));
    });
  await call('BootNotification', { chargePointVendor: 'Test', chargePointModel: 'Test' });
  let register = 0;
  const timestamp = (): string => new Date().toISOString();
  return {
    call,
    async charge(wh) {
      const start = { connectorId: 1, idTag: 'AA', meterStart: register, timestamp: timestamp() };
      const { transactionId } = (await call('StartTransaction', start)) as { transactionId: number };
      const value = (at: number) => [{ timestamp: timestamp(), sampledValue: [{ value: `${at}` }] }];
      await call('MeterValues', { connectorId: 1, transactionId, meterValue: value(register + wh / 2) });
      register += wh;
      await call('StopTransaction', { transactionId, meterStop: register, timestamp: timestamp(), reason: 'Local' });
      return transactionId;
    },
  };
}

export interface Yard {
  readonly broker: Mosquitto;
  readonly running: Awaited<ReturnType<typeof startGatewayHere>>['running'];
  readonly url: string;
  isUp(): Promise<void>;
  /** Everything that was said has arrived. */
  isDone(): Promise<void>;
}

export async function yard(
  feed: Partial<Feed> = {},
  more: Partial<Uplink> = {},
  how: MosquittoOptions = {},
  of: Partial<Site> = {},
): Promise<Yard> {
  const broker = await createMosquitto(how);
  onTestFinished(broker.remove);
  await broker.start();
  const scheme = how.tls === undefined ? 'mqtt' : 'mqtts';
  const host = how.tls === undefined ? '127.0.0.1' : 'localhost';
  const up = feedUplink(`${scheme}://${host}:${broker.port}`, feed, more);
  const plain = smallDepot(2, 60, [up]);
  const site: Site = { ...plain, ...of, authorization: { ...plain.authorization, mode: 'free' } };
  const { running, url } = await startGatewayHere(site);
  const { state } = running.gateway;
  const live = () => state.uplinks.get(up.id)!;
  return {
    broker,
    running,
    url,
    isUp: () => until(() => live().accepted, 'the uplink is up'),
    isDone: () => until(() => live().accepted && live().outbox.entries.length === 0, 'everything has arrived'),
  };
}
