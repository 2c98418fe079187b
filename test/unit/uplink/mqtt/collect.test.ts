// An interval of telemetry while it lasts, with whatever readings at whatever moments.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { collect, collectEnergy, intervalOf, newCollecting } from '../../../../src/core/feed/collect.ts';
import type { EvseSeen, Seen } from '../../../../src/core/feed/seen.ts';
import type { EvseKey, StationId } from '../../../../src/model/ids.ts';
import { utc } from '../../../../src/model/time.ts';
import { meanOf } from '../../../../src/uplink/mqtt/span.ts';

const key = 'CP-01/1' as EvseKey;
const other = 'CP-02/1' as EvseKey;

const seen = (evses: readonly Partial<EvseSeen>[]): Seen => ({
  now: { mono: 0 as never, utc: utc(0), durable: 0 as never },
  topics: [],
  circuits: [],
  charging: [],
  grid: {},
  evses: evses.map((one, at) => ({
    ...{ key: [key, other][at]!, station: `CP-0${at + 1}` as StationId, isCharging: true },
    ...{ amps: undefined, powerW: undefined, registerWh: undefined },
    ...one,
  })),
});

const amps = fc.option(fc.integer({ min: 0, max: 32 }), { nil: undefined });
const steps = fc.array(
  fc.record({ amps, riseWh: fc.integer({ min: -50, max: 500 }), ms: fc.integer({ min: 1, max: 5000 }) }),
  {
    minLength: 1,
    maxLength: 60,
  },
);
const all = (): boolean => true;

it('the energy of all intervals together is what the register rose by, and of each figure all the time that it was known', () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 10 }), (given, each) => {
      const registers = new Map<EvseKey | 'grid', number>([[key, 1000]]);
      let [register, rose, knownMs] = [1000, 0, 0];
      let open = newCollecting(utc(0));
      const intervals = [];
      for (const [at, step] of given.entries()) {
        register = Math.max(0, register + step.riseWh);
        rose += Math.max(0, register - (registers.get(key) ?? 0));
        const now = seen([{ amps: step.amps, registerWh: register }]);
        collectEnergy(open, registers, now, { evses: now.evses, ms: step.ms }, all);
        collect(open, now, step.ms, all);
        knownMs += step.amps === undefined ? 0 : step.ms;
        if ((at + 1) % each !== 0 && at + 1 < given.length) continue;
        intervals.push(intervalOf(open, utc(at + 1)));
        open = newCollecting(utc(at + 1));
      }
      expect(intervals.reduce((sum, { site }) => sum + site.energyWh, 0)).toBe(rose);
      const own = intervals.flatMap(({ evses }) => evses.get(key) ?? []);
      expect(own.reduce((sum, one) => sum + one.energyWh, 0)).toBe(rose);
      for (const { amps: span } of own) {
        if (span === undefined) continue;
        expect(span.min).toBeLessThanOrEqual(meanOf(span));
        expect(meanOf(span)).toBeLessThanOrEqual(span.max);
        expect(span.max).toBeLessThanOrEqual(32);
      }
      const told = own.reduce((sum, { amps: span }) => sum + (span?.ms ?? 0), 0);
      expect(told).toBeLessThanOrEqual(knownMs);
    }),
  );
});

it('without a register its power over time counts; below nothing is nothing', () => {
  const open = newCollecting(utc(0));
  const before = seen([{ powerW: 3600 }, { powerW: -3600 }]);
  collectEnergy(open, new Map(), before, { evses: before.evses, ms: 10_000 }, all);
  const { evses, site } = intervalOf(open, utc(60_000));
  expect(evses.get(key)?.energyWh).toBe(10);
  expect(evses.has(other)).toBe(false);
  expect(site.energyWh).toBe(10);
});

it('one that draws nothing, or is not told of, has nothing to say; the site counts those that are told of', () => {
  const open = newCollecting(utc(0));
  collect(
    open,
    seen([
      { amps: 0, powerW: 0 },
      { amps: 16, powerW: 3680 },
    ]),
    1000,
    (station) => station === 'CP-01',
  );
  const { evses, site } = intervalOf(open, utc(60_000));
  expect([...evses.keys()]).toEqual([]);
  expect(site.powerW?.max).toBe(0);
});

it('EVSEs that the site has no more are forgotten', () => {
  const registers = new Map<EvseKey | 'grid', number>([
    [other, 5],
    ['CP-03/1' as EvseKey, 5],
    ['grid', 7],
  ]);
  collectEnergy(newCollecting(utc(0)), registers, seen([{ registerWh: 1 }]), undefined, all);
  expect([...registers.keys()].sort()).toEqual(['CP-01/1', 'grid']);
});
