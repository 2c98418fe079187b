// What no site file may ask for, however well it is written.

import type { Log } from '../../adapters/log/log.ts';
import { fitting } from '../control/fits.ts';
import type { Fit } from '../control/fits.ts';
import type { Holder, Margin } from '../control/margin.ts';
import { holdersOf, marginsOf } from '../control/margin.ts';
import type { Site } from '../model/config/site.ts';
import { siteWithFailsafes } from '../core/modbus/failsafe.ts';
import { expectedWatchdogSeconds, isFailsafeOurs } from '../modbus/driver-failsafe.ts';
import { enrolmentProblem } from './enrolment.ts';
import type { GoodSite } from './site-file.ts';

type Checked = Pick<GoodSite, 'config' | 'devices'>;

interface Unsafe {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** Whether the site is safe with this file; says why it is not. */
export function isSafe(site: Checked, log: Log): boolean {
  const problems = unsafe(site);
  for (const { code, message, remedy } of problems) log.error(code, `${message} ${remedy}`);
  return problems.length === 0;
}

export function unsafe(site: Checked): Unsafe[] {
  const enrolment = enrolmentProblem(site.config.site, Date.now());
  const fits = fitOf(site).problems.map((problem): Unsafe => ({ ...problem, remedy: remedyOf(problem, site) }));
  return [...fits, ...(enrolment === undefined ? [] : [enrolment])];
}

/** With the fallbacks that Modbus chargers really have. */
export const fitOf = (site: Checked): Fit => fitting(asDriven(site));

/** What stays free on measured circuits, and how stations hold their limits. */
export function marginsIn(site: Checked): { margins: Margin[]; holders: Holder[] } {
  const driven = withWatchdogs(site, asDriven(site));
  return { margins: marginsOf(driven), holders: holdersOf(driven) };
}

/** As they will count once their devices have said what they were told. */
const withWatchdogs = ({ devices }: Checked, site: Site): Site => ({
  ...site,
  stations: site.stations.map((station) => {
    const driver = devices.find((one) => one.driver.id === station.modbus?.device)?.driver;
    const seconds = driver === undefined ? undefined : expectedWatchdogSeconds(driver, station.modbus?.params);
    return seconds === undefined ? station : { ...station, watchdogSeconds: seconds };
  }),
});

const asDriven = ({ config, devices }: Checked): Site =>
  siteWithFailsafes((id) => devices.find(({ driver }) => driver.id === id)?.driver, config.site);

/** A charger that is at its rating when nobody speaks to it has no fallback that could be lowered. */
function remedyOf({ code, remedy }: Fit['problems'][number], site: Checked): string {
  const atRating = code === 'BB_SITE_FALLBACK_DOES_NOT_FIT' ? countedAtRating(site) : [];
  if (atRating.length === 0) return remedy;
  return `${remedy} ${atRating.slice(0, 5).join(', ')}${atRating.length > 5 ? ' and others' : ''} count at their rating, because of what their device does alone: write its own fallback as fallbackAmps where it has one that is set in the device, or set a lower current in the device and as maxAmps.`;
}

function countedAtRating({ config, devices }: Checked): string[] {
  const stations = new Map(config.site.stations.map((station) => [station.id as string, station]));
  return devices
    .filter(({ kind, id, driver }) => {
      const onLoss = driver.failsafe?.onLoss ?? 'unknown';
      if (kind !== 'station' || onLoss === 'holds-last') return false;
      return onLoss === 'unknown' || (!isFailsafeOurs(driver) && stations.get(id)?.fallbackAmps === 'auto');
    })
    .map(({ what }) => what);
}
