// Stations: ranges unrolled, templates applied, and what makes no sense about them.

import type { CircuitId, StationId } from '../ids.ts';
import { expandEvse, minAboveMax } from './evse.ts';
import { mergeTemplate } from './template.ts';
import type { Merged, StationEntry } from './template.ts';
import { error, unserved } from './problem.ts';
import type { ConfigPath, Report } from './problem.ts';
import { isStationName, mostStations, namesIn } from './range.ts';
import type { SiteFile } from './schema.ts';
import { securityOf } from './security.ts';
import type { Evse, Station } from './site.ts';

/** Every station of the file, in its order; never more than the gateway serves. */
export function expandStations(file: SiteFile, report: Report): Station[] {
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
    stations.push(...expandEntry(file, entry, at, names, report));
  }
  reportUpstreamNumbers(file, stations, firstEntry, report);
  return stations;
}

function expandEntry(
  file: SiteFile,
  entry: StationEntry,
  at: number,
  names: readonly string[],
  report: Report,
): Station[] {
  const merged = mergeTemplate(file, entry, at, report);
  const { keys, whereIs } = merged;
  reportUnserved(merged, ['stations', at], report);
  const circuit = circuitOf(file, entry, ['stations', at], report);
  const security = securityOf(merged, report);
  const evses = evsesOf(file, merged, report);
  if (typeof keys.fallbackAmps === 'number') {
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
  }
  return names.map((name) => ({
    id: name as StationId,
    circuit: circuit as CircuitId,
    state: keys.state ?? 'installed',
    evses,
    sampleSeconds: keys.sampleSeconds ?? 10,
    fallbackAmps: keys.fallbackAmps ?? 'auto',
    security,
    ...(keys.assumeProtocol !== undefined && { assumeProtocol: '1.6' }),
  }));
}

function namesOf(entry: StationEntry, path: ConfigPath, report: Report): string[] {
  if ((entry.id === undefined) === (entry.range === undefined)) {
    report(error('BB_CONFIG_STATION_NAME', path, 'A station has either "id" or "range".', 'Write one of them.'));
    return [];
  }
  const key = entry.range === undefined ? 'id' : 'range';
  const names = entry.range === undefined ? [entry.id ?? ''] : namesIn(entry.range);
  const bad = names?.find((name) => !isStationName(name));
  if (names !== undefined && bad === undefined) return names;
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
  const { maxAmps } = keys;
  if (maxAmps === undefined || evses.reduce((sum, evse) => sum + evse.maxAmps, 0) <= maxAmps) return evses;
  if (evses.length === 1) {
    const { minAmps = 0 } = evses[0] ?? {};
    if (minAmps > maxAmps) report(minAboveMax(whereIs('maxAmps'), minAmps, maxAmps));
    return evses.map((evse) => ({ ...evse, maxAmps }));
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

function reportUnserved({ entry, keys, whereIs }: Merged, path: ConfigPath, report: Report): void {
  if (entry.modbus !== undefined) report(unserved('error', [...path, 'modbus']));
  if (keys.authorization !== undefined) report(unserved('error', whereIs('authorization')));
  for (const key of ['tokenFormat', 'keyEncoding'] as const)
    if (keys[key] !== undefined) report(unserved('warning', whereIs(key)));
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

/** Two EVSEs with one number upstream would be one connector for the CSMS. */
function reportUpstreamNumbers(
  file: SiteFile,
  stations: readonly Station[],
  entryOf: ReadonlyMap<string, number>,
  report: Report,
): void {
  const owners = new Map<number, string>();
  for (const station of stations) {
    for (const [index, { id, upstreamEvse }] of station.evses.entries()) {
      if (upstreamEvse === undefined) continue;
      const name = `${station.id}/${id}`;
      const owner = owners.get(upstreamEvse);
      if (owner === undefined) {
        owners.set(upstreamEvse, name);
        continue;
      }
      const at = entryOf.get(station.id) ?? 0;
      const { evses, template } = file.stations[at] ?? {};
      const top = evses === undefined && template !== undefined ? ['templates', template] : ['stations', at];
      report(
        error(
          'BB_CONFIG_DOUBLE_UPSTREAM',
          [...top, 'evses', index, 'upstream', 'evse'],
          `${owner} and ${name} would both be EVSE ${upstreamEvse} upstream.`,
          'Give each EVSE its own number; a range or template cannot fix one.',
        ),
      );
      return;
    }
  }
}
