// What keeps the journal short and the identity safe: snapshots of one part at a time, cursors that move on, observers
// that are cut, and rows that may be forgotten.

import type { CursorCut, Passed } from '../model/fact/uplink.ts';
import type { Fact } from '../model/fact/fact.ts';
import type { Row, UplinkId } from '../model/ids.ts';
import { row } from '../model/ids.ts';
import { partNames, savePart } from '../site/ledger.ts';
import { usualPingSeconds } from '../uplink/device-keys.ts';
import { ownNumber } from '../uplink/device-model.ts';
import { doneThrough } from '../uplink/outbox.ts';
import { foldedPart } from './recover.ts';
import type { Identity, Now, Snapshot, StepResult, WantedLink } from './ports.ts';
import { shownBy } from './relay/keys.ts';
import type { State } from './state.ts';
import type { UplinkLive } from './uplink/live.ts';

/** A cursor that has nothing to tell moves on in steps of so many rows. */
const passRowsAt = 512;
/** Numbers are reserved ahead, so that the identity file is written once in a thousand transactions. */
const reservedNumbers = 1000;
/** What a line of the journal weighs besides the bytes that billing needs. */
const lineBytes = 300;

type House = Pick<StepResult, 'snapshots' | 'identity' | 'forgetThrough' | 'wanted'>;

export function keepHouse(state: State, facts: readonly Fact[], now: Now): House {
  const house: { -readonly [Key in keyof House]: House[Key] } = {};
  if (state.rewant) {
    state.rewant = false;
    const wanted = wantedLinks(state, now);
    const signature = JSON.stringify(wanted) + [...state.uplinks.values()].map((uplink) => uplink.failures).join();
    if (signature !== state.wantedSignature) {
      state.wantedSignature = signature;
      house.wanted = wanted;
    }
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
    house.snapshots = [saved, { part: foldedPart, row: folded, json: '{}' }];
    house.forgetThrough = forgettable(state, folded);
  }
  return house;
}

function wantedLinks(state: State, now: Now): WantedLink[] {
  if (state.safeMode !== undefined) return [];
  return [...state.uplinks.entries()]
    .filter(([, uplink]) => uplink.link !== undefined || uplink.openAt <= now.mono)
    .filter(([, { config }]) => config.speaksFor === undefined || state.stationLinks.has(config.speaksFor))
    .filter(([id, { config }]) => config.hasPassword !== true || state.passwords.has(id))
    .map(([id, uplink]) => linkOf(state, id, uplink));
}

function linkOf(state: State, id: UplinkId, uplink: UplinkLive): WantedLink {
  const { config } = uplink;
  const authorization = shownBy(state, uplink);
  return {
    uplink: id,
    url: config.url,
    identity: config.identity,
    version: config.version,
    pingSeconds: ownNumber(
      state.ledger.uplinks.get(id)?.settings,
      'WebSocketPingInterval',
      config.pingSeconds ?? usualPingSeconds,
    ),
    ...(authorization !== undefined && { authorization }),
    ...(config.ca !== undefined && { ca: config.ca }),
    ...(config.cert !== undefined && { cert: config.cert }),
    ...(config.key !== undefined && { key: config.key }),
  };
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

function saveOldest(state: State): Snapshot {
  let oldest = 'gateway';
  let at = Number.POSITIVE_INFINITY;
  for (const name of partNames(state.ledger)) {
    const savedAt = state.snapshotRows.get(name) ?? 0;
    if (savedAt >= at) continue;
    oldest = name;
    at = savedAt;
  }
  state.snapshotRows.set(oldest, state.ledger.head);
  return { part: oldest, row: state.ledger.head, json: savePart(state.ledger, oldest)! };
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
export function passRows(state: State, facts: readonly Fact[], now: Now): (Passed | CursorCut)[] {
  if (facts.length === 0) return [];
  for (const fact of facts)
    if ('raw' in fact) state.bytesPerRow += (fact.raw.json.length + lineBytes - state.bytesPerRow) / 256;
  return [...state.uplinks.keys()].flatMap((id) => passOne(state, id, now));
}

function passOne(state: State, uplink: UplinkId, now: Now): (Passed | CursorCut)[] {
  const live = state.uplinks.get(uplink)!;
  const part = state.ledger.uplinks.get(uplink);
  if (part === undefined) return [];
  const behind = state.ledger.head - part.watermark;
  if (live.config.role === 'observe' && behind * state.bytesPerRow > live.config.quotaBytes) {
    // Half the quota stays, so that one cut lasts a while.
    const through = row(state.ledger.head - Math.floor(live.config.quotaBytes / 2 / state.bytesPerRow));
    if (through > part.watermark) {
      state.alarms.set(
        `BB_UPLINK_CUT:${uplink}`,
        `${uplink} holds back more than its quota of ${live.config.quotaBytes} bytes: rows up to ${through} were left out for it, and it is told so.`,
      );
      return [{ kind: 'CursorCut', uplink, from: row(part.watermark + 1), through, happenedAt: now.utc }];
    }
  }
  const through = doneThrough(live.outbox);
  return through - part.watermark >= passRowsAt ? [{ kind: 'Passed', uplink, through }] : [];
}
