// What everything needs that an MQTT uplink is told by.

import type { Fact } from '../../model/fact/fact.ts';
import type { LinkId, UplinkId } from '../../model/ids.ts';
import type { Now, Send } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import type { UplinkLive } from '../uplink/live.ts';
import type { FeedLive } from './live.ts';

export interface Feeding {
  readonly state: State;
  readonly id: UplinkId;
  readonly uplink: UplinkLive;
  readonly feed: FeedLive;
  readonly link: LinkId;
  /** By which a subscriber tells one stream from another: another box, or a new journal, is another. */
  readonly gatewayId: string;
  readonly facts: Fact[];
  readonly sends: Send[];
  readonly now: Now;
}

export function feedingOf(
  state: State,
  uplink: UplinkLive,
  { facts, sends }: Pick<Feeding, 'facts' | 'sends'>,
  now: Now,
): Feeding | undefined {
  const { feed, link, config } = uplink;
  if (feed === undefined || link === undefined || feed.hasMoved) return undefined;
  return { state, id: config.id, uplink, feed, link, gatewayId: gatewayIdOf(state), facts, sends, now };
}

/** The site, and when its journal began. */
export const gatewayIdOf = (state: State): string => {
  const { since } = state.ledger.gateway;
  return since === undefined ? siteOf(state).id : `${siteOf(state).id}:${since.toString(36)}`;
};
