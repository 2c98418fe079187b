import fc from 'fast-check';
import { expect, it } from 'vitest';
import { whyPasswordRefused } from '../../../src/local/access/passwords.ts';

const words = ['anna', 'north-depot', 'North depot'];

it.each([
  ['eleven sign', false],
  ['seven green vans', true],
  ['correct horse battery staple', true],
  ['northdepot2024!', false],
  ['North-Depot 24', false],
  ['BUSBAR-busbar-1', false],
  ['passwordpassword', false],
  ['Password1234!', false],
  ['anna1234567', false],
  ['qwertyuiop12', false],
  ['123456789012', false],
  ['abcdefghijkl', false],
  ['aaaaaaaaaaaaaaaa', false],
  ['ababababababab', false],
  ['كلمة سر طويلة جدا', true],
  ['🚐🚐🚐🚐🚐🚐🚐🚐🚐🚐🚐🚐', false],
  ['x7#kQ9v!Lm2p', true],
])('"%s" is taken: %s', (password, isTaken) => {
  expect(whyPasswordRefused(password, words)?.code).toBe(isTaken ? undefined : 'BB_ACCESS_PASSWORD');
});

it('what a password manager makes is taken, at any length from 16 to 128', () => {
  const sign = fc.constantFrom(...'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789-_.!');
  fc.assert(
    fc.property(fc.array(sign, { minLength: 16, maxLength: 128 }), (signs) => {
      fc.pre(new Set(signs.map((one) => one.toLowerCase())).size >= 8);
      const runs = signs.slice(1).filter((one, at) => Math.abs(one.charCodeAt(0) - signs[at]!.charCodeAt(0)) <= 1);
      fc.pre(runs.length < signs.length / 2);
      expect(whyPasswordRefused(signs.join(''), words)).toBeUndefined();
    }),
  );
});
