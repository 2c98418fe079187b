// What hangs behind each meter that measures a circuit, and whether what it shows fits that: the same for meters of every kind.

import type { AlarmKey } from '../../model/alarm.ts';
import { openOnes } from '../../site/transaction.ts';
import { lineCount, nominalVolts } from '../../model/electric.ts';
import { periodMsOf } from '../../control/exposure.ts';
import type { Circuit, Meter, Site } from '../../model/config/site.ts';
import type { StationId } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import type { MeterValues } from '../../model/meter-values.ts';
import type { Balance } from '../../modbus/meter-scale.ts';
import {
  farFrom,
  isShown,
  isUnusable,
  newScale,
  noteFar,
  noteScale,
  offBy,
  provenOff,
  scaleText,
} from '../../modbus/meter-scale.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import type { MadeOf, MeterWatch, StationBehind } from './live.ts';

/** Stations are not added up for each of ten readings in a second. */
export const lookEveryMs = 1000;
/** What a station said longer ago, in sample intervals, says nothing of now; some say it seldom whatever they are told. */
const oldSamples = 3;
const leastSampleMs = 10_000;

export function followWatches({ told }: State, site: Site): void {
  const before = new Map(told.watches);
  told.watches.clear();
  for (const meter of site.meters ?? []) {
    const { id, role } = meter;
    // What feeds in does not follow what chargers draw.
    const circuits = role === undefined ? site.circuits.filter((one) => one.meter === id) : [];
    const [first] = circuits;
    if (first === undefined) continue;
    const known = before.get(id);
    const { drawn = new Map(), fed, lookedAt = 0 as Mono, judgedAt = 0 as Mono, scale = newScale() } = known ?? {};
    told.watches.set(id, {
      stations: new Map(circuits.flatMap((circuit) => stationsBehind(site, circuit))),
      madeOf: madeOf(site, meter),
      limitAmps: first.limitAmps,
      baseAmps: baseBehind(site, first),
      isGrid: first.parent === undefined,
      drawn,
      fed,
      lookedAt,
      judgedAt,
      scale,
    });
  }
}

function madeOf(site: Site, meter: Meter): MadeOf | undefined {
  if (meter.source.kind !== 'sum') return undefined;
  const parts = meter.source.of;
  const all = new Set(parts);
  for (const part of all) {
    const source = site.meters?.find(({ id }) => id === part)?.source;
    if (source?.kind === 'sum') for (const one of source.of) all.add(one);
  }
  return { parts, all, periodMs: periodMsOf(site, meter) };
}

/** The circuit and everything below it. */
function branch({ circuits }: Site, top: Circuit): Circuit[] {
  const found = [top];
  for (const one of found) found.push(...circuits.filter(({ parent }) => parent === one.id));
  return found;
}

function stationsBehind(site: Site, top: Circuit): [StationId, StationBehind][] {
  const ids = new Set(branch(site, top).map(({ id }) => id));
  return site.stations
    .filter(({ circuit }) => ids.has(circuit))
    .map(({ id, sampleSeconds, modbus, evses }) => [
      id,
      {
        evses: evses.map((evse) => evse.id),
        // What DC units say of their current is that of the vehicle.
        ac: new Set(evses.filter(({ minAmps }) => minAmps > 0).map((evse) => evse.id)),
        oldMs: oldSamples * Math.max(leastSampleMs, 1000 * sampleSeconds),
        isAsked: modbus !== undefined,
      },
    ]);
}

const baseBehind = (site: Site, top: Circuit): number =>
  Math.max(
    top.worstCaseBaseAmps,
    branch(site, top).reduce((sum, { worstCaseBaseAmps }) => sum + worstCaseBaseAmps, 0),
  );

/**
 * `fresh` is what the stations said lately, `sinceFar` what they said when the meter showed far
 * less already, `onOneLine` the most that one of them said lately of one phase, `isWhole` where every one that charges has said
 * it lately.
 */
function drawnBehind(
  state: State,
  { stations, scale }: MeterWatch,
  now: Mono,
): { fresh: number; sinceFar: number; onOneLine: number; isWhole: boolean } {
  let [fresh, sinceFar, onOneLine] = [0, 0, 0];
  const far = farFrom(scale) ?? Infinity;
  let isWhole = true;
  for (const [id, { oldMs, ac }] of stations) {
    const measured = state.live.stations.get(id)?.measured;
    for (const [evse, one] of measured ?? []) {
      const drawn = one.amps?.reduce<number>((sum, line) => sum + (line ?? 0), 0) ?? (one.powerW ?? 0) / nominalVolts;
      if (now - one.readAt <= oldMs) fresh += drawn;
      if (now - one.readAt <= oldMs && ac.has(evse))
        onOneLine = Math.max(onOneLine, ...(one.amps ?? []).map((line) => line ?? 0));
      if (one.readAt >= far) sinceFar += drawn;
    }
    const part = state.ledger.stations.get(id);
    for (const { evse } of part === undefined ? [] : openOnes(part.transactions)) {
      const last = measured?.get(evse);
      if (last === undefined || now - last.readAt > oldMs) isWhole = false;
    }
  }
  return { fresh, sinceFar, onOneLine, isWhole };
}

/**
 * After each reading: whether it fits what hangs behind the meter. `said` is on the lines of the site, import positive;
 * `producedW`: what feeds in behind it, undefined where nobody knows.
 */
export function watchScale(
  state: State,
  meter: string,
  said: Partial<MeterValues>,
  producedW: number | undefined,
  now: Now,
): void {
  const watch = state.told.watches.get(meter);
  const shown = totalAmps(said);
  if (watch === undefined || shown === undefined || now.mono - watch.judgedAt < lookEveryMs) return;
  watch.judgedAt = now.mono;
  const lines = lineCount[siteOf(state).supply];
  const { fresh, sinceFar, onOneLine, isWhole } = drawnBehind(state, watch, now.mono);
  const largest = producedW === 0 ? largestLine(said) : undefined;
  const balance: Balance = {
    meterAmps: shown + (producedW ?? 0) / nominalVolts,
    chargerAmps: fresh,
    baseAmps: watch.baseAmps * lines,
    limitAmps: watch.limitAmps * lines,
    isWhole,
    sinceFarAmps: sinceFar,
    ...(largest !== undefined && { line: { meterAmps: largest, chargerAmps: onOneLine } }),
  };
  const off = offBy(balance);
  noteFar(watch.scale, balance, now.mono);
  // What feeds in unseen may hide anything, but no fuse carries more for it.
  noteScale(watch.scale, producedW === undefined && off !== 'huge' ? undefined : off, isShown(balance), now.mono);
  const proven = provenOff(watch.scale, now.mono);
  const alarm: AlarmKey = `BB_METER_SCALE:${meter}`;
  if (proven === undefined) state.alarms.delete(alarm);
  else state.alarms.set(alarm, scaleText(meter, proven, balance));
}

/** Its readings cannot be what flows. */
export const isOffScale = ({ told }: State, meter: string, now: Mono): boolean => {
  const watch = told.watches.get(meter);
  return watch !== undefined && isUnusable(provenOff(watch.scale, now));
};

/** Of all lines; undefined where it does not say all of it. */
function totalAmps({ amps, powerW }: Partial<MeterValues>): number | undefined {
  if (amps !== undefined && !amps.includes(null)) return amps.reduce<number>((sum, one) => sum + (one ?? 0), 0);
  return typeof powerW === 'number' ? powerW / nominalVolts : undefined;
}

/** Undefined where it says no line, or not each of them. */
const largestLine = ({ amps }: Partial<MeterValues>): number | undefined =>
  amps === undefined || amps.includes(null) ? undefined : Math.max(...amps.map((one) => one ?? 0));
