// What the meters of the site say now, whatever they are read by. Missing is missing: nothing here is a guess.

import type { Meter } from '../../model/config/site.ts';
import type { Mono } from '../../model/time.ts';
import { meterReading } from '../../modbus/meter.ts';
import type { MeterReading } from '../../modbus/meter.ts';
import type { MeterView } from '../../local/site-view.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { stalePeriods, toldReading } from './told-reading.ts';
import { isOffScale } from './watch.ts';

type Reading = Partial<Omit<MeterReading, 'quality' | 'readAt' | 'ageMs'>> & {
  readonly quality: MeterReading['quality'];
  readonly readAt: Mono | undefined;
};

const nothing: Reading = { quality: 'comm', readAt: undefined };

/** What cannot be, by what hangs behind it, is no measurement. */
export function readingOf(state: State, id: string, now: Now, depth = 0): Reading {
  const reading = asSaid(state, id, now, depth);
  return reading.quality === 'good' && isOffScale(state, id, now.mono) ? { ...reading, quality: 'invalid' } : reading;
}

function asSaid(state: State, id: string, now: Now, depth: number): Reading {
  const meter = siteOf(state).meters?.find((one) => one.id === id);
  // A sum of itself says nothing.
  if (meter === undefined || depth > 4) return nothing;
  switch (meter.source.kind) {
    case 'modbus': {
      const live = state.modbus.meters.get(id);
      return live === undefined ? nothing : meterReading(live.meter, now.mono);
    }
    case 'station':
      return stationReading(state, meter, meter.source.station, now);
    case 'sum':
      return sumOf(meter.source.of.map((one) => readingOf(state, one, now, depth + 1)));
    case 'http':
    case 'mqtt':
      return toldReading(state, meter, now) ?? nothing;
  }
}

/** All EVSEs of the station together. */
function stationReading(state: State, { periodMs }: Meter, station: string, now: Now): Reading {
  const live = [...state.live.stations].find(([id]) => id === station)?.[1];
  const values = [...(live?.measured.values() ?? [])];
  if (live === undefined || values.length === 0) return nothing;
  const sampleMs = (siteOf(state).stations.find(({ id }) => id === station)?.sampleSeconds ?? 0) * 1000;
  return sumOf(
    values.map(({ amps, powerW, readAt }): Reading => {
      const isOld = now.mono - readAt > stalePeriods * Math.max(periodMs, sampleMs);
      return {
        quality: isOld ? 'stale' : 'good',
        readAt,
        ...(amps !== undefined && { amps: [amps[0] ?? 0, amps[1] ?? 0, amps[2] ?? 0] }),
        ...(powerW !== undefined && { powerW }),
      };
    }),
  );
}

/** As good as the worst of them, and as old as the oldest; a value that one does not say the sum does not say. */
export function sumOf(parts: readonly Reading[]): Reading {
  if (parts.length === 0) return nothing;
  const quality = worst.find((one) => parts.some((part) => part.quality === one)) ?? 'good';
  const times = parts.map(({ readAt }) => readAt);
  const readAt = times.some((at) => at === undefined) ? undefined : (Math.min(...(times as Mono[])) as Mono);
  const amps = parts.map((part) => part.amps);
  const watts = parts.map((part) => part.powerW);
  return {
    quality,
    readAt,
    ...(amps.every((one) => one !== undefined) && {
      amps: [0, 1, 2].map((line) => amps.reduce((sum, one) => sum + (one?.[line] ?? 0), 0)),
    }),
    ...(watts.every((one) => one !== undefined) && { powerW: watts.reduce<number>((sum, one) => sum + (one ?? 0), 0) }),
  };
}

const worst = ['comm', 'invalid', 'stale'] as const;

export function metersView(state: State, now: Now): MeterView[] {
  return (siteOf(state).meters ?? []).map((meter) => {
    const { quality, readAt, amps, powerW, volts, energyImportWh, energyExportWh } = readingOf(state, meter.id, now);
    return {
      id: meter.id,
      ...(meter.role !== undefined && { role: meter.role }),
      source: meter.source.kind,
      quality,
      ...(readAt !== undefined && Number.isFinite(readAt) && { ageMs: Math.round(now.mono - readAt) }),
      ...(amps !== undefined && { amps }),
      ...(powerW !== undefined && { powerW }),
      ...(volts !== undefined && { volts }),
      ...(energyImportWh !== undefined && { energyImportWh }),
      ...(energyExportWh !== undefined && { energyExportWh }),
    };
  });
}
