import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mono } from '../../../src/model/time.ts';
import {
  forgetRegisters,
  keepRegisters,
  mostReads,
  newRegisterCache,
  registersAt,
} from '../../../src/modbus/register-cache.ts';

const planned = (now: number, goodForMs = 3000) => ({ now: mono(now), goodForMs, isPlanned: true });
const asked = (now: number, goodForMs = 3000) => ({ now: mono(now), goodForMs, isPlanned: false });
const at = (address: number, count: number) => ({ fn: 3 as const, address, count });

describe('the registers that others are shown', () => {
  it('are those of one answer, or of planned ones that join', () => {
    const cache = newRegisterCache();
    keepRegisters(cache, at(10, 2), [1, 2], planned(0));
    keepRegisters(cache, at(12, 2), [3, 4], planned(0));
    expect(registersAt(cache, at(10, 4), mono(1))).toEqual([1, 2, 3, 4]);
    expect(registersAt(cache, at(11, 2), mono(1))).toEqual([2, 3]);
    expect(registersAt(cache, at(10, 5), mono(1))).toBeUndefined();
    expect(registersAt(cache, at(9, 2), mono(1))).toBeUndefined();
    expect(registersAt(cache, { ...at(10, 2), fn: 4 }, mono(1))).toBeUndefined();
  });

  it('are not shown when they are older than they may be', () => {
    const cache = newRegisterCache();
    keepRegisters(cache, at(10, 2), [1, 2], planned(0, 3000));
    keepRegisters(cache, at(12, 2), [3, 4], planned(2000, 3000));
    expect(registersAt(cache, at(10, 2), mono(3000))).toEqual([1, 2]);
    expect(registersAt(cache, at(10, 2), mono(3001))).toBeUndefined();
    expect(registersAt(cache, at(10, 4), mono(3001))).toBeUndefined();
    expect(registersAt(cache, at(12, 2), mono(3001))).toEqual([3, 4]);
  });

  it('what somebody else asked for is shown to those who ask for a part of it, and joins nothing', () => {
    const cache = newRegisterCache();
    keepRegisters(cache, at(10, 2), [1, 2], planned(0));
    keepRegisters(cache, at(12, 2), [3, 4], asked(0));
    expect(registersAt(cache, at(13, 1), mono(1))).toEqual([4]);
    expect(registersAt(cache, at(10, 4), mono(1))).toBeUndefined();
  });

  it('what was written is known no more, in whichever table', () => {
    const cache = newRegisterCache();
    keepRegisters(cache, at(10, 4), [1, 2, 3, 4], planned(0));
    keepRegisters(cache, { ...at(13, 1), fn: 4 }, [4], planned(0));
    keepRegisters(cache, at(14, 1), [5], planned(0));
    forgetRegisters(cache, 13, 1);
    expect(registersAt(cache, at(10, 1), mono(1))).toBeUndefined();
    expect(registersAt(cache, { ...at(13, 1), fn: 4 }, mono(1))).toBeUndefined();
    expect(registersAt(cache, at(14, 1), mono(1))).toEqual([5]);
  });

  it(`no more than ${mostReads} answers are kept`, () => {
    const cache = newRegisterCache();
    for (let address = 0; address < 2 * mostReads; address += 1)
      keepRegisters(cache, at(address, 1), [address], asked(0));
    expect(cache.size).toBe(mostReads);
    expect(registersAt(cache, at(0, 1), mono(1))).toBeUndefined();
    expect(registersAt(cache, at(2 * mostReads - 1, 1), mono(1))).toEqual([2 * mostReads - 1]);
  });
});

/** Values of two words lie at 0, 2, 4 …; both words of one say at which moment the device had it. */
const values = 8;
const range = fc
  .tuple(fc.nat(2 * values - 1), fc.integer({ min: 1, max: 2 * values }))
  .map(([from, count]) => ({ from, count: Math.min(count, 2 * values - from) }));
const deed = fc.oneof(
  fc.record({ kind: fc.constant('poll' as const), from: fc.nat(values - 1), count: fc.integer({ min: 1, max: 3 }) }),
  range.map((one) => ({ kind: 'other' as const, ...one })),
  range.map((one) => ({ kind: 'look' as const, ...one })),
  range.map((one) => ({ kind: 'write' as const, ...one })),
  fc.nat(1500).map((ms) => ({ kind: 'pass' as const, from: ms, count: 0 })),
);

it('property: whatever is polled, asked, written and looked at, no value is torn, too old, or from before a write', () => {
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 60 }), (deeds) => {
      const cache = newRegisterCache();
      const writtenAt = Array.from({ length: 2 * values }, () => -1);
      let now = 1;
      const words = (count: number): number[] => Array.from({ length: count }, () => now);
      for (const { kind, from, count } of deeds) {
        now += 1;
        if (kind === 'pass') now += from;
        if (kind === 'poll') keepRegisters(cache, at(2 * from, 2 * count), words(2 * count), planned(now));
        if (kind === 'other') keepRegisters(cache, at(from, count), words(count), asked(now, 1000));
        if (kind === 'write') {
          forgetRegisters(cache, from, count);
          for (let one = from; one < from + count; one += 1) writtenAt[one] = now;
        }
        if (kind !== 'look') continue;
        const seen = registersAt(cache, at(from, count), mono(now));
        if (seen === undefined) continue;
        expect(seen).toHaveLength(count);
        for (const [place, when] of seen.entries()) {
          expect(now - when).toBeLessThanOrEqual(3000);
          expect(when).toBeGreaterThan(writtenAt[from + place]!);
          const isFirst = (from + place) % 2 === 0;
          if (isFirst && place + 1 < count) expect(seen[place + 1]).toBe(when);
        }
      }
    }),
    { numRuns: 500 },
  );
});
