// From the site file as it is written to the site as it is used: ranges unrolled, templates applied, defaults filled in.
// What does not make sense together is said here; what is not of the right shape was said by the schema.

import type { CircuitId, StationId } from '../ids.ts';
import { checkCircuits, checkUplinks } from './checks.ts';
import type { GatewayConfig } from './gateway.ts';
import type { ConfigProblem } from './problem.ts';
import { error, unserved } from './problem.ts';
import { namesIn } from './range.ts';
import type { SiteFile } from './schema.ts';
import type { Evse, Site, Station, StationSecurity } from './site.ts';
import { bytesOf } from './size.ts';
import { expandUplink } from './uplinks.ts';

export interface Expanded {
  readonly config: GatewayConfig;
  readonly problems: readonly ConfigProblem[];
}

type StationEntry = SiteFile['stations'][number];
type EvseEntry = NonNullable<StationEntry['evses']>[number];
type Report = (problem: ConfigProblem) => void;

const nominalVolts = { tn400: 230, it230: 230, split240: 240 } as const;

export function expand(file: SiteFile): Expanded {
  const problems: ConfigProblem[] = [];
  const report: Report = (problem) => problems.push(problem);
  const stations = file.stations.flatMap((entry, at) => expandStation(file, entry, at, report));
  reportDoubles(file, stations, report);
  const site: Site = {
    id: file.site.id,
    name: file.site.name,
    timezone: file.site.timezone,
    supply: file.site.supply ?? 'tn400',
    circuits: file.circuits.map(({ id, parent, limitAmps, worstCaseBaseAmps }) => ({
      id: id as CircuitId,
      limitAmps,
      worstCaseBaseAmps: worstCaseBaseAmps ?? 0,
      ...(parent !== undefined && { parent: parent as CircuitId }),
    })),
    stations: stations.map(({ station }) => station),
    uplinks: (file.uplinks ?? []).flatMap((entry, at) =>
      expandUplink(
        entry,
        at,
        stations.map(({ station }) => station.id),
        report,
      ),
    ),
    authorization: {
      mode: file.authorization?.mode ?? 'csms',
      waitMs: file.authorization?.waitMs ?? 1500,
      unknownOffline: file.authorization?.unknownOffline ?? 'refuse',
      cacheSize: file.authorization?.cache?.size ?? 10_000,
      cacheLifetimeDays: file.authorization?.cache?.lifetimeDays ?? 30,
    },
  };
  problems.push(...checkCircuits(file), ...checkUplinks(site), ...notYet(file));
  return { config: { site, ...hostOf(file, report) }, problems };
}

function hostOf(file: SiteFile, report: Report): Omit<GatewayConfig, 'site'> {
  const [, host = '127.0.0.1', port = '8080'] = /^(.*):(\d+)$/.exec(file.api?.listen ?? '') ?? [];
  for (const [at, listener] of (file.listeners ?? []).entries())
    if (listener.tls !== undefined || listener.files === true)
      report(unserved(['listeners', at, listener.files === true ? 'files' : 'tls'], 'error'));
  return {
    data: { dir: file.data?.dir ?? '/var/lib/busbar', maxBytes: bytesOf(file.data?.maxBytes ?? '1GiB') },
    listeners: (file.listeners ?? [{ port: 9000 }]).map(({ address, port, paths }) => ({
      port,
      paths: paths ?? ['/*'],
      ...(address !== undefined && { address }),
    })),
    api: { host, port: Number(port) },
  };
}

interface Placed {
  readonly station: Station;
  readonly at: number;
}

function expandStation(file: SiteFile, entry: StationEntry, at: number, report: Report): Placed[] {
  const path = ['stations', at] as const;
  const template = entry.template === undefined ? {} : file.templates?.[entry.template];
  if (template === undefined)
    report(
      error(
        'BB_CONFIG_UNKNOWN_TEMPLATE',
        [...path, 'template'],
        `There is no template "${entry.template}".`,
        `Add it under "templates", or use one of: ${Object.keys(file.templates ?? {}).join(', ') || 'none yet'}.`,
      ),
    );
  if (entry.modbus !== undefined) report(unserved([...path, 'modbus'], 'error'));
  const merged = { ...template, ...entry };
  const names = namesOf(entry, path, report);
  const circuit = merged.circuit ?? (file.circuits.length === 1 ? file.circuits[0]?.id : undefined);
  if (circuit === undefined || !file.circuits.some(({ id }) => id === circuit))
    report(
      error(
        'BB_CONFIG_UNKNOWN_CIRCUIT',
        [...path, 'circuit'],
        circuit === undefined ? 'The station hangs on no circuit.' : `There is no circuit "${circuit}".`,
        `Write one of: ${file.circuits.map(({ id }) => id).join(', ')}.`,
      ),
    );
  const security = securityOf(merged.security, entry, path, report);
  const evses = (merged.evses ?? []).map((evse, index) => expandEvse(file, evse, [...path, 'evses', index], report));
  if (evses.length === 0)
    report(
      error(
        'BB_CONFIG_NO_EVSE',
        [...path],
        'The station has no EVSE.',
        'Write "evses: [ { id: 1, maxAmps: 32 } ]", or a template that has some.',
      ),
    );
  if (evses.some((evse, index) => evse.id !== index + 1))
    report(
      error(
        'BB_CONFIG_EVSE_NUMBERS',
        [...path, 'evses'],
        'EVSEs are numbered 1, 2, 3 without gaps.',
        'Number them so, in the order of the station.',
      ),
    );
  return names.map((name) => ({
    at,
    station: {
      id: name as StationId,
      circuit: (circuit ?? '') as CircuitId,
      state: merged.state ?? 'installed',
      evses,
      sampleSeconds: merged.sampleSeconds ?? 10,
      fallbackAmps: merged.fallbackAmps ?? 'auto',
      security,
    },
  }));
}

function namesOf(entry: StationEntry, path: readonly (string | number)[], report: Report): string[] {
  if ((entry.id === undefined) === (entry.range === undefined)) {
    report(error('BB_CONFIG_STATION_NAME', path, 'A station has either "id" or "range".', 'Write one of them.'));
    return [];
  }
  const names = namesIn(entry.range ?? entry.id ?? '');
  if (names !== undefined && names.every((name) => name.length <= 48)) return names;
  report(
    error(
      'BB_CONFIG_RANGE',
      [...path, 'range'],
      `"${entry.range}" is no range of names of at most 48 characters.`,
      'Write it like CP-[01-60].',
    ),
  );
  return [];
}

function securityOf(
  security: StationEntry['security'],
  entry: StationEntry,
  path: readonly (string | number)[],
  report: Report,
): StationSecurity {
  const at = [...path, 'security'];
  if (security === undefined)
    report(
      error(
        'BB_CONFIG_NO_SECURITY',
        at,
        'Nothing says how the station proves who it is.',
        'Write "security: { profile: 1, password: ${file:…} }"; or, on a network that nobody else reaches, "security: { profile: 0 }" on the station itself.',
      ),
    );
  else if (security.profile === 0 && entry.security === undefined)
    report(
      error(
        'BB_CONFIG_PROFILE_0',
        at,
        'Profile 0 lets anybody in under the station’s name, so it must be written on the station, not in a template.',
        'Write "security: { profile: 0 }" on the station, or better use profile 1.',
      ),
    );
  else if (security.profile > 1) report(unserved([...at, 'profile'], 'error'));
  else if (security.profile === 1 && security.password === undefined)
    report(
      error('BB_CONFIG_NO_PASSWORD', at, 'Profile 1 needs a password.', 'Write "password: ${file:/run/secrets/…}".'),
    );
  else if (security.password === 'managed') report(unserved([...at, 'password'], 'error'));
  return security?.profile === 1 ? { profile: 1, password: security.password ?? '' } : { profile: 0 };
}

function expandEvse(file: SiteFile, entry: EvseEntry, path: readonly (string | number)[], report: Report): Evse {
  const volts = nominalVolts[file.site.supply ?? 'tn400'];
  const fromKw =
    entry.maxKw === undefined ? undefined : Math.ceil((entry.maxKw * 1000) / (entry.efficiency ?? 0.92) / (3 * volts));
  const maxAmps = entry.maxAmps ?? fromKw;
  const minAmps = entry.minAmps ?? (entry.maxKw === undefined ? 6 : 0);
  if (maxAmps === undefined)
    report(
      error('BB_CONFIG_NO_RATING', path, 'The EVSE has no rating.', 'Write maxAmps (AC, per phase) or maxKw (DC).'),
    );
  else if (minAmps > maxAmps)
    report(
      error(
        'BB_CONFIG_MIN_ABOVE_MAX',
        [...path, 'minAmps'],
        `minAmps (${minAmps} A) is above the rating (${maxAmps} A).`,
        'Correct one of them.',
      ),
    );
  return {
    id: entry.id,
    maxAmps: maxAmps ?? 0,
    minAmps,
    phases: (entry.phases ?? 'unknown') as Evse['phases'],
    ...(entry.upstream !== undefined && { upstreamEvse: entry.upstream.evse }),
  };
}

function reportDoubles(file: SiteFile, stations: readonly Placed[], report: Report): void {
  const first = new Map<string, number>();
  for (const { station, at } of stations) {
    const before = first.get(station.id);
    if (before === undefined) first.set(station.id, at);
    else {
      const key = file.stations[at]?.range === undefined ? 'id' : 'range';
      report(
        error(
          'BB_CONFIG_DOUBLE_STATION',
          ['stations', at, key],
          `Station ${station.id} is there twice; the first is entry ${before + 1} of "stations".`,
          'Give each station one entry.',
        ),
      );
    }
  }
}

/** Keys that are part of the site file and do nothing in this version. */
const notYet = (file: SiteFile): ConfigProblem[] =>
  (['buses', 'meters', 'inputs', 'enrolment', 'tariff', 'retention'] as const)
    .filter((key) => file[key] !== undefined)
    .map((key) => unserved([key], 'warning'));
