import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dueAt, firstDue, leastLevel, newDue, setDue } from '../../../../src/control/allocate/due.ts';

it('what is due first is the least of all levels, and of several the lowest number, whatever was due before', () => {
  const level = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(Infinity));
  const settings = fc
    .integer({ min: 1, max: 9 })
    .chain((count) => fc.tuple(fc.constant(count), fc.array(fc.tuple(fc.nat(count - 1), level), { maxLength: 30 })));
  fc.assert(
    fc.property(settings, ([count, list]) => {
      const due = newDue(count);
      const levels = Array<number>(count).fill(Infinity);
      for (const [one, to] of list) {
        setDue(due, one, to);
        levels[one] = to;
        expect(leastLevel(due)).toBe(Math.min(...levels));
        if (leastLevel(due) < Infinity) expect(firstDue(due)).toBe(levels.indexOf(Math.min(...levels)));
        expect(dueAt(due, one)).toBe(to);
      }
    }),
  );
});
