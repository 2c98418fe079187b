// Meters that are asked by an adapter, or tell their values by themselves: the last that each of them said.

import type { Site } from '../../model/config/site.ts';
import type { MeterValues, WantedMeter } from '../../model/meter-values.ts';
import { isSaid } from '../../model/meter-values.ts';
import { asMounted, directed } from '../../modbus/meter-mount.ts';
import type { MeterReading } from '../../modbus/meter.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';

/** What the adapter is to ask, by the site. What a meter said under another address is forgotten. */
export function followMeters({ told, alarms }: State, site: Site): void {
  const before = new Map(told.wanted.map((one) => [one.meter, JSON.stringify(one)]));
  told.wanted = (site.meters ?? []).flatMap(({ id, source, periodMs }): WantedMeter[] =>
    source.kind === 'http'
      ? [{ meter: id, url: source.url, periodMs, ...(source.paths !== undefined && { paths: source.paths }) }]
      : [],
  );
  const now = new Map(told.wanted.map((one) => [one.meter, JSON.stringify(one)]));
  for (const [meter, signature] of before) {
    if (now.get(meter) === signature) continue;
    told.said.delete(meter);
    alarms.delete(alarmOf(meter));
  }
  if (JSON.stringify([...before]) !== JSON.stringify([...now])) told.changed = true;
}

/** The meters to ask, where the adapter does not know them yet. */
export function metersDue({ told }: State): { meters?: readonly WantedMeter[] } {
  if (!told.changed) return {};
  told.changed = false;
  return { meters: told.wanted };
}

const alarmOf = (meter: string): string => `BB_METER_HTTP:${meter}`;

export function hearValues({ told, alarms, bases }: State, meter: string, values: MeterValues, now: Now): void {
  // It is no longer asked.
  if (!told.wanted.some((one) => one.meter === meter)) return;
  told.said.set(meter, { values, readAt: now.mono });
  bases.isDue = true;
  if (isSaid(values)) alarms.delete(alarmOf(meter));
  else
    alarms.set(
      alarmOf(meter),
      `Meter ${meter} answers, but says neither powerW nor amps as numbers. Write where they stand: paths: { powerW: "key.of.it" }.`,
    );
}

/** `reason` is the end of a sentence. What it said before grows old. */
export function hearMeterFailure({ told, alarms }: State, meter: string, reason: string): void {
  const wanted = told.wanted.find((one) => one.meter === meter);
  if (wanted === undefined) return;
  alarms.set(
    alarmOf(meter),
    `Meter ${meter} gives no values: ${reason}. Open its url in a browser on this network, and check the url in the site file.`,
  );
}

type Told = MeterValues & Pick<MeterReading, 'quality' | 'readAt'>;

/** As it is mounted; undefined before it said anything. */
export function toldReading(state: State, id: string, stalePeriods: number, now: Now): Told | undefined {
  const meter = siteOf(state).meters?.find((one) => one.id === id);
  const last = state.told.said.get(id);
  if (meter === undefined || last === undefined) return undefined;
  const { values, readAt } = last;
  const isOld = now.mono - readAt > stalePeriods * meter.periodMs;
  const amps = directed(values.amps, [], values.powerW);
  return {
    ...asMounted({ ...values, amps }, meter),
    readAt,
    quality: !isSaid(values) ? 'invalid' : isOld ? 'stale' : 'good',
  };
}
