// By which key the gateway proves upstream that it is a station: that of the site file, or that with which the station came;
// and each that the central system gave it since. After a change both are tried, the new one first, until one of them opens
// the connection: whoever falls at whatever step, nobody is locked out.

import { stationOf } from '../../model/config/site.ts';
import type { Uplink } from '../../model/config/site.ts';
import { basicAuthorization } from '../../ocpp/basic-auth.ts';
import type { UpstreamKeys } from '../../site/upstream-keys.ts';
import type { Heard } from '../heard.ts';
import type { StationId } from '../../model/ids.ts';
import type { Asker } from '../hear/asker.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import type { UplinkLive } from '../uplink/live.ts';

/** A value of the Authorization header, and which of the keys that the central system gave it is; undefined without any. */
export interface Shown {
  readonly authorization: string | undefined;
  readonly sealed?: string;
}

/** What to try, in this order; never empty. */
export function keysFor(state: State, config: Uplink): readonly Shown[] {
  const base: Shown = { authorization: baseOf(state, config) };
  const keys = learnedOf(state, config);
  if (keys === undefined) return [base];
  const learned = keys.sealed.flatMap((sealed): Shown[] => {
    const text = state.seal.open(sealed);
    if (text === undefined) return [];
    return [{ authorization: basicAuthorization(config.identity, text, config.keyEncoding), sealed }];
  });
  // A key that was written into the site file since then is newer.
  return keys.instead === markOf(state, base) ? [...learned, base] : [base, ...learned];
}

function learnedOf({ ledger }: State, { id, url }: Uplink): UpstreamKeys | undefined {
  const keys = ledger.uplinks.get(id)?.keys;
  return keys?.url === url ? keys : undefined;
}

function baseOf({ passwords, door }: State, config: Uplink): string | undefined {
  const { id, identity, keyEncoding, speaksFor, passesKey } = config;
  const passed = passesKey === true && speaksFor !== undefined ? door.authorizations.get(speaksFor) : undefined;
  if (passed !== undefined) return passed;
  const password = passwords.get(id);
  return password === undefined ? undefined : basicAuthorization(identity, password, keyEncoding);
}

const markOf = (state: State, { authorization }: Shown): string => state.seal.key(authorization ?? '');

/** What the connection shows: it stays the same as long as that is open, so that an answer gets out before it ends. */
export function shownBy(state: State, uplink: UplinkLive): string | undefined {
  const { config } = uplink;
  if (config.mode !== 'relay' || learnedOf(state, config) === undefined) return baseOf(state, config);
  if (uplink.link === undefined || uplink.shown === undefined) {
    const keys = keysFor(state, config);
    uplink.shown = keys[uplink.keyTurn % keys.length]!;
  }
  return uplink.shown.authorization;
}

/**
 * The connection is there: the key that opened it counts, and what was tried besides is forgotten. A station that came with
 * the one before it is told the new one now, and until it comes with it both count there; so nothing of it is to be taken
 * back where the central system did not take it.
 */
export function keyOpened(state: State, heard: Pick<Heard, 'facts' | 'commands'>, uplink: UplinkLive): void {
  const { config, shown } = uplink;
  const keys = learnedOf(state, config);
  uplink.keyTurn = 0;
  if (keys === undefined || shown === undefined) return;
  const key = shown.sealed;
  if (!keys.isProved || keys.sealed[0] !== key)
    heard.facts.push({ kind: 'UpstreamKeyProved', uplink: config.id, ...(key !== undefined && { key }) });
  const text = key === undefined ? undefined : state.seal.open(key);
  const station = config.speaksFor;
  if (text === undefined || station === undefined || uplink.toldSouth === key) return;
  const isOld = keys.instead === markOf(state, { authorization: baseOf(state, config) });
  if (!isOld || !sharesKey(state, config, station)) return;
  uplink.toldSouth = key;
  heard.commands.push({ kind: 'changeStationKey', station, key: text });
}

/** It was refused: the next one is tried soon, and all of them again only after the usual wait. True for soon. */
export function nextKey(state: State, uplink: UplinkLive): boolean {
  if (uplink.config.mode !== 'relay') return false;
  const { length } = keysFor(state, uplink.config);
  uplink.keyTurn = (uplink.keyTurn + 1) % length;
  return uplink.keyTurn !== 0;
}

interface Taking {
  readonly state: State;
  readonly heard: Heard;
  readonly uplink: UplinkLive;
  readonly asker: Asker;
  readonly now: Now;
}

/** The central system gives the station a new key (A01): it is written down, sealed, before the answer leaves. */
export function takeKey({ state, heard, uplink, asker, now }: Taking, text: string): void {
  const { config } = uplink;
  uplink.shown ??= keysFor(state, config)[0]!;
  const instead = markOf(state, { authorization: baseOf(state, config) });
  const key = state.seal.seal(text);
  heard.facts.push({ kind: 'UpstreamKeyTaken', uplink: config.id, url: config.url, key, instead, happenedAt: now.utc });
  uplink.keyTurn = 0;
  // It connects anew, as a station does, and proves the key.
  heard.commands.push({ kind: 'close', link: asker.link, code: 1000, reason: 'a new key' });
}

/** The station proves itself to the gateway by the key that its central system knows. */
function sharesKey(state: State, { passesKey }: Uplink, station: StationId): boolean {
  const profile = stationOf(siteOf(state), station)?.security.profile;
  return passesKey === true && (profile === 1 || profile === 2);
}
