// What keeps the journal short and the identity safe: snapshots of one part at a time, cursors that move on, observers
// that are cut, and rows that may be forgotten.

import type { CursorCut, ManyPassed, Passed } from '../model/fact/uplink.ts';
import type { Fact } from '../model/fact/fact.ts';
import type { Row, UplinkId } from '../model/ids.ts';
import { row } from '../model/ids.ts';
import { partNames, savePart } from '../site/ledger.ts';
import { doneThrough, rowBetween } from '../uplink/outbox.ts';
import { foldedPart } from './recover.ts';
import type { Now, StepResult } from './ports.ts';
import type { Identity, Snapshot } from './ports/journal.ts';
import type { State } from './state.ts';
import { wantedDue } from './wanted-links.ts';

/** A cursor that has nothing to tell moves on in steps of so many rows. */
const passRowsAt = 512;
/** Numbers are reserved ahead, so that the identity file is written once in a thousand transactions. */
const reservedNumbers = 1000;
/** What a line of the journal weighs besides the bytes that billing needs. */
const lineBytes = 300;

/** Parts of a thousand stations and their uplinks come round sooner when the small ones go together; well below 1 ms of a step. */
const snapshotBytes = 16 * 1024;
const mostParts = 8;

type House = Pick<StepResult, 'snapshots' | 'identity' | 'forgetThrough' | 'wanted'>;

export function keepHouse(state: State, facts: readonly Fact[], now: Now): House {
  const house: { -readonly [Key in keyof House]: House[Key] } = {};
  if (state.rewant || state.uplinkWork.rewanted.size > 0) {
    const wanted = wantedDue(state, now);
    if (wanted !== undefined) house.wanted = wanted;
  }
  if (facts.length === 0) return house;
  const identity = identityDue(state, facts);
  if (identity !== undefined) {
    state.identitySaved = identity;
    house.identity = identity;
  }
  state.factsSinceSnapshot += facts.length;
  if (state.factsSinceSnapshot >= state.factsPerSnapshot) {
    state.factsSinceSnapshot = 0;
    const saved = saveOldest(state);
    const folded = foldedThrough(state);
    house.snapshots = [...saved, { part: foldedPart, row: folded, json: '{}' }];
    house.forgetThrough = forgettable(state, folded);
  }
  return house;
}

function identityDue(state: State, facts: readonly Fact[]): Identity | undefined {
  const { epoch, nextNumber, numbering } = state.ledger.gateway;
  const saved = state.identitySaved;
  // A number that goes over to another station leaves as many as before.
  const isRenumbered = facts.some(({ kind }) => kind === 'EvseNumbered');
  const current =
    epoch === saved.epoch &&
    !isRenumbered &&
    numbering.size === saved.numbering.length &&
    nextNumber <= saved.numbersBelow;
  const { tokenSecret } = state;
  return current
    ? undefined
    : { epoch, numbersBelow: nextNumber + reservedNumbers, numbering: [...numbering], tokenSecret };
}

/** The parts that were saved longest ago: as many small ones as weigh as much as a large one. */
function saveOldest(state: State): Snapshot[] {
  const { ledger, snapshotRows } = state;
  const savedAt = (name: string): number => snapshotRows.get(name) ?? 0;
  const names = partNames(ledger);
  const saved: Snapshot[] = [];
  for (let bytes = 0; bytes < snapshotBytes && saved.length < mostParts && saved.length < names.length;) {
    const oldest = names.reduce((one, other) => (savedAt(other) < savedAt(one) ? other : one));
    if (savedAt(oldest) === ledger.head) break;
    const json = savePart(ledger, oldest)!;
    snapshotRows.set(oldest, ledger.head);
    saved.push({ part: oldest, row: ledger.head, json });
    bytes += json.length;
  }
  return saved;
}

/** Rows up to here are in the snapshot of every part. */
function foldedThrough(state: State): Row {
  let through: number = state.ledger.head;
  for (const name of partNames(state.ledger)) through = Math.min(through, state.snapshotRows.get(name) ?? 0);
  return row(through);
}

/** Rows that are in every snapshot and behind the cursor of every uplink. */
function forgettable(state: State, folded: Row): Row {
  let through: number = folded;
  for (const part of state.ledger.uplinks.values()) through = Math.min(through, part.watermark);
  return row(through);
}

/** Cursors without anything to tell move on; an observer that holds back more than its quota is cut, and told so. */
export function passRows(state: State, facts: readonly Fact[], now: Now): (Passed | ManyPassed | CursorCut)[] {
  if (facts.length === 0) return [];
  for (const fact of facts)
    if ('raw' in fact) state.bytesPerRow += (fact.raw.json.length + lineBytes - state.bytesPerRow) / 256;
  const ofMany = state.uplinkWork.ofMany.flatMap(({ config }) => passOne(state, config.id, now));
  return [...ofMany, ...passMany(state, now)];
}

/**
 * Those that speak for one station each move on together, in one fact, and the more of them there are the less often: a
 * thousand that have nothing to tell let the journal grow no more than one.
 */
function passMany(state: State, now: Now): (ManyPassed | CursorCut)[] {
  const { ledger, uplinks, uplinkWork: work } = state;
  const apart = passRowsAt + 4 * uplinks.size;
  if (uplinks.size === work.ofMany.length || ledger.head - work.passedAt < apart) return [];
  work.passedAt = ledger.head;
  const cuts = [...uplinks.values()].flatMap(({ config }) =>
    config.speaksFor === undefined ? [] : cutOne(state, config.id, now),
  );
  const but: UplinkId[] = [];
  let moved = 0;
  for (const [id, { watermark }] of ledger.uplinks) {
    const live = uplinks.get(id);
    const isDone = live?.config.speaksFor !== undefined && doneThrough(live.outbox) >= ledger.head;
    if (!isDone) but.push(id);
    else if (watermark < ledger.head) moved += 1;
  }
  return moved === 0 ? cuts : [...cuts, { kind: 'ManyPassed', through: ledger.head, but }];
}

function passOne(state: State, uplink: UplinkId, now: Now): (Passed | CursorCut)[] {
  const cut = cutOne(state, uplink, now);
  const part = state.ledger.uplinks.get(uplink);
  if (part === undefined || cut.length > 0) return cut;
  const { outbox, feed } = state.uplinks.get(uplink)!;
  const through = doneThrough(outbox);
  if (through - part.watermark < passRowsAt) return [];
  return [{ kind: 'Passed', uplink, through, ...(feed !== undefined && { last: feed.lastRow }) }];
}

/** An observer that holds back more than its quota. */
function cutOne(state: State, uplink: UplinkId, now: Now): CursorCut[] {
  const { config, outbox, feed } = state.uplinks.get(uplink)!;
  const part = state.ledger.uplinks.get(uplink);
  if (part === undefined || config.role !== 'observe') return [];
  // What has arrived over MQTT is recorded now and then, and holds back nothing.
  const done = row(Math.max(part.watermark, feed === undefined ? 0 : doneThrough(outbox)));
  const { quotaBytes } = config;
  if ((state.ledger.head - done) * state.bytesPerRow <= quotaBytes) return [];
  // Half the quota stays, so that one cut lasts a while.
  const half = row(state.ledger.head - Math.floor(quotaBytes / 2 / state.bytesPerRow));
  const from = row(done + 1);
  // A gap in the stream has a number of its own, by which nothing was told.
  const through = feed === undefined ? half : rowBetween(outbox, from, half);
  if (through === undefined || through <= done) return [];
  state.alarms.set(
    `BB_UPLINK_CUT:${uplink}`,
    `${uplink} holds back more than its quota of ${quotaBytes} bytes: rows up to ${through} were left out for it, and it is told so.`,
  );
  const last = feed === undefined ? undefined : row(Math.max(feed.lastRow, part.gaps.at(-1)?.through ?? 0));
  return [{ kind: 'CursorCut', uplink, from, through, ...(last !== undefined && { last }), happenedAt: now.utc }];
}
