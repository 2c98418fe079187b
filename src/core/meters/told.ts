// Meters that are asked over HTTP: which, and the last that each of them said.

import type { AlarmKey } from '../../model/alarm.ts';
import type { Site } from '../../model/config/site.ts';
import type { MeterValues, WantedMeter } from '../../model/meter-values.ts';
import { isSaid } from '../../model/meter-values.ts';
import type { Mono } from '../../model/time.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { judgeTold } from './judge.ts';
import { followTopics } from './on-topics.ts';
import { followWatches } from './watch.ts';

/** What the adapter is to ask, by the site. What a meter said under another address is forgotten. */
export function followMeters(state: State, site: Site, now: Mono): void {
  const { told, alarms } = state;
  const meters = site.meters ?? [];
  const before = new Map(told.wanted.map((one) => [one.meter, JSON.stringify(one)]));
  told.wanted = meters.flatMap(({ id, source, periodMs }): WantedMeter[] => {
    if (source.kind !== 'http') return [];
    const { url, paths, units } = source;
    return [{ meter: id, url, periodMs, ...(paths !== undefined && { paths }), ...(units !== undefined && { units }) }];
  });
  const after = new Map(told.wanted.map((one) => [one.meter, JSON.stringify(one)]));
  if (JSON.stringify([...before]) !== JSON.stringify([...after])) told.changed = true;
  const gone = [...before.keys()].filter((meter) => after.get(meter) !== before.get(meter));
  for (const meter of [...gone, ...followTopics(state, site, now)]) {
    told.said.delete(meter);
    told.freezes.delete(meter);
    for (const code of alarmCodes) alarms.delete(`${code}:${meter}`);
  }
  // Sums begin anew: what they are made of may be another now.
  for (const meter of told.freezes.keys())
    if (!after.has(meter) && !told.onTopics.has(meter)) {
      told.freezes.delete(meter);
      alarms.delete(`BB_METER_FROZEN:${meter}`);
    }
  for (const key of alarms.keys()) if (key.startsWith('BB_METER_SCALE:')) alarms.delete(key);
  followWatches(state, site);
}

/** Of meters that are on no bus. */
const alarmCodes = ['BB_METER_HTTP', 'BB_METER_MQTT', 'BB_METER_LOST', 'BB_METER_FROZEN'] as const;

/** The meters to ask, where the adapter does not know them yet. */
export function metersDue({ told }: State): { meters?: readonly WantedMeter[] } {
  if (!told.changed) return {};
  told.changed = false;
  return { meters: told.wanted };
}

const alarmOf = (meter: string): AlarmKey => `BB_METER_HTTP:${meter}`;

export function hearValues(state: State, meter: string, values: MeterValues, now: Now): void {
  const { told, alarms } = state;
  const wanted = told.wanted.find((one) => one.meter === meter);
  // It is no longer asked.
  if (wanted === undefined) return;
  told.said.set(meter, { values, readAt: now.mono });
  judgeTold(state, meter, values, wanted.periodMs, now);
  state.bases.isDue = true;
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
