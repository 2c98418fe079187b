// When a status that changed is told: at once, or when it was stable as long as the CSMS wants (MinimumStatusDuration).

import type { EvseKey } from '../../model/ids.ts';
import { after } from '../../model/time.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { wakeBy } from '../state.ts';
import { isThrough } from '../relay/through.ts';
import type { UplinkLive } from '../uplink/live.ts';

/** The status of an EVSE may have changed. A station that speaks with its central system itself tells it itself. */
export function noteStatus(state: State, uplink: UplinkLive, key: EvseKey, now: Now): void {
  if (isThrough(state, uplink)) return;
  const stableMs =
    1000 * Number(state.ledger.uplinks.get(uplink.config.id)?.settings.get('MinimumStatusDuration') ?? 0);
  const at = after(now.mono, stableMs);
  uplink.statuses.set(key, { at, always: uplink.statuses.get(key)?.always ?? false });
  wakeBy(state, at);
}

/** It is told in any case. */
export function demandStatus(uplink: UplinkLive, key: EvseKey, now: Now): void {
  uplink.statuses.set(key, { at: now.mono, always: true });
}
