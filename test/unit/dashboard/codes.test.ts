// What the gateway says by a code is said in every language of the dashboard, once, and readable in its direction.

import { describe, expect, it } from 'vitest';
import { codes as arCodes } from '../../../adapters/dashboard/text/codes/ar.ts';
import { codes as deCodes } from '../../../adapters/dashboard/text/codes/de.ts';
import type { Codes } from '../../../adapters/dashboard/text/codes/told.ts';
import { en } from '../../../adapters/dashboard/text/en.ts';
import { alarmCodes } from '../../../src/model/alarm.ts';
import { usesOf } from '../../docs/codes.ts';
import { shownCodes } from '../../docs/shown-codes.ts';

const home = new URL('../../../', import.meta.url);
const shown = shownCodes(home);
const headings = new Set(Object.keys(en.problems));
const languages = [
  ['de', deCodes],
  ['ar', arCodes],
] as const;

const textsOf = (codes: Codes): (readonly [code: string, text: string])[] =>
  Object.entries(codes).flatMap(([code, told]) =>
    (told ?? []).flatMap((text) => (text === undefined ? [] : [[code, text] as const])),
  );

it('every alarm in the list is raised somewhere', () => {
  const raised = new Set(usesOf(home).flatMap(({ code, path }) => (path === 'src/model/alarm.ts' ? [] : [code])));
  expect(alarmCodes.filter((code) => !raised.has(code))).toEqual([]);
  expect(alarmCodes.length).toBeGreaterThan(100);
});

describe.each(languages)('the codes in %s', (_language, codes) => {
  const texts = textsOf(codes);

  it('have a text for each that the dashboard may show', () => {
    const without = [...shown].filter((code) => codes[code] === undefined && !headings.has(code));
    expect(without.toSorted()).toEqual([]);
    expect(shown.size).toBeGreaterThan(350);
  });

  it('have none of a code that is not shown, or that is said among the problems already', () => {
    expect(Object.keys(codes).filter((code) => !shown.has(code) || headings.has(code))).toEqual([]);
  });

  it('are sentences, short enough for a phone', () => {
    expect(texts.filter(([, text]) => text.length > 190 || !/[.؟?]\u2069?$/.test(text))).toEqual([]);
  });

  it('say what to do where the other language does', () => {
    const shape = (of: typeof codes): string[] =>
      Object.entries(of)
        .map(([code, told]) => `${code} ${told?.length}`)
        .toSorted();
    expect(shape(codes)).toEqual(shape(deCodes));
  });
});

it('keys and names stay in their own direction in Arabic', () => {
  const loose = textsOf(arCodes).filter(([, text]) =>
    /[A-Za-z]/.test(text.replaceAll(/\u2068[^\u2068\u2069]*\u2069/g, '')),
  );
  expect(loose).toEqual([]);
});
