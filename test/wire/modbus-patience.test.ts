// How the bus shares a line: pure parts, on a clock that is an argument.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createPatience } from '../../adapters/modbus-bus/patience.ts';
import { createQueue, mostWaiting, placeOf } from '../../adapters/modbus-bus/queue.ts';
import type { BusRequest } from '../../src/model/bus.ts';
import { busLanes } from '../../src/model/bus.ts';
import { patient, read } from './modbus-here.ts';

const hour = 3_600_000;

it('F120 silent units cost the others a tenth at most, however many they are, and each is asked again and again', () => {
  const line = fc.record({
    dead: fc.integer({ min: 1, max: 20 }),
    costMs: fc.integer({ min: 100, max: 2000 }),
    goodMs: fc.integer({ min: 60, max: 300 }),
  });
  fc.assert(
    fc.property(line, ({ dead, costMs, goodMs }) => {
      const patience = createPatience(0);
      const askedAt = new Map<number, number>();
      let lostMs = 0;
      let now = 0;
      while (now < 2 * hour) {
        for (let unit = 1; unit <= dead; unit += 1) {
          if (patience.restsUntil(unit) > now) continue;
          patience.failed(unit, now, costMs);
          askedAt.set(unit, now);
          now += costMs;
          // What the first minutes cost until it is known who is dead is left out.
          if (now > hour) lostMs += costMs;
        }
        patience.answered(0, now);
        now += goodMs;
      }
      expect(lostMs / hour).toBeLessThanOrEqual(0.1);
      for (const at of askedAt.values()) expect(now - at).toBeLessThan(11 * 60_000);
    }),
    { numRuns: 15 },
  );
});

it('a lost frame now and then rests nobody; a unit alone on its line is asked twice a minute at least', () => {
  const patience = createPatience(0);
  for (let second = 1; second < 600; second += 1) {
    patience.answered(2, 1000 * second);
    if (second % 20 === 0) patience.failed(1, 1000 * second, 1000);
    else patience.answered(1, 1000 * second);
    expect(patience.restsUntil(1)).toBeLessThanOrEqual(1000 * second);
  }
  const alone = createPatience(0);
  const rests = Array.from({ length: 10 }, () => {
    alone.failed(1, 0, 1000);
    return alone.restsUntil(1) / 1000;
  });
  expect(rests).toEqual([0, 0, 1, 2, 4, 8, 16, 30, 30, 30]);
  expect(alone.answered(1, 0)).toBe(true);
  expect([alone.restsUntil(1), alone.isDoubtful(1)]).toEqual([0, false]);
});

const requests = fc.array(
  fc.record({
    lane: fc.constantFrom(...busLanes),
    unit: fc.integer({ min: 1, max: 3 }),
    key: fc.option(fc.constantFrom('limit', 'beat'), { nil: undefined }),
  }),
  { maxLength: 400 },
);

it('nothing is lost in the queue, it never grows above its size, and it leaves by lane and age', () => {
  fc.assert(
    fc.property(requests, (wishes) => {
      const queue = createQueue();
      const out: BusRequest[] = [];
      for (const [at, { lane, unit, key }] of wishes.entries()) {
        const action = read(1, 1);
        const request = { id: String(at), unit, lane, action, timing: patient, ...(key && { replaces: key }) };
        const gone = queue.add(request);
        if (gone !== undefined) out.push(gone.out);
        expect(queue.length()).toBeLessThanOrEqual(mostWaiting);
      }
      const left: BusRequest[] = [];
      const rules = { from: () => 0, laneOf: ({ lane }: BusRequest) => placeOf(lane) };
      for (let next = queue.next(0, rules); 'request' in next; next = queue.next(0, rules)) left.push(next.request);
      expect([...out, ...left].map(({ id }) => Number(id)).sort((a, b) => a - b)).toEqual(wishes.map((_, at) => at));
      const lanes = left.map(({ lane }) => placeOf(lane));
      expect(lanes).toEqual([...lanes].sort((a, b) => a - b));
      // One of each key, and the last that was said.
      for (const { unit, replaces, id } of left.filter((one) => one.replaces !== undefined))
        expect(wishes.findLastIndex((wish) => wish.unit === unit && wish.key === replaces)).toBe(Number(id));
    }),
    { numRuns: 100 },
  );
});
