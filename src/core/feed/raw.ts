// Frames of OCPP as they are, for whoever wants to see them: what stations say and what they are told, on one topic a station.
// They are told once, while the connection is there; what must not get lost is in the stream of transactions.

import { redacted } from '../../model/frame-secrets.ts';
import type { StationId, UplinkId } from '../../model/ids.ts';
import type { Utc } from '../../model/time.ts';
import { isoOf } from '../../model/time.ts';
import type { Link } from '../links.ts';
import type { Said } from '../heard.ts';
import type { State } from '../state.ts';
import { spend, weightOf } from '../../uplink/mqtt/budget.ts';
import { serves } from '../uplink/live.ts';

/** A frame was ordered, and not a command. */
const rawCommand = 'frame';
/** Number of these towards the broker: no row, and nobody waits for it. */
const rawId = -2e12;
/** Frames of one step; more is no step. */
const mostFrames = 1000;

/** What a station said, before anything is made of it. */
export function noteRaw(state: State, { peer }: Link, text: string): void {
  const { rawHeard, ofRaw } = state.uplinkWork;
  if (ofRaw.length === 0 || peer.kind !== 'station' || rawHeard.length >= mostFrames) return;
  rawHeard.push({ station: peer.station, text });
}

/** At the end of a step. */
export function tellRaw(state: State, said: Said, now: { readonly utc: Utc }): void {
  const { rawHeard, ofRaw } = state.uplinkWork;
  if (ofRaw.length === 0) return;
  for (const { station, text } of rawHeard.splice(0)) tell(state, said, station, 'station', text, now);
  for (const send of [...said.sends]) {
    if (send.kind !== 'frame') continue;
    const peer = state.links.get(send.link)?.peer;
    if (peer?.kind === 'station') tell(state, said, peer.station, 'gateway', send.text, now);
  }
}

function tell(
  state: State,
  said: Said,
  station: StationId,
  from: 'station' | 'gateway',
  text: string,
  now: { readonly utc: Utc },
): void {
  const message = messageOf(from, text, now);
  for (const uplink of state.uplinkWork.ofRaw)
    if (uplink.link !== undefined && uplink.feed !== undefined && serves(uplink, station)) {
      const { topics, news } = uplink.feed;
      const topic = topics.raw(station, 'up');
      // Nothing but transactions, answers and alarms goes on when the bytes of the day are spent.
      if (news.economy.isSpent) continue;
      if (news.spending !== undefined) spend(news.spending, weightOf(topic, message), false);
      said.sends.push({ kind: 'publish', link: uplink.link, topic, text: message, id: rawId });
    }
}

/** An answer of the gateway itself to a frame. That of a station went by already, as everything that it says. */
export function tellOwnFrame(
  state: State,
  { uplink, key }: Told,
  frame: string,
  said: Said,
  now: { readonly utc: Utc },
) {
  const live = state.uplinks.get(uplink);
  if (live?.link !== undefined && live.feed !== undefined)
    said.sends.push({
      kind: 'publish',
      link: live.link,
      topic: live.feed.topics.raw(stationInKey(key), 'up'),
      text: messageOf('gateway', frame, now),
      id: rawId,
    });
}

interface Told {
  readonly uplink: UplinkId;
  readonly key: string;
}

const messageOf = (from: 'station' | 'gateway', text: string, now: { readonly utc: Utc }): string =>
  `{"at":"${isoOf(now.utc)}","from":"${from}","frame":${withoutSecrets(text)}}`;

/** By what a frame is known: it has its id from whoever sent it, for this station. Names of stations have no blanks. */
export const rawKey = (station: StationId, id: string): string => `${rawCommand} ${station} ${id}`;

export const isRawKey = (key: string): boolean => key.startsWith(`${rawCommand} `);

const stationInKey = (key: string): StationId => key.split(' ', 2)[1] as StationId;

/** JSON, without the keys of stations: nobody reads them, not even whoever runs the broker. What is no JSON is a text. */
function withoutSecrets(text: string): string {
  const safe = redacted(text);
  return parse(text) === undefined ? JSON.stringify(safe) : safe;
}

function parse(text: string): unknown[] | undefined {
  try {
    const frame: unknown = JSON.parse(text);
    return Array.isArray(frame) ? frame : undefined;
  } catch {
    return undefined;
  }
}
