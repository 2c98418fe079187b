// Why an EVSE may draw what it may draw, as data: what the words are made of, and what stands beside them.

import type { CircuitId, UplinkId } from '../model/ids.ts';
import type { Reason } from '../model/reason.ts';
import type { Utc } from '../model/time.ts';
import type { WallClock } from './wall-clock.ts';

/** What is known of the present beside the reason. All of it may be absent: the past tells only reason and amps. */
export interface Circumstances {
  /** What it may have. */
  readonly amps?: number;
  readonly minAmps?: number;
  readonly maxAmps?: number;
  readonly fallbackAmps?: number;
  /** Of the circuit that the reason names, on the line that it names. */
  readonly circuit?: CircuitFigures;
  /** What all stations under the order may draw together, on each line. */
  readonly ceilingAmps?: readonly number[];
  /** What somebody wrote beside a temporary limit. */
  readonly note?: string;
  readonly until?: Utc;
  /** A clock on the wall; UTC when absent. */
  readonly clock?: WallClock;
}

export interface CircuitFigures {
  /** As it is limited now. */
  readonly limitAmps: number;
  readonly baseAmps: number;
  readonly reserveAmps: number;
  /** `worstCase`: it is not measured now, or must suffice without the gateway. */
  readonly base: 'measured' | 'worstCase';
}

export interface Explanation {
  readonly kind: Reason['kind'];
  /** For a fleet manager: amps, circuit, phase, who shares, until when. */
  readonly text: string;
  /** What can be done; absent where nothing needs to be. */
  readonly advice?: string;
  readonly circuit?: CircuitId;
  /** `L1` is the first. */
  readonly line?: string;
  readonly limitAmps?: number;
  readonly baseAmps?: number;
  readonly reserveAmps?: number;
  readonly base?: CircuitFigures['base'];
  readonly sharedBy?: number;
  readonly ceilingAmps?: readonly number[];
  readonly uplink?: UplinkId;
  readonly input?: string;
  readonly until?: string;
}
