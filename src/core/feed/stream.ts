// The stream of transactions of an MQTT uplink: rows of the journal in order, each naming the one before. Many are on their
// way at once; after a break everything that has not arrived goes once more.

import { firstAbove } from '../../model/sorted.ts';
import type { Row } from '../../model/ids.ts';
import { row } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import { after, never } from '../../model/time.ts';
import type { Gap } from '../../site/uplink-part.ts';
import { gapTextOf, recordTextOf } from '../../uplink/mqtt/record.ts';
import type { Entry, Streamed } from '../../uplink/outbox.ts';
import { removeRows, rowOf } from '../../uplink/outbox.ts';
import { withRightTimes } from '../../uplink/right-times.ts';
import type { Publish } from '../ports/feed.ts';
import { wakeBy } from '../state.ts';
import type { UplinkLive } from '../uplink/live.ts';
import type { Feeding } from './feeding.ts';
import type { FeedLive } from './live.ts';
import { usualPatienceMs } from './live.ts';

/** Enough for a thousand records a second over a line of a tenth of a second; a broker may allow less. */
const mostInFlight = 128;
/** What whoever keeps the stream has not confirmed yet: all of it is told again when he lost it. */
const mostUnkept = 1024;
/** Whoever keeps the stream and says nothing is told again after ever longer waits. */
const longestPatienceMs = 3_600_000;

export function tellStream(feeding: Feeding): void {
  const { state, uplink, feed } = feeding;
  // What has no right time yet is kept until it has.
  if (state.live.disk === 'absent' || !state.clock.trusted) return;
  tellGaps(feeding);
  const { entries } = uplink.outbox;
  const last = entries.at(-1);
  if (last === undefined || last.row <= feed.leftThrough) return;
  const end = uplink.config.feed!.acknowledgedBy === 'broker' ? entries.length : Math.min(entries.length, mostUnkept);
  for (let at = firstAbove(entries, rowOf, feed.leftThrough); at < end && hasRoom(feeding); at += 1)
    tellEntry(feeding, entries[at]!, entries[at - 1]?.row ?? beforeAll(feeding));
}

const hasRoom = ({ feed }: Feeding): boolean => feed.inFlight.size < mostInFlight;

function tellEntry(feeding: Feeding, entry: Entry<Streamed>, previous: Row): void {
  const { state } = feeding;
  const [right] = withRightTimes([entry], state.ledger.gateway.clock.shifts);
  publish(feeding, entry.row, recordTextOf(right!, feeding.gatewayId, previous));
}

/** What stands before every record that is left: the last that arrived, or a gap. */
const beforeAll = (feeding: Feeding): Row => row(Math.max(feeding.feed.lastRow, gapsOf(feeding).at(-1)?.through ?? 0));

const gapsOf = ({ state, id }: Feeding): readonly Gap[] => state.ledger.uplinks.get(id)?.gaps ?? [];

/** Gaps that have not arrived. What follows one is not done before it is. */
const openGaps = (feeding: Feeding): readonly Gap[] => {
  const gaps = gapsOf(feeding);
  const { lastRow } = feeding.feed;
  return (gaps.at(-1)?.through ?? 0) > lastRow ? gaps.filter(({ through }) => through > lastRow) : [];
};

/** What was given up is told in the place of the records. */
function tellGaps(feeding: Feeding): void {
  const { feed } = feeding;
  for (const gap of openGaps(feeding)) {
    if (gap.through <= feed.gapsLeft || !hasRoom(feeding)) continue;
    // A record of this number is on its way: the broker's word would be of that.
    if (feed.inFlight.has(gap.through)) return;
    publish(feeding, gap.through, gapTextOf(gap, feeding.gatewayId));
    feed.gapsLeft = gap.through;
  }
}

function publish(feeding: Feeding, at: Row, text: string): void {
  const { feed, link, sends, now } = feeding;
  const send: Publish = { kind: 'publish', link, topic: feed.topics.stream, text, id: at };
  sends.push(send);
  const wasQuiet = feed.inFlight.size === 0;
  feed.inFlight.add(at);
  feed.leftThrough = row(Math.max(feed.leftThrough, at));
  if (wasQuiet) waitFor(feeding, now.mono);
}

function waitFor({ state, uplink, feed }: Feeding, from: Mono): void {
  feed.quietSince = from;
  wakeBy(state, streamDueAt(uplink, feed));
}

/** The broker took these. Where only its word counts, they are done once everything before them is. */
export function streamTaken(feeding: Feeding, ids: readonly number[]): void {
  const { feed, uplink } = feeding;
  const ours = ids.filter((id) => feed.inFlight.delete(row(id)));
  if (ours.length > 0) waitFor(feeding, feeding.now.mono);
  if (uplink.config.feed!.acknowledgedBy === 'application') return;
  for (const id of ours) feed.arrived.add(row(id));
  settle(feeding);
}

/** Whoever keeps the stream has everything up to here. */
export function streamKept(feeding: Feeding, through: number): void {
  const { feed, uplink } = feeding;
  if (uplink.config.feed!.acknowledgedBy !== 'application' || !Number.isSafeInteger(through)) return;
  // He is there: what he does not have soon goes once more.
  feed.patienceMs = usualPatienceMs;
  // Nobody has what never left.
  const reach = Math.min(through, feed.leftThrough);
  const done: Row[] = [];
  for (const entry of uplink.outbox.entries) {
    if (entry.row > reach) break;
    done.push(entry.row);
  }
  finish(feeding, done);
  const gap = openGaps(feeding).findLast((one) => one.through <= reach && one.through <= feed.gapsLeft);
  if (gap !== undefined) feed.lastRow = gap.through;
  if (done.length > 0 || gap !== undefined) waitFor(feeding, feeding.now.mono);
  else wakeBy(feeding.state, streamDueAt(uplink, feed));
}

function settle(feeding: Feeding): void {
  const { feed, uplink } = feeding;
  for (const { through } of openGaps(feeding)) {
    if (through > feed.gapsLeft || !feed.arrived.delete(through)) break;
    feed.lastRow = through;
  }
  const first = uplink.outbox.entries[0]?.row ?? Infinity;
  const open = openGaps(feeding);
  // Rows that were given up while they were on their way.
  for (const at of feed.arrived)
    if (at < first && !(at <= feed.gapsLeft && open.some(({ through }) => through === at))) feed.arrived.delete(at);
  if (open.length > 0) return;
  const done: Row[] = [];
  for (const entry of uplink.outbox.entries) {
    if (!feed.arrived.delete(entry.row)) break;
    done.push(entry.row);
  }
  finish(feeding, done);
}

function finish({ uplink, feed }: Feeding, done: readonly Row[]): void {
  if (done.length === 0) return;
  removeRows(uplink.outbox, done);
  feed.lastRow = row(Math.max(feed.lastRow, done.at(-1)!));
}

/** The connection is gone: what has not arrived goes once more over the next one. */
export function streamBroken({ feed }: Pick<Feeding, 'feed'>): void {
  feed.inFlight.clear();
  feed.arrived.clear();
  feed.gapsLeft = row(0);
  feed.leftThrough = feed.lastRow;
}

/** The broker, or whoever keeps the stream, should have said by then that something arrived. */
export function streamDueAt({ config, outbox }: UplinkLive, feed: FeedLive): Mono {
  if (feed.inFlight.size > 0) return after(feed.quietSince, 1000 * config.callTimeoutSeconds);
  const isUnkept = (outbox.entries[0]?.row ?? Infinity) <= feed.leftThrough || feed.gapsLeft > feed.lastRow;
  return config.feed!.acknowledgedBy === 'application' && isUnkept ? after(feed.quietSince, feed.patienceMs) : never;
}

/** Whoever keeps the stream has said nothing of what the broker took: it may be lost, and is told again. */
export function streamAgain(feed: FeedLive, now: Mono): void {
  streamBroken({ feed });
  feed.quietSince = now;
  feed.patienceMs = Math.min(2 * feed.patienceMs, longestPatienceMs);
}
