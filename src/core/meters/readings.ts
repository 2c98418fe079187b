// What the meters of the site say now, whatever they are read by. Missing is missing: nothing here is a guess.

import type { Meter } from '../../model/config/site.ts';
import { wiringOf } from '../../model/electric.ts';
import type { Mono } from '../../model/time.ts';
import { isFrozen } from '../../modbus/meter-freeze.ts';
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
    case 'sum': {
      const reading = sumReading(state, meter.source.of, now, depth);
      const freeze = state.told.freezes.get(id);
      const isStuck = reading.quality === 'good' && freeze !== undefined && isFrozen(freeze);
      return isStuck ? { ...reading, quality: 'stale' } : reading;
    }
    case 'http':
    case 'mqtt':
      return toldReading(state, meter, now) ?? nothing;
  }
}

/** As its parts say it, whether it follows what hangs behind it or not. */
export const sumReading = (state: State, parts: readonly string[], now: Now, depth = 0): Reading =>
  sumOf(parts.map((one) => readingOf(state, one, now, depth + 1)));

/** All EVSEs of the station together. */
function stationReading(state: State, { periodMs }: Meter, station: string, now: Now): Reading {
  const live = [...state.live.stations].find(([id]) => id === station)?.[1];
  const values = [...(live?.measured ?? [])];
  if (live === undefined || values.length === 0) return nothing;
  const { stations, supply } = siteOf(state);
  const known = stations.find(({ id }) => id === station);
  const sampleMs = (known?.sampleSeconds ?? 0) * 1000;
  return sumOf(
    values.map(([number, { amps, powerW, readAt }]): Reading => {
      const wiring = wiringOf(known?.evses.find(({ id }) => id === number)?.phases ?? 'unknown', supply);
      const isOld = now.mono - readAt > stalePeriods * Math.max(periodMs, sampleMs);
      return {
        quality: isOld ? 'stale' : 'good',
        readAt,
        ...(amps !== undefined && { amps: onLines(amps, wiring) }),
        ...(powerW !== undefined && { powerW }),
      };
    }),
  );
}

/** Where nobody knows its wiring, nobody knows what its lines carry. A line that it is not wired to carries nothing. */
function onLines(amps: readonly (number | undefined)[], wiring: readonly number[] | undefined): (number | null)[] {
  const lines: (number | null)[] = [0, 0, 0].map((none) => (wiring === undefined ? null : none));
  wiring?.forEach((line, phase) => (lines[line] = amps[phase] ?? null));
  return lines;
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
      amps: [0, 1, 2].map((line) => sumIfSaid(amps.map((one) => one[line]))),
    }),
    ...(watts.every((one) => one !== undefined) && { powerW: sumIfSaid(watts) }),
  };
}

/** What one of them does not say may be anything. */
const sumIfSaid = (all: readonly (number | null | undefined)[]): number | null =>
  all.reduce<number | null>((sum, one) => (sum === null ? null : typeof one === 'number' ? sum + one : null), 0);

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
