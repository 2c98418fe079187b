// The small language of device files: arithmetic and comparison over points. No loops, no calls out.

import type { Value } from './value.ts';

/** `text` as it was written; `names` are the points and `$` names that it reads. */
export interface Expression {
  readonly text: string;
  readonly names: readonly string[];
  /** Null where an operand is. */
  readonly evaluate: (scope: (name: string) => Value) => Value;
}
