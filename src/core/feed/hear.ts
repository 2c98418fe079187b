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

function hearTold(feeding: Feeding, heard: Heard, told: Extract<FeedInput, { kind: 'told' }>): void {
  const { topic, text, isRetained } = told;
  // What lay there is no news: a command of yesterday is not obeyed today.
  if (isRetained) return count(feeding.state, 'retainedMessages');
  const { ack, commands, stationOf } = feeding.feed.topics;
  if (topic === ack && text !== undefined) return streamKept(feeding, throughIn(text));
  if (topic === commands) return hearCommand(feeding, heard, told);
  const station = stationOf(topic);
  if (station !== undefined) hearDown(feeding, heard, station, told);
}

/** `{"through": 123}`; anything else says nothing. */
function throughIn(text: string): number {
  try {
    return Number((JSON.parse(text) as { through?: unknown } | null)?.through ?? Number.NaN);
  } catch {
    return Number.NaN;
  }
}
