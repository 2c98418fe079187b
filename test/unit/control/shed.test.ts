import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Allocation, Demand } from '../../../src/control/allocate.ts';
import { roomOf } from '../../../src/control/envelope.ts';
import { shed } from '../../../src/control/shed.ts';
import type { Station } from '../../../src/model/config/site.ts';
import type { CircuitId, EvseKey, StationId, TransactionId } from '../../../src/model/ids.ts';
import type { Utc } from '../../../src/model/time.ts';
import { siteOf, smallFile } from '../config/file.ts';
import { anySite, fitted, linesOf, sumOn } from './grid.ts';

const now = (100 * 3_600_000) as Utc;

interface About {
  readonly charges: boolean;
  readonly amps: number;
  readonly held: number | undefined;
  readonly priority: number;
}

const about: fc.Arbitrary<About> = fc.record({
  charges: fc.boolean(),
  amps: fc.constantFrom(0, 6, 8, 16, 32),
  held: fc.option(fc.constantFrom(0, 6, 16), { nil: undefined, freq: 6 }),
  priority: fc.constantFrom(0, 0, 1),
});

const anyCase = fc
  .record({
    site: anySite(),
    abouts: fc.array(about, { minLength: 8, maxLength: 8 }),
    spare: fc.array(fc.integer({ min: -30, max: 90 }), { minLength: 4, maxLength: 4 }),
    measured: fc.subarray(['C0', 'C1', 'C2', 'C3']),
  })
  .map(({ site, ...rest }) => {
    const fit = fitted(site);
    return fit === undefined ? undefined : { ...fit, ...rest };
  })
  .filter((one) => one !== undefined);

type Case = typeof anyCase extends fc.Arbitrary<infer One> ? One : never;

function run({ site, loads, abouts, spare, measured }: Case): {
  before: Allocation[];
  after: readonly Allocation[];
  draws: (evse: string) => number;
} {
  const charging = new Map<EvseKey, Demand>();
  const fixed = new Map<EvseKey, number>();
  const before = loads.map((load, at): Allocation => {
    const { charges, amps, held, priority } = abouts[at]!;
    const transaction = `T${at}` as TransactionId;
    if (held !== undefined) fixed.set(load.key, held);
    if (charges)
      charging.set(load.key, {
        key: load.key,
        transaction,
        beganAt: (now - at * 60_000) as Utc,
        isIdle: false,
        priority,
      });
    return { load, amps: Math.min(amps, load.maxAmps), reason: { kind: 'rating' } };
  });
  const live = roomOf(site.circuits);
  for (const at of site.circuits.keys()) live.fill(spare[at]!, at * 3, at * 3 + 3);
  const question = { circuits: site.circuits, books: { held: live, live }, charging, fixed, now };
  const copies = before.map((one) => ({ ...one }));
  const { allocations: after } = shed(question, before, new Set(measured as CircuitId[]));
  expect(before).toEqual(copies);
  const draws = (evse: string): number => {
    const at = loads.findIndex((load) => load.key === evse);
    const most = loads[at]!.maxAmps;
    const held = fixed.get(loads[at]!.key);
    if (held !== undefined) return Math.min(held, most);
    return charging.has(loads[at]!.key) ? after[at]!.amps : 0;
  };
  return { before, after, draws };
}

describe('R7 vehicles that other load leaves nothing', () => {
  it('are paused until a measured circuit fits, or nobody there draws', () =>
    fc.assert(
      fc.property(anyCase, (one) => {
        const { after, draws } = run(one);
        for (const line of linesOf(one.site)) {
          if (!one.measured.includes(line.circuit)) continue;
          const at = one.site.circuits.findIndex(({ id }) => id === line.circuit);
          const sum = sumOn(line, draws);
          const others = after.filter(
            ({ load, amps }, place) =>
              line.evses.has(load.key) &&
              one.abouts[place]!.charges &&
              one.abouts[place]!.held === undefined &&
              amps > 0,
          );
          expect(sum <= one.spare[at]! + 1e-6 || others.length === 0).toBe(true);
        }
      }),
    ));

  it('are lowered to nothing or not at all, and only where their circuit is measured and does not fit', () =>
    fc.assert(
      fc.property(anyCase, (one) => {
        const { before, after } = run(one);
        for (const [at, { amps, load }] of after.entries()) {
          if (amps === before[at]!.amps) continue;
          expect(amps).toBe(0);
          expect(one.abouts[at]).toMatchObject({ charges: true, held: undefined });
          expect(load.path.some(({ id }) => one.measured.includes(id))).toBe(true);
        }
        if (one.spare.every((amps) => amps >= 8 * 63)) expect(after).toEqual(before);
        expect(run({ ...one, measured: [] }).after).toEqual(before);
      }),
    ));

  it('of the lowest priority go first, of these those who came last', () => {
    const post = (id: string): Station => ({
      ...siteOf(smallFile).stations[0]!,
      id: id as StationId,
      circuit: 'main' as CircuitId,
    });
    const site = { ...siteOf(smallFile), stations: ['A', 'B', 'C'].map(post) };
    const { loads } = fitted(site)!;
    const about: About = { charges: true, amps: 6, held: undefined, priority: 0 };
    const abouts = [about, { ...about, priority: 1 }, about];
    const amps = (spare: number): number[] =>
      run({ site, loads, fallback: new Map(), abouts, spare: [spare, 90], measured: ['main'] }).after.map(
        (one) => one.amps,
      );
    expect(amps(18)).toEqual([6, 6, 6]);
    // The first began last.
    expect(amps(17)).toEqual([0, 6, 6]);
    expect(amps(11)).toEqual([0, 6, 0]);
    expect(amps(5)).toEqual([0, 0, 0]);
  });
});
