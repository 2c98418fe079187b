import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { faults } from '../faults.ts';
import { scenarios } from '../scenarios.ts';
import { removals } from './removals.ts';

const textOf = (file: string): string => readFileSync(new URL(`../../../../${file}`, import.meta.url), 'utf8');

describe('the removals', () => {
  it('take each protection from the one place where the source has it: whoever changes that text changes the removal', () => {
    const lost = removals.flatMap(({ protection, edits }) =>
      edits
        .filter(({ file, find }) => textOf(file).split(find).length !== 2)
        .map(({ file }) => `${protection}: ${file}`),
    );
    expect(lost).toEqual([]);
  });

  it('are looked for in depots and faults that there are', () => {
    const unknown = removals.flatMap(({ shows }) =>
      shows.filter(
        ([scenario, fault]) =>
          !scenarios.some(({ name }) => name.includes(scenario)) || !faults.some(({ name }) => name === fault),
      ),
    );
    expect(unknown).toEqual([]);
  });
});
