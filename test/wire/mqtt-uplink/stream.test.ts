// The stream of transactions over a real broker: in order, gapless, and nothing lost when the broker dies.

import { beforeEach, describe, expect, it } from 'vitest';
import { whyNoMosquitto } from '../../peers/mosquitto.ts';
import { until } from '../../peers/until.ts';
import type { Listener } from './yard.ts';
import { listen, post, yard } from './yard.ts';

const missing = whyNoMosquitto();
beforeEach((ctx) => {
  if (missing !== undefined) ctx.skip(`SKIPPED: ${missing}`);
});

interface Place {
  readonly gatewayId: string;
  readonly seq: number;
  readonly previous: number;
  readonly type: string;
}

/** Once each, in order, each after the one before; fails on a hole. */
function told(...listeners: readonly Listener[]): Place[] {
  const bySeq = new Map<number, Place>();
  for (const record of listeners.flatMap((one) => one.records()) as unknown as Place[]) {
    const known = bySeq.get(record.seq);
    if (known !== undefined) expect(record).toEqual(known);
    bySeq.set(record.seq, record);
  }
  const all = [...bySeq.values()].sort((one, other) => one.seq - other.seq);
  for (const [at, { previous }] of all.entries()) if (at > 0) expect(previous).toBe(all[at - 1]!.seq);
  return all;
}

describe.each(['5', '3.1.1'] as const)('the stream over MQTT %s', (protocol) => {
  it('tells every transaction in order, each record with the one before', async () => {
    const here = await yard({ protocol });
    const listener = await listen(here.broker);
    await here.isUp();
    const cp = await post(here.url, 'CP-01');
    for (let at = 0; at < 3; at += 1) await cp.charge(1000);
    await here.isDone();
    await until(() => listener.records().length >= 9, 'nine records');
    expect(told(listener).map(({ type }) => type)).toEqual(
      Array.from({ length: 3 }, () => ['started', 'sampled', 'ended']).flat(),
    );
    const [, , ended] = listener.records();
    expect(ended).toMatchObject({ station: 'CP-01', evse: 1, energyWh: 1000, meterWh: 1000, reason: 'Local' });
    const online = listener.messages.find(({ topic }) => topic.endsWith('/online'));
    expect(JSON.parse(online!.text)).toEqual({ online: true, gatewayId: ended!['gatewayId'] });
  });

  it('loses nothing while the broker is away, and says so with each record in its place', async () => {
    // Whoever listens is there before the gateway is: a broker keeps nothing for those who come later.
    const here = await yard({ protocol }, { backoff: { minSeconds: 5, randomSeconds: 0, repeatTimes: 0 } });
    const before = await listen(here.broker);
    await here.isUp();
    const cp = await post(here.url, 'CP-01');
    await cp.charge(1000);
    await here.isDone();
    await here.broker.stop();
    for (let at = 0; at < 4; at += 1) await cp.charge(500);
    await here.broker.start();
    const after = await listen(here.broker);
    await here.isDone();
    await until(() => after.records().length >= 12, 'twelve records more');
    expect(told(before, after).map(({ type }) => type)).toHaveLength(15);
  });
});

it('F106 a broker that took records and lost them is told them again, until whoever keeps them says that it has them', async () => {
  const here = await yard({ acknowledgedBy: 'application' });
  await here.isUp();
  const cp = await post(here.url, 'CP-01');
  // Nobody listens: the broker takes them, and forgets them.
  await cp.charge(1000);
  await here.broker.stop();
  await here.broker.start();
  const keeper = await listen(here.broker);
  await until(() => keeper.records().length >= 3, 'they come again');
  const { outbox } = here.running.gateway.state.uplinks.get('fleet' as never)!;
  expect(outbox.entries).toHaveLength(3);
  const [, second] = told(keeper);
  await keeper.client.publishAsync('busbar/v1/depot/transactions/ack', JSON.stringify({ through: second!.seq }), {
    qos: 1,
  });
  await until(() => outbox.entries.length === 1, 'two of them are done');
  await keeper.client.publishAsync('busbar/v1/depot/transactions/ack', JSON.stringify({ through: 1e9 }), { qos: 1 });
  await here.isDone();
});
