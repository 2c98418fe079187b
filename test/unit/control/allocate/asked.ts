// Questions made at random, with everything that an allocator may be asked, and a checker that adds up by itself: it shares
// nothing with what it judges.

import fc from 'fast-check';
import { allocate } from '../../../../src/control/allocate.ts';
import type { Allocation, Ceiling, Demand, Question } from '../../../../src/control/allocate.ts';
import { loadsOf, roomOf } from '../../../../src/control/envelope.ts';
import type { Load } from '../../../../src/control/envelope.ts';
import { firstHold } from '../../../../src/control/ladder.ts';
import type { Hold } from '../../../../src/control/ladder.ts';
import type { Site } from '../../../../src/model/config/site.ts';
import type { EvseKey, StationId, TransactionId, UplinkId } from '../../../../src/model/ids.ts';
import type { Utc } from '../../../../src/model/time.ts';
import { anySite, fitted, linesOf, sumOn } from '../grid.ts';

export const minuteMs = 60_000;
export const now = (100 * 60 * minuteMs) as Utc;
export const tolerance = 1e-3;
const uplink = 'csms' as UplinkId;

export interface Asked {
  readonly site: Site;
  readonly question: Question;
  /** Amps of each line of each circuit beside other load, as the live book says it. */
  readonly live: ReadonlyMap<string, number>;
}

/** What one EVSE is about, by its place in the site. */
const anyAbout = fc.record({
  charges: fc.boolean(),
  holding: fc.constantFrom<Hold['holding']>('hold', 'hold', 'lease', 'watchdog'),
  held: fc.option(fc.constantFrom(0, 6, 16, Infinity), { nil: undefined, freq: 8 }),
  cap: fc.option(fc.constantFrom(0, 3, 6, 7.4, 10, 40), { nil: undefined, freq: 4 }),
  priority: fc.constantFrom(0, 0, 0, 1, 2),
  target: fc.option(fc.constantFrom(0, 6, 10, 16, 40), { nil: undefined, freq: 4 }),
  laxity: fc.option(fc.constantFrom(-1, 0, 0.5, 2, 8), { nil: undefined, freq: 2 }),
  minAmps: fc.option(fc.constant(9.2), { nil: undefined, freq: 6 }),
  noPause: fc.constantFrom(false, false, true),
  isStarting: fc.constantFrom(false, false, false, true),
  isIdle: fc.constantFrom(false, false, false, true),
  turn: fc.option(fc.record({ on: fc.boolean(), sinceMinutes: fc.nat(60), isPaused: fc.boolean() }), {
    nil: undefined,
  }),
});
export type About = typeof anyAbout extends fc.Arbitrary<infer One> ? One : never;

/** Nobody's needs are known, and nobody is more than another. */
export const plain = { priority: 0, target: undefined, laxity: undefined, minAmps: undefined, noPause: false } as const;

export const anyAsked = (change: (about: About) => About = (about) => about): fc.Arbitrary<Asked> =>
  fc
    .record({
      site: anySite(),
      abouts: fc.array(anyAbout.map(change), { minLength: 8, maxLength: 8 }),
      baseShares: fc.array(fc.constantFrom(0, 0.5, 1, 1.5), { minLength: 4, maxLength: 4 }),
      ceiling: fc.option(fc.tuple(fc.nat(60), fc.nat(60), fc.nat(60)), { nil: undefined, freq: 3 }),
    })
    .map(({ site, abouts, baseShares, ceiling }) => asked(site, abouts, baseShares, ceiling))
    .filter((one) => one !== undefined);

function asked(
  site: Site,
  abouts: readonly About[],
  baseShares: readonly number[],
  ceiling: readonly number[] | undefined,
): Asked | undefined {
  const fit = fitted(site);
  if (fit === undefined) return undefined;
  const holds = new Map<StationId, Hold>(
    site.stations.map(({ id }, at) => [id, { ...firstHold, holding: abouts[at]!.holding }]),
  );
  const loads = loadsOf(site, holds);
  const charging = new Map<EvseKey, Demand>();
  const fixed = new Map<EvseKey, number>();
  for (const [at, { key }] of loads.entries()) {
    const { charges, held } = abouts[at]!;
    if (held !== undefined) fixed.set(key, held);
    if (charges) charging.set(key, demandOf(key, at, abouts[at]!));
  }
  const live = roomOf(site.circuits);
  const lines = new Map<string, number>();
  for (const [at, { id, limitAmps, worstCaseBaseAmps }] of site.circuits.entries())
    for (const line of [0, 1, 2]) {
      const free = limitAmps - worstCaseBaseAmps * baseShares[at]!;
      live[at * 3 + line] = free;
      lines.set(`${id}/${line}`, free);
    }
  const reason = { kind: 'csms', uplink, scope: 'site' } as const;
  const stations = new Set(site.stations.filter((_one, at) => at % 3 !== 2).map(({ id }) => id));
  const ceilings: Ceiling[] = ceiling === undefined ? [] : [{ reason, amps: ceiling, stations }];
  const books = { held: roomOf(site.circuits), live };
  const question = { circuits: site.circuits, books, loads, fallback: fit.fallback, charging, fixed, ceilings, now };
  return { site, question, live: lines };
}

function demandOf(key: EvseKey, at: number, about: About): Demand {
  const { cap, priority, target, laxity, minAmps, noPause, isStarting, isIdle, turn } = about;
  const transaction = `T${at}` as TransactionId;
  return {
    key,
    transaction,
    beganAt: (now - at * minuteMs) as Utc,
    isIdle,
    priority,
    noPause,
    isStarting,
    ...(cap !== undefined && { cap: { amps: cap, reason: { kind: 'csms', uplink, scope: 'evse' } } }),
    ...(target !== undefined && { target }),
    ...(laxity !== undefined && { laxityHours: laxity }),
    ...(minAmps !== undefined && { minAmps }),
    ...(turn !== undefined && {
      turn: {
        transaction,
        on: turn.on,
        since: (now - turn.sinceMinutes * minuteMs) as Utc,
        servedMs: 0,
        ...(turn.isPaused && !turn.on && { isPaused: true }),
      },
    }),
  };
}

export const given = (question: Question): Map<string, Allocation> =>
  new Map(allocate(question).allocations.map((one) => [one.load.key, one]));

/** Those about whom there is something to decide. */
export const sharersOf = ({ charging, fixed, loads }: Question): Load[] =>
  loads.filter(({ key }) => charging.has(key) && !fixed.has(key));

export const mostOf = ({ charging }: Question, { key, maxAmps }: Load): number =>
  Math.min(maxAmps, charging.get(key)?.cap?.amps ?? Infinity);

export const leastOf = ({ charging }: Question, { key, minAmps }: Load): number =>
  Math.max(minAmps, charging.get(key)?.minAmps ?? 0);

/** What an EVSE counts with in a book when it is given so much. */
export function counts(question: Question, load: Load, book: 'held' | 'live', amps: number): number {
  const fallback = question.fallback.get(load.key)!;
  const held = question.fixed.get(load.key);
  if (held !== undefined) return Math.max(fallback, Math.min(held, load.maxAmps));
  const { holding } = load.hold;
  if (book === 'held') return holding === 'hold' ? Math.max(fallback, amps) : fallback;
  return holding === 'lease' ? amps : Math.max(fallback, amps);
}

/** Every line in each book with the room beside other load, and under the ceiling; and what is counted there. */
export function sums({ site, question, live }: Asked, amps: (key: string) => number) {
  const { loads, charging, ceilings } = question;
  const byKey = new Map<string, Load>(loads.map((load) => [load.key, load]));
  const lines = linesOf(site);
  const inBook = (book: 'held' | 'live') =>
    lines.map((line) => ({
      ...line,
      book,
      room: book === 'held' ? line.freeAmps : live.get(`${line.circuit}/${line.line}`)!,
      sum: sumOn(line, (key) => counts(question, byKey.get(key)!, book, amps(key))),
    }));
  const under = ceilings.flatMap((ceiling) =>
    lines
      .filter(({ circuit }) => circuit === 'C0')
      .map((line) => {
        const isUnder = (key: string): boolean =>
          charging.has(key as EvseKey) && ceiling.stations?.has(byKey.get(key)!.station.id) === true;
        const evses = new Set([...line.evses].filter(isUnder));
        const room = (ceiling.amps as readonly number[])[line.line]!;
        return { ...line, evses, book: 'ceiling', room, sum: sumOn({ ...line, evses }, amps) };
      }),
  );
  return [...inBook('held'), ...inBook('live'), ...under];
}
