// What a meter said that is on no bus, as it is mounted and as good as it is by now.

import { asMounted, directed } from '../../modbus/meter-mount.ts';
import { isFrozen } from '../../modbus/meter-freeze.ts';
import { isMains } from '../../modbus/mains.ts';
import type { MeterReading } from '../../modbus/meter.ts';
import type { Meter } from '../../model/config/site.ts';
import type { MeterValues } from '../../model/meter-values.ts';
import { isSaid } from '../../model/meter-values.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';

/** A reading is stale after so many periods. */
export const stalePeriods = 3;

type Told = MeterValues & Pick<MeterReading, 'quality' | 'readAt'>;

/** Undefined before it said anything. */
export function toldReading({ told }: State, meter: Meter, now: Now): Told | undefined {
  const last = told.said.get(meter.id);
  if (last === undefined) return undefined;
  const { values, readAt } = last;
  const isOld = now.mono - readAt > stalePeriods * meter.periodMs;
  const freeze = told.freezes.get(meter.id);
  const isStuck = freeze !== undefined && isFrozen(freeze);
  const amps = directed(values.amps, [], values.powerW);
  const volts = values.volts.map((one) => (one !== null && isMains(one) ? one : null));
  return {
    ...asMounted({ ...values, amps, volts }, meter),
    readAt,
    quality: !isSaid(values) ? 'invalid' : isOld || isStuck ? 'stale' : 'good',
  };
}
