// What chargers do when nobody speaks to them any more, as their drivers say, in the words of the site file.

import type { Site, Station } from '../../model/config/site.ts';
import type { Driver } from '../../modbus/driver.ts';
import { isFailsafeOurs } from '../../modbus/driver-failsafe.ts';
import type { State } from '../state.ts';
import type { Drivers, ModbusLive } from './live.ts';
import { chargersAt } from './live.ts';

/**
 * The site, with the fallback that each driven charger really has: its rating where nobody knows, or where its own is not
 * ours to set and the file does not say it. One that keeps its last limit counts with that anyway, and is told its fallback
 * when the gateway stops.
 */
export function withFailsafes({ modbus }: State, site: Site): Site {
  if (modbus.chargers.size === 0) return site;
  const { stations, ...rest } = siteWithFailsafes(modbus.drivers, site);
  return { ...rest, stations: stations.map((station) => withWatchdog(modbus, station)) };
}

/** Of a station with several charging points, the slowest. */
function withWatchdog(modbus: ModbusLive, station: Station): Station {
  if (station.modbus === undefined) return station;
  const seconds = chargersAt(modbus, station.id).map((one) => one.watchdogSeconds);
  const known = seconds.filter((one) => one !== undefined);
  return known.length === 0 || known.length < seconds.length
    ? station
    : { ...station, watchdogSeconds: Math.max(...known) };
}

/** The same before anything runs. */
export const siteWithFailsafes = (drivers: Drivers, site: Site): Site => ({
  ...site,
  stations: site.stations.map((station) => withFailsafe(drivers, station)),
});

function withFailsafe(drivers: Drivers, station: Station): Station {
  if (station.modbus === undefined) return station;
  const rating = Math.max(...station.evses.map(({ maxAmps }) => maxAmps));
  return { ...station, fallbackAmps: fallbackOf(drivers(station.modbus.device), station.fallbackAmps, rating) };
}

function fallbackOf(driver: Driver | undefined, declared: number | 'auto', rating: number): number | 'auto' {
  switch (driver?.failsafe?.onLoss) {
    case 'device':
      return isFailsafeOurs(driver) || declared !== 'auto' ? declared : rating;
    case 'holds-last':
      return declared;
    default:
      return rating;
  }
}
