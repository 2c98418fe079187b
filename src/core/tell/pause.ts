import { after } from '../../model/time.ts';
import { wakeBy } from '../state.ts';
import type { Telling } from './telling.ts';

/** What a central system is told in a second, unless the site file says otherwise: more than a busy depot has to tell. */
const usualMessagesPerSecond = 50;

/** A backlog must not flood a central system that was away: as many messages as may be have left within a second. */
export function mustPause({ state, uplink, now }: Telling): boolean {
  const { toldAt, config } = uplink;
  const most = config.messagesPerSecond ?? usualMessagesPerSecond;
  while (toldAt.length > most) toldAt.shift();
  const [oldest] = toldAt;
  if (oldest === undefined || toldAt.length < most || now.mono >= after(oldest, 1000)) return false;
  wakeBy(state, after(oldest, 1000));
  return true;
}
