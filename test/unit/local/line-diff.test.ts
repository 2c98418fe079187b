import fc from 'fast-check';
import { expect, it } from 'vitest';
import { diffOf, hunksOf, linesOf, takenBack } from '../../../src/local/line-diff.ts';

const line = fc.constantFrom('a\n', 'b\n', 'c\n', '\n', 'a\r\n');
const text = fc
  .tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom('', 'end'))
  .map(([all, end]) => all.join('') + end);

it('hunks make the one text of the other, in order and apart from each other', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = linesOf(before);
      const hunks = hunksOf(lines, linesOf(after));
      for (const { from, to, lines: by } of hunks.toReversed()) lines.splice(from, to - from, ...by);
      expect(lines.join('')).toBe(after);
      hunks.slice(1).forEach((hunk, at) => expect(hunk.from).toBeGreaterThan(hunks[at]!.to - 1));
      expect(hunks.length === 0).toBe(before === after);
    }),
  );
});

it('a change that nobody followed is taken back to the byte', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      expect(takenBack(before, after, after)).toBe(before);
    }),
  );
});

it('changes of different lines are taken back in any order; of the same line, not', () => {
  const before = 'one\ntwo\nthree\nfour\n';
  const first = 'one\nTWO\nthree\nfour\n';
  const second = 'one\nTWO\nthree\nfour\nfive\n';
  expect(takenBack(before, first, second)).toBe('one\ntwo\nthree\nfour\nfive\n');
  expect(takenBack(before, first, 'one\nzwei\nthree\nfour\n')).toBeUndefined();
  expect(takenBack(before, first, before), 'it is back already').toBe(before);
});

it('an entry that was added is taken out although others were added behind it', () => {
  expect(takenBack('a\n', 'a\nb\n', 'a\nb\nc\n')).toBe('a\nc\n');
});

it('what is told has the lines around, and numbers of lines', () => {
  expect(diffOf('1\n2\n3\n4\n5\n6\n', '1\n2\n3\n4\nX\n6\n')).toEqual([
    { sign: ' ', line: 3, text: '3' },
    { sign: ' ', line: 4, text: '4' },
    { sign: '-', line: 5, text: '5' },
    { sign: '+', line: 5, text: 'X' },
    { sign: ' ', line: 6, text: '6' },
  ]);
});

it('texts that have nothing in common are told in one piece, and soon', () => {
  const long = (word: string): string => Array.from({ length: 20_000 }, (_, at) => `${word} ${at}\n`).join('');
  const hunks = hunksOf(linesOf(long('a')), linesOf(long('b')));
  expect(hunks).toHaveLength(1);
  expect(diffOf(long('a'), long('b')).length).toBeLessThanOrEqual(400);
});
