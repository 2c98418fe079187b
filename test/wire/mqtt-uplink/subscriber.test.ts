// A subscriber that knows docs/asyncapi.yaml alone rebuilds every transaction exactly, whatever befalls the broker and itself.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { whyNoMosquitto } from '../../peers/mosquitto.ts';
import type { Subscriber, Transaction } from '../../peers/stream-subscriber.ts';
import { createSubscriber } from '../../peers/stream-subscriber.ts';
import { until } from '../../peers/until.ts';
import { createCa, whyNoOpenssl } from '../certificates.ts';
import type { Post, Yard } from './yard.ts';
import { post, yard } from './yard.ts';

const missing = whyNoMosquitto();
beforeEach((ctx) => {
  if (missing !== undefined) ctx.skip(`SKIPPED: ${missing}`);
});

/** What the stations did. */
function diary(...posts: readonly (readonly [string, Post])[]) {
  const done: Transaction[] = [];
  const registers = new Map<string, number>();
  return {
    done,
    async charge(times: number, wh: number): Promise<void> {
      for (let at = 0; at < times; at += 1)
        for (const [station, cp] of posts) {
          const startWh = registers.get(station) ?? 0;
          await cp.charge(wh);
          registers.set(station, startWh + wh);
          done.push({
            ...{ station, evse: 1, token: 'AA', startWh, sampledWh: [startWh + wh / 2] },
            ...{ endWh: startWh + wh, energyWh: wh, reason: 'Local' },
          });
        }
    },
  };
}

async function isExact(here: Yard, subscriber: Subscriber, done: readonly Transaction[]): Promise<void> {
  await until(() => subscriber.records() >= 3 * done.length, 'every record');
  await here.isDone();
  expect(subscriber.faults).toEqual([]);
  expect(subscriber.holes()).toEqual([]);
  const order = (one: Transaction): string => `${one.station} ${String(one.startWh).padStart(9)}`;
  const sorted = (all: readonly Transaction[]): Transaction[] =>
    all.toSorted((one, other) => order(one).localeCompare(order(other)));
  expect(sorted(subscriber.transactions())).toEqual(sorted(done));
}

describe.each(['5', '3.1.1'] as const)(
  'a subscriber that knows the AsyncAPI document alone, over MQTT %s',
  (protocol) => {
    const protocolVersion = protocol === '5' ? 5 : 4;

    async function depot(confirms = true) {
      const here = await yard({ protocol, acknowledgedBy: confirms ? 'application' : 'broker' });
      const subscriber = createSubscriber(() => `mqtt://127.0.0.1:${here.broker.port}`, 'depot', confirms);
      onTestFinished(subscriber.kill);
      await subscriber.start({ protocolVersion });
      await here.isUp();
      const days = diary(['CP-01', await post(here.url, 'CP-01')], ['CP-02', await post(here.url, 'CP-02')]);
      return { here, subscriber, days };
    }

    it('rebuilds every transaction over an outage and a restart of a broker that keeps nothing', async () => {
      const { here, subscriber, days } = await depot();
      await days.charge(2, 1000);
      await here.broker.stop();
      await days.charge(3, 500);
      await here.broker.start();
      await days.charge(1, 300);
      await here.broker.stop();
      await here.broker.start();
      await days.charge(2, 700);
      await isExact(here, subscriber, days.done);
    });

    it('rebuilds every transaction when it is slow, was away, and is told things twice', async () => {
      const { here, subscriber, days } = await depot(false);
      await days.charge(1, 1000);
      subscriber.slowMs = 30;
      const charging = days.charge(4, 800);
      await until(() => subscriber.records() > 9, 'some of them');
      // It has not confirmed what it is at: that comes again.
      await subscriber.kill();
      await charging;
      await days.charge(2, 600);
      subscriber.slowMs = 0;
      await subscriber.start({ protocolVersion });
      await isExact(here, subscriber, days.done);
      expect(subscriber.records()).toBe(3 * days.done.length);
    });
  },
);

it('F106 drops what it is told twice because nobody confirmed it', async () => {
  const here = await yard({ acknowledgedBy: 'application' });
  const subscriber = createSubscriber(() => `mqtt://127.0.0.1:${here.broker.port}`, 'depot', false);
  onTestFinished(subscriber.kill);
  await subscriber.start({ protocolVersion: 5 });
  await here.isUp();
  const days = diary(['CP-01', await post(here.url, 'CP-01')]);
  await days.charge(2, 400);
  await until(() => subscriber.records() === 6, 'all of them');
  const { state } = here.running.gateway;
  const { link } = state.uplinks.get('fleet' as never)!;
  await here.broker.stop();
  await here.broker.start();
  await until(() => subscriber.repeats() >= 6, 'all of them again');
  expect(state.uplinks.get('fleet' as never)!.link).not.toBe(link);
  expect(subscriber.transactions()).toEqual(days.done);
});

it('rebuilds what every transaction costs, as the gateway says it', async () => {
  const tariff = { currency: 'EUR', defaultPricePerKwh: 0.333, periods: [] };
  const here = await yard({ acknowledgedBy: 'application' }, {}, {}, { tariff });
  const subscriber = createSubscriber(() => `mqtt://127.0.0.1:${here.broker.port}`, 'depot', true);
  onTestFinished(subscriber.kill);
  await subscriber.start({ protocolVersion: 5 });
  await here.isUp();
  const cp = await post(here.url, 'CP-01');
  for (const wh of [1000, 1500]) await cp.charge(wh);
  await here.broker.stop();
  await cp.charge(4321);
  await here.broker.start();
  await until(() => subscriber.records() === 12, 'every record');
  await here.isDone();
  expect(subscriber.faults).toEqual([]);
  expect(subscriber.holes()).toEqual([]);
  const base = `http://127.0.0.1:${here.running.apiPort}`;
  type Session = { readonly cost: { amount: number; currency: string; source: string; isFinal: boolean } };
  const said = async (): Promise<Session[]> =>
    ((await (await fetch(`${base}/api/v1/transactions`)).json()) as { transactions: Session[] }).transactions;
  let sessions = await said();
  for (; sessions.length < 3 || sessions.some(({ cost }) => cost === undefined); sessions = await said())
    await setTimeout(50);
  const costs = subscriber.transactions().map(({ cost }) => cost);
  expect(costs).toEqual(sessions.map(({ cost }) => cost).toReversed());
  expect(costs.map((cost) => cost?.amount)).toEqual([0.33, 0.5, 1.44]);
});

it('is reached over TLS by a gateway that shows a certificate, and shows one itself', async (ctx) => {
  const noOpenssl = whyNoOpenssl();
  if (noOpenssl !== undefined) ctx.skip(`SKIPPED: ${noOpenssl}`);
  const ca = createCa();
  const dir = mkdtempSync(join(tmpdir(), 'busbar-feed-'));
  onTestFinished(() => {
    ca.remove();
    rmSync(dir, { recursive: true, force: true });
  });
  const ours = ca.client('depot');
  const file = (name: string, text: string): string => {
    writeFileSync(join(dir, name), text, { mode: 0o600 });
    return join(dir, name);
  };
  const proof = { ca: ca.path, cert: file('site.pem', ours.cert), key: file('site.key', ours.key) };
  const here = await yard({}, proof, { tls: ca.server(['localhost']), clientCa: ca.path });
  const url = `mqtts://localhost:${here.broker.port}`;
  const subscriber = createSubscriber(() => url, 'depot', false);
  onTestFinished(subscriber.kill);
  const theirs = ca.client('keeper');
  await subscriber.start({ protocolVersion: 5, ca: readFileSync(ca.path), cert: theirs.cert, key: theirs.key });
  await here.isUp();
  const days = diary(['CP-01', await post(here.url, 'CP-01')]);
  await days.charge(2, 1000);
  await isExact(here, subscriber, days.done);
});
