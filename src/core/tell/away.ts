import type { Mono, Utc } from '../../model/time.ts';

/** A station that is not connected. */
export interface Away {
  readonly since: Utc;
  /** It was here before in this process. */
  readonly wasHere: boolean;
  /** When the time of grace is over. */
  readonly until: Mono;
  /** The CSMS is told that it is gone. */
  gone: boolean;
}
