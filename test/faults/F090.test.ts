// F090: a device hangs: it accepts and never replies.

import { expect, it, onTestFinished } from 'vitest';
import type { LineId } from '../../src/model/bus.ts';
import { busFor, read, tcp } from '../wire/modbus-here.ts';
import type { Slave } from '../wire/modbus-slave.ts';
import { answerWell, openSlave } from '../wire/modbus-slave.ts';

const timeoutMs = 100;
const periodMs = 40;
const polls = 20;

async function slaveFor(...how: Parameters<typeof openSlave>): Promise<Slave> {
  const slave = await openSlave(...how);
  onTestFinished(() => slave.close());
  return slave;
}

/** Reads again a period after it was read last, and says how long a period was in the mean. */
async function poll(ask: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  let due = since;
  for (let time = 0; time < polls; time += 1) {
    await ask();
    due += periodMs;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
  }
  return (performance.now() - since) / polls;
}

it('F090 it is dropped after its timeout, asked twice more, and rests; the others are polled as before', async () => {
  let mostAtOnce = 0;
  const asksOf = new Map<unknown, number>();
  const dead = await slaveFor('tcp', (_ask, socket) => {
    mostAtOnce = Math.max(mostAtOnce, dead.open());
    asksOf.set(socket, (asksOf.get(socket) ?? 0) + 1);
  });
  const slaves = await Promise.all([1, 2, 3, 4].map(() => slaveFor('tcp')));
  const lineOf = (at: number): LineId => `l${at}` as LineId;
  const { ask } = busFor(
    tcp(dead.port, { line: lineOf(0) }),
    ...slaves.map(({ port }, at) => tcp(port, { line: lineOf(at + 1) })),
  );
  const told: string[] = [];
  const hang = async (): Promise<void> => {
    const result = await ask(read(1, 10), { line: lineOf(0), timing: { timeoutMs } });
    told.push(result.kind === 'lost' ? result.why : result.kind);
  };
  const [, ...periods] = await Promise.all([
    poll(hang),
    ...slaves.map((_, at) => poll(() => ask(read(1, 10), { line: lineOf(at + 1), timing: { timeoutMs } }))),
  ]);
  for (const period of periods) expect(period).toBeLessThanOrEqual(1.1 * periodMs);
  expect(told.slice(0, 4)).toEqual(['timeout', 'timeout', 'timeout', 'resting']);
  expect([...asksOf.values()].every((asks) => asks === 1)).toBe(true);
  expect(mostAtOnce).toBe(1);
});

it('F090 behind one gateway with others it costs them a tenth at most, and no heartbeat more than its timeout', async () => {
  const gateway = await slaveFor('tcp', (ask, socket) => void (ask.unit === 9 || answerWell(ask, socket)));
  const { askAll } = busFor(tcp(gateway.port));
  const wait = 300;
  const until = performance.now() + 1200;
  let asked = 0;
  let worst = 0;
  const loop = async (unit: number): Promise<void> => {
    for (; performance.now() < until; asked += 1) {
      const { result } = await askAll(read(1, 10), { unit, timing: { timeoutMs: wait } });
      if (result.kind !== 'words') await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const beat = async (): Promise<void> => {
    while (performance.now() < until) {
      const { ms } = await askAll(read(1, 10), { unit: 3, lane: 'heartbeat', timing: { timeoutMs: wait } });
      worst = Math.max(worst, ms);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  await Promise.all([loop(1), loop(2), loop(9), beat()]);
  // Three in a row, and then no more than what a tenth of the time allows.
  expect(gateway.asks.filter(({ unit }) => unit === 9).length).toBe(3);
  expect(asked).toBeGreaterThan(100);
  expect(worst).toBeLessThan(1.8 * wait);
});
