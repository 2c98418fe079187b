import type { Draft } from './program.ts';

/** What the parts of a program share while it is built. */
export interface Frame {
  readonly draft: Draft;
  /** For each row of the request and each slot, its row in the program. */
  readonly rowOf: readonly (readonly number[])[];
  readonly hours: readonly number[];
}
