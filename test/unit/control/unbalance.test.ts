import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Allocation, Demand } from '../../../src/control/allocate.ts';
import type { Load } from '../../../src/control/envelope.ts';
import { loadsOf } from '../../../src/control/envelope.ts';
import { balance } from '../../../src/control/unbalance.ts';
import type { Evse, Site } from '../../../src/model/config/site.ts';
import type { EvseKey, TransactionId } from '../../../src/model/ids.ts';
import type { Utc } from '../../../src/model/time.ts';

const now = (100 * 3_600_000) as Utc;

/** An EVSE, by what it is wired to, what it was given, and whether it can be told anything. */
interface Post {
  readonly phases: Evse['phases'];
  readonly amps: number;
  readonly isAway?: boolean;
  readonly row?: boolean;
  readonly uses?: readonly number[] | 'unknown';
  readonly minAmps?: number;
}

interface Case {
  readonly posts: readonly Post[];
  /** Of the whole, and of the row. */
  readonly bounds: readonly [number | undefined, number | undefined];
}

function siteOf({ posts, bounds: [whole, row] }: Case): Site {
  const bound = (amps: number | undefined): object => (amps === undefined ? {} : { maxUnbalanceAmps: amps });
  return {
    id: 'site',
    name: 'Site',
    timezone: 'UTC',
    supply: 'tn400',
    circuits: [
      { id: 'main', limitAmps: 400, worstCaseBaseAmps: 0, ...bound(whole) },
      { id: 'row', parent: 'main', limitAmps: 400, worstCaseBaseAmps: 0, ...bound(row) },
    ],
    stations: posts.map(({ phases, row: isRow, minAmps }, at) => ({
      id: `P${at}`,
      circuit: isRow === true ? 'row' : 'main',
      state: 'installed',
      evses: [{ id: 1, maxAmps: 32, minAmps: minAmps ?? 6, phases }],
      sampleSeconds: 10,
      fallbackAmps: 0,
      security: { profile: 0 },
    })),
    uplinks: [],
  } as unknown as Site;
}

function run(one: Case): { before: Allocation[]; after: Allocation[]; loads: Load[] } {
  const site = siteOf(one);
  const loads = loadsOf(site);
  const charging = new Map<EvseKey, Demand>();
  const fixed = new Map<EvseKey, number>();
  const used = new Map<EvseKey, ReadonlySet<number> | 'unknown'>();
  const before = loads.map((load, at): Allocation => {
    const { amps, isAway, uses } = one.posts[at]!;
    const transaction = `T${at}` as TransactionId;
    charging.set(load.key, { key: load.key, transaction, beganAt: (now - at * 60_000) as Utc, isIdle: false });
    if (isAway === true) fixed.set(load.key, amps);
    if (uses !== undefined) used.set(load.key, uses === 'unknown' ? uses : new Set(uses));
    return { load, amps, reason: { kind: isAway === true ? 'unreachable' : 'rating' }, transaction };
  });
  const copies = before.map((allocation) => ({ ...allocation }));
  const question = { circuits: site.circuits, charging, fixed, now };
  const { allocations } = balance(question, before, used, 3);
  expect(before).toEqual(copies);
  return { before, after: allocations, loads };
}

/** By hand: the most on a line less the least on another. Whoever uses all lines is left out, and who is away is nowhere. */
function difference({ posts }: Case, amps: readonly number[], row: boolean): number {
  const most = [0, 0, 0];
  const least = [0, 0, 0];
  for (const [at, { phases, isAway, uses, row: isRow }] of posts.entries()) {
    if (row && isRow !== true) continue;
    const all = phases === 'unknown' ? [0, 1, 2] : [...phases.matchAll(/\d/g)].map(([digit]) => Number(digit) - 1);
    const lines = uses === undefined || uses === 'unknown' ? all : all.filter((line) => uses.includes(line));
    if (lines.length === 3 && uses !== 'unknown') continue;
    for (const line of lines) {
      most[line]! += amps[at]!;
      if (isAway !== true && uses !== 'unknown') least[line]! += amps[at]!;
    }
  }
  return Math.max(...most) - Math.min(...least);
}

const post: fc.Arbitrary<Post> = fc.record(
  {
    phases: fc.constantFrom<Evse['phases']>('L1', 'L1', 'L2', 'L3', 'L1L2', 'L2L3', 'L1L2L3', 'L3L1L2', 'unknown'),
    amps: fc.constantFrom(0, 6, 7.4, 10, 16, 31, 32),
    isAway: fc.boolean(),
    row: fc.boolean(),
    uses: fc.constantFrom<readonly number[] | 'unknown'>([0], [1], [0, 1], 'unknown'),
    minAmps: fc.constantFrom(0, 6, 8),
  },
  { requiredKeys: ['phases', 'amps'] },
);
const bound = fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined, freq: 3 });
const anyCase: fc.Arbitrary<Case> = fc.record({
  posts: fc.array(post, { minLength: 1, maxLength: 12 }),
  bounds: fc.tuple(bound, bound),
});
const told = (one: Case): Case => ({ ...one, posts: one.posts.map(({ isAway: _, ...rest }) => rest) });
const ampsOf = (allocations: readonly Allocation[]): number[] => allocations.map(({ amps }) => amps);

describe('E25 the difference between lines', () => {
  it('is never above the bound where everybody can be told', () =>
    fc.assert(
      fc.property(anyCase.map(told), (one) => {
        const { after } = run(one);
        for (const [at, amps] of one.bounds.entries())
          if (amps !== undefined) expect(difference(one, ampsOf(after), at === 1)).toBeLessThanOrEqual(amps + 1e-6);
      }),
      {
        examples: [
          [
            {
              posts: [
                { phases: 'L2L3', amps: 31 },
                { phases: 'L1L2L3', amps: 32, uses: [0, 1] },
              ],
              bounds: [0, undefined],
            },
          ],
        ],
      },
    ));

  it('raises nobody, leaves who is away as it is, and gives no vehicle less than it can charge with', () =>
    fc.assert(
      fc.property(anyCase, (one) => {
        const { before, after } = run(one);
        for (const [at, { amps, reason }] of after.entries()) {
          const was = before[at]!.amps;
          expect(amps).toBeLessThanOrEqual(was);
          if (one.posts[at]!.isAway === true) expect(amps).toBe(was);
          if (amps === was) continue;
          expect(amps === 0 || amps >= (one.posts[at]!.minAmps ?? 6)).toBe(true);
          expect(reason).toMatchObject({ kind: 'unbalance' });
        }
      }),
    ));

  it('lowers nothing where it is small enough already, and nothing twice', () =>
    fc.assert(
      fc.property(anyCase, (one) => {
        const { before, after } = run(one);
        const isOver = one.bounds.some(
          (amps, at) => amps !== undefined && difference(one, ampsOf(before), at === 1) > amps,
        );
        if (!isOver) expect(after).toEqual(before);
        const again = run({ ...one, posts: one.posts.map((each, at) => ({ ...each, amps: after[at]!.amps })) });
        expect(ampsOf(again.after)).toEqual(ampsOf(after));
      }),
    ));

  it('lowers the highest first, by whole amps, and says which line it was', () => {
    const posts: Post[] = [
      { phases: 'L2', amps: 32 },
      { phases: 'L2', amps: 10 },
      { phases: 'L1L2L3', amps: 32 },
    ];
    const { after } = run({ posts, bounds: [30, undefined] });
    expect(ampsOf(after)).toEqual([20, 10, 32]);
    expect(after[0]!.reason).toEqual({ kind: 'unbalance', circuit: 'main', line: 1 });
  });

  it('pauses who came last where not all minima fit, and leaves the others what there is', () => {
    const posts: Post[] = [16, 16, 16, 16].map((amps) => ({ phases: 'L1', amps }));
    // The first began last.
    expect(ampsOf(run({ posts, bounds: [20, undefined] }).after)).toEqual([0, 6, 7, 7]);
  });

  it('counts who is away with all that it may hold on its own line, and with nothing on the emptiest one', () => {
    const posts: Post[] = [
      { phases: 'L1', amps: 16, isAway: true },
      { phases: 'L1', amps: 16 },
      { phases: 'L2', amps: 32 },
      { phases: 'L3', amps: 10 },
    ];
    expect(ampsOf(run({ posts, bounds: [20, undefined] }).after)).toEqual([16, 14, 30, 10]);
  });

  it('counts a vehicle on one phase of three once it was seen, on any line where nobody knows the wiring', () => {
    const posts = (uses?: Post['uses']): Post[] => [
      { phases: uses === 'unknown' ? 'unknown' : 'L1L2L3', amps: 32, ...(uses !== undefined && { uses }) },
    ];
    expect(ampsOf(run({ posts: posts(), bounds: [20, undefined] }).after)).toEqual([32]);
    expect(ampsOf(run({ posts: posts([0]), bounds: [20, undefined] }).after)).toEqual([20]);
    expect(ampsOf(run({ posts: posts('unknown'), bounds: [20, undefined] }).after)).toEqual([20]);
  });
});
