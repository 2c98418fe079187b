// What an installer's test of a station is doing now. It is gone with the process; what was seen before is in the journal.

import type { CommandSettled } from '../../model/fact/command.ts';
import type { ProvedStep } from '../../model/fact/fallback.ts';
import type { CommandId, StationId, TransactionId } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';

export interface Proving {
  readonly station: StationId;
  readonly evse: number;
  /** What it falls back to, and what it is told instead for a while. */
  readonly fallbackAmps: number;
  readonly testAmps: number;
  step: ProvedStep;
  /** `waiting` for a person; `over` when every step was tried. */
  state: 'waiting' | 'running' | 'over';
  readonly results: Partial<Record<ProvedStep, 'proved' | 'failed'>>;
  /** What was seen last, for people. */
  saw: string;
  /** Since when this step runs. */
  since: Mono;
  /** When the limit with an end was told that this step looks at, and when it ends. */
  toldAt: Mono | undefined;
  leaseEndsAt: Mono | undefined;
  /** Which limit that is, and what became of it. */
  command: CommandId | undefined;
  answer: TestAnswer | undefined;
  /** The connection went, and what the meter said then. */
  wentAt: Mono | undefined;
  wentWh: number | undefined;
  /** The session that was there when the step began. */
  session: TransactionId | undefined;
  /** Nobody does anything any more. */
  endsAt: Mono;
}

export interface TestAnswer {
  readonly outcome: CommandSettled['outcome'];
  /** Those of the station. */
  readonly words: string;
  readonly at: Mono;
}

/** Whether it took the limit that this step told it. */
export const hasTaken = ({ answer }: Proving): boolean => answer?.outcome === 'accepted';

/** As the API shows it. */
export interface ProvingView {
  readonly station: string;
  readonly evse: number;
  readonly fallbackAmps: number;
  readonly testAmps: number;
  readonly step: ProvedStep;
  readonly state: Proving['state'];
  readonly results: Proving['results'];
  /** Whether it took the limit that this step told it. */
  readonly hasTaken: boolean;
  readonly saw: string;
  /** What the person is to do now. */
  readonly todo: string;
}
