// A station that refuses whatever it is told wants to be booted, or registered anew, or left alone (Q55). It is shown, and
// left alone for a while; its own messages are served as ever.

import type { StationId } from '../../model/ids.ts';
import { after } from '../../model/time.ts';
import type { StationLive } from '../../site/live.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';

/** Some refuse this setting or that trigger; nobody means to refuse so many orders in a row. */
const mostRefusals = 8;
const pauseMs = 600_000;

const refused = new Set(['Rejected', 'NotSupported', 'Unanswered', 'NotImplemented']);

export function noteOutcome(state: State, id: StationId, live: StationLive, status: string, now: Now): void {
  const { adoption } = live;
  if (status === 'RebootRequired')
    state.alarms.set(
      `BB_STATION_REBOOT_REQUIRED:${id}`,
      `${id} took a setting that counts only after a reboot. Reset it when nobody charges.`,
    );
  adoption.refused = refused.has(status) ? adoption.refused + 1 : 0;
  if (adoption.refused === 0) return void state.alarms.delete(`BB_STATION_REFUSES:${id}`);
  if (adoption.refused < mostRefusals) return;
  adoption.refused = 0;
  adoption.pausedUntil = after(now.mono, pauseMs);
  state.alarms.set(
    `BB_STATION_REFUSES:${id}`,
    `${id} refused ${mostRefusals} orders in a row and is left alone for ${pauseMs / 60_000} min. Reset it, or register it anew with its maker's tool.`,
  );
}
