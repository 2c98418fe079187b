// A central system that comes back is not met by a thousand connections at once: those of a relay are opened one after the
// other, whoever is due first.

import type { Mono } from '../../model/time.ts';
import { after } from '../../model/time.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { wakeBy } from '../state.ts';
import type { UplinkLive } from './live.ts';

/** So many new connections a second to one address, and as many at once: handshakes of TLS cost both ends milliseconds each. */
export const opensPerSecond = 50;
const apartMs = 1000 / opensPerSecond;

/** Whether it may be opened now. Otherwise its turn is kept, and it is looked at again then. */
export function hasTurn(state: State, uplink: UplinkLive, now: Now): boolean {
  if (uplink.config.speaksFor === undefined) return true;
  if (uplink.turnAt === undefined) {
    const { turns } = state.uplinkWork;
    const { url } = uplink.config;
    const free = Math.max(turns.get(url) ?? 0, now.mono - 1000 + apartMs) as Mono;
    turns.set(url, after(free, apartMs));
    uplink.turnAt = free;
  }
  if (uplink.turnAt <= now.mono) return true;
  uplink.openAt = uplink.turnAt;
  wakeBy(state, uplink.turnAt);
  return false;
}
