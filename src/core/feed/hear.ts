// What an MQTT uplink says: the broker took messages, and others told us something.

import type { Heard } from '../heard.ts';
import type { Now } from '../ports.ts';
import type { FeedInput } from '../ports/feed.ts';
import type { State } from '../state.ts';
import { count } from '../state.ts';
import { answersTaken } from './answers.ts';
import { hearCommand } from './commands.ts';
import { hearDown } from './raw-down.ts';
import type { Feeding } from './feeding.ts';
import { feedingOf } from './feeding.ts';
import { newsTaken } from './news-live.ts';
import { streamKept, streamTaken } from './stream.ts';
import { uplinkAnswers } from '../uplink/link.ts';

export function hearFeed(state: State, heard: Heard, input: FeedInput, now: Now): void {
  const peer = state.links.get(input.link)?.peer;
  const uplink = peer?.kind === 'uplink' ? state.uplinks.get(peer.uplink) : undefined;
  if (uplink?.link !== input.link) return;
  const feeding = feedingOf(state, uplink, { facts: heard.facts, sends: [] }, now);
  if (feeding === undefined) return;
  uplinkAnswers(state, uplink);
  uplink.accepted = true;
  if (input.kind === 'told') return hearTold(feeding, heard, input);
  // Rows of the journal are above 0.
  const rows = input.ids.filter((id) => id > 0);
  if (rows.length > 0) streamTaken(feeding, rows);
  newsTaken(feeding.feed.news, input.ids);
  answersTaken(feeding.feed.commands, input.ids);
}

const mostText = 64 * 1024;

function hearTold(feeding: Feeding, heard: Heard, told: Extract<FeedInput, { kind: 'told' }>): void {
  const { topic, isRetained } = told;
  // What lay there is no news: a command of yesterday is not obeyed today.
  if (isRetained) return count(feeding.state, 'retainedMessages');
  const { ack, commands, stationOf } = feeding.feed.topics;
  // Frames may be longer than anything else that anybody has to say to us.
  const text = told.text !== undefined && told.text.length <= mostText ? told.text : undefined;
  const { text: _, ...others } = told;
  const short = text === undefined ? others : told;
  if (topic === ack && text !== undefined) return streamKept(feeding, throughIn(text, feeding.gatewayId));
  if (topic === commands) return hearCommand(feeding, heard, short);
  const station = stationOf(topic);
  if (station !== undefined) hearDown(feeding, heard, station, short);
}

/** `{"gatewayId": "…", "through": 123}`; anything else, and what is said of another stream, says nothing. */
function throughIn(text: string, gatewayId: string): number {
  try {
    const said = JSON.parse(text) as { gatewayId?: unknown; through?: unknown } | null;
    return said?.gatewayId === gatewayId ? Number(said.through ?? Number.NaN) : Number.NaN;
  } catch {
    return Number.NaN;
  }
}
