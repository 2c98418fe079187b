// What an MQTT uplink is told after a step.

import type { Said } from '../heard.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import type { UplinkLive } from '../uplink/live.ts';
import type { Feeding } from './feeding.ts';
import { feedingOf } from './feeding.ts';
import { countBytes } from './economy.ts';
import { lookNow } from './look.ts';
import { followNews, tellNews } from './news.ts';
import { tellAnswers } from './answers.ts';
import { tellStream } from './stream.ts';

export function tellFeed(state: State, uplink: UplinkLive, said: Said, now: Now): void {
  const seen = lookNow(state, now);
  if (seen !== undefined && uplink.feed !== undefined) followNews(state, uplink, uplink.feed, seen);
  const feeding = feedingOf(state, uplink, said, now);
  if (feeding === undefined) return;
  const isLeaving = state.modbus.leaving !== undefined;
  if (isLeaving) sayGoodbye(feeding);
  else tellOnline(feeding);
  tellAnswers(feeding);
  tellStream(feeding);
  if (seen !== undefined && !isLeaving) tellNews(feeding, seen);
  countBytes(feeding);
}

function tellOnline({ feed, link, gatewayId, sends }: Feeding): void {
  if (feed.saidOnline) return;
  feed.saidOnline = true;
  const text = JSON.stringify({ online: true, gatewayId });
  sends.push({ kind: 'publish', link, topic: feed.topics.online, text, retain: true, id: onlineId });
}

/** A planned end is no accident, and the will is for accidents only. */
function sayGoodbye({ feed, link, sends }: Feeding): void {
  if (feed.news.saidGoodbye) return;
  feed.news.saidGoodbye = true;
  sends.push({ kind: 'publish', link, topic: feed.topics.online, text: willText, retain: true, id: onlineId });
}

/** No row has this number. */
const onlineId = 0;

/** What the broker says of us when we are gone without a word. */
export const willText = JSON.stringify({ online: false });
