// The stream of transactions of an MQTT uplink: rows of the journal in order, each naming the one before. Many are on their
// way at once; after a break everything that has not arrived goes once more.

import type { Row } from '../../model/ids.ts';
import { row } from '../../model/ids.ts';
import { gapTextOf, recordTextOf } from '../../uplink/mqtt/record.ts';
import type { Entry } from '../../uplink/outbox.ts';
import { removeRows } from '../../uplink/outbox.ts';
import { withRightTimes } from '../../uplink/right-times.ts';
import type { Publish } from '../ports/feed.ts';
import { wakeBy } from '../state.ts';
import type { Feeding } from './feeding.ts';

/** Enough for a thousand records a second over a line of a tenth of a second; a broker may allow less. */
const mostInFlight = 128;

export function tellStream(feeding: Feeding): void {
  const { state, uplink, feed } = feeding;
  // What has no right time yet is kept until it has.
  if (state.live.disk === 'absent' || !state.clock.trusted) return;
  tellGaps(feeding);
  const { entries } = uplink.outbox;
  const last = entries.at(-1);
  if (last === undefined || last.row <= feed.leftThrough) return;
  for (let at = placeAfter(entries, feed.leftThrough); at < entries.length && hasRoom(feeding); at += 1)
    tellEntry(feeding, entries[at]!, entries[at - 1]?.row ?? feed.lastRow);
}

const hasRoom = ({ feed }: Feeding): boolean => feed.inFlight.size < mostInFlight;

function tellEntry(feeding: Feeding, entry: Entry, previous: Row): void {
  const { state } = feeding;
  const [right] = withRightTimes([entry], state.ledger.gateway.clock.shifts);
  publish(feeding, entry.row, recordTextOf(right!, feeding.gatewayId, previous));
}

/** What was given up is told in the place of the records. */
function tellGaps(feeding: Feeding): void {
  const { state, id, feed, now } = feeding;
  const gaps = state.ledger.uplinks.get(id)?.gaps ?? [];
  const last = gaps.at(-1);
  if (last === undefined || last.through <= feed.leftThrough) return;
  for (const gap of gaps)
    if (gap.through > feed.leftThrough && gap.through > feed.lastRow && hasRoom(feeding)) {
      const previous = row(Math.max(feed.lastRow, feed.leftThrough));
      publish(feeding, gap.through, gapTextOf(gap, feeding.gatewayId, previous, now.utc));
    }
}

function publish({ feed, link, sends }: Feeding, at: Row, text: string): void {
  const send: Publish = { kind: 'publish', link, topic: feed.topics.stream, text, id: at };
  sends.push(send);
  feed.inFlight.add(at);
  feed.leftThrough = at;
}

/** The broker took these. Where only its word counts, they are done once everything before them is. */
export function streamTaken(feeding: Feeding, ids: readonly number[]): void {
  const { feed, uplink } = feeding;
  for (const id of ids) feed.inFlight.delete(row(id));
  wakeBy(feeding.state, feeding.now.mono);
  if (uplink.config.feed!.acknowledgedBy === 'application') return;
  for (const id of ids) feed.arrived.add(row(id));
  settle(feeding);
}

/** Whoever keeps the stream has everything up to here. */
export function streamKept(feeding: Feeding, through: number): void {
  const { feed, uplink } = feeding;
  if (uplink.config.feed!.acknowledgedBy !== 'application' || !Number.isSafeInteger(through)) return;
  // Nobody has what never left.
  const reach = Math.min(through, feed.leftThrough);
  const done: Row[] = [];
  for (const entry of uplink.outbox.entries) {
    if (entry.row > reach) break;
    done.push(entry.row);
  }
  finish(feeding, done);
  if (reach > feed.lastRow && isGap(feeding, row(reach))) feed.lastRow = row(reach);
}

function settle(feeding: Feeding): void {
  const { feed, uplink } = feeding;
  const done: Row[] = [];
  // A gap stands before every record that is left.
  for (const at of [...feed.arrived])
    if (at < (uplink.outbox.entries[0]?.row ?? Infinity)) {
      feed.arrived.delete(at);
      if (at > feed.lastRow && isGap(feeding, at)) feed.lastRow = at;
    }
  for (const entry of uplink.outbox.entries) {
    if (!feed.arrived.delete(entry.row)) break;
    done.push(entry.row);
  }
  finish(feeding, done);
}

const isGap = ({ state, id }: Feeding, at: Row): boolean =>
  state.ledger.uplinks.get(id)?.gaps.some(({ through }) => through === at) === true;

function finish({ uplink, feed }: Feeding, done: readonly Row[]): void {
  if (done.length === 0) return;
  removeRows(uplink.outbox, done);
  feed.lastRow = done.at(-1)!;
}

/** The connection is gone: what has not arrived goes once more over the next one. */
export function streamBroken({ feed }: Pick<Feeding, 'feed'>): void {
  feed.inFlight.clear();
  feed.arrived.clear();
  feed.leftThrough = feed.lastRow;
}

/** The first entry above this row. */
function placeAfter(entries: readonly Entry[], through: Row): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entries[middle]!.row <= through) low = middle + 1;
    else high = middle;
  }
  return low;
}
