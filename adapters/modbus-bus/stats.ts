import type { BusLoss, LineId } from '../../src/model/bus.ts';
import type { Said } from './conversation.ts';
import type { Patience } from './patience.ts';

export interface LineStats extends Counts {
  readonly line: LineId;
  /** For people. */
  readonly endpoint: string;
  readonly isOpen: boolean;
  readonly connections: number;
  readonly waiting: number;
  readonly units: readonly UnitStats[];
}

export interface UnitStats {
  readonly unit: number;
  /** In a row. */
  readonly failures: number;
  /** For so long it is not asked. */
  readonly restMs: number;
  /** Of `performance.now()`. */
  readonly answeredAt: number | undefined;
}

export interface Counts {
  answers: number;
  exceptions: number;
  /** Bytes that came while nothing had been asked. */
  strayBytes: number;
  /** From the sending to the answer, the last one and smoothed over about ten. */
  lastMs: number;
  meanMs: number;
  readonly lost: Record<BusLoss, number>;
}

export const newCounts = (): Counts => ({
  answers: 0,
  exceptions: 0,
  strayBytes: 0,
  lastMs: 0,
  meanMs: 0,
  lost: { timeout: 0, garbled: 0, closed: 0, unreachable: 0, replaced: 0, resting: 0, refused: 0 },
});

export function countAnswer(counts: Counts, said: Said, ms: number): void {
  counts.meanMs = counts.answers === 0 ? ms : counts.meanMs + (ms - counts.meanMs) / 10;
  counts.lastMs = ms;
  counts.answers += 1;
  if (said.kind === 'exception') counts.exceptions += 1;
}

export const unitsOf = (patience: Patience, now: number): UnitStats[] =>
  [...patience.units()].map(([unit, { failures, restsUntil, answeredAt }]) => ({
    unit,
    failures,
    restMs: Math.max(0, restsUntil - now),
    answeredAt: answeredAt === -Infinity ? undefined : answeredAt,
  }));
