// Whose turn it is on the connection upstream of one station: what was kept first, and after it the station itself.

import { after } from '../../model/time.ts';
import { csmsTimeoutMs, placeText } from '../call.ts';
import { makeId, wakeBy } from '../state.ts';
import { tellSecurity } from '../tell/security.ts';
import { tellOne } from '../tell/status.ts';
import { tellNotice } from '../tell/notices.ts';
import type { Teller, Telling } from '../tell/telling.ts';
import { tellPull } from '../tell/pulls.ts';
import { holdsOnTop } from './limits.ts';
import { goThrough } from './links.ts';
import { tellRelayedRows } from './rows.ts';

export function nextForRelay(telling: Telling): void {
  const { state, uplink } = telling;
  const relay = state.relays.get(uplink.config.speaksFor!);
  if (relay === undefined) return;
  if (relay.phase === 'through') return void (tellNotice(telling) || tellRelayedRows(telling) || tellOwnPull(telling));
  if (relay.boot !== undefined && !uplink.accepted) return void tellKeptBoot(telling, relay.boot);
  relay.boot = undefined;
  for (const teller of kept) if (teller(telling)) return;
  // The window has not seen all rows yet: those of this very step come at its end.
  if (uplink.outbox.behind !== undefined) return wakeBy(state, after(telling.now.mono, lookAgainMs));
  goThrough(state, uplink);
}

const lookAgainMs = 20;

/** The BootNotification that the gateway answered in its stead, as the station wrote it. */
function tellKeptBoot({ state, uplink, link, now }: Telling, payload: string): void {
  if (now.mono < uplink.bootAt) return wakeBy(state, uplink.bootAt);
  const timeoutMs = csmsTimeoutMs(state, link);
  placeText(state, link, {
    id: makeId(state),
    action: 'BootNotification',
    payload,
    context: { kind: 'boot' },
    timeoutMs,
  });
}

/** A Dynamic profile that the gateway keeps; a station that has it asks for itself. */
const tellOwnPull: Teller = (telling) =>
  !holdsOnTop(telling.state, telling.uplink.config.speaksFor!) && tellPull(telling);

/** The newest status of each of its EVSEs. */
const tellStatuses: Teller = (telling) => {
  for (const [key] of telling.uplink.statuses) {
    telling.uplink.statuses.delete(key);
    if (tellOne(telling, key, true)) return true;
  }
  return false;
};

const kept: readonly Teller[] = [tellNotice, tellStatuses, tellSecurity, tellRelayedRows];
