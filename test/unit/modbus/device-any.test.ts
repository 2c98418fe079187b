// Every device file of ours, in front of something that answers whatever it likes (F091, F093).

import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BusAnswer, BusRequest, BusResult } from '../../../src/model/bus.ts';
import type { Mono } from '../../../src/model/time.ts';
import { answer, due, view } from '../../../src/modbus/charger.ts';
import { command } from '../../../src/modbus/charger-commands.ts';
import { heldAmps } from '../../../src/modbus/charger-held.ts';
import { newCharger } from '../../../src/modbus/charger-state.ts';
import { answer as deviceHears, due as deviceIsDue } from '../../../src/modbus/device.ts';
import { decodeValue } from '../../../src/modbus/decode.ts';
import type { Driver } from '../../../src/modbus/driver.ts';
import { meterReading, newMeter, watchMeter } from '../../../src/modbus/meter.ts';
import { driverOf, newBench, run } from './device-bench.ts';

const files = readdirSync('config/devices').map((name) => name.replace(/\.yaml$/, ''));
const chargers = files.filter((id) => driverOf(id).class === 'charger');
const others = files.filter((id) => driverOf(id).class !== 'charger');

/** Words that mean something often, and every other one. */
const anyWord = fc.oneof(fc.nat(5), fc.constantFrom(0x5375, 230, 2300, 0x4366, 0xffff, 0x8000, 0x7fc0), fc.nat(0xffff));
const anyWords = fc.array(anyWord, { minLength: 40, maxLength: 40 });

/** Half of them where no limit may be. */
const anyAmps = fc.oneof(fc.double({ min: 0, max: 40, noNaN: true }), fc.double({ min: 0.5, max: 6, noNaN: true }));

function whatever(words: readonly number[], nonsense: boolean): (request: BusRequest) => BusResult | undefined {
  let turn = 0;
  return ({ action }) => {
    turn += 1;
    const word = words[turn % words.length]!;
    if (nonsense && word === 3) return undefined;
    if (nonsense && word === 4) return { kind: 'exception', code: 1 + (turn % 6) };
    if (action.kind === 'write') return { kind: 'written' };
    // One too many or too few is no answer either.
    const count = action.count + (nonsense && word === 5 ? 1 : 0);
    return { kind: 'words', words: Array.from({ length: count }, (_, at) => words[(turn + at) % words.length]!) };
  };
}

/** A word means what the driver says that was in force when it was written: the next probe may find another variant. */
function checkLimit(driver: Driver, { action }: BusRequest): void {
  const { control } = driver;
  const point = driver.points.get(control?.limit.point ?? '');
  if (control === undefined || point?.write === undefined || control.limit.quantity !== 'current') return;
  const { write } = point;
  if (action.kind !== 'write' || !write.addresses.includes(action.address)) return;
  if (action.words.length % write.length !== 0) return;
  const value = decodeValue(
    { ...point, ...write, map: undefined, plausible: undefined },
    action.words.slice(0, write.length),
    () => 'hi',
  );
  expect(
    value === null || value === 0 || Number(value) < 1 || Number(value) >= 6,
    `${driver.id} writes ${value} A`,
  ).toBe(true);
}

describe('every device file', () => {
  it.each(chargers)('%s: nothing throws, 1 to 5 A are never written, and the counted amps are a number', (id) => {
    fc.assert(
      fc.property(anyWords, fc.boolean(), anyAmps, (words, nonsense, amps) => {
        const config = { id, driver: driverOf(id), connector: 1, params: new Map(), lane: 'fast' as const };
        const charger = newCharger({ ...config, ratingAmps: 32, fallbackAmps: 6 });
        const subject = {
          due(now: Mono) {
            const made = due(charger, now);
            for (const request of made.requests) checkLimit(charger.device.driver, request);
            return made;
          },
          answer: (given: BusAnswer, now: Mono) => void answer(charger, given, now),
        };
        const bench = newBench(subject, whatever(words, nonsense));
        run(bench, 2_000);
        command(charger, { id: 'a', kind: 'limit', amps, lowers: false }, bench.now);
        run(bench, 8_000);
        command(charger, { id: 'b', kind: 'phases', phases: 1 }, bench.now);
        run(bench, 5_000);
        command(charger, { id: 'c', kind: 'pause' }, bench.now);
        run(bench, 8_000);
        const held = heldAmps(charger, bench.now);
        expect(held >= 0 && held <= 32).toBe(true);
        view(charger, bench.now);
      }),
      { numRuns: 10 },
    );
  });

  it.each(others)('%s: nothing throws, and a reading that is good is a number', (id) => {
    fc.assert(
      fc.property(anyWords, fc.boolean(), (words, nonsense) => {
        const config = { id, driver: driverOf(id), connector: 1, params: new Map(), lane: 'meter' as const };
        const meter = newMeter({ ...config, ctRatio: 1, invert: false, phaseMap: 'L1L2L3', role: 'site' });
        const subject = {
          due: (now: Mono) => deviceIsDue(meter.device, now),
          answer(given: BusAnswer, now: Mono) {
            watchMeter(meter, deviceHears(meter.device, given, now), now);
          },
        };
        const bench = newBench(subject, whatever(words, nonsense));
        run(bench, 15_000);
        const reading = meterReading(meter, bench.now);
        for (const value of [...reading.amps, ...reading.volts, reading.powerW])
          expect(value === null || Number.isFinite(value)).toBe(true);
      }),
      { numRuns: 10 },
    );
  });
});
