import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mutants } from './mutants/mutants.ts';

describe('the mutants', () => {
  it('break each rule in the one place where the source has it: whoever changes that text changes the mutant', () => {
    const lost = mutants.filter(
      ({ file, find }) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8').split(find).length !== 2,
    );
    expect(lost.map(({ rule, file }) => `${rule}: ${file}`)).toEqual([]);
  });
});
