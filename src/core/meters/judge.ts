// After each reading of a meter that measures a circuit: does it still move, and does it fit what hangs behind it?

import type { AlarmKey } from '../../model/alarm.ts';
import type { MeterValues } from '../../model/meter-values.ts';
import { frozenText, isFrozen, newFreeze, noteChange, noteRaw } from '../../modbus/meter-freeze.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { readingOf } from './readings.ts';
import { changedWithin, watchScale } from './watch.ts';

/** Of a meter on no bus: `values` as it said them. */
export function judgeTold(state: State, meter: string, values: MeterValues, periodMs: number, now: Now): void {
  const { freezes } = state.told;
  const freeze = freezes.get(meter) ?? newFreeze();
  freezes.set(meter, freeze);
  const { powerW, amps, volts } = values;
  noteRaw(freeze, JSON.stringify([powerW, amps, volts]), now.mono);
  const within = changedWithin(state, meter, now.mono);
  if (within !== undefined) noteChange(freeze, periodMs, within, now.mono);
  const alarm: AlarmKey = `BB_METER_FROZEN:${meter}`;
  if (isFrozen(freeze, now.mono)) {
    const { message, remedy } = frozenText(`Meter ${meter}`, freeze, now.mono);
    state.alarms.set(alarm, `${message}. ${remedy}`);
  } else state.alarms.delete(alarm);
  judgeScale(state, meter, now);
}

/** Of a meter of any kind. */
export function judgeScale(state: State, meter: string, now: Now): void {
  const watch = state.told.watches.get(meter);
  if (watch === undefined) return;
  const reading = readingOf(state, meter, now);
  if (reading.quality === 'stale' || reading.quality === 'comm') return;
  watchScale(state, meter, reading, producedW(state, watch.isGrid, now), now);
}

/** What feeds in on the site, by the meters that have a role; where it does so is known for the grid connection only. */
function producedW(state: State, isGrid: boolean, now: Now): number | undefined {
  const feeding = (siteOf(state).meters ?? []).filter(({ role }) => role !== undefined);
  // The site file says that something feeds in, and no meter says how much.
  if (feeding.length === 0) return siteOf(state).circuits.some(({ pvCredit }) => pvCredit === true) ? undefined : 0;
  if (!isGrid) return undefined;
  let sum = 0;
  for (const { id } of feeding) {
    const { quality, powerW } = readingOf(state, id, now);
    if (quality !== 'good' || typeof powerW !== 'number') return undefined;
    sum -= powerW;
  }
  return sum;
}
