// A new site file. What it says becomes a fact; what it would lose is kept until somebody says so.

import type { Site, Uplink } from '../model/config/site.ts';
import { withoutSecrets } from '../model/config/site.ts';
import { byId } from '../model/config/by-id.ts';
import type { UplinkId } from '../model/ids.ts';
import type { KeptNumber } from '../uplink/numbering.ts';
import { assignNumbers } from '../uplink/numbering.ts';
import { learnBrokerPasswords } from './brokers/follow.ts';
import type { Heard } from './heard.ts';
import { noteContradicted } from './limits/places.ts';
import type { Now } from './ports.ts';
import { openOnes } from '../site/transaction.ts';
import type { UplinkPart } from '../site/uplink-part.ts';
import { isCharging, keepCharging } from './kept-stations.ts';
import { noteReconfigured } from './security-occasions.ts';
import type { State } from './state.ts';

/** Records the site when it differs from the one in force, and numbers what is new in it. */
export function changeSite(state: State, heard: Pick<Heard, 'facts' | 'commands'>, wanted: Site, now: Now): void {
  const isFirst = state.siteFile === undefined;
  state.siteFile = wanted;
  const current = state.ledger.gateway.site;
  const told = withoutSecrets(wanted);
  const site = current === undefined ? told : keepCharging(state, current, keepUndelivered(state, current, told));
  const passwords = [...learnPasswords(state, wanted, site), ...learnBrokerPasswords(state, wanted)];
  if (current === undefined || JSON.stringify(current) !== JSON.stringify(site)) {
    heard.facts.push({ kind: 'SiteChanged', site, happenedAt: now.utc });
    noteContradicted(state, heard, current, site, now);
  }
  if (current !== undefined) noteReconfigured(state, heard, current, site, isFirst ? [] : passwords, now);
  const { facts, kept } = assignNumbers(site, state.ledger.gateway.numbering);
  heard.facts.push(...facts);
  warnOfNumbers(state, kept);
  closeStrangers(state, heard, site);
}

/** Those that changed. An uplink that stays as it was keeps the password that it had: that of the file is for another place. */
function learnPasswords(state: State, { uplinks }: Site, site: Site): UplinkId[] {
  const changed: UplinkId[] = [];
  const inForce = byId(site.uplinks);
  for (const { id, password, url, identity } of uplinks) {
    const now = inForce.get(id);
    if (now?.url !== url || now.identity !== identity) continue;
    if (state.passwords.get(id) !== password) changed.push(id);
    const live = state.uplinks.get(id);
    if (live !== undefined && changed.at(-1) === id) live.shown = undefined;
    if (password === undefined) state.passwords.delete(id);
    else state.passwords.set(id, password);
  }
  for (const id of state.passwords.keys()) if (!inForce.has(id)) state.passwords.delete(id);
  // A new password alone is no fact, and the link that was opened with the old one goes.
  state.rewant = true;
  return changed;
}

/** A number that the file wants and the ledger cannot give: the CSMS knows the EVSE under another one. */
function warnOfNumbers(state: State, kept: readonly KeptNumber[]): void {
  for (const key of state.alarms.keys()) if (key.startsWith('BB_NUMBER_KEPT:')) state.alarms.delete(key);
  for (const { evse, fixed, has, owner } of kept)
    state.alarms.set(
      `BB_NUMBER_KEPT:${evse}`,
      has === undefined
        ? `The site file wants ${evse} to be EVSE ${fixed} upstream, but that is ${owner}. It gets the next free number; take the wrong one out of the file.`
        : `The site file wants ${evse} to be EVSE ${fixed} upstream, but the central system knows it as EVSE ${has}, and that does not change. Write ${has}.`,
    );
}

/** Whoever has no place in the site any more, or would have to prove more than it did, comes in again or not at all. */
function closeStrangers(state: State, heard: Pick<Heard, 'commands'>, site: Site): void {
  if (state.stationLinks.size === 0) return;
  const stations = new Map(site.stations.map((station) => [station.id, station]));
  const before = new Map(state.ledger.gateway.site?.stations.map((station) => [station.id, station]));
  for (const [id, link] of state.stationLinks) {
    const station = stations.get(id);
    const isIn = station !== undefined && station.state !== 'retired';
    if (isIn && JSON.stringify(station.security) === JSON.stringify(before.get(id)?.security)) continue;
    heard.commands.push({
      kind: 'close',
      link: link.id,
      code: 1008,
      reason: isIn ? 'prove who you are again' : 'not in the site file any more',
    });
  }
}

type ById = ReadonlyMap<UplinkId, Uplink>;

function isMoved(old: Uplink, wanted: ById): boolean {
  const now = wanted.get(old.id);
  if (now === undefined || now.url !== old.url || now.identity !== old.identity) return true;
  return now.feed?.topicPrefix !== old.feed?.topicPrefix;
}

/** Uplinks and stations that were kept go when what they were kept for is over, and others come in their place. */
export function followUplinks(state: State, heard: Pick<Heard, 'facts' | 'commands'>, now: Now): void {
  const { siteFile } = state;
  if (siteFile === undefined) return;
  const { uplinks } = state.ledger.gateway.site!;
  const wanted = byId(siteFile.uplinks);
  const known = byId(uplinks);
  const isDue =
    uplinks.some((old) => isMoved(old, wanted) && !hasUndelivered(state, old)) ||
    siteFile.uplinks.some(({ id }) => !known.has(id)) ||
    state.keptStations.some((id) => !isCharging(state, id));
  if (isDue) changeSite(state, heard, siteFile, now);
}

/**
 * An uplink that was removed or pointed elsewhere stays as it was while it has something to deliver: giving that up needs
 * an explicit `abandon`.
 */
function keepUndelivered(state: State, current: Site, wanted: Site): Site {
  const kept = current.uplinks.filter((old) => {
    const moved = isMoved(old, byId(wanted.uplinks));
    return moved && hasUndelivered(state, old);
  });
  for (const key of state.alarms.keys()) if (key.startsWith('BB_UPLINK_UNDELIVERED:')) state.alarms.delete(key);
  for (const old of kept)
    state.alarms.set(
      `BB_UPLINK_UNDELIVERED:${old.id}`,
      `${old.id} still has transactions to deliver to ${old.url}, so it stays as it was. ${remedyFor(state, old)}, or give them up with "busbar abandon ${old.id}".`,
    );
  if (kept.length === 0) return wanted;
  const others = wanted.uplinks.filter((uplink) => !kept.some((old) => old.id === uplink.id));
  return { ...wanted, uplinks: [...others, ...kept] };
}

/** Passwords are kept nowhere but in the site file: after a restart that of an uplink which is not in it any more is gone. */
const remedyFor = (state: State, { id, hasPassword }: Uplink): string =>
  hasPassword === true && !state.passwords.has(id)
    ? 'Its password is known no more: write it back into the site file as it was to let it drain'
    : 'Let it drain';

/** 2.x: a transaction goes on of which the uplink was told. Nobody else would know the number of its next event. */
function hasOpen({ ledger }: State, { nextSeqNos }: UplinkPart): boolean {
  if (nextSeqNos.size === 0) return false;
  for (const { transactions } of ledger.stations.values())
    for (const { transaction } of openOnes(transactions)) if (nextSeqNos.has(transaction)) return true;
  return false;
}

export function hasUndelivered(state: State, uplink: Uplink): boolean {
  const live = state.uplinks.get(uplink.id);
  const part = state.ledger.uplinks.get(uplink.id);
  if (live === undefined || part === undefined) return false;
  // A transaction that the uplink saw begin is not delivered before it saw it end.
  return (
    part.sent.size > 0 ||
    part.bindings.size > 0 ||
    hasOpen(state, part) ||
    part.replays.size > 0 ||
    part.parked.some(({ transaction }) => transaction !== undefined) ||
    live.outbox.entries.length > 0 ||
    live.outbox.behind !== undefined
  );
}
