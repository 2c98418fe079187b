// After each reading of a meter that measures a circuit: does it still move, and does it fit what hangs behind it?

import type { AlarmKey } from '../../model/alarm.ts';
import type { MeterValues } from '../../model/meter-values.ts';
import { frozenText, isFrozen, newFreeze, noteBehind, noteSaid, settledAt } from '../../modbus/meter-freeze.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { lookBehind } from './behind.ts';
import type { MadeOf } from './live.ts';
import { producedW } from './produced.ts';
import { readingOf, sumReading } from './readings.ts';
import { watchScale } from './watch.ts';

/** Of a meter on no bus: `values` as it said them. */
export function judgeTold(state: State, meter: string, values: MeterValues, periodMs: number, now: Now): void {
  const { powerW, amps, volts } = values;
  judgeFreeze(state, meter, [powerW, ...amps, ...volts], periodMs, now);
  judgeMeter(state, meter, now);
}

function judgeFreeze(state: State, meter: string, said: readonly (number | null)[], periodMs: number, now: Now): void {
  const { freezes } = state.told;
  const freeze = freezes.get(meter) ?? newFreeze();
  freezes.set(meter, freeze);
  noteSaid(freeze, said, now.mono);
  const behind = lookBehind(state, meter, freeze, settledAt(freeze, periodMs), now);
  if (behind !== undefined) noteBehind(freeze, behind, now.mono);
  const alarm: AlarmKey = `BB_METER_FROZEN:${meter}`;
  if (isFrozen(freeze)) {
    const { message, remedy } = frozenText(`Meter ${meter}`, freeze, now.mono);
    state.alarms.set(alarm, `${message}. ${remedy}`);
  } else state.alarms.delete(alarm);
}

/** Of a meter of any kind, and of the sums that it is a part of. */
export function judgeMeter(state: State, meter: string, now: Now): void {
  judgeScale(state, meter, now);
  for (const [sum, { madeOf }] of state.told.watches)
    if (madeOf?.all.has(meter) === true) judgeSum(state, sum, madeOf, now);
}

/** It says something when one of its parts does. */
function judgeSum(state: State, sum: string, { parts, periodMs }: MadeOf, now: Now): void {
  const { quality, powerW = null, amps = [] } = sumReading(state, parts, now);
  if (quality !== 'good') return;
  judgeFreeze(state, sum, [powerW, ...amps], periodMs, now);
  judgeScale(state, sum, now);
}

function judgeScale(state: State, meter: string, now: Now): void {
  const watch = state.told.watches.get(meter);
  if (watch === undefined) return;
  const reading = readingOf(state, meter, now);
  if (reading.quality === 'stale' || reading.quality === 'comm') return;
  watchScale(state, meter, reading, producedW(state, watch.isGrid, now), now);
}
