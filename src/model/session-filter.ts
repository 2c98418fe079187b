import type { Utc } from './time.ts';

/** Which sessions are meant; all of it holds. */
export interface SessionFilter {
  /** Began from here on, and before there. */
  readonly from?: Utc;
  readonly to?: Utc;
  readonly stations?: readonly string[];
  /** Its last four letters, or all of it. */
  readonly token?: string;
  readonly vehicle?: string;
  /** A part of the name of the station or vehicle, or of the token its last four letters or all of it. */
  readonly text?: string;
}
