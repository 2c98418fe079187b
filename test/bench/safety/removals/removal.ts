/** The one place in the source where other text removes a protection. */
export interface Edit {
  readonly file: string;
  readonly find: string;
  readonly put: string;
}

/** A protection, all that has to go for it to be gone, and where that shows. */
export interface Removal {
  readonly protection: string;
  readonly edits: readonly Edit[];
  /** Scenario, fault and a seed that shows it, the surest first. */
  readonly shows: readonly (readonly [scenario: string, fault: string, seed: number])[];
}
