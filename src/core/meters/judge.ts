// After each reading of a meter that measures a circuit: does it still move, and does it fit what hangs behind it?

import type { MeterValues } from '../../model/meter-values.ts';
import { frozenText, isFrozen, newFreeze, noteBehind, noteSaid, settledAt } from '../../modbus/meter-freeze.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { producedW } from './produced.ts';
import { readingOf } from './readings.ts';
import { lookBehind } from './behind.ts';
import { watchScale } from './watch.ts';

/** Of a meter on no bus: `values` as it said them. */
export function judgeTold(state: State, meter: string, values: MeterValues, periodMs: number, now: Now): void {
  const { freezes } = state.told;
  const freeze = freezes.get(meter) ?? newFreeze();
  freezes.set(meter, freeze);
  const { powerW, amps, volts } = values;
  noteSaid(freeze, [powerW, ...amps, ...volts], now.mono);
  const behind = lookBehind(state, meter, freeze, settledAt(freeze, periodMs), now);
  if (behind !== undefined) noteBehind(freeze, behind, now.mono);
  const alarm = `BB_METER_FROZEN:${meter}`;
  if (isFrozen(freeze)) {
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
