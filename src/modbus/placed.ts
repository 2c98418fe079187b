// The Modbus devices of a site file, each with the place where the file names it.

import type { ConfigPath } from '../model/config/problem.ts';
import { namesIn } from '../model/config/range.ts';
import type { SiteFile } from '../model/config/schema.ts';
import type { Meter, ModbusAccess, Site } from '../model/config/site.ts';
import type { Driver } from './driver.ts';
import { unitAt } from './line.ts';
import { baseOf, unitOf } from './plan.ts';
import type { Value } from './value.ts';

/** One that the site file names, whether anybody knows its driver or not. */
export interface NamedDevice {
  readonly kind: 'station' | 'meter';
  /** Of the station or meter. */
  readonly id: string;
  /** For people: `OLD-07`, `meter grid`. */
  readonly what: string;
  /** Where its keys `device`, `unit`, `params` stand. */
  readonly path: ConfigPath;
  readonly access: ModbusAccess;
  /** Charging points that are used; 1 for a meter. */
  readonly connectors: number;
  /** How often a meter is read; a station is read as its driver says. */
  readonly periodMs: number | undefined;
}

export interface PlacedDevice extends NamedDevice {
  readonly driver: Driver;
}

/** In the order of the file. A retired station has no device any more. */
export function namedDevices(file: SiteFile, site: Site): NamedDevice[] {
  const stations = new Map(site.stations.map((station) => [station.id as string, station]));
  const chargers = file.stations.flatMap((entry, at): NamedDevice[] => {
    const id = entry.id ?? namesIn(entry.range ?? '')?.find((name) => entry.except?.includes(name) !== true);
    const station = stations.get(id ?? '');
    if (entry.modbus === undefined || station?.modbus === undefined || station.state === 'retired') return [];
    return [
      {
        kind: 'station',
        id: station.id,
        what: station.id,
        path: ['stations', at, 'modbus'],
        access: station.modbus,
        connectors: station.evses.length,
        periodMs: undefined,
      },
    ];
  });
  return [...chargers, ...(site.meters ?? []).flatMap(meterAt)];
}

function meterAt({ id, source, periodMs }: Meter, at: number): NamedDevice[] {
  if (source.kind !== 'modbus') return [];
  const what = `meter ${id}`;
  return [{ kind: 'meter', id, what, path: ['meters', at], access: source, connectors: 1, periodMs }];
}

/** What the installer set over what the driver says. */
export const paramsOf = ({ driver, access }: Pick<PlacedDevice, 'driver' | 'access'>): ReadonlyMap<string, Value> =>
  new Map([
    ...[...driver.params].map(([name, { default: value }]) => [name, value] as const),
    ...Object.entries(access.params ?? {}),
  ]);

export interface Address {
  readonly unit: number;
  /** Added to the addresses of the charging point. */
  readonly base: number;
}

/** Where a charging point of a device is told its limit, or a meter read. */
export function addressOf(device: PlacedDevice, connector: number): Address {
  const { driver, access } = device;
  const unit = unitAt(driver.connection, access);
  const point = driver.points.get(driver.control?.limit.point ?? 'power') ?? { group: undefined, scope: 'connector' };
  return {
    unit: unitOf(driver, point, { connector, unit, params: paramsOf(device) }) ?? unit,
    base: baseOf(driver, point, connector),
  };
}
