import { expect, it } from 'vitest';
import { endingAt } from '../../../adapters/dashboard/live/ending.ts';

const minute = 60_000;

it.each<readonly [string, number, number, 'idle' | 'over' | undefined]>([
  ['nothing is near', 30, 600, undefined],
  ['nobody does anything', 1, 600, 'idle'],
  ['the shift is over soon', 30, 9, 'over'],
  ['the shift is over before anybody is idle', 30, 1, 'over'],
  ['nobody does anything, and the shift is over later', 1, 9, 'idle'],
])('a word when %s', (_when, idle, over, kind) => {
  const now = 1_700_000_000_000;
  expect(endingAt({ idle: now + idle * minute, over: now + over * minute }, now)?.kind).toBe(kind);
});
