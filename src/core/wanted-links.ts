// Which connections upstream are to be open. Worked out for those that something happened to, and told whole when one of
// them is another than before.

import type { UplinkId } from '../model/ids.ts';
import { usualPingSeconds } from '../uplink/device-keys.ts';
import { ownNumber } from '../uplink/device-model.ts';
import type { Now } from './ports.ts';
import type { WantedLink } from './ports/wanted-link.ts';
import { shownBy } from './relay/keys.ts';
import type { Feed } from '../model/config/feed.ts';
import { willText } from './feed/tell.ts';
import type { WantedFeed } from './ports/feed.ts';
import type { State } from './state.ts';
import type { UplinkLive } from './uplink/live.ts';
import type { Wanted } from './uplink/work-live.ts';
import { hasTurn } from './uplink/turns.ts';

/** All links that are wanted, the same objects where nothing changed; undefined where nothing did at all. */
export function wantedDue(state: State, now: Now): readonly WantedLink[] | undefined {
  const { uplinks, uplinkWork: work, wanted } = state;
  const asked = state.rewant ? [...uplinks.keys(), ...wanted.keys()] : [...work.rewanted];
  let isNews = state.rewant && !state.hasWanted;
  state.rewant = false;
  state.hasWanted = true;
  work.rewanted.clear();
  for (const id of asked) isNews = look(state, id, now) || isNews;
  return isNews ? [...wanted.values()].map(({ link }) => link) : undefined;
}

function look(state: State, id: UplinkId, now: Now): boolean {
  const { wanted } = state;
  const uplink = state.uplinks.get(id);
  const known = wanted.get(id);
  const link = uplink === undefined ? undefined : wantedLink(state, uplink, known, now);
  if (link === undefined || uplink === undefined) return wanted.delete(id);
  if (known !== undefined && known.failures === uplink.failures && isSame(known.link, link)) return false;
  wanted.set(id, { link, failures: uplink.failures });
  return true;
}

function wantedLink(state: State, uplink: UplinkLive, known: Wanted | undefined, now: Now): WantedLink | undefined {
  const { config, link } = uplink;
  // It goes over the connection of another.
  if (config.through !== undefined) return undefined;
  if (state.safeMode !== undefined || (link === undefined && uplink.openAt > now.mono)) return undefined;
  if (config.speaksFor !== undefined && !state.stationLinks.has(config.speaksFor)) return undefined;
  if (config.hasPassword === true && !state.passwords.has(config.id)) return undefined;
  const isOpening = link === undefined && known?.failures !== uplink.failures;
  if (isOpening && !hasTurn(state, uplink, now)) return undefined;
  const authorization = shownBy(state, uplink);
  return {
    uplink: config.id,
    url: config.url,
    identity: config.identity,
    version: config.version,
    pingSeconds: ownNumber(
      state.ledger.uplinks.get(config.id)?.settings,
      'WebSocketPingInterval',
      config.pingSeconds ?? usualPingSeconds,
    ),
    ...(config.feed !== undefined && { feed: wantedFeed(state, uplink, config.feed) }),
    ...(authorization !== undefined && config.feed === undefined && { authorization }),
    ...(config.ca !== undefined && { ca: config.ca }),
    ...(config.cert !== undefined && { cert: config.cert }),
    ...(config.key !== undefined && { key: config.key }),
  };
}

function wantedFeed(state: State, { config, feed }: UplinkLive, { protocol, clientId, username }: Feed): WantedFeed {
  const { online, ack, commands, rawDown, framesDown } = feed!.topics;
  const password = state.passwords.get(config.id);
  return {
    protocol,
    clientId,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    will: { topic: online, text: willText },
    subscriptions: [
      ...(config.feed!.acknowledgedBy === 'application' ? [ack] : []),
      commands,
      ...(config.feed!.rawFrames === true ? [rawDown] : []),
      ...(config.feed!.rawFrames === 'csms' ? [framesDown] : []),
    ],
    // Whoever only observes is told that it has no say, where its broker lets us hear it.
    ...(config.role !== 'control' && { mayLack: [commands, rawDown] }),
  };
}

const fields = ['url', 'identity', 'version', 'pingSeconds', 'authorization', 'ca', 'cert', 'key'] as const;

const isSame = (one: WantedLink, other: WantedLink): boolean =>
  fields.every((field) => one[field] === other[field]) && JSON.stringify(one.feed) === JSON.stringify(other.feed);
