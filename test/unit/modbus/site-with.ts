// Site files with some Modbus devices, and what is found in them.

import { parseSiteFile } from '../../../adapters/config-file/load.ts';
import { describe as told } from '../../../adapters/config-file/located.ts';
import type { LoadedSite } from '../../../src/cli/site-file.ts';
import { withDevices } from '../../../src/cli/site-file.ts';

export interface Parts {
  readonly buses?: string;
  readonly meters?: readonly string[];
  readonly stations?: readonly string[];
}

const head = `site: { id: d, name: D, timezone: Europe/Berlin }
circuits: [ { id: main, limitAmps: 100 } ]
uplinks: [ { id: csms, kind: ocpp, mode: aggregate, version: "1.6", url: "ws://127.0.0.1:9/ocpp", identity: d, role: control } ]`;

export const fileOf = ({ buses = '{ id: rs1, port: /dev/ttyUSB0 }', meters = [], stations = [] }: Parts): string =>
  [
    head,
    `buses: [ ${buses} ]`,
    'meters:',
    ...meters.map((one, at) => `  - { id: m${at + 1}, source: modbus, ${one} }`),
    'stations:',
    ...stations.map(
      (one, at) => `  - { id: OLD-${at + 1}, circuit: main, modbus: { ${one} }, evses: [ { id: 1, maxAmps: 16 } ] }`,
    ),
    ...(stations.length === 0
      ? ['  - { id: CP, circuit: main, security: { profile: 0 }, evses: [ { id: 1, maxAmps: 16 } ] }']
      : []),
  ]
    .join('\n')
    .replace('meters:\nstations', 'stations');

export const load = (parts: Parts): LoadedSite =>
  withDevices(parseSiteFile(fileOf(parts), '/nowhere/site.yaml'), '/nowhere/site.yaml');

export function good(parts: Parts) {
  const loaded = load(parts);
  if (!loaded.ok) throw new Error(loaded.problems.map(told).join('\n'));
  return loaded;
}

/** `code line:column at`. */
export function wrongIn(parts: Parts): string[] {
  const loaded = load(parts);
  return (loaded.ok ? [] : loaded.problems).map(
    ({ code, line, column, path }) => `${code} ${line}:${column} ${path.join('.')}`,
  );
}

export const warningsIn = (parts: Parts): string[] =>
  good(parts)
    .warnings.map(({ code }) => code)
    .filter((code) => code.startsWith('BB_MODBUS'));

export const keba = 'device: keba-p30-p40, host: 10.0.0.7';
