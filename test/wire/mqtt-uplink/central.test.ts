// A small central system of OCPP 1.6 that knows a broker and nothing else: it boots a station, authorizes, and has every transaction
// once and whole, whatever becomes of the broker.

import type { MqttClient } from 'mqtt';
import { connect } from 'mqtt';
import { setTimeout } from 'node:timers/promises';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { createMosquitto, whyNoMosquitto } from '../../peers/mosquitto.ts';
import { until } from '../../peers/until.ts';
import { smallDepot } from '../../sim/site.ts';
import { centralUplinks } from '../../conversations/mqtt-uplink/central.ts';
import { startGatewayHere } from '../gateway-here.ts';
import { post } from './yard.ts';

const missing = whyNoMosquitto();
beforeEach((ctx) => {
  if (missing !== undefined) ctx.skip(`SKIPPED: ${missing}`);
});

/** A CALL may wait for 5 s, and more than one in a row on a busy computer. */
const patienceMs = 40_000;

interface Booked {
  readonly token: unknown;
  readonly meterStart: unknown;
  meterStop?: unknown;
  readonly readings: unknown[];
}

/** Its books, and what was said twice. A message is known by its id and its payload. */
function createCentral(url: string) {
  const books = new Map<number, Booked>();
  const calls: string[] = [];
  const answered = new Map<string, object>();
  let isSilent = false;
  const client: MqttClient = connect(url, { protocolVersion: 5, reconnectPeriod: 100, resubscribe: true });
  client.on('error', () => undefined);

  function answer(action: string, payload: Record<string, unknown>): object {
    calls.push(action);
    switch (action) {
      case 'BootNotification':
        return { status: 'Accepted', currentTime: new Date().toISOString(), interval: 300 };
      case 'Authorize':
        return { idTagInfo: { status: payload['idTag'] === 'AA' ? 'Accepted' : 'Invalid' } };
      case 'StartTransaction': {
        const transactionId = 7000 + books.size;
        books.set(transactionId, { token: payload['idTag'], meterStart: payload['meterStart'], readings: [] });
        return { transactionId, idTagInfo: { status: 'Accepted' } };
      }
      case 'MeterValues':
        books.get(payload['transactionId'] as number)?.readings.push(payload['meterValue']);
        return {};
      case 'StopTransaction':
        books.get(payload['transactionId'] as number)!.meterStop = payload['meterStop'];
        return {};
      default:
        return action === 'Heartbeat' ? { currentTime: new Date().toISOString() } : {};
    }
  }

  client.on('message', (topic, text) => {
    if (isSilent) return;
    const [type, id, action, payload] = JSON.parse(text.toString()) as [number, string, string, never];
    if (type !== 2) return;
    const known = `${id} ${JSON.stringify(payload)}`;
    const said = answered.get(known) ?? answer(action, payload);
    answered.set(known, said);
    client.publish(topic.replace(/up$/, 'down'), JSON.stringify([3, id, said]), { qos: 1 });
  });
  return {
    books,
    calls,
    client,
    keepsSilent: (silent: boolean) => void (isSilent = silent),
    listens: () => client.subscribeAsync('busbar/v1/depot/stations/+/csms/up', { qos: 1 }),
    close: () => client.endAsync(true),
  };
}

it.each(['5', '3.1.1'] as const)('a cloud is the central system of a station over MQTT %s', async (protocol) => {
  const broker = await createMosquitto();
  onTestFinished(broker.remove);
  await broker.start();
  const url = `mqtt://127.0.0.1:${broker.port}`;
  const central = createCentral(url);
  onTestFinished(central.close);
  await central.listens();
  const backoff = { minSeconds: 1, randomSeconds: 0, repeatTimes: 0 };
  const [feed, ...framed] = centralUplinks(['CP-01' as never], '1.6');
  const uplinks = [
    { ...feed!, url, backoff, feed: { ...feed!.feed!, protocol } },
    ...framed.map((one) => ({ ...one, url, backoff, callTimeoutSeconds: 5 })),
  ];
  const { running, url: stations, failures } = await startGatewayHere(smallDepot(1, 60, uplinks));
  const { state } = running.gateway;
  const isThrough = () => until(() => state.relays.get('CP-01' as never)?.phase === 'through', 'the way is open');
  const isAlone = () => until(() => state.relays.get('CP-01' as never)?.phase === 'alone', 'the gateway is alone');
  await until(() => state.uplinks.get('fleet' as never)?.link !== undefined, 'the broker is there');
  const cp = await post(stations, 'CP-01');
  await isThrough();
  expect(await cp.call('Authorize', { idTag: 'AA' })).toEqual({ idTagInfo: { status: 'Accepted' } });
  expect(await cp.call('Authorize', { idTag: 'BB' })).toEqual({ idTagInfo: { status: 'Invalid' } });
  // Its number is that of the central system.
  expect(await cp.charge(100)).toBe(7000);
  await broker.stop();
  await isAlone();
  await cp.charge(200);
  await cp.charge(300);
  await broker.start();
  await until(() => central.books.size === 3, 'the central system has them', patienceMs);
  await isThrough();
  expect(await cp.charge(400)).toBe(7003);
  // The broker is there, and the central system is not.
  central.keepsSilent(true);
  await cp.charge(500);
  central.keepsSilent(false);
  const left = (): number => state.uplinks.get('fleet/CP-01' as never)!.outbox.entries.length;
  await until(() => left() === 0, 'everything is told', patienceMs);
  await setTimeout(200);
  expect(
    [...central.books.values()].map(({ token, meterStart, meterStop, readings }) => [
      token,
      meterStart,
      meterStop,
      readings.length,
    ]),
  ).toEqual([
    ['AA', 0, 100, 1],
    ['AA', 100, 300, 1],
    ['AA', 300, 600, 1],
    ['AA', 600, 1000, 1],
    ['AA', 1000, 1500, 1],
  ]);
  expect(failures).toEqual([]);
});
