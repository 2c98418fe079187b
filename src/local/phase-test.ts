// An EVSE that is stepped to see which lines of the site follow, as the API shows it.

import type { Finding } from './find-phases.ts';
import type { FileEdit } from './site-file.ts';

export interface PhaseTestView {
  /** `CP-01/1`. */
  readonly evse: string;
  readonly state: 'running' | 'over';
  /** What looks on, and of which circuit it is. */
  readonly meter: string;
  readonly circuit: string;
  /** From 1. */
  readonly step: number;
  readonly steps: number;
  /** Whether this step is one down. */
  readonly isLow: boolean;
  /** What it is lowered to. */
  readonly lowAmps: number;
  readonly stepSeconds: number;
  /** Until the end of the test. */
  readonly secondsLeft: number;
  /** As the site has it. */
  readonly phasesNow: string;
  readonly finding?: Finding;
  /** Why it ended before it was over. */
  readonly ended?: { readonly code: string; readonly detail: string };
}

/** With what the site file would say, for whoever may write it. */
export interface PhaseTestAnswer extends PhaseTestView {
  /** What was found is sure, and not in the file yet: edits of this state of it, or why there is no place for them. */
  readonly writing?: { readonly etag: string; readonly edits: readonly FileEdit[] } | { readonly why: string };
}
