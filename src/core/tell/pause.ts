import { after } from '../../model/time.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { wakeBy } from '../state.ts';
import type { UplinkLive } from '../uplink/live.ts';

/** What a central system is told in a second, unless the site file says otherwise: more than a busy depot has to tell. */
const usualMessagesPerSecond = 50;
/** A second, and what the way there may squeeze: what left a moment late arrives close behind what did not. */
const windowMs = 1050;
/** Of what may be told in a second, this much is for what is live: a backlog leaves it free. */
const shareOfLive = 0.2;

interface Pausing {
  readonly state: State;
  readonly uplink: UplinkLive;
  readonly now: Now;
}

/**
 * Neither a backlog nor a depot that comes back at once floods a central system: as many messages as may be have left within
 * a second. Who waits behind it looks again when there is room.
 */
export const mustPause = (pausing: Pausing): boolean => isSpent(pausing, mostOf(pausing.uplink) - placesForUrgent);

/** The same for rows of the journal, which leave room for statuses. */
export const mustPauseRows = (pausing: Pausing): boolean =>
  isSpent(pausing, Math.floor((1 - shareOfLive) * mostOf(pausing.uplink)));

/** A heartbeat, or what was asked for, comes beside what is told at this pace. */
const placesForUrgent = 1;

function isSpent({ state, uplink, now }: Pausing, most: number): boolean {
  const oldest = uplink.toldAt.at(-Math.max(1, most));
  if (oldest === undefined || now.mono >= after(oldest, windowMs)) return false;
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
