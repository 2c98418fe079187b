// What a test of the phases of an EVSE is doing now. It is gone with the process, and so is the limit that it sets.

import type { Finding, LineReading, Stage } from '../../local/find-phases.ts';
import type { EvseKey, StationId, TransactionId } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';

export interface PhaseTest {
  readonly station: StationId;
  readonly evse: number;
  readonly key: EvseKey;
  readonly circuit: string;
  readonly meter: string;
  /** The session that is stepped. */
  readonly transaction: TransactionId;
  readonly stepMs: number;
  readonly lowAmps: number;
  /** From 0. */
  step: number;
  /** When this step began, and when it ends. */
  from: Mono;
  until: Mono;
  readonly stages: Stage[];
  /** What was read, once a second at most. */
  readonly meterSaid: LineReading[];
  readonly stationSaid: LineReading[];
  lookedAt: Mono;
  othersCharge: boolean;
  state: 'running' | 'over';
  finding: Finding | undefined;
  ended: { readonly code: string; readonly detail: string } | undefined;
}
