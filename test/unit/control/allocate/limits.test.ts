import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate } from '../../../../src/control/allocate.ts';
import type { Asked } from './asked.ts';
import { anyAsked, given, leastOf, mostOf, now, sharersOf, sums, tolerance } from './asked.ts';

const runs = { numRuns: 300 };

/** What those have about whom nothing is decided; nothing for the others. */
const ofOthers = ({ question }: Asked, amps: (key: string) => number): ((key: string) => number) => {
  const deciding = new Set<string>(sharersOf(question).map(({ key }) => key));
  return (key) => (deciding.has(key) ? 0 : amps(key));
};

/** No line carries more than it may, beyond what it carries when nobody is given anything. */
function expectWithin(one: Asked, amps: (key: string) => number): void {
  const nothing = sums(one, ofOthers(one, amps));
  // One look at all of them: an expectation for each line of each question costs more than the questions.
  const over = sums(one, amps).filter(({ room, sum }, at) => !(sum <= Math.max(room, nothing[at]!.sum) + tolerance));
  expect(over).toEqual([]);
}

describe('what is given', () => {
  it('P1 fits both books and every ceiling, line by line', () => {
    fc.assert(
      fc.property(anyAsked(), (one) => {
        const all = given(one.question);
        expectWithin(one, (key) => all.get(key)!.amps);
      }),
      runs,
    );
  });

  it('P2 is nothing, or from the minimum to the most, in whole amps or all that there may be', () => {
    fc.assert(
      fc.property(anyAsked(), ({ question }) => {
        const all = given(question);
        for (const load of sharersOf(question)) {
          const { amps } = all.get(load.key)!;
          if (amps === 0) continue;
          const [least, most] = [leastOf(question, load), mostOf(question, load)];
          expect(amps).toBeGreaterThanOrEqual(least);
          expect(amps).toBeLessThanOrEqual(most);
          const begin = Math.max(least, question.fallback.get(load.key)!);
          expect(Number.isInteger(amps) || [least, most, begin].includes(amps)).toBe(true);
        }
      }),
      runs,
    );
  });

  it('P4 is maximal: nobody who charges can have one amp more, and nobody waits whose minimum fits', () => {
    fc.assert(
      fc.property(anyAsked(), (one) => {
        const { question } = one;
        const all = given(question);
        for (const load of sharersOf(question)) {
          const { amps, reason } = all.get(load.key)!;
          if (reason.kind === 'starting' || reason.kind === 'justPaused') continue;
          const more = amps === 0 ? leastOf(question, load) : Math.min(amps + 1, mostOf(question, load));
          if (more <= amps || more > mostOf(question, load)) continue;
          const before = sums(one, (key) => all.get(key)!.amps);
          const after = sums(one, (key) => (key === load.key ? more : all.get(key)!.amps));
          const isFull = after.some(({ sum, room }, at) => sum > before[at]!.sum + tolerance && sum > room + 1e-9);
          expect(isFull, `${load.key} could have ${more}`).toBe(true);
        }
      }),
      runs,
    );
  });

  it('P8 depends on names and not on the order in which it is asked', () => {
    fc.assert(
      fc.property(anyAsked(), ({ question }) => {
        const charging = new Map([...question.charging].reverse());
        const right = given({ ...question, loads: [...question.loads].reverse(), charging });
        for (const [key, { amps, reason }] of given(question)) expect(right.get(key)).toMatchObject({ amps, reason });
      }),
      runs,
    );
  });

  it('P10 is the same for the same question', () => {
    fc.assert(
      fc.property(anyAsked(), ({ question }) => {
        expect(allocate(question)).toEqual(allocate(question));
      }),
      runs,
    );
  });

  it('says when it changes by itself, and that is later', () => {
    fc.assert(
      fc.property(anyAsked(), ({ question }) => {
        expect(allocate(question).changesAt).toBeGreaterThan(now);
      }),
      runs,
    );
  });

  const noNumber = fc.constantFrom(Number.NaN, Infinity, -Infinity, -5, undefined as unknown as number);

  it('P16 is nothing beyond what everybody draws alone on a line whose room is no number', () => {
    fc.assert(
      fc.property(anyAsked(), noNumber, fc.nat(11), fc.constantFrom('held', 'live'), (one, poison, at, book) => {
        const { question } = one;
        const room = question.books[book].slice();
        room[at] = poison;
        const all = given({ ...question, books: { ...question.books, [book]: room } });
        expectWithin(one, (key) => all.get(key)!.amps);
        const { circuits } = question;
        const isThere = ({ circuit, line }: { circuit: string; line: number }): boolean =>
          circuit === circuits[Math.floor(at / 3)]!.id && line === at % 3;
        const amount = (key: string): number => all.get(key)!.amps;
        const with0 = sums(one, ofOthers(one, amount)).find((line) => line.book === book && isThere(line))!;
        const with1 = sums(one, amount).find((line) => line.book === book && isThere(line))!;
        expect(with1.sum).toBeLessThanOrEqual(with0.sum + tolerance);
      }),
      runs,
    );
  });

  it('P16 is nothing under a ceiling that is no number or misses a line', () => {
    fc.assert(
      fc.property(anyAsked(), noNumber, ({ question }, poison) => {
        const reason = { kind: 'gridOperator', input: 'dso', action: 'dim' } as const;
        const ceiling = { reason, amps: [poison, poison], stations: undefined };
        const all = given({ ...question, ceilings: [ceiling] });
        for (const { key } of sharersOf(question)) expect(all.get(key)!.amps).toBe(0);
      }),
      runs,
    );
  });

  it('P16 never more to anybody whose own figures are no numbers, and within every limit', () => {
    fc.assert(
      fc.property(anyAsked(), noNumber, fc.nat(7), (one, poison, at) => {
        const { question } = one;
        const load = question.loads[at % question.loads.length]!;
        const demand = question.charging.get(load.key);
        fc.pre(demand !== undefined && !question.fixed.has(load.key));
        const capped = { ...demand, cap: { amps: poison, reason: { kind: 'vehicle' } as const } };
        const all = given({ ...question, charging: new Map(question.charging).set(load.key, capped) });
        expect(all.get(load.key)!.amps).toBeLessThanOrEqual(poison === Infinity ? load.maxAmps : 0);
        for (const figure of ['priority', 'target', 'laxityHours', 'minAmps'] as const) {
          const charging = new Map(question.charging).set(load.key, { ...demand, [figure]: poison });
          const other = given({ ...question, charging });
          expectWithin({ ...one, question: { ...question, charging } }, (key) => other.get(key)!.amps);
        }
        const unread = new Map(question.fixed).set(load.key, poison);
        const fixed = given({ ...question, fixed: unread });
        const reads = poison < 0 ? 0 : Infinity;
        const as = { ...one, question: { ...question, fixed: new Map(unread).set(load.key, reads) } };
        expectWithin(as, (key) => fixed.get(key)!.amps);
      }),
      runs,
    );
  });

  it('P18 F114 fits whatever the plan says, and without a plan', () => {
    const garbage = fc.constantFrom(undefined, Number.NaN, Infinity, -Infinity, -1, 0, 3, 7.3, 1e9);
    fc.assert(
      fc.property(anyAsked(), fc.array(garbage, { minLength: 8, maxLength: 8 }), (one, targets) => {
        const charging = new Map(
          [...one.question.charging].map(([key, { target: _, ...demand }], at) => {
            const target = targets[at];
            return [key, { ...demand, ...(target !== undefined && { target }) }];
          }),
        );
        const planned = { ...one, question: { ...one.question, charging } };
        const all = given(planned.question);
        expectWithin(planned, (key) => all.get(key)!.amps);
        for (const load of sharersOf(planned.question)) {
          const { amps } = all.get(load.key)!;
          expect(amps === 0 || amps >= leastOf(one.question, load)).toBe(true);
          expect(amps).toBeLessThanOrEqual(mostOf(one.question, load));
        }
      }),
      runs,
    );
  });
});
