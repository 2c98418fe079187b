// What waits for the disk: the batch that the journal works on, and what gathers meanwhile for the next one.

import type { Row } from '../model/ids.ts';
import { row } from '../model/ids.ts';
import { encodeFact } from '../model/line.ts';
import type { StepResult } from './ports.ts';
import type { Batch, Identity, Snapshot } from './ports/journal.ts';

export interface Backlog {
  /** The row of the last fact, durable or not. */
  readonly head: () => Row;
  /** Everything up to this row survives a power cut. */
  readonly durable: () => Row;
  /** What both batches hold. */
  readonly bytes: () => number;
  /** The batch that the journal works on. */
  readonly underWay: () => Batch | undefined;
  add(result: StepResult): void;
  /** Everything that gathered, now under way; undefined while another batch is, or when no fact waits. */
  begin(): Batch | undefined;
  /** The batch under way is durable. */
  finish(): void;
}

export function newBacklog(recovered: Row): Backlog {
  let head = recovered;
  let durable = recovered;
  let lines: string[] = [];
  let lineBytes = 0;
  let snapshots: Snapshot[] = [];
  let identity: Identity | undefined;
  let forgetThrough: Row | undefined;
  let underWay: Batch | undefined;
  let underWayBytes = 0;

  return {
    head: () => head,
    durable: () => durable,
    bytes: () => lineBytes + underWayBytes,
    underWay: () => underWay,
    add(result) {
      for (const fact of result.facts) {
        const line = encodeFact(fact);
        lines.push(line);
        lineBytes += line.length;
      }
      head = row(head + result.facts.length);
      if (result.snapshots !== undefined) snapshots.push(...result.snapshots);
      identity = result.identity ?? identity;
      forgetThrough = result.forgetThrough ?? forgetThrough;
    },
    begin() {
      if (underWay !== undefined || lines.length === 0) return undefined;
      underWay = {
        first: row(head - lines.length + 1),
        lines,
        snapshots,
        ...(identity !== undefined && { identity }),
        ...(forgetThrough !== undefined && { forgetThrough }),
      };
      underWayBytes = lineBytes;
      lines = [];
      lineBytes = 0;
      snapshots = [];
      identity = undefined;
      forgetThrough = undefined;
      return underWay;
    },
    finish() {
      if (underWay === undefined) return;
      durable = row(underWay.first + underWay.lines.length - 1);
      underWay = undefined;
      underWayBytes = 0;
    },
  };
}
