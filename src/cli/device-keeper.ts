// The descriptions of devices in force: read when they are first asked for, and again when their files change. A file that
// cannot be used changes nothing.

import { join } from 'node:path';
import { deviceFile } from '../../adapters/config-file/devices.ts';
import { describe } from '../../adapters/config-file/located.ts';
import { readText } from '../../adapters/config-file/text.ts';
import type { Log } from '../../adapters/log/log.ts';
import type { Door } from '../core/ports.ts';
import type { Driver } from '../modbus/driver.ts';
import { deviceDirectories, loadDevices, parseDeviceText } from './devices.ts';
import { loadSite } from './site-file.ts';
import { isSafe } from './site-safety.ts';

export interface WrongDevice {
  readonly device: string;
  /** A sentence. */
  readonly why: string;
}

export interface DeviceKeeper {
  /** As the core asks for them. */
  readonly of: (id: string) => Driver | undefined;
  /** Files that may describe what was asked for, and the site file that names it, there or not. */
  readonly paths: () => readonly string[];
  /** Reads again what changed. Undefined where nothing did; else what cannot be used, and stays as it was. */
  readonly follow: () => readonly WrongDevice[] | undefined;
}

interface Held {
  readonly text: string | undefined;
  readonly driver: Driver | undefined;
}

export function createDeviceKeeper(siteFile: string | undefined, log: Log): DeviceKeeper {
  const directories = deviceDirectories(siteFile);
  const held = new Map<string, Held>();
  let wrong = '[]';
  let revisions = 0;

  const textOf = (id: string): string | undefined => {
    const file = deviceFile(id, directories);
    const read = file === undefined ? undefined : readText(file, '');
    return read?.ok === true ? read.text : undefined;
  };

  function first(id: string): Driver | undefined {
    const { drivers, problems, unknown } = loadDevices([id], siteFile);
    for (const problem of problems) log.error(problem.code, describe(problem));
    for (const { code, message, remedy } of unknown) log.error(code, `${message} ${remedy}`);
    const driver = drivers.get(id);
    held.set(id, { text: driver === undefined ? undefined : textOf(id), driver });
    return driver;
  }

  /** What its file says now; the end of a sentence where that cannot be used. */
  function again(id: string): { text: string; driver: Driver } | string {
    const file = deviceFile(id, directories);
    const text = textOf(id);
    if (file === undefined || text === undefined) return `the file of the device "${id}" is gone or cannot be read`;
    const loaded = parseDeviceText(text, file);
    if (!loaded.ok) return loaded.problems.map(describe).join(' ');
    revisions += 1;
    return { text, driver: { ...loaded.driver, revision: revisions } };
  }

  function follow(): readonly WrongDevice[] | undefined {
    const changed = [...held].filter(([id, { text }]) => textOf(id) !== text).map(([id]) => id);
    const found = changed.map((id) => ({ id, now: again(id) }));
    const bad = found.flatMap(({ id, now }) => (typeof now === 'string' ? [{ device: id, why: now }] : []));
    const good = found.flatMap(({ id, now }) => (typeof now === 'string' ? [] : [{ id, now }]));
    const reason = good.length === 0 ? undefined : whyNotTogether(siteFile, log);
    const refused = reason === undefined ? [] : good.map(({ id }) => ({ device: id, why: reason }));
    if (reason === undefined) for (const { id, now } of good) held.set(id, now);
    const taken = reason === undefined ? good : [];
    for (const { id } of taken) log.info('BB_DRIVER_CHANGED', `The new description of the device "${id}" is in force.`);
    const all = [...bad, ...refused];
    const told = JSON.stringify(all);
    if (taken.length === 0 && told === wrong) return undefined;
    wrong = told;
    for (const { device, why } of all)
      log.error('BB_DRIVER_LAST_GOOD', `${why}\n  The description of "${device}" of before stays in force.`);
    return all;
  }

  return {
    of: (id) => held.get(id)?.driver ?? first(id),
    paths: () =>
      siteFile === undefined
        ? []
        : [
            siteFile,
            ...[...held.keys()].flatMap((id) => directories.map((directory) => join(directory, `${id}.yaml`))),
          ],
    follow,
  };
}

/** For whoever watches the files; without a site file there are none. */
export interface WatchedDevices {
  readonly paths: DeviceKeeper['paths'];
  /** They changed. */
  readonly follow: () => void;
}

export const watchedDevices = ({ paths, follow }: DeviceKeeper, door: Pick<Door, 'offer'>): WatchedDevices => ({
  paths,
  follow() {
    const wrong = follow();
    if (wrong !== undefined) door.offer({ kind: 'devices', wrong });
  },
});

/** Site and devices are good together, or what changed is not used. */
function whyNotTogether(siteFile: string | undefined, log: Log): string | undefined {
  if (siteFile === undefined) return undefined;
  const loaded = loadSite(siteFile);
  if (!loaded.ok) return loaded.problems.map(describe).join(' ');
  return isSafe(loaded, log)
    ? undefined
    : 'With it the site does not fit its fuses any more; "busbar check" shows where.';
}
