// What an MQTT uplink is told after a step.

import type { Said } from '../heard.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import type { UplinkLive } from '../uplink/live.ts';
import type { Feeding } from './feeding.ts';
import { feedingOf } from './feeding.ts';
import { tellAnswers } from './answers.ts';
import { tellStream } from './stream.ts';

export function tellFeed(state: State, uplink: UplinkLive, said: Said, now: Now): void {
  const feeding = feedingOf(state, uplink, said, now);
  if (feeding === undefined) return;
  tellOnline(feeding);
  tellAnswers(feeding);
  tellStream(feeding);
}

function tellOnline({ feed, link, gatewayId, sends }: Feeding): void {
  if (feed.saidOnline) return;
  feed.saidOnline = true;
  const text = JSON.stringify({ online: true, gatewayId });
  sends.push({ kind: 'publish', link, topic: feed.topics.online, text, retain: true, id: onlineId });
}

/** No row has this number. */
const onlineId = 0;

/** What the broker says of us when we are gone without a word. */
export const willText = JSON.stringify({ online: false });
