import { expect, it } from 'vitest';
import type { Edit } from '../../../adapters/dashboard/answers.ts';
import type { Draft } from '../../../adapters/dashboard/parts/draft.ts';
import { draftOf } from '../../../adapters/dashboard/parts/draft.ts';

/** As the page has it: each step sees what the one before left. */
function drafting(): { now: () => Draft } {
  let edits: ReadonlyMap<string, Edit> = new Map();
  const file = {
    circuits: [
      { id: 'main', limitAmps: 100 },
      { id: 'a', limitAmps: 32 },
      { id: 'b', limitAmps: 16 },
    ],
  };
  return { now: () => draftOf(file, edits, (next) => (edits = next)) };
}

it('what is set back to what the file says is no edit', () => {
  const { now } = drafting();
  now().set(['circuits', 0, 'limitAmps'], 80);
  expect(now().valueAt(['circuits', 0, 'limitAmps'])).toBe(80);
  expect(now().edits()).toEqual([{ op: 'set', path: ['circuits', 0, 'limitAmps'], value: 80 }]);
  now().set(['circuits', 0, 'limitAmps'], 100);
  expect(now().edits()).toEqual([]);
});

it('a key without a value is taken out, and a key that was never there stays away', () => {
  const { now } = drafting();
  now().set(['circuits', 1, 'limitAmps'], undefined);
  now().set(['circuits', 1, 'meter'], undefined);
  expect(now().edits()).toEqual([{ op: 'remove', path: ['circuits', 1, 'limitAmps'] }]);
});

it('entries are taken out from the end on, after everything that names its place', () => {
  const { now } = drafting();
  now().remove(['circuits', 1]);
  now().set(['circuits', 0, 'limitAmps'], 50);
  now().remove(['circuits', 2]);
  now().add(['circuits'], { id: 'c', limitAmps: 10 });
  expect(
    now()
      .edits()
      .map(({ op, path }) => `${op} ${path.join('.')}`),
  ).toEqual(['set circuits.0.limitAmps', 'add circuits', 'remove circuits.2', 'remove circuits.1']);
  expect(
    now()
      .added(['circuits'])
      .map(({ value }) => value),
  ).toEqual([{ id: 'c', limitAmps: 10 }]);
  now().takeBack(now().added(['circuits'])[0]!.key);
  expect(now().added(['circuits'])).toEqual([]);
});
