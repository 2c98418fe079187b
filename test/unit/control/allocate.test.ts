import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Allocation, Demand, Question } from '../../../src/control/allocate.ts';
import { allocate } from '../../../src/control/allocate.ts';
import { roomOf } from '../../../src/control/envelope.ts';
import type { EvseKey, StationId, TransactionId, UplinkId } from '../../../src/model/ids.ts';
import type { Utc } from '../../../src/model/time.ts';
import type { Fitted } from './grid.ts';
import { anySite, fitted, linesOf, sumOn } from './grid.ts';

const tolerance = 1e-4;
const uplink = 'csms' as UplinkId;

/** What one EVSE is about, by its place in the site. */
interface About {
  readonly charges: boolean;
  readonly cap: number | undefined;
  readonly held: number | undefined;
  readonly turn: { readonly on: boolean; readonly sinceMinutes: number } | undefined;
  readonly isMember: boolean;
}

const about: fc.Arbitrary<About> = fc.record({
  charges: fc.boolean(),
  cap: fc.option(fc.constantFrom(0, 3, 6, 7.4, 10, 40), { nil: undefined, freq: 4 }),
  held: fc.option(fc.constantFrom(0, 6, 16, Infinity), { nil: undefined, freq: 6 }),
  turn: fc.option(fc.record({ on: fc.boolean(), sinceMinutes: fc.nat(60) }), { nil: undefined }),
  isMember: fc.boolean(),
});

interface Case extends Fitted {
  readonly question: Question;
  readonly abouts: readonly About[];
  readonly ceiling: number | undefined;
}

const minuteMs = 60_000;
const now = (100 * 60 * minuteMs) as Utc;

const anyCase: fc.Arbitrary<Case> = fc
  .record({
    site: anySite(),
    abouts: fc.array(about, { minLength: 8, maxLength: 8 }),
    ceiling: fc.option(fc.integer({ min: 0, max: 80 }), { nil: undefined }),
  })
  .map(({ site, abouts, ceiling }) => {
    const fit = fitted(site);
    return fit === undefined ? undefined : { ...fit, abouts, ceiling, question: ask(fit, abouts, ceiling) };
  })
  .filter((one) => one !== undefined);

function ask({ site, loads, fallback }: Fitted, abouts: readonly About[], ceiling: number | undefined): Question {
  const charging = new Map<EvseKey, Demand>();
  const fixed = new Map<EvseKey, number>();
  for (const [at, { key }] of loads.entries()) {
    const { charges, cap, held, turn } = abouts[at]!;
    if (held !== undefined) fixed.set(key, held);
    if (!charges) continue;
    const transaction = `T${at}` as TransactionId;
    charging.set(key, {
      key,
      transaction,
      beganAt: (now - at * minuteMs) as Utc,
      isIdle: false,
      ...(cap !== undefined && { cap: { amps: cap, reason: { kind: 'csms', uplink, scope: 'evse' } } }),
      ...(turn !== undefined && {
        turn: { transaction, on: turn.on, since: (now - turn.sinceMinutes * minuteMs) as Utc, servedMs: 0 },
      }),
    });
  }
  const stations = new Set(site.stations.filter((_one, at) => abouts[at]!.isMember).map(({ id }): StationId => id));
  const ceilings =
    ceiling === undefined
      ? []
      : [{ reason: { kind: 'csms', uplink, scope: 'site' } as const, amps: ceiling, stations }];
  const books = { held: roomOf(site.circuits), live: roomOf(site.circuits) };
  return { circuits: site.circuits, books, loads, fallback, charging, fixed, ceilings, now };
}

const given = (allocations: readonly Allocation[]): Map<string, Allocation> =>
  new Map(allocations.map((one) => [one.load.key, one]));

const allocated = (question: Question): Map<string, Allocation> => given(allocate(question).allocations);

/** What an EVSE counts with: what it falls back to, and what it is given. */
const counted =
  ({ question, loads }: Case, all: ReadonlyMap<string, Allocation>) =>
  (key: string) => {
    const load = loads.find((one) => one.key === key)!;
    const held = question.fixed.get(load.key);
    const fallback = question.fallback.get(load.key)!;
    return held === undefined
      ? Math.max(fallback, all.get(key)!.amps)
      : Math.max(fallback, Math.min(held, load.maxAmps));
  };

/** EVSEs whose current can be chosen. */
const sharers = ({ question, loads }: Case) =>
  loads.filter(({ key }) => question.charging.has(key) && !question.fixed.has(key));

const mostOf = ({ question }: Case, key: EvseKey, maxAmps: number): number =>
  Math.min(maxAmps, question.charging.get(key)?.cap?.amps ?? Infinity);

const runs = { numRuns: 200 };

describe('the allocator', () => {
  it('P1 never gives away more than a line of a circuit has, beyond what nobody can change', () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const all = allocated(one.question);
        const amps = counted(one, all);
        const unchanged = (key: string) => {
          const held = one.question.fixed.has(key as EvseKey) ? amps(key) : 0;
          return Math.max(held, one.question.fallback.get(key as EvseKey)!);
        };
        for (const line of linesOf(one.site)) {
          const least = sumOn(line, unchanged);
          expect(sumOn(line, amps)).toBeLessThanOrEqual(Math.max(line.freeAmps, least) + tolerance);
        }
      }),
      runs,
    );
  });

  it('P1 stays under what the central system allows all that it serves', () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        fc.pre(one.ceiling !== undefined);
        const all = allocated(one.question);
        const isMember = (key: string): boolean =>
          one.abouts[one.loads.findIndex((load) => load.key === key)]!.isMember;
        const draws = (key: string): number =>
          isMember(key) && one.question.charging.has(key as EvseKey) ? all.get(key)!.amps : 0;
        const fixedDraws = (key: string): number => (one.question.fixed.has(key as EvseKey) ? draws(key) : 0);
        for (const line of linesOf(one.site).filter(({ circuit }) => circuit === 'C0'))
          expect(sumOn(line, draws)).toBeLessThanOrEqual(Math.max(one.ceiling, sumOn(line, fixedDraws)) + tolerance);
      }),
      runs,
    );
  });

  it('gives nobody anything while the grid operator stops it, but what cannot be told and what refuses 0', () => {
    const stop = { kind: 'gridOperator', input: 'dso', action: 'stop' } as const;
    fc.assert(
      fc.property(anyCase, (one) => {
        for (const { load, amps, reason } of allocate({ ...one.question, stop }).allocations) {
          if (one.question.fixed.has(load.key)) continue;
          expect(amps).toBe(load.hold.zeroOk ? 0 : load.minAmps);
          expect(reason).toEqual(
            load.hold.zeroOk || !one.question.charging.has(load.key) ? stop : { kind: 'refusesZero' },
          );
        }
      }),
      runs,
    );
  });

  it('stays, line by line, under a ceiling for all', () => {
    const reason = { kind: 'gridOperator', input: 'dso', action: 'dim' } as const;
    fc.assert(
      fc.property(anyCase, fc.tuple(fc.nat(60), fc.nat(60), fc.nat(60)), (one, amps) => {
        const all = allocated({ ...one.question, fixed: new Map(), ceilings: [{ reason, amps, stations: undefined }] });
        const draws = (key: string): number => (one.question.charging.has(key as EvseKey) ? all.get(key)!.amps : 0);
        for (const line of linesOf(one.site).filter(({ circuit }) => circuit === 'C0'))
          expect(sumOn(line, draws)).toBeLessThanOrEqual(amps[line.line]! + tolerance);
      }),
      runs,
    );
  });

  it('P2 gives nothing, or at least the minimum and at most the rating and what the central system allows', () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const all = allocated(one.question);
        for (const { key, minAmps, maxAmps } of sharers(one)) {
          const { amps } = all.get(key)!;
          expect(amps === 0 || (amps >= minAmps && amps <= mostOf(one, key, maxAmps))).toBe(true);
        }
      }),
      runs,
    );
  });

  it('P4, P7 leaves nobody less than a neighbour could give up: max-min within a step, whoever is admitted', () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        fc.pre(one.ceiling === undefined);
        const all = allocated(one.question);
        const amps = counted(one, all);
        const lines = linesOf(one.site);
        const some = sharers(one);
        for (const { key, maxAmps } of some) {
          const mine = all.get(key)!.amps;
          if (mine === 0 || mine + 1 > mostOf(one, key, maxAmps)) continue;
          const fallback = one.question.fallback.get(key)!;
          if (mine + 1 <= fallback) throw new Error(`${key} is below what it falls back to`);
          // A line that is full, where everybody else has as little, or cannot have less.
          const isBound = lines.some(
            (line) =>
              line.evses.has(key) &&
              line.freeAmps - sumOn(line, amps) < 1 - tolerance &&
              some.every((other) => {
                const theirs = all.get(other.key)!.amps;
                const least = Math.max(other.minAmps, one.question.fallback.get(other.key)!);
                return !line.evses.has(other.key) || theirs <= mine + 1 || theirs <= least;
              }),
          );
          expect(isBound).toBe(true);
        }
      }),
      runs,
    );
  });

  it('P4 lets nobody wait whose minimum would fit', () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const all = allocated(one.question);
        const amps = counted(one, all);
        for (const { key, minAmps } of sharers(one)) {
          const { reason } = all.get(key)!;
          if (reason.kind !== 'waiting') continue;
          const missing = minAmps - one.question.fallback.get(key)!;
          const { circuit, line } = reason;
          const full = linesOf(one.site).filter(
            (other) => other.evses.has(key) && other.freeAmps - sumOn(other, amps) < missing,
          );
          // Those that were admitted share what was left when it had to wait, so the line that stopped it is at least as tight.
          expect(full.length).toBeGreaterThan(0);
          expect(linesOf(one.site).some((other) => other.circuit === circuit && other.line === line)).toBe(true);
        }
      }),
      runs,
    );
  });

  it('P8 depends on names and not on the order in which it is asked', () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const turned: Question = {
          ...one.question,
          loads: [...one.loads].reverse(),
          charging: new Map([...one.question.charging].reverse()),
        };
        const left = allocated(one.question);
        const right = allocated(turned);
        for (const [key, { amps, reason }] of left) expect(right.get(key)).toMatchObject({ amps, reason });
      }),
      runs,
    );
  });

  it('gives nobody more when the central system allows it less', () => {
    fc.assert(
      fc.property(anyCase, fc.nat(7), fc.integer({ min: 0, max: 40 }), (one, at, amps) => {
        const { key } = one.loads[at % one.loads.length]!;
        const demand = one.question.charging.get(key);
        fc.pre(demand !== undefined && !one.question.fixed.has(key));
        const lower = Math.min(amps, demand.cap?.amps ?? Infinity);
        const cap = { amps: lower, reason: { kind: 'csms', uplink, scope: 'evse' } } as const;
        const charging = new Map(one.question.charging).set(key, { ...demand, cap });
        const after = allocated({ ...one.question, charging }).get(key)!.amps;
        expect(after).toBeLessThanOrEqual(Math.min(lower, allocated(one.question).get(key)!.amps) + tolerance);
      }),
      runs,
    );
  });

  it('P5 a lower circuit limit gives nobody on it more, and all together no more, on the same lines with their minimum', () => {
    const post = fc.record({ circuit: fc.nat(2), maxAmps: fc.constantFrom(16, 32) });
    const limits = fc.array(fc.integer({ min: 40, max: 200 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(
        fc.array(post, { minLength: 1, maxLength: 6 }),
        limits,
        fc.nat(2),
        fc.nat(30),
        (posts, free, at, less) => {
          const ask16 = (limit: readonly number[]): Map<string, Allocation> => {
            const site = {
              supply: 'tn400',
              circuits: limit.map((limitAmps, index) => ({
                id: `C${index}`,
                limitAmps,
                worstCaseBaseAmps: 0,
                ...(index > 0 && { parent: 'C0' }),
              })),
              stations: posts.map(({ circuit, maxAmps }, index) => ({
                id: `P${index}`,
                circuit: `C${circuit}`,
                state: 'installed',
                fallbackAmps: 'auto',
                evses: [{ id: 1, maxAmps, minAmps: 6, phases: 'L1L2L3' }],
              })),
            } as never;
            const fit = fitted(site)!;
            const everybody = fit.loads.map(() => ({
              charges: true,
              cap: undefined,
              held: undefined,
              turn: undefined,
              isMember: false,
            }));
            return allocated(ask(fit, everybody, undefined));
          };
          const lower = free.map((limit, index) => (index === at ? Math.max(36, limit - less) : limit));
          const before = ask16(free);
          const after = ask16(lower);
          // Others may have what these leave.
          for (const [index, { circuit }] of posts.entries())
            if (at === 0 || circuit === at)
              expect(after.get(`P${index}/1`)!.amps).toBeLessThanOrEqual(
                before.get(`P${index}/1`)!.amps + 1 + tolerance,
              );
          const total = (all: Map<string, Allocation>): number =>
            [...all.values()].reduce((sum, { amps }) => sum + amps, 0);
          expect(total(after)).toBeLessThanOrEqual(total(before) + tolerance);
        },
      ),
      runs,
    );
  });
});
