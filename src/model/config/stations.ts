// Stations: ranges unrolled, templates applied, and what makes no sense about them.

import type { CircuitId, StationId } from '../ids.ts';
import type { Version } from '../protocol.ts';
import type { StationKey } from '../station-key.ts';
import { expandEvse, minAboveMax } from './evse.ts';
import { modbusOf } from './modbus.ts';
import { mergeTemplate } from './template.ts';
import type { Merged, StationEntry } from './template.ts';
import { error, unserved } from './problem.ts';
import type { ConfigPath, Report } from './problem.ts';
import { isStationName, mostStations, namesIn } from './range.ts';
import type { SiteFile } from './schema.ts';
import { securityOf } from './security.ts';
import { checkShared, sharedOf } from './shared-limit.ts';
import type { Evse, Station } from './site.ts';
import { usualFormat } from '../token.ts';

/** Every station of the file, in its order; never more than the gateway serves. */
export function expandStations(file: SiteFile, stationKeys: Map<StationId, StationKey>, report: Report): Station[] {
  const stations: Station[] = [];
  const firstEntry = new Map<string, number>();
  for (const [at, entry] of file.stations.entries()) {
    const names = namesOf(entry, ['stations', at], report);
    if (stations.length + names.length > mostStations) {
      report(
        error(
          'BB_CONFIG_TOO_MANY_STATIONS',
          ['stations', at],
          `With this entry there are ${stations.length + names.length} stations; one gateway serves ${mostStations}.`,
          'Share the site out among several gateways.',
        ),
      );
      return stations;
    }
    reportDoubles(names, at, entry, firstEntry, report);
    const { each, key } = expandEntry(file, entry, at, names, report);
    stations.push(...each);
    if (key !== undefined) for (const { id } of each) stationKeys.set(id, key);
  }
  return stations;
}

function expandEntry(
  file: SiteFile,
  entry: StationEntry,
  at: number,
  names: readonly string[],
  report: Report,
): { readonly each: Station[]; readonly key: StationKey | undefined } {
  const merged = mergeTemplate(file, entry, at, report);
  const { keys, whereIs } = merged;
  const modbus = modbusOf(entry, names, ['stations', at, 'modbus'], report);
  const circuit = circuitOf(file, entry, ['stations', at], report);
  const { security, key } = securityOf(merged, report);
  const evses = evsesOf(file, merged, report);
  checkShared(merged, evses, report);
  if (typeof keys.fallbackAmps === 'number' && keys.sharedLimit !== true) {
    const least = Math.min(...evses.map(({ maxAmps }) => maxAmps));
    if (keys.fallbackAmps > least)
      report(
        error(
          'BB_CONFIG_FALLBACK_ABOVE_RATING',
          whereIs('fallbackAmps'),
          `fallbackAmps (${keys.fallbackAmps} A) is above the rating of an EVSE (${least} A).`,
          'Write the rating or less, or "auto".',
        ),
      );
    checkFallbackStep(keys.fallbackAmps, evses, whereIs('fallbackAmps'), report);
  }
  const isEnrolled = keys.state === 'enrolled';
  const each = names.map((name): Station => ({
    id: name as StationId,
    circuit: circuit as CircuitId,
    state: keys.state === undefined || keys.state === 'enrolled' ? 'installed' : keys.state,
    evses,
    sampleSeconds: keys.sampleSeconds ?? 10,
    fallbackAmps: isEnrolled ? 0 : (keys.fallbackAmps ?? 'auto'),
    ...(keys.holding === 'hold' && { holding: 'hold' }),
    ...(keys.sharedLimit === true && sharedOf(keys)),
    ...(keys.zeroRefused !== undefined && { zeroRefused: keys.zeroRefused }),
    security,
    ...(keys.assumeProtocol !== undefined && { assumeProtocol: keys.assumeProtocol.slice('ocpp'.length) as Version }),
    ...(keys.keyEncoding !== undefined && { keyEncoding: keys.keyEncoding }),
    ...(isEnrolled && { enrolled: true }),
    ...(keys.authorization !== undefined && { authorization: keys.authorization }),
    ...(keys.tokenFormat !== undefined && { tokenFormat: { ...usualFormat, ...keys.tokenFormat } }),
    ...(modbus !== undefined && { modbus }),
  }));
  return { each, key };
}

/** What it is told and does not take, a station may round up. */
function checkFallbackStep(amps: number, evses: readonly Evse[], path: ConfigPath, report: Report): void {
  const steps = evses.find((evse) => evse.steps !== undefined && amps > 0 && !evse.steps.includes(amps))?.steps;
  if (steps === undefined) return;
  report(
    error(
      'BB_CONFIG_FALLBACK_NO_STEP',
      path,
      `fallbackAmps (${amps} A) is none of the steps of an EVSE (${steps.join(', ')} A).`,
      'Write one of them, 0, or "auto".',
    ),
  );
}

function namesOf(entry: StationEntry, path: ConfigPath, report: Report): string[] {
  if ((entry.id === undefined) === (entry.range === undefined)) {
    report(error('BB_CONFIG_STATION_NAME', path, 'A station has either "id" or "range".', 'Write one of them.'));
    return [];
  }
  const key = entry.range === undefined ? 'id' : 'range';
  const names = entry.range === undefined ? [entry.id ?? ''] : namesIn(entry.range);
  reportExcept(entry, names ?? [], path, report);
  const bad = names?.find((name) => !isStationName(name));
  if (names !== undefined && bad === undefined) return names.filter((name) => entry.except?.includes(name) !== true);
  const written = (entry.range ?? entry.id ?? '').slice(0, 80);
  report(
    names === undefined
      ? error(
          'BB_CONFIG_RANGE',
          [...path, key],
          `"${written}" is no range of at most ${mostStations} stations.`,
          'Write it like CP-[01-60]: the first number, a hyphen, the last number.',
        )
      : error(
          'BB_CONFIG_STATION_NAME',
          [...path, key],
          `No station can connect as "${(bad ?? '').slice(0, 80)}".`,
          `Use 1 to 48 letters, digits or * _ = + | @ . -${written.includes('[') && key === 'id' ? '; sixty stations are "range: CP-[01-60]"' : ''}.`,
        ),
  );
  return [];
}

function reportExcept(entry: StationEntry, names: readonly string[], path: ConfigPath, report: Report): void {
  for (const [index, name] of (entry.except ?? []).entries())
    if (entry.range === undefined || !names.includes(name))
      report(
        error(
          'BB_CONFIG_EXCEPT',
          [...path, 'except', index],
          entry.range === undefined
            ? 'Only a range leaves stations out.'
            : `"${name.slice(0, 80)}" is not in the range ${entry.range.slice(0, 80)}.`,
          'Take it out, or correct it.',
        ),
      );
}

function circuitOf(file: SiteFile, entry: StationEntry, path: ConfigPath, report: Report): string {
  const circuit = entry.circuit ?? (file.circuits.length === 1 ? file.circuits[0]?.id : undefined);
  if (circuit === undefined || !file.circuits.some(({ id }) => id === circuit))
    report(
      error(
        'BB_CONFIG_UNKNOWN_CIRCUIT',
        [...path, 'circuit'],
        circuit === undefined ? 'The station hangs on no circuit.' : `There is no circuit "${circuit}".`,
        `Write "circuit:" with one of: ${file.circuits.map(({ id }) => id).join(', ')}.`,
      ),
    );
  return circuit ?? '';
}

/** The EVSEs; one that is alone in its station draws no more than the station. */
function evsesOf(file: SiteFile, { keys, whereIs }: Merged, report: Report): Evse[] {
  const path = whereIs('evses');
  const evses = (keys.evses ?? []).map((evse, index) => expandEvse(file, evse, [...path, index], report));
  if (evses.length === 0)
    report(
      error(
        'BB_CONFIG_NO_EVSE',
        path,
        'The station has no EVSE.',
        'Write "evses: [ { id: 1, maxAmps: 32 } ]", or name a template that has some.',
      ),
    );
  const gap = evses.findIndex((evse, index) => evse.id !== index + 1);
  if (gap >= 0)
    report(
      error(
        'BB_CONFIG_EVSE_NUMBERS',
        [...path, gap, 'id'],
        `EVSEs are numbered 1, 2, 3 without gaps; this one has ${evses[gap]?.id} instead of ${gap + 1}.`,
        'Number them so, in the order of the station.',
      ),
    );
  const { maxAmps, sharedLimit } = keys;
  // What it shares out itself it holds itself.
  if (sharedLimit === true && evses.length > 1) return evses;
  if (maxAmps === undefined || evses.reduce((sum, evse) => sum + evse.maxAmps, 0) <= maxAmps) return evses;
  if (evses.length === 1) {
    const { minAmps = 0 } = evses[0] ?? {};
    if (minAmps > maxAmps) report(minAboveMax(whereIs('maxAmps'), minAmps, maxAmps));
    return evses.map(({ steps, ...evse }) => ({
      ...evse,
      maxAmps,
      ...(steps !== undefined && { steps: steps.filter((amps) => amps <= maxAmps) }),
    }));
  }
  report(
    unserved(
      'error',
      whereIs('maxAmps'),
      `${maxAmps}`,
      `Give the station a circuit of its own with "limitAmps: ${maxAmps}".`,
    ),
  );
  return evses;
}

function reportDoubles(
  names: readonly string[],
  at: number,
  entry: StationEntry,
  firstEntry: Map<string, number>,
  report: Report,
): void {
  const doubles = names.filter((name) => firstEntry.has(name));
  for (const name of names) if (!firstEntry.has(name)) firstEntry.set(name, at);
  const [one] = doubles;
  if (one === undefined) return;
  const more = doubles.length > 1 ? ` and ${doubles.length - 1} more are` : ' is';
  report(
    error(
      'BB_CONFIG_DOUBLE_STATION',
      ['stations', at, entry.range === undefined ? 'id' : 'range'],
      `Station ${one}${more} there twice; first in entry ${(firstEntry.get(one) ?? 0) + 1} of "stations".`,
      'Give each station one entry.',
    ),
  );
}
