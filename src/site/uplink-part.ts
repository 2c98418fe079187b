import type { Fact, UplinkFact } from '../model/fact/fact.ts';
import type { Parked } from '../model/fact/uplink.ts';
import type { Row, TransactionId } from '../model/ids.ts';
import { row } from '../model/ids.ts';
import type { Utc } from '../model/time.ts';
import type { Part } from './part.ts';
import { unfolded } from './part.ts';

/** A message that left for the uplink and is not answered for good: every repeat is the same. */
export interface Sent {
  readonly messageId: string;
  readonly rows: readonly Row[];
  readonly seqNo: number | undefined;
  attempt: number;
  /** The uplink refused it; it waits for its next attempt. */
  refused: boolean;
}

/** How far one uplink has come: a watermark, and a bounded set of done rows above it. */
export interface UplinkPart extends Part {
  /** Everything up to here is done. */
  watermark: Row;
  readonly done: Set<Row>;
  readonly sent: Map<string, Sent>;
  /** The transaction id that the uplink gave; `unbound` where it refused the start for good. */
  readonly bindings: Map<TransactionId, number>;
  /** Dead letters, the newest ones. */
  parked: Parked[];
  parkedTotal: number;
  /** Rows that an observer never got. */
  readonly gaps: { from: Row; through: Row }[];
  /** When it was there last, to the hour. */
  heardAt: Utc | undefined;
}

/** The transaction id that 1.6 uses where the CSMS never gave one (3.18 of the errata). */
export const unbound = -1;

const parkedKept = 1000;
const gapsKept = 1000;

export const newUplinkPart = (from: Row): UplinkPart => ({
  through: unfolded,
  watermark: from,
  done: new Set(),
  sent: new Map(),
  bindings: new Map(),
  parked: [],
  parkedTotal: 0,
  gaps: [],
  heardAt: undefined,
});

export function foldUplink(part: UplinkPart, fact: UplinkFact): void {
  switch (fact.kind) {
    case 'FirstSent':
      part.sent.set(fact.messageId, {
        messageId: fact.messageId,
        rows: fact.rows,
        seqNo: fact.seqNo,
        attempt: fact.attempt,
        refused: false,
      });
      break;
    case 'Answered':
      if (fact.transaction !== undefined && fact.upstreamId !== undefined)
        part.bindings.set(fact.transaction, fact.upstreamId);
      finish(part, fact);
      break;
    case 'Refused': {
      const sent = part.sent.get(fact.messageId);
      if (sent !== undefined) sent.refused = true;
      break;
    }
    case 'Parked':
      if (fact.action === 'StartTransaction' && fact.transaction !== undefined)
        part.bindings.set(fact.transaction, unbound);
      part.parked = [...part.parked, fact].slice(-parkedKept);
      part.parkedTotal += 1;
      finish(part, fact);
      break;
    case 'Passed':
      advance(part, fact.through);
      break;
    case 'CursorCut':
      part.gaps.push({ from: fact.from, through: fact.through });
      if (part.gaps.length > gapsKept) part.gaps.shift();
      forgetSent(part, fact.through);
      advance(part, fact.through);
      break;
    case 'UplinkHeard':
      part.heardAt = fact.happenedAt;
      break;
    case 'Abandoned':
      part.sent.clear();
      part.bindings.clear();
      advance(part, fact.through);
      break;
  }
}

function finish(
  part: UplinkPart,
  fact: { messageId: string; transaction?: TransactionId; closes?: boolean; through: Row },
): void {
  for (const done of part.sent.get(fact.messageId)?.rows ?? []) part.done.add(done);
  part.sent.delete(fact.messageId);
  if (fact.closes === true && fact.transaction !== undefined) part.bindings.delete(fact.transaction);
  advance(part, fact.through);
}

function advance(part: UplinkPart, through: Row): void {
  if (through <= part.watermark) return;
  part.watermark = row(through);
  for (const done of part.done) if (done <= through) part.done.delete(done);
}

function forgetSent(part: UplinkPart, through: Row): void {
  for (const [id, sent] of part.sent) if (sent.rows.some((one) => one <= through)) part.sent.delete(id);
}

export const isUplinkFact = (fact: Fact): fact is UplinkFact => 'uplink' in fact;
