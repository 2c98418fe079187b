// F120: one RTU bus, one dead unit, and late bytes of old replies.

import { expect, it, onTestFinished } from 'vitest';
import { busFor, read, rtuOverTcp } from '../wire/modbus-here.ts';
import type { Ask } from '../wire/modbus-slave.ts';
import { goodReply, openSlave, valueAt } from '../wire/modbus-slave.ts';

const timeoutMs = 150;
const heartbeatMs = 60;
const dead = 9;
const late = 8;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));

/** A converter with a bus behind it: what a unit says goes to whoever is connected when it says it. */
async function openConverter(answer: (ask: Ask) => number | undefined) {
  let current: Ask['socket'] | undefined;
  const sentAt = new Map<string, number[]>();
  const converter = await openSlave(
    'rtu',
    (ask) => {
      const key = `${ask.unit}`;
      sentAt.set(key, [...(sentAt.get(key) ?? []), performance.now()]);
      const after = answer(ask);
      const reply = goodReply(ask);
      if (after === 0) current?.write(reply);
      else if (after !== undefined) setTimeout(() => current?.write(reply), after);
    },
    (socket) => (current = socket),
  );
  onTestFinished(() => converter.close());
  return { converter, sentAt };
}

it('F120 late bytes fall into the silence: 0 misassigned, heartbeats on time', async () => {
  let lates = 0;
  const { converter } = await openConverter(({ unit }) => {
    if (unit === dead) return undefined;
    // After the timeout, and before twice of it: whoever is asked next for as many registers would take it for his.
    if (unit === late && (lates += 1) % 50 === 1) return timeoutMs + 5 + ((lates * 13) % 50);
    return 0;
  });
  const { askAll, surprises } = busFor(rtuOverTcp(converter.port));
  const until = performance.now() + 1800;
  let [values, misassigned, worst, beats] = [0, 0, 0, 0];
  const poll = async (unit: number): Promise<void> => {
    for (let address = unit; performance.now() < until; address = (address + 37) % 4000) {
      const { result } = await askAll(read(address, 2), { unit, timing: { timeoutMs } });
      if (result.kind !== 'words') await pause(5);
      else if (result.words[0] === valueAt(unit, address)) values += 1;
      else misassigned += 1;
    }
  };
  const beat = async (unit: number): Promise<void> => {
    for (; performance.now() < until; beats += 1) {
      const asked = askAll(read(1, 2), { unit, lane: 'heartbeat', timing: { timeoutMs } });
      const { result, ms } = await asked;
      expect(result).toEqual({ kind: 'words', words: [valueAt(unit, 1), valueAt(unit, 2)] });
      worst = Math.max(worst, ms);
      await pause(heartbeatMs - ms);
    }
  };
  await Promise.all([poll(1), poll(2), poll(late), poll(dead), beat(3), beat(4)]);
  expect(misassigned).toBe(0);
  expect(values).toBeGreaterThan(60);
  expect(lates).toBeGreaterThan(51);
  // One wait for the one that is late, and the silence behind it.
  expect(worst).toBeLessThan(2.9 * timeoutMs);
  expect(beats).toBeGreaterThan(8);
  expect(surprises).toEqual([]);
});

it('F120 a unit that is gone costs a heartbeat of another one timeout at most, and the others keep the silence', async () => {
  const { converter, sentAt } = await openConverter(({ unit }) => (unit === dead ? undefined : 0));
  const { askAll } = busFor(rtuOverTcp(converter.port));
  const timing = { timeoutMs };
  for (let time = 0; time < 3; time += 1) await askAll(read(1, 2), { unit: dead, timing });
  await pause(1000 + 2 * timeoutMs);
  const probe = askAll(read(1, 2), { unit: dead, timing });
  while (sentAt.get(`${dead}`)!.length < 4) await pause(1);
  const meter = askAll(read(1, 2), { unit: 1, lane: 'meter', timing });
  const [beat, own] = await Promise.all([
    askAll(read(1, 2), { unit: 3, lane: 'heartbeat', timing }),
    askAll(read(1, 2), { unit: dead, lane: 'heartbeat', timing }),
    probe,
    meter,
  ]);
  expect(beat.ms).toBeLessThan(1.8 * timeoutMs);
  expect(beat.result).toMatchObject({ kind: 'words' });
  expect(own.result).toMatchObject({ why: 'resting' });
  const probedAt = sentAt.get(`${dead}`)!.at(-1)!;
  expect(sentAt.get('1')![0]! - probedAt).toBeGreaterThanOrEqual(2 * timeoutMs - 3);
});
