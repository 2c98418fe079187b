// What durable facts add up to. It reads no configuration, no clock and no live state: the same facts give the same
// ledger, in whatever process they are folded.

import { LRUCache } from 'lru-cache';
import type { Fact } from '../model/fact/fact.ts';
import type { Row, StationId, UplinkId } from '../model/ids.ts';
import { row } from '../model/ids.ts';
import { utc } from '../model/time.ts';
import type { GatewayPart } from './gateway-part.ts';
import { foldGateway, newGatewayPart, restoreGateway } from './gateway-part.ts';
import type { OutsidePart } from './outside-part.ts';
import { foldOutside, isOutsideFact, newOutsidePart } from './outside-part.ts';
import type { Part } from './part.ts';
import { unfolded } from './part.ts';
import type { ProfilesPart } from './profiles.ts';
import { foldProfiles, newProfilesPart } from './profiles.ts';
import type { StationPart } from './station-part.ts';
import { foldStarted, foldStation, forgetLimits, newStationPart, restoreStation } from './station-part.ts';
import { newHalf, shiftTimes } from './token-cache.ts';
import type { TokensPart } from './tokens-part.ts';
import { foldTokens, isTokenFact, newTokensPart, newTokensParts } from './tokens-part.ts';
import type { UplinkPart } from './uplink-part.ts';
import { advance, foldUplink, isUplinkFact, newUplinkPart } from './uplink-part.ts';

export interface Ledger {
  /** The row of the last fact. */
  head: Row;
  gateway: GatewayPart;
  readonly tokens: TokensPart[];
  /** Charging profiles of central systems. */
  profiles: ProfilesPart;
  /** What lowers limits from outside. */
  outside: OutsidePart;
  readonly stations: Map<StationId, StationPart>;
  readonly uplinks: Map<UplinkId, UplinkPart>;
}

export const newLedger = (): Ledger => ({
  head: unfolded,
  gateway: newGatewayPart(),
  tokens: newTokensParts(),
  profiles: newProfilesPart(),
  outside: newOutsidePart(),
  stations: new Map(),
  uplinks: new Map(),
});

const isOfGateway = ({ kind }: Fact): boolean =>
  kind === 'InputChanged' ||
  kind === 'ChargersReleased' ||
  kind === 'ReleaseEnded' ||
  kind === 'FirmwareGivenUp' ||
  kind === 'FirmwarePublished' ||
  kind === 'FirmwareWanted' ||
  kind === 'FirmwareUnpublished';

/** Adds the fact at the next row. A part that has folded this row already (it came from a snapshot) keeps out. */
export function foldFact(ledger: Ledger, at: Row, fact: Fact): void {
  ledger.head = at;
  if (isUplinkFact(fact)) {
    const part = ledger.uplinks.get(fact.uplink);
    if (part !== undefined && fresh(part, at)) foldUplink(part, fact);
  } else if (fact.kind === 'StationMoved' || fact.kind === 'StationUnexpected' || isOfGateway(fact)) {
    if (fresh(ledger.gateway, at)) foldGateway(ledger.gateway, fact);
    // What they held of ours is taken out of them.
    if (fact.kind === 'ChargersReleased')
      for (const part of ledger.stations.values()) if (fresh(part, at)) forgetLimits(part);
    return;
  } else if (isOutsideFact(fact)) {
    if (fresh(ledger.outside, at)) foldOutside(ledger.outside, fact);
    return;
  } else if ('station' in fact) {
    const part = stationPart(ledger, fact.station);
    if (fresh(part, at)) foldStation(part, fact);
  } else if (isTokenFact(fact)) {
    for (const part of ledger.tokens) if (fresh(part, at)) foldTokens(part, fact);
    return;
  } else if (fact.kind === 'ProfileStored' || fact.kind === 'ProfilesCleared') {
    if (fresh(ledger.profiles, at)) foldProfiles(ledger.profiles, fact);
    return;
  } else if (fact.kind === 'ManyPassed') {
    const but = new Set(fact.but);
    for (const [id, part] of ledger.uplinks) if (!but.has(id) && fresh(part, at)) advance(part, fact.through);
    return;
  } else {
    foldForAll(ledger, at, fact);
    return;
  }
  if (fact.kind === 'TransactionStarted' && fresh(ledger.gateway, at)) foldGateway(ledger.gateway, fact);
  const isOfProfiles = fact.kind === 'TransactionStarted' || fact.kind === 'TransactionEnded';
  if (isOfProfiles && fresh(ledger.profiles, at)) foldProfiles(ledger.profiles, fact);
}

function foldForAll(ledger: Ledger, at: Row, fact: Fact): void {
  if (fresh(ledger.gateway, at)) foldGateway(ledger.gateway, fact);
  if (fresh(ledger.profiles, at)) foldProfiles(ledger.profiles, fact);
  if (fresh(ledger.outside, at)) foldOutside(ledger.outside, fact);
  for (const part of ledger.stations.values()) if (fresh(part, at)) foldStarted(part, fact);
  if (fact.kind === 'ClockStepped') keepAges(ledger, at, fact.byMs);
  if (fact.kind !== 'SiteChanged') return;
  for (const part of ledger.tokens) if (fresh(part, at)) foldTokens(part, fact);
  // A new uplink is told everything from the moment it appears; one that was dropped is forgotten.
  const named = new Set(fact.site.uplinks.map((uplink) => uplink.id));
  for (const id of named) if (!ledger.uplinks.has(id)) ledger.uplinks.set(id, newUplinkPart(at));
  for (const [id, part] of ledger.uplinks) if (!named.has(id) && part.through < at) ledger.uplinks.delete(id);
}

/** The clock was set: what was so and so old is as old as before, so that nothing runs out by a leap. */
function keepAges(ledger: Ledger, at: Row, byMs: number): void {
  for (const part of ledger.tokens) if (fresh(part, at)) shiftTimes(part.cache, byMs);
  for (const part of ledger.uplinks.values())
    if (fresh(part, at) && part.heardAt !== undefined) part.heardAt = utc(part.heardAt + byMs);
}

function fresh(part: Part, at: Row): boolean {
  if (at <= part.through) return false;
  part.through = at;
  return true;
}

export function stationPart(ledger: Ledger, station: StationId): StationPart {
  let part = ledger.stations.get(station);
  if (part === undefined) {
    part = newStationPart();
    ledger.stations.set(station, part);
  }
  return part;
}

/** Names of all parts, as snapshots carry them. */
export function partNames(ledger: Ledger): string[] {
  return [
    'gateway',
    'profiles',
    'outside',
    ...ledger.tokens.map(({ index }) => `tokens:${index}`),
    ...[...ledger.uplinks.keys()].map((id) => `uplink:${id}`),
    ...[...ledger.stations.keys()].map((id) => `station:${id}`),
  ];
}

/** A part as JSON text; undefined when there is no such part. */
export function savePart(ledger: Ledger, name: string): string | undefined {
  const part = partNamed(ledger, name);
  return part === undefined ? undefined : JSON.stringify({ ...part, through: ledger.head }, tagCollections);
}

/** Puts a part back as `savePart` wrote it. Throws where the text is none of ours. */
export function restorePart(ledger: Ledger, name: string, json: string): void {
  const saved = untagCollections(JSON.parse(json)) as object;
  const [kind, id] = split(name);
  if (kind === 'gateway') ledger.gateway = restoreGateway(saved);
  else if (kind === 'tokens' && id in ledger.tokens)
    ledger.tokens[Number(id)] = { ...newTokensPart(Number(id)), ...saved };
  else if (kind === 'profiles') ledger.profiles = { ...newProfilesPart(), ...saved };
  else if (kind === 'outside') ledger.outside = { ...newOutsidePart(), ...saved };
  else if (kind === 'uplink') ledger.uplinks.set(id as UplinkId, { ...newUplinkPart(row(0)), ...saved });
  else if (kind === 'station') ledger.stations.set(id as StationId, restoreStation(saved));
}

function partNamed(ledger: Ledger, name: string): Part | undefined {
  const [kind, id] = split(name);
  if (kind === 'gateway') return ledger.gateway;
  if (kind === 'tokens') return ledger.tokens[Number(id)];
  if (kind === 'profiles') return ledger.profiles;
  if (kind === 'outside') return ledger.outside;
  if (kind === 'uplink') return ledger.uplinks.get(id as UplinkId);
  return ledger.stations.get(id as StationId);
}

function split(name: string): [string, string] {
  const at = name.indexOf(':');
  return at < 0 ? [name, ''] : [name.slice(0, at), name.slice(at + 1)];
}

function tagCollections(_key: string, value: unknown): unknown {
  if (value instanceof Map) return { $map: [...(value as Map<unknown, unknown>)] };
  if (value instanceof Set) return { $set: [...(value as Set<unknown>)] };
  if (value instanceof LRUCache) return { $lru: { max: value.maxSize, entries: [...value.rentries()] } };
  return value;
}

/** In place, and without a reviver: that would be called for every number and text of a snapshot. */
function untagCollections(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const all = value as Record<string, unknown>;
  for (const key of Object.keys(all)) {
    const one = all[key];
    if (typeof one === 'object' && one !== null) all[key] = untagCollections(one);
  }
  if ('$map' in value) return new Map(value.$map as [unknown, unknown][]);
  if ('$set' in value) return new Set(value.$set as unknown[]);
  if ('$lru' in value) return lruOf(value.$lru as { max: number; entries: [string, object][] });
  return value;
}

/** The entry that was used longest ago comes first. */
function lruOf({ max, entries }: { max: number; entries: [string, object][] }): LRUCache<string, object> {
  const cache = newHalf<object>(max);
  for (const [key, value] of entries) cache.set(key, value);
  return cache;
}
