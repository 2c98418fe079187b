// Intervals of telemetry: whatever is joined with whatever, the energy stays, and so do the least, the mean and the most.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EvseKey } from '../../../../src/model/ids.ts';
import { utc } from '../../../../src/model/time.ts';
import type { Interval } from '../../../../src/uplink/mqtt/interval.ts';
import { mergeIntervals, thinOut } from '../../../../src/uplink/mqtt/interval.ts';
import type { Span } from '../../../../src/uplink/mqtt/span.ts';
import { joined, meanOf, spanOf } from '../../../../src/uplink/mqtt/span.ts';

// Whole numbers add up the same in any order.
const pieces = fc.array(
  fc.record({ figure: fc.integer({ min: -500, max: 500 }), ms: fc.integer({ min: 1, max: 60_000 }) }),
  {
    minLength: 1,
    maxLength: 30,
  },
);
const spanOfAll = (all: readonly { figure: number; ms: number }[]): Span =>
  all.reduce<Span | undefined>((sum, { figure, ms }) => joined(sum, spanOf(figure, ms)), undefined)!;
const span = pieces.map(spanOfAll);
const maybe = fc.option(span, { nil: undefined });

const evse = fc.record({ amps: maybe, powerW: maybe, energyWh: fc.nat(10_000) }).map(({ amps, powerW, energyWh }) => ({
  ...(amps !== undefined && { amps }),
  ...(powerW !== undefined && { powerW }),
  energyWh,
}));
const keys = ['CP-01/1', 'CP-02/1', 'CP-03/2'] as EvseKey[];
const content = fc.record({
  evses: fc.array(fc.tuple(fc.constantFrom(...keys), evse), { maxLength: 3 }).map((all) => new Map(all)),
  circuits: fc
    .array(fc.tuple(fc.constantFrom('main', 'row'), fc.array(maybe, { maxLength: 3 })))
    .map((all) => new Map(all)),
  site: fc
    .record({ energyWh: fc.nat(30_000), gridImportWh: fc.option(fc.nat(9000), { nil: undefined }) })
    .map(({ energyWh, gridImportWh }) => ({ energyWh, ...(gridImportWh !== undefined && { gridImportWh }) })),
});
/** One after the other, a minute each. */
const following = fc
  .array(content, { minLength: 1, maxLength: 12 })
  .map((all) =>
    all.map((one, at): Interval => ({ from: utc(at * 60_000), to: utc((at + 1) * 60_000), merged: 1, ...one })),
  );

const energyOf = (all: readonly Interval[], key: EvseKey): number =>
  all.reduce((sum, { evses }) => sum + (evses.get(key)?.energyWh ?? 0), 0);

describe('a figure over a time', () => {
  it('has a mean between its least and its most, in which each value counts for as long as it held', () => {
    fc.assert(
      fc.property(pieces, (all) => {
        const one = spanOfAll(all);
        const mean = meanOf(one);
        expect(one.min).toBeLessThanOrEqual(mean);
        expect(mean).toBeLessThanOrEqual(one.max);
        const ms = all.reduce((sum, piece) => sum + piece.ms, 0);
        expect(mean).toBeCloseTo(
          all.reduce((sum, piece) => sum + (piece.figure * piece.ms) / ms, 0),
          6,
        );
      }),
    );
  });

  it('stays between them in binary too', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e3, max: 1e3, noNaN: true }),
        fc.array(fc.integer({ min: 1, max: 997 })),
        (figure, all) => {
          const one = [1, ...all].reduce<Span | undefined>((sum, ms) => joined(sum, spanOf(figure, ms)), undefined)!;
          expect(meanOf(one)).toBe(figure);
        },
      ),
    );
  });

  it('is the same in whatever order it is joined', () => {
    fc.assert(
      fc.property(maybe, maybe, maybe, (one, other, third) => {
        expect(joined(joined(one, other), third)).toEqual(joined(one, joined(other, third)));
        expect(joined(one, other)).toEqual(joined(other, one));
      }),
    );
  });
});

describe('intervals', () => {
  it('are the same in whatever order they are joined', () => {
    fc.assert(
      fc.property(content, content, content, (...three) => {
        const [one, other, third] = [0, 1, 2].map((at): Interval => ({
          from: utc(at),
          to: utc(at + 1),
          merged: 1,
          ...three[at]!,
        })) as [Interval, Interval, Interval];
        expect(mergeIntervals(mergeIntervals(one, other), third)).toEqual(
          mergeIntervals(one, mergeIntervals(other, third)),
        );
      }),
    );
  });

  it('lose no energy and no time when they are thinned out, and no more are kept than there may be', () => {
    fc.assert(
      fc.property(
        following,
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 100, max: 3000 }),
        (all, most, mostBytes) => {
          const kept = [...all];
          thinOut(kept, most, mostBytes);
          expect(kept.length).toBeLessThanOrEqual(most);
          expect(kept.length).toBeGreaterThan(0);
          for (const key of keys) expect(energyOf(kept, key)).toBe(energyOf(all, key));
          expect(kept.reduce((sum, { site }) => sum + site.energyWh, 0)).toBe(
            all.reduce((sum, { site }) => sum + site.energyWh, 0),
          );
          expect(kept.reduce((sum, { merged }) => sum + merged, 0)).toBe(all.length);
          expect(kept[0]!.from).toBe(all[0]!.from);
          expect(kept.at(-1)!.to).toBe(all.at(-1)!.to);
          for (const [at, one] of kept.entries()) if (at > 0) expect(one.from).toBe(kept[at - 1]!.to);
        },
      ),
    );
  });

  it('are thinned out from the oldest on, evenly: a day of minutes in 240 places', () => {
    const kept: Interval[] = [];
    const empty = { evses: new Map(), circuits: new Map(), site: { energyWh: 0 } };
    for (let at = 0; at < 1440; at += 1) {
      kept.push({ from: utc(at * 60_000), to: utc((at + 1) * 60_000), merged: 1, ...empty });
      thinOut(kept, 240, 1e9);
    }
    expect(kept).toHaveLength(240);
    const lengths = kept.map(({ merged }) => merged);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(16);
    expect(lengths.at(-1)).toBe(1);
    expect(lengths[0]).toBe(Math.max(...lengths));
  });
});
