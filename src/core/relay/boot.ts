// When a relayed station may be called: not before its BootNotification is answered (Q20), and not by the gateway either where
// its central system rejects it.

import type { StationId } from '../../model/ids.ts';
import { never } from '../../model/time.ts';
import { stationLive } from '../../site/live.ts';
import { callSoon } from '../hear/boot.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';

export function bootAsked(state: State, station: StationId): void {
  stationLive(state.live, station).callableFrom = never;
}

export function bootAnswered(state: State, station: StationId | undefined, status: unknown, now: Now): void {
  if (station === undefined || status === 'Rejected') return;
  const live = stationLive(state.live, station);
  if (!live.connected) return;
  callSoon(state, live, now);
}
