// What chargers do when nobody speaks to them any more, as their drivers say, in the words of the site file.

import type { Site, Station } from '../../model/config/site.ts';
import type { Driver } from '../../modbus/driver.ts';
import { isFailsafeOurs } from '../../modbus/driver-failsafe.ts';
import type { State } from '../state.ts';
import type { Drivers } from './live.ts';

/**
 * The site, with the fallback that each driven charger really has: its rating where nobody knows, or where its own is not
 * ours to set and the file does not say it. One that keeps its last limit counts with that anyway, and is told its fallback
 * when the gateway stops.
 */
export function withFailsafes({ modbus }: State, site: Site): Site {
  return modbus.chargers.size === 0 ? site : siteWithFailsafes(modbus.drivers, site);
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
