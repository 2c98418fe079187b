// Descriptions of Modbus devices: from their files to drivers, or what is wrong with them, each thing with its line.

import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deviceFile, deviceIds, parseDevice, readDevice } from '../../adapters/config-file/devices.ts';
import type { ReadDevice } from '../../adapters/config-file/devices.ts';
import type { Located } from '../../adapters/config-file/located.ts';
import { firstOf } from '../../adapters/config-file/located.ts';
import { nearest } from '../model/config/explain.ts';
import type { Driver } from '../modbus/driver.ts';
import { readDriver } from '../modbus/read-driver.ts';

export type LoadedDevice =
  { readonly ok: true; readonly driver: Driver } | { readonly ok: false; readonly problems: readonly Located[] };

/** Never throws. */
export const loadDevice = (file: string): LoadedDevice => driverOf(readDevice(file));

/** The same of a text; `file` is what messages call it, and whose name the id must be. */
export const parseDeviceText = (text: string, file: string): LoadedDevice => driverOf(parseDevice(text, file));

function driverOf(device: ReadDevice): LoadedDevice {
  if (!device.ok) return device;
  const read = readDriver(device.raw);
  if ('problems' in read) return { ok: false, problems: firstOf(read.problems.map(device.locate)) };
  const { id } = read.driver;
  const called = basename(device.file, '.yaml');
  if (id === called) return { ok: true, driver: read.driver };
  const wrong = {
    code: 'BB_DRIVER_ID',
    path: ['id'],
    message: `The file is called "${called}", and the device "${id}".`,
    remedy: `Call the file ${id}.yaml, or write id: ${called}.`,
  };
  return { ok: false, problems: [device.locate(wrong)] };
}

export interface LoadedDevices {
  readonly drivers: ReadonlyMap<string, Driver>;
  /** Of the files that were read. */
  readonly problems: readonly Located[];
  /** Ids that no file describes: the place is where the site file names them. */
  readonly unknown: readonly {
    readonly id: string;
    readonly code: string;
    readonly message: string;
    readonly remedy: string;
  }[];
}

/** Each device once, however many stations are of its kind. A file next to the site file counts before ours. */
export function loadDevices(ids: Iterable<string>, siteFile?: string): LoadedDevices {
  const directories = deviceDirectories(siteFile);
  const drivers = new Map<string, Driver>();
  const problems: Located[] = [];
  const unknown: LoadedDevices['unknown'][number][] = [];
  for (const id of new Set(ids)) {
    const file = deviceFile(id, directories);
    if (file === undefined) {
      unknown.push(unknownDevice(id, directories));
      continue;
    }
    const loaded = loadDevice(file);
    if (loaded.ok) drivers.set(id, loaded.driver);
    else problems.push(...loaded.problems);
  }
  return { drivers, problems, unknown };
}

/** Where device files are looked for, first the site's own: the directory `devices` next to its file. */
export function deviceDirectories(siteFile: string | undefined): readonly string[] {
  const home = import.meta.url.endsWith('.ts') ? '../../config/devices' : '../../../config/devices';
  const ours = fileURLToPath(new URL(home, import.meta.url));
  return siteFile === undefined ? [ours] : [join(dirname(siteFile), 'devices'), ours];
}

function unknownDevice(id: string, directories: readonly string[]): LoadedDevices['unknown'][number] {
  const near = nearest(id, deviceIds(directories));
  const remedy = near === undefined ? '' : `Did you mean "${near}"? `;
  return {
    id,
    code: 'BB_DRIVER_UNKNOWN',
    message: `There is no description of a device "${id.slice(0, 50)}".`,
    remedy: `${remedy}They lie in ${directories.join(' and ')}.`,
  };
}
