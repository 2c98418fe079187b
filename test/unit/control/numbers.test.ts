// The edge cases and the properties of load control as a list: each has a test that bears its number.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';

const folder = new URL('../../', import.meta.url);

/** The numbers with which names of tests begin: one, or some with spaces or commas between them. */
const numbersIn = (text: string): string[] =>
  [...text.matchAll(/['"`]((?:[A-Z]\d{1,3}[,:]? )+)\S/g)].flatMap(([, numbers]) => numbers!.match(/[A-Z]\d+/g) ?? []);

const tested = new Set(
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .flatMap((name) => numbersIn(readFileSync(new URL(name, folder), 'utf8'))),
);

// Where nothing holds maxUnbalanceAmps, the site file is told so, and there is nothing to test.
const isUnbalanceHeld = existsSync(new URL('../../../src/control/unbalance.ts', import.meta.url));
const untestable = isUnbalanceHeld ? [] : ['E25'];

const upTo = (letter: string, last: number): string[] => Array.from({ length: last }, (_, at) => `${letter}${at + 1}`);

it.each([
  ['edge case', upTo('E', 60)],
  ['property', upTo('P', 20)],
  [
    'fault of load control',
    ['F095', 'F096', 'F097', 'F098', 'F099', 'F100', 'F101', 'F102', 'F103', 'F104', 'F114', 'F121'],
  ],
])('every %s has a test that bears its number', (_what, numbers) => {
  expect(numbers.filter((number) => !tested.has(number) && !untestable.includes(number))).toEqual([]);
});
