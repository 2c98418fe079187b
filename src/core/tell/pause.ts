import { after } from '../../model/time.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { wakeBy } from '../state.ts';
import type { UplinkLive } from '../uplink/live.ts';

/** What a central system is told in a second, unless the site file says otherwise: more than a busy depot has to tell. */
const usualMessagesPerSecond = 50;
/** A second, and what the way there may squeeze: what left a moment late arrives close behind what did not. */
const windowMs = 1050;

/**
 * Neither a backlog nor a depot that comes back at once floods a central system: as many messages as may be have left within
 * a second. Who waits behind it looks again when there is room.
 */
export function mustPause({ state, uplink, now }: { state: State; uplink: UplinkLive; now: Now }): boolean {
  const { toldAt } = uplink;
  const most = mostOf(uplink);
  const [oldest] = toldAt;
  if (oldest === undefined || toldAt.length < most || now.mono >= after(oldest, windowMs)) return false;
  wakeBy(state, after(oldest, windowMs));
  return true;
}

/** Something was told: what cannot wait takes its place in the second, too. */
export function noteTold(uplink: UplinkLive, now: Now): void {
  const most = mostOf(uplink);
  uplink.toldAt.push(now.mono);
  while (uplink.toldAt.length > most) uplink.toldAt.shift();
}

const mostOf = ({ config }: UplinkLive): number => config.messagesPerSecond ?? usualMessagesPerSecond;
