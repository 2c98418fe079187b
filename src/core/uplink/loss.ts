// What becomes of the limits of a central system that is not heard any more (`onLoss`): whoever shares more out than this site
// counts on it. A heartbeat is asked often enough that silence means something; what was lost comes back with its next limit
// for all, and not with its connection.

import type { AlarmKey } from '../../model/alarm.ts';
import type { UplinkId } from '../../model/ids.ts';
import { after } from '../../model/time.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { wakeBy } from '../state.ts';
import type { UplinkLive } from './live.ts';

/** So many heartbeats within the time after which it is away: one that is late or lost does not count as silence. */
const heartbeats = 3;

/** At the latest after so long it is asked for a sign of life. */
export const askMs = ({ config: { onLoss } }: Pick<UplinkLive, 'config'>): number =>
  onLoss === undefined ? Infinity : (1000 * onLoss.afterSeconds) / heartbeats;

export function noteHeard(state: State, id: UplinkId, now: Now): void {
  const uplink = state.uplinks.get(id);
  if (uplink !== undefined) uplink.heardAt = now.mono;
}

/** It limits all that it serves: from here on that counts. */
export function limitsAnew(state: State, uplink: UplinkLive, now: Now): void {
  const { onLoss, id } = uplink.config;
  if (onLoss === undefined) return;
  uplink.limitLost = false;
  uplink.heardAt = now.mono;
  state.alarms.delete(alarmOf(id));
  wakeBy(state, after(now.mono, 1000 * onLoss.afterSeconds));
}

/** Those that have been silent for too long. */
export function loseLimits(state: State, now: Now): void {
  for (const [id, uplink] of state.uplinks) {
    const { onLoss } = uplink.config;
    if (onLoss === undefined || uplink.limitLost) continue;
    const lostAt = after(uplink.heardAt, 1000 * onLoss.afterSeconds);
    if (now.mono < lostAt) {
      wakeBy(state, lostAt);
      continue;
    }
    uplink.limitLost = true;
    state.reallocate = true;
    state.alarms.set(
      alarmOf(id),
      `Nothing was heard of ${id} for ${onLoss.afterSeconds} s: all stations together draw no more than ${onLoss.amps} A on each line until it limits them anew. Look at the connection to it.`,
    );
  }
}

const alarmOf = (id: UplinkId): AlarmKey => `BB_UPLINK_LIMIT_LOST:${id}`;
