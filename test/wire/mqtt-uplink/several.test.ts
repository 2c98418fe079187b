// One gateway, a central system that controls and two brokers that are told. Each of them dies in its turn while vehicles charge.

import { beforeEach, expect, it, onTestFinished } from 'vitest';
import type { Site } from '../../../src/model/config/site.ts';
import type { Csms } from '../../peers/csms.ts';
import { createCsms } from '../../peers/csms.ts';
import { failsTest } from '../../peers/fails-test.ts';
import { createMosquitto, whyNoMosquitto } from '../../peers/mosquitto.ts';
import { serveCsms } from '../../peers/serve-csms.ts';
import { createSubscriber } from '../../peers/stream-subscriber.ts';
import { until } from '../../peers/until.ts';
import { smallDepot, uplink } from '../../sim/site.ts';
import { startGatewayHere } from '../gateway-here.ts';
import { feedUplink, post } from './yard.ts';

const missing = whyNoMosquitto();
beforeEach((ctx) => {
  if (missing !== undefined) ctx.skip(`SKIPPED: ${missing}`);
});

const backoff = { minSeconds: 1, randomSeconds: 0, repeatTimes: 0 };

async function brokerAt(id: string) {
  const broker = await createMosquitto();
  onTestFinished(broker.remove);
  await broker.start();
  const more = { id: id as never, identity: id };
  const feed = feedUplink(`mqtt://127.0.0.1:${broker.port}`, { acknowledgedBy: 'application', clientId: id }, more);
  const subscriber = createSubscriber(() => `mqtt://127.0.0.1:${broker.port}`, id, true);
  onTestFinished(subscriber.kill);
  await subscriber.start({ protocolVersion: 5 });
  return { broker, feed, subscriber };
}

const booked = ({ books }: Csms) =>
  [...books.transactions.values()].map(({ start, stop }) => [start['meterStart'], stop?.['meterStop']]);

it('F115 each uplink dies in its turn, and all of them have every transaction in order', async () => {
  const csms = createCsms({ answerAfterMs: 1, silent: false, losesAnswers: 0, fraction: Math.random });
  const server = await serveCsms(csms, failsTest());
  onTestFinished(server.close);
  const [one, other] = [await brokerAt('one'), await brokerAt('other')];
  const control = uplink('csms', 'control', { url: `ws://127.0.0.1:${server.port}/ocpp`, backoff });
  const plain = smallDepot(1, 60, [control, one.feed, other.feed]);
  const site: Site = { ...plain, authorization: { ...plain.authorization, mode: 'free' } };
  const { running, url, failures } = await startGatewayHere(site);
  const { uplinks } = running.gateway.state;
  const left = (id: string): number => uplinks.get(id as never)!.outbox.entries.length;
  await until(() => [...uplinks.values()].every(({ accepted }) => accepted), 'all three are up');
  const cp = await post(url, 'CP-01');
  const wanted: [number, number][] = [];
  const charge = async (times: number): Promise<void> => {
    for (let at = 0; at < times; at += 1) {
      await cp.charge(100);
      wanted.push([100 * wanted.length, 100 * (wanted.length + 1)]);
    }
  };
  await charge(1);
  await one.broker.stop();
  await charge(3);
  // The others are told while that one is away.
  await until(() => left('csms') === 0 && left('other') === 0, 'the others have everything');
  expect(left('one')).toBeGreaterThanOrEqual(9);
  server.drop();
  await one.broker.start();
  await charge(2);
  await other.broker.stop();
  await charge(2);
  await until(() => left('csms') === 0 && left('one') === 0, 'the others have everything again');
  await other.broker.start();
  await charge(1);
  await until(() => [...uplinks.keys()].every((id) => left(id) === 0), 'everybody has everything');
  expect(booked(csms)).toEqual(wanted);
  expect(csms.books.violations).toEqual([]);
  for (const { subscriber } of [one, other]) {
    expect(subscriber.faults).toEqual([]);
    expect(subscriber.holes()).toEqual([]);
    expect(subscriber.transactions().map(({ startWh, endWh }) => [startWh, endWh])).toEqual(wanted);
  }
  expect(failures).toEqual([]);
});
