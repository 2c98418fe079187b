// The tolerance table as a table: whole, true to the files, and tested row by row.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { quirks } from '../../../src/ocpp/quirks.ts';
import { actionsOf } from '../../../src/ocpp/schema.ts';

/** What `it` and `describe` are called with, those over tables too. */
const testNamesIn = (text: string): string[] =>
  [...text.matchAll(/(?:\b(?:it|describe)(?:\.\w+)*|\))\(\s*(['"`])(.*?)\1/gs)].map(([, , name]) => name!);

describe('the table of quirks', () => {
  it('has every row once, in order, with what becomes of it and where', () => {
    expect(quirks.map(({ number }) => number)).toEqual(Array.from({ length: 55 }, (_, index) => index + 1));
    for (const { seenIn, becomes } of quirks) for (const text of [seenIn, becomes]) expect(text).not.toBe('');
  });

  it('names files that are there', () => {
    const root = new URL('../../../', import.meta.url);
    for (const { number, by } of quirks) {
      const isThere = [`src/${by}`, by].some((path) => existsSync(new URL(path, root)));
      expect([number, isThere || by === 'belongs to 2.x' || by === 'nowhere']).toEqual([number, true]);
    }
  });

  it('has a test that bears the number of each row of 1.6', () => {
    const folder = new URL('../../', import.meta.url);
    const tested = new Set(
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.test.ts'))
        .flatMap((name) => testNamesIn(readFileSync(new URL(name, folder), 'utf8')))
        .flatMap((name) => name.match(/\bQ\d+/g) ?? []),
    );
    const of16 = quirks.filter(({ by }) => by !== 'belongs to 2.x').map(({ number }) => `Q${number}`);
    expect(of16.filter((number) => !tested.has(number))).toEqual([]);
  });

  it('names repairs for messages that exist', () => {
    for (const { repairs = {} } of quirks)
      for (const message of Object.keys(repairs)) expect(actionsOf('1.6')).toContain(message.replace('.conf', ''));
  });
});
