// Problems with the place where they stand, as a person reads them.

import { error } from '../../src/model/config/problem.ts';
import type { ConfigProblem } from '../../src/model/config/problem.ts';
import type { Place } from './yaml.ts';

export interface Located extends ConfigProblem, Place {
  readonly file: string;
}

/** Nobody reads more; the next look shows the rest. */
const maxProblems = 50;

/** In the order of the file, the first ones only. */
export function firstOf(problems: readonly Located[]): readonly Located[] {
  const sorted = problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
  const last = sorted[maxProblems];
  if (last === undefined) return sorted;
  const more = error(
    'BB_CONFIG_MORE',
    [],
    `${sorted.length - maxProblems} more problems follow.`,
    'Correct the first ones and look again.',
  );
  return [...sorted.slice(0, maxProblems), { ...last, ...more }];
}

/** A problem as a person reads it: where, what, and what to do. */
export const describe = (problem: Located): string =>
  `${problem.file}:${problem.line}:${problem.column} ${problem.code} at ${problem.path.join('.') || 'the top'}\n  ${problem.message}\n  ${problem.remedy}`;
