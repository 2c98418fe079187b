/** A rule, and the one place in the source where other text breaks it. */
export interface Mutant {
  readonly rule: string;
  readonly file: string;
  readonly find: string;
  readonly put: string;
  /** The seed from which it is looked for, where it shows rarely; from 1 otherwise. */
  readonly first?: number;
}
