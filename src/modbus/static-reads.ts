// What one cycle of a class of points asks, before a device has said anything: everything that may be there is counted.

import type { Driver, Point } from './driver.ts';
import type { PlannedDevice, Read } from './plan.ts';
import { planReads } from './plan.ts';
import type { Value } from './value.ts';

/** As the site file places a device; the first charging point with the settings of the driver where it says nothing. */
export type StaticDevice = Partial<Pick<PlannedDevice, 'connector' | 'unit' | 'params'>>;

export function staticReads(driver: Driver, poll: Point['poll'], device: StaticDevice = {}): readonly Read[] {
  const names = [...driver.points.values()].filter((point) => point.poll === poll).map(({ name }) => name);
  const { connector = 1, unit = driver.connection.unit } = device;
  const params = new Map([
    ...[...driver.params].map(([name, { default: value }]) => [name, value] as const),
    ...(device.params ?? []),
  ]);
  const scope = (name: string): Value =>
    name === '$connector'
      ? connector
      : name.startsWith('$param.')
        ? (params.get(name.slice('$param.'.length)) ?? null)
        : null;
  const has = ({ when, group }: Point): boolean =>
    [when, driver.groups.get(group ?? '')?.when].every((one) => one?.evaluate(scope) !== false);
  return planReads(driver, names, { connector, unit, params, has });
}
