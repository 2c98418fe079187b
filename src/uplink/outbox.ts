// The journal seen as the outbox of one uplink: a window of the rows that it has not taken yet, in order. The window is
// bounded; what does not fit stays in the journal and is read when there is room again.

import { firstAbove } from '../model/sorted.ts';
import type { Fact } from '../model/fact/fact.ts';
import type { CostTold, Delivery, TransactionPriced } from '../model/fact/transaction.ts';
import type { Row, StationId, TransactionId } from '../model/ids.ts';
import { row } from '../model/ids.ts';
import type { Mono } from '../model/time.ts';
import type { Version } from '../model/protocol.ts';
import type { ToldFact } from '../ocpp/dialect.ts';
import { dialectOf } from '../ocpp/dialects.ts';
import type { Sent, UplinkPart } from '../site/uplink-part.ts';

export type Told = ToldFact;

/** What brokers are told: costs besides. */
export type Streamed = Told | TransactionPriced | CostTold;

export const rowOf = ({ row: at }: { readonly row: Row }): Row => at;

export interface Entry<Fact extends Streamed = Told> {
  readonly row: Row;
  readonly fact: Fact;
  readonly bytes: number;
}

/**
 * `site`: a central system is told of the site. `relay`: every message of a station is told as it came, and by itself.
 * `stream`: a broker is told everything of transactions, costs too.
 */
export type Way = 'site' | 'relay' | 'stream';

export interface Outbox {
  /** What the uplink speaks, and so what there is to be told. */
  readonly version: Version;
  readonly way: Way;
  /** Rows that are not done, ascending. */
  entries: Entry<Streamed>[];
  bytes: number;
  /** How many of them a station kept while it was cut off. */
  histories: number;
  /** Those, and not the others, are next, where there are both. */
  historyTurn: boolean;
  /** The journal that it follows. */
  readonly journal: { readonly head: Row };
  /** The first row that the window has not looked at; undefined while it has looked at all of them. */
  behind: Row | undefined;
  /** A read of the journal is under way. */
  reading: boolean;
  /** When a refused message is tried again. Lost at a restart, which tries at once. */
  readonly retryAt: Map<string, Mono>;
}

/** A message for the uplink: a start, a stop, or one or several meter values of one transaction. */
export interface Message {
  /** The message as it left before; absent for a new one. */
  readonly sent?: Sent;
  readonly entries: readonly Entry[];
}

/** The window: enough to merge an hour of 100 connectors, and no more memory than this. */
export const windowRows = 16_384;
export const windowBytes = 16 * 1024 * 1024;
/** That of one station, of which there may be a thousand: nothing is merged in it. */
const ownWindowRows = 64;
const ownWindowBytes = 256 * 1024;
/** Read again when the window has fallen to half; one read at most so many rows. */
const readRows = 4096;
/** A merged message stays within what CSMSs take in one frame. */
const mergedBytes = 48 * 1024;
/** Done rows above the watermark are kept in the ledger: bounded. */
const mostDone = 8192;

export const newOutbox = (
  watermark: Row,
  version: Version,
  journal: { readonly head: Row },
  way: Way = 'site',
): Outbox => ({
  version,
  way,
  entries: [],
  bytes: 0,
  histories: 0,
  historyTurn: false,
  journal,
  behind: unlessPast(journal, row(watermark + 1)),
  reading: false,
  retryAt: new Map(),
});

const unlessPast = ({ head }: { readonly head: Row }, next: Row): Row | undefined => (next > head ? undefined : next);

/** The first row that the window has not looked at. */
export const nextOf = ({ behind, journal }: Outbox): Row => behind ?? row(journal.head + 1);

const windowOf = ({ way }: Outbox): { rows: number; bytes: number } =>
  way === 'relay' ? { rows: ownWindowRows, bytes: ownWindowBytes } : { rows: windowRows, bytes: windowBytes };

/** Whether this fact is for an uplink of this version that serves these stations (all of them when undefined). */
export function concerns(
  fact: Fact,
  stations: ReadonlySet<StationId> | undefined,
  { version, way }: Pick<Outbox, 'version' | 'way'>,
): fact is Streamed {
  switch (fact.kind) {
    case 'TransactionStarted':
    case 'TransactionSampled':
    case 'TransactionUpdated':
    case 'TransactionEnded':
      if (stations !== undefined && !stations.has(fact.station)) return false;
      return way === 'relay' ? fact.raw !== undefined : dialectOf(version).toCsms.tells(fact);
    case 'TransactionPriced':
    case 'CostTold':
      return way === 'stream' && (stations === undefined || stations.has(fact.station));
    default:
      return false;
  }
}

/**
 * A fact was recorded at this row just now, which is the head of the journal. Goes straight into the window when the window
 * is up to date and has room. A fact that is not for it needs no call.
 */
export function noteFact(outbox: Outbox, at: Row, fact: Fact, stations: ReadonlySet<StationId> | undefined): void {
  if (outbox.behind !== undefined || !concerns(fact, stations, outbox)) return;
  if (hasRoom(outbox)) push(outbox, at, fact);
  else outbox.behind = at;
}

/** Rows came from the journal: everything from `outbox.next` through `through` that was readable. */
export function noteRows(
  outbox: Outbox,
  part: UplinkPart,
  through: Row,
  facts: readonly { row: Row; fact: Fact }[],
  stations: ReadonlySet<StationId> | undefined,
): void {
  outbox.reading = false;
  for (const { row: at, fact } of facts) {
    if (at < nextOf(outbox) || at <= part.watermark || part.done.has(at)) continue;
    if (!concerns(fact, stations, outbox)) continue;
    if (!hasRoom(outbox)) return void (outbox.behind = at);
    push(outbox, at, fact);
    outbox.behind = row(at + 1);
  }
  outbox.behind = unlessPast(outbox.journal, row(Math.max(nextOf(outbox), through + 1)));
}

function push(outbox: Outbox, at: Row, fact: Streamed): void {
  const bytes = 200 + (isCost(fact) ? 0 : (fact.raw?.json.length ?? 0));
  outbox.entries.push({ row: at, fact, bytes });
  outbox.bytes += bytes;
  if (isHistory(fact)) outbox.histories += 1;
}

/** A station that was cut off reports the past. */
const isHistory = (fact: Streamed): boolean => !isCost(fact) && fact.history === true;

export const isCost = (fact: Streamed): fact is Exclude<Streamed, Told> =>
  fact.kind === 'TransactionPriced' || fact.kind === 'CostTold';

const hasRoom = (outbox: Outbox): boolean => {
  const { rows, bytes } = windowOf(outbox);
  return outbox.entries.length < rows && outbox.bytes < bytes;
};

/** What to read next from the journal, if anything: only what is durable can be read. */
export function readWanted(outbox: Outbox, durable: Row): { from: Row; maxRows: number } | undefined {
  const from = outbox.behind;
  if (from === undefined || outbox.reading || from > durable) return undefined;
  return isHalfEmpty(outbox) ? { from, maxRows: readRows } : undefined;
}

function isHalfEmpty(outbox: Outbox): boolean {
  const { rows, bytes } = windowOf(outbox);
  return outbox.entries.length <= rows / 2 && outbox.bytes <= bytes / 2;
}

/** Takes these rows out of the window; returns the row up to which everything is done now. */
export function removeRows(outbox: Outbox, rows: readonly Row[]): Row {
  const places = rows.map((one) => placeOf(outbox.entries, one)).filter((at) => at >= 0);
  const from = Math.min(...places);
  const gone = new Set(places);
  // What is told stands close together at the head of a long window: the rest is moved up in one piece.
  const span = places.length === 0 ? [] : outbox.entries.slice(from, Math.max(...places) + 1);
  const kept = span.filter((_, at) => !gone.has(from + at));
  for (const at of gone) {
    const { bytes, fact } = outbox.entries[at]!;
    outbox.bytes -= bytes;
    if (isHistory(fact)) outbox.histories -= 1;
  }
  if (span.length > 0) outbox.entries.splice(from, span.length, ...kept);
  return doneThrough(outbox);
}

/** Where this row stands; -1 where the window does not hold it. */
function placeOf(entries: readonly Entry<Streamed>[], wanted: Row): number {
  let [low, high] = [0, entries.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const { row: at } = entries[middle]!;
    if (at === wanted) return middle;
    if (at < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Everything up to here is done, or says nothing to this uplink. */
export const doneThrough = (outbox: Outbox): Row => row((outbox.entries[0]?.row ?? nextOf(outbox)) - 1);

/**
 * The last row from `from` through `through` that is none of those to be told; undefined where all are, or nobody knows yet.
 * What is beyond a full window was never told.
 */
export function rowBetween(outbox: Outbox, from: Row, through: Row): Row | undefined {
  if (through >= nextOf(outbox) && isHalfEmpty(outbox)) return undefined;
  const { entries } = outbox;
  let at = firstAbove(entries, rowOf, through) - 1;
  for (let free = through; free >= from; free = row(free - 1)) {
    if (entries[at]?.row !== free) return free;
    at -= 1;
  }
  return undefined;
}

/** The observer's cursor was cut: forgets what lies behind it. */
export function cutTo(outbox: Outbox, through: Row): void {
  outbox.entries = outbox.entries.filter((entry) => entry.row > through);
  outbox.bytes = outbox.entries.reduce((sum, entry) => sum + entry.bytes, 0);
  outbox.histories = outbox.entries.filter(({ fact }) => isHistory(fact)).length;
  outbox.behind = unlessPast(outbox.journal, row(Math.max(nextOf(outbox), through + 1)));
}

/**
 * The message whose turn it is. First what left before and was never answered, then what was refused and may be tried
 * again, then the oldest new row. The rows of a transaction never overtake each other.
 */
export function pick(outbox: Outbox, part: UplinkPart, now: Mono): Message | undefined {
  if (!isOfMessages(outbox)) return undefined;
  for (const sent of part.sent.values()) {
    if (sent.refused && now < (outbox.retryAt.get(sent.messageId) ?? now)) continue;
    const again = entriesOf(outbox, sent.rows);
    if (again.length === sent.rows.length) return { sent, entries: again };
  }
  return pickNew(outbox, part);
}

/** What a broker is told is no message of OCPP. */
type MessageOutbox = Omit<Outbox, 'entries'> & { entries: Entry[] };
const isOfMessages = (outbox: Outbox): outbox is MessageOutbox => outbox.way !== 'stream';

/**
 * The oldest row that waits for nothing. While a station unloads what it kept for weeks, that takes turns with the present
 * of all others. The rows of a transaction keep their order in any case.
 */
function pickNew(outbox: MessageOutbox, part: UplinkPart): Message | undefined {
  if (outbox.entries.length === 0) return undefined;
  const claimed = new Set<Row>();
  for (const sent of part.sent.values()) for (const at of sent.rows) claimed.add(at);
  const waiting = new Set<TransactionId | undefined>();
  const isMixed = outbox.histories > 0 && outbox.histories < outbox.entries.length && part.done.size < mostDone;
  let oldest: number | undefined;
  for (const [index, entry] of outbox.entries.entries()) {
    const transaction = entry.fact.transaction;
    if (claimed.has(entry.row)) waiting.add(transaction);
    else if (transaction === undefined || !waiting.has(transaction)) {
      if (!isMixed || isHistory(entry.fact) === outbox.historyTurn) return take(outbox, part, index);
      oldest ??= index;
      if (transaction !== undefined) waiting.add(transaction);
    }
  }
  return oldest === undefined ? undefined : take(outbox, part, oldest);
}

function take(outbox: MessageOutbox, part: UplinkPart, index: number): Message {
  outbox.historyTurn = !isHistory(outbox.entries[index]!.fact);
  const room = Math.max(1, mostDone - part.done.size);
  return { entries: outbox.way === 'relay' ? oneMessage(outbox, index) : merged(outbox, index, room) };
}

/** All rows that one message of the station became; they stand together. */
function oneMessage({ entries }: MessageOutbox, from: number): Entry[] {
  const { delivery } = entries[from]!.fact;
  let end = from + 1;
  while (isSame(entries[end]?.fact.delivery, delivery)) end += 1;
  return entries.slice(from, end);
}

const isSame = (one: Delivery | undefined, other: Delivery | undefined): boolean =>
  one !== undefined && one.messageId === other?.messageId && one.payloadHash === other.payloadHash;

/**
 * Meter values of one transaction that wait anyway travel together. The message takes the place of its first row and
 * stops at the transaction's next start or stop.
 */
function merged(outbox: MessageOutbox, from: number, most: number): Entry[] {
  const first = outbox.entries[from]!;
  const taken = [first];
  const { fact } = first;
  if (fact.kind !== 'TransactionSampled' || fact.transaction === undefined || fact.trigger !== undefined) return taken;
  let bytes = first.bytes;
  for (let index = from + 1; index < outbox.entries.length && taken.length < most; index += 1) {
    const entry = outbox.entries[index]!;
    if (entry.fact.transaction !== first.fact.transaction) continue;
    if (entry.fact.kind !== 'TransactionSampled' || entry.fact.trigger !== undefined) break;
    bytes += entry.bytes;
    if (bytes > mergedBytes) break;
    taken.push(entry);
  }
  return taken;
}

function entriesOf(outbox: MessageOutbox, rows: readonly Row[]): Entry[] {
  return rows.flatMap((one) => outbox.entries[placeOf(outbox.entries, one)] ?? []);
}

/** When the next refused message may be tried again. */
export function nextRetry(outbox: Outbox, part: UplinkPart): Mono | undefined {
  let first: Mono | undefined;
  for (const sent of part.sent.values()) {
    const at = sent.refused ? outbox.retryAt.get(sent.messageId) : undefined;
    if (at !== undefined && (first === undefined || at < first)) first = at;
  }
  return first;
}
