// Circuits that are measured otherwise than the gateway takes it: each thing once, with circuit, amps and remedy.

import { describe, expect, it } from 'vitest';
import type { Located } from '../../../adapters/config-file/located.ts';
import { changed, load, problemsOf, smallFile } from './file.ts';

const meters = (...entries: string[]): string => `meters:\n${entries.map((entry) => `  - { ${entry} }\n`).join('')}`;
const http = (id: string): string => `id: ${id}, source: http, url: 'http://10.0.0.5/${id}'`;
const sum = (id: string, ...of: string[]): string => `id: ${id}, source: sum, of: [${of.join(', ')}]`;

/** The small file with keys at its circuits, and meters. */
const site = (main: string, rowA: string, ...entries: string[]): string =>
  changed('limitAmps: 100 }', `limitAmps: 100${main} }`)
    .replace('limitAmps: 63\n', `limitAmps: 63${rowA.replaceAll(/, (?!ratedAmps)/g, '\n    ')}\n`)
    .concat(entries.length === 0 ? '' : meters(...entries));

const warningsOf = (text: string): readonly Located[] => {
  const loaded = load(text);
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
  return loaded.warnings;
};
const told = (problems: readonly Located[]): string[] =>
  problems.map(({ code, message, remedy }) => `${code} | ${message} | ${remedy}`);
const mccb = ', protection: { kind: mccb, ratedAmps: 100 }';
const grid = `${mccb}, meter: grid, worstCaseBaseAmps: 20`;

describe('what is refused of meters', () => {
  it.each([
    [
      'a step that is larger than all other load',
      site(`${grid}, worstStepAmps: 30`, '', http('grid')),
      [
        'BB_CONFIG_STEP_ABOVE_WORST_CASE | Circuit main, each line: other load may step up by 30 A, but draws 20 A at most. | Write 30 A or more as worstCaseBaseAmps, or a smaller worstStepAmps: a step is part of the worst case.',
      ],
    ],
    [
      'a step of other load of which nothing is said',
      site(', worstStepAmps: 30', ''),
      [
        'BB_CONFIG_STEP_ABOVE_WORST_CASE | Circuit main, each line: other load may step up by 30 A, but the file says nothing of its worst case, so none is counted. | Write 30 A or more as worstCaseBaseAmps, or a smaller worstStepAmps: a step is part of the worst case.',
      ],
    ],
    [
      'E32 one meter for two fuses',
      site(grid, ', meter: grid, worstCaseBaseAmps: 0', http('grid')),
      [
        'BB_CONFIG_METER_TWICE | Circuits main and row-a are both measured by grid: for one of them that is not what flows through its fuse. | Name it at the circuit whose fuse it sits at. What the others draw beside chargers counts with worstCaseBaseAmps.',
      ],
    ],
    [
      'E31 the sum of rows where something hangs beside them',
      site(grid, ', meter: row, worstCaseBaseAmps: 5', http('row'), sum('grid', 'row')),
      [
        'BB_CONFIG_METER_PARTIAL | Circuit main is measured by the sum of row: that is row-a only, and AC-1 and 15 A of other load would not be counted. | Use a meter at the fuse of main, or add up one more for what is missing.',
      ],
    ],
  ])('%s', (_name, text, expected) => expect(told(problemsOf(text)).slice(0, 1)).toEqual(expected));

  it('is nothing where a sum counts everything, or each fuse has its own meter (E32)', () => {
    const row = ', meter: row, worstCaseBaseAmps: 5, protection: { kind: mcb, ratedAmps: 63 }';
    expect(warningsOf(site(grid, row, http('row'), http('hall'), sum('grid', 'row', 'hall')))).toEqual([]);
    expect(warningsOf(site(grid, row, http('row'), http('grid')))).toEqual([]);
  });
});

describe('what is pointed out of meters', () => {
  it.each([
    [
      'a meter without the worst case of other load',
      site(`${mccb}, meter: grid`, '', http('grid')),
      [
        'BB_CONFIG_METER_WITHOUT_WORST_CASE | Circuit main is measured, but the file does not say what everything beside the chargers draws at most: it counts as 0 A when the meter is lost or the gateway is away, and chargers may fill all 100 A. | Write worstCaseBaseAmps, in amps per line; 0 where nothing but chargers hangs on it.',
      ],
    ],
    [
      'a meter without a protective device',
      site(', meter: grid, worstCaseBaseAmps: 20', '', http('grid')),
      [
        'BB_CONFIG_PROTECTION_UNKNOWN | Circuit main is measured, but the file does not say what protects it: the reserve is reckoned for the most sensitive kind of device, rated 100 A. | Write what is printed on it, such as "protection: { kind: mccb, ratedAmps: 100 }" (mcb, mccb or gG).',
      ],
    ],
    ['nothing where no other load is meant', site(', meter: grid, worstCaseBaseAmps: 0', '', http('grid')), []],
    ['nothing without a meter', smallFile, []],
    ['nothing of the largest difference between lines', site('', ', maxUnbalanceAmps: 20'), []],
  ])('%s', (_name, text, expected) => expect(told(warningsOf(text))).toEqual(expected));
});
