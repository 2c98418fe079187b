// The site file together with the devices that it names: both are good, or neither is used.

import type { Loaded } from '../../adapters/config-file/load.ts';
import { loadSiteFile } from '../../adapters/config-file/load.ts';
import { firstOf } from '../../adapters/config-file/located.ts';
import { error } from '../model/config/problem.ts';
import type { PlacedDevice } from '../modbus/placed.ts';
import { namedDevices } from '../modbus/placed.ts';
import { checkPlaced } from '../modbus/placed-checks.ts';
import type { SerialLine } from '../modbus/placed-lines.ts';
import { checkLines, serialLines } from '../modbus/placed-lines.ts';
import { loadDevices } from './devices.ts';

type GoodFile = Extract<Loaded, { ok: true }>;

export type GoodSite = GoodFile & {
  /** The Modbus devices that it names, each with its driver. */
  readonly devices: readonly PlacedDevice[];
  readonly lines: readonly SerialLine[];
};

export type LoadedSite = GoodSite | Exclude<Loaded, { ok: true }>;

/** Never throws. */
export const loadSite = (path: string): LoadedSite => withDevices(loadSiteFile(path), path);

/** The same of a file that was read; `path` is where it lies, with a directory `devices` beside it maybe. */
export function withDevices(loaded: Loaded, path: string): LoadedSite {
  if (!loaded.ok) return loaded;
  const { file, config, locate } = loaded;
  const named = namedDevices(file, config.site);
  const { drivers, problems, unknown } = loadDevices(
    named.map(({ access }) => access.device),
    path,
  );
  const nameless = new Map(unknown.map((one) => [one.id, one]));
  const missing = named.flatMap(({ access, path: place }) => {
    const why = nameless.get(access.device);
    return why === undefined ? [] : [locate(error(why.code, [...place, 'device'], why.message, why.remedy))];
  });
  const devices = named.flatMap((one): PlacedDevice[] => {
    const driver = drivers.get(one.access.device);
    return driver === undefined ? [] : [{ ...one, driver }];
  });
  const buses = config.site.buses ?? [];
  const lines = serialLines(devices, buses);
  const found = [...checkPlaced(devices), ...checkLines(lines, buses)].map(locate);
  const wrong = [...missing, ...found.filter(({ level }) => level === 'error')];
  if (wrong.length > 0 || problems.length > 0)
    return { ok: false, problems: [...firstOf(wrong), ...problems], ...tokensPathOf(loaded) };
  return { ...loaded, warnings: [...loaded.warnings, ...found], devices, lines };
}

const tokensPathOf = ({ tokensPath }: GoodFile) => (tokensPath === undefined ? {} : { tokensPath });
