// P3 where other load is measured: room that exists only because other load is below its worst case is given to chargers with a
// watchdog, and taken back with the next reading. Whatever happens, both promises hold on every line.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CircuitId } from '../../src/model/ids.ts';
import type { Yard } from './yard.ts';
import { baseOf, busyYard, newYard } from './yard.ts';

const worst = 30;
const fallbackAmps = 0;

type Event =
  | { readonly kind: 'base'; readonly line: number; readonly amps: number }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'meter' | 'crash' }
  | { readonly kind: 'session' | 'link' | 'plug' | 'silence'; readonly at: number }
  | { readonly kind: 'wants'; readonly at: number; readonly amps: number }
  | { readonly kind: 'mood'; readonly at: number; readonly mood: 'takes' | 'refuses' | 'silent' | 'lost' };

const some = fc.nat(1);
const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.constantFrom(1, 3, 12, 35) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('base' as const),
      line: fc.nat(3),
      amps: fc.integer({ min: 0, max: worst }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('meter' as const, 'crash' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('session', 'link', 'plug', 'plug', 'silence'), at: some }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('wants' as const), at: some, amps: fc.constantFrom(0, 8, 14, 32) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('mood' as const),
      at: some,
      mood: fc.constantFrom('takes', 'refuses', 'silent', 'lost'),
    }),
  },
);

/** After a step of other load, chargers are down within this time: the next reading, or three that do not come, and an order. */
const followSeconds = 8;
/** What a charger was just told hides as much other load until it followed, and a reading showed it. */
const hiddenSeconds = 12 + 10 + followSeconds;

/** What has happened to a yard, and what is allowed in it. */
function judged(limitAmps: number) {
  const moods = ['takes', 'takes'];
  const yard = newYard({
    boxes: 2,
    limitAmps,
    circuit: { worstCaseBaseAmps: worst, worstStepAmps: 0 },
    post: (at) => ({
      refuses: () => (moods[at] === 'takes' ? undefined : moods[at] === 'refuses' ? { status: 'Rejected' } : 'silence'),
      appliesFirst: () => moods[at] === 'lost',
    }),
  });
  const past: number[][] = [];
  let untold = 0;
  const faults: string[] = [];
  const judge = (what: string, flows: readonly number[], seconds: number): void => {
    const recent = past.slice(-seconds);
    for (const [line, amps] of flows.entries()) {
      const step = yard.base[line]! - Math.min(...recent.map((one) => one[line]!));
      if (amps > limitAmps + step + 1e-6)
        faults.push(`${what} L${line + 1}: ${amps} of ${limitAmps} A, after a step of ${step} A at ${past.length} s`);
    }
  };
  yard.each = () => {
    past.push([...yard.base]);
    // One that cannot be told anything falls back by itself: until then nobody can take anything back.
    untold = yard.boxes.some(({ isSilent }) => isSilent) ? untold + 1 : 0;
    const kept = yard.posts.reduce((sum, post) => sum + post.mayDrawAtMost(), 0) + worst;
    if (kept + yard.boxes.length * fallbackAmps > limitAmps) faults.push(`held: ${kept} of ${limitAmps} A`);
    judge('may', yard.mayFlow(), hiddenSeconds + untold);
    judge('flows', yard.flows(), followSeconds + untold);
    expect(yard.harness().failures).toEqual([]);
  };
  return { yard, moods, faults };
}

function does(yard: Yard, moods: string[], one: Event): void {
  switch (one.kind) {
    case 'wait':
      return yard.passes(one.seconds);
    case 'base':
      for (const line of [0, 1, 2]) if (one.line === 3 || one.line === line) yard.base[line] = one.amps;
      return yard.passes(1);
    case 'meter':
      yard.speaks = !yard.speaks;
      return;
    case 'mood':
      moods[one.at] = one.mood;
      return;
    case 'wants':
      // What it leaves may hide a step of other load until its next reading.
      yard.cars[one.at]!.wants = one.amps;
      yard.boxes[one.at]!.wants = one.amps;
      return yard.passes(1);
    case 'plug':
      yard.boxes[one.at]!.plugged = !yard.boxes[one.at]!.plugged;
      return;
    case 'silence':
      yard.boxes[one.at]!.isSilent = !yard.boxes[one.at]!.isSilent;
      return;
    case 'crash':
      yard.restarts();
      for (const post of yard.posts) post.connects();
      return;
    case 'link':
      if (yard.posts[one.at]!.link() === '') yard.posts[one.at]!.connects();
      else yard.posts[one.at]!.drops();
      return;
    case 'session':
      if (yard.posts[one.at]!.link() === '') return;
      if (yard.posts[one.at]!.number() === undefined) yard.posts[one.at]!.starts();
      else yard.posts[one.at]!.stops();
  }
}

const runs = Number(process.env['RUNS'] ?? 3);

it('P3 Σ of what everybody may draw and other load stay below the limit, but for a step that nobody could foresee', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 45, max: 110 }),
      fc.array(event, { minLength: 5, maxLength: 30 }),
      (limit, events) => {
        const { yard, moods, faults } = judged(limit);
        for (const box of yard.boxes) box.plugged = true;
        yard.passes(45);
        for (const one of events) {
          does(yard, moods, one);
          expect(faults).toEqual([]);
        }
        yard.passes(10);
        expect(faults).toEqual([]);
      },
    ),
    { numRuns: runs },
  );
});

it('P3 what the readings of many chargers are off by hides no other load that grows little by little', () => {
  const yard = busyYard({ posts: 12, limitAmps: 200, circuit: { worstCaseBaseAmps: 60, worstStepAmps: 0 } });
  // They take less than they may.
  for (const car of yard.cars) car.wants = 8;
  yard.base = [20, 20, 20];
  yard.passes(90);
  yard.base = [0, 0, 0];
  yard.passes(20);
  for (let amps = 1; amps <= 10; amps += 1) {
    yard.base = [amps, amps, amps];
    yard.passes(2);
    expect(Math.min(...baseOf(yard))).toBeGreaterThanOrEqual(amps);
  }
});

it('P3 those who leave one after another hide no other load with what they showed last', () => {
  const yard = busyYard({
    posts: 6,
    limitAmps: 100,
    circuit: { worstCaseBaseAmps: 60, worstStepAmps: 0 },
    change: (site) => ({ ...site, stations: site.stations.map((one) => ({ ...one, fallbackAmps: 6 })) }),
  });
  yard.base = [40, 40, 40];
  yard.passes(60);
  for (const post of yard.posts) {
    yard.passes(7);
    post.stops();
    yard.passes(2);
    for (let second = 0; second < 4; second += 1) {
      yard.passes(1);
      expect(Math.min(...baseOf(yard))).toBeGreaterThanOrEqual(40);
    }
  }
});

it('P3 those who were told 0 hide no other load: they cannot begin before they are told something', () => {
  const yard = busyYard({
    posts: 6,
    limitAmps: 100,
    circuit: { worstCaseBaseAmps: 40, worstStepAmps: 0 },
    change: (site) => ({ ...site, stations: site.stations.map((one) => ({ ...one, fallbackAmps: 6 })) }),
  });
  yard.base = [10, 10, 10];
  yard.passes(60);
  yard.harness().asks({ kind: 'setCircuitLimit', circuit: 'main' as CircuitId, amps: 30 });
  yard.passes(30);
  for (const car of yard.cars) car.isRead = false;
  yard.passes(5);
  yard.base = [20, 20, 20];
  yard.passes(1);
  expect(Math.min(...baseOf(yard))).toBeGreaterThanOrEqual(20);
});
