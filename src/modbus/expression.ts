// The small language of device files: arithmetic and comparison over points. No loops, no calls out.

import { parseExpression } from './expression-parser.ts';
import type { Scope } from './expression-values.ts';
import type { Value } from './value.ts';

/** `text` as it was written; `names` are the points and `$` names that it reads. */
export interface Expression {
  readonly text: string;
  /**
   * Each once. `edge(state, 'A', 'B')` reads `state` and `$before.state`: what it was when the last reading was looked at.
   */
  readonly names: readonly string[];
  /** Those of `names` that must be lists: what stands in `sum()`. */
  readonly lists: readonly string[];
  /** Null where an operand is, and where the operands do not go together. Never throws where the scope does not. */
  readonly evaluate: (scope: Scope) => Value;
}

export interface ExpressionProblem {
  /** Where it stands in the text: the number of characters before it. */
  readonly at: number;
  readonly message: string;
  readonly remedy: string;
}

export type ReadExpression = { readonly expression: Expression } | { readonly problem: ExpressionProblem };

/**
 * The language, loosest first: `?:`, `||`, `&&`, comparison (`== != < <= > >=`, not chained), `|`, `&`, `+ -`, `* / %`,
 * `! -`, parentheses. Bit operators bind tighter than comparison, so that `cable & 4 == 4` means what it looks like.
 *
 * Numbers (`16`, `0x7F00`, `0.5`), texts in `'…'`, `true`, `false`, points by name, `$param.x`, `$last.limit`,
 * `$fallback.current`, `$arg`, `$connector`, `$phases`. `semver(x)` in a comparison makes it one of versions; `int(x)` reads
 * a whole number out of a text or cuts one off; `matches(x, 'pattern')`; `edge(point, 'A', 'B')` is true when the point has
 * just gone from A to B; `sum(vector)`.
 *
 * A null operand gives null; `false && null` is false and `true || null` is true. Divided by zero, or numbers with texts: null.
 */
export function readExpression(text: string): ReadExpression {
  const parsed = parseExpression(text);
  return 'problem' in parsed ? parsed : { expression: { text, ...parsed } };
}

/** An expression that always says the same, for what may be a value or an expression in a file. */
export const constant = (value: Value): Expression => ({
  text: typeof value === 'string' ? `'${value}'` : String(value),
  names: [],
  lists: [],
  evaluate: () => value,
});
