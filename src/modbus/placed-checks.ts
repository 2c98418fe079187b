// What must fit between the site file and the descriptions of the devices that it names.

import { unitAt } from './line.ts';
import { nearest } from '../model/config/explain.ts';
import { error, warning } from '../model/config/problem.ts';
import type { ConfigProblem, Report } from '../model/config/problem.ts';
import type { Param } from './driver.ts';
import type { PlacedDevice } from './placed.ts';
import { reportShared } from './placed-shared.ts';
import type { Value } from './value.ts';

/** In no order; of a device whose class or transport is wrong nothing else is said. */
export function checkPlaced(devices: readonly PlacedDevice[]): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const report: Report = (problem) => void problems.push(problem);
  const fitting = devices.filter((device) => isRightKind(device, report) && isReachable(device, report));
  for (const device of fitting) {
    reportUnit(device, report);
    reportParams(device, report);
    reportConnectors(device, report);
  }
  reportShared(fitting, report);
  return problems;
}

function isRightKind({ kind, what, path, driver }: PlacedDevice, report: Report): boolean {
  const isCharger = driver.class === 'charger';
  if (isCharger === (kind === 'station')) return true;
  report(
    error(
      'BB_MODBUS_CLASS',
      [...path, 'device'],
      `${what} is a ${kind === 'station' ? 'charging station' : 'meter'}, and "${driver.id}" describes a ${driver.class}.`,
      isCharger ? 'Put it under "stations".' : 'Name a charger, or put this device under "meters".',
    ),
  );
  return false;
}

/** What has a serial line only may be behind a converter to Modbus TCP; what has none is on no bus. */
function isReachable({ what, path, driver, access: { at } }: PlacedDevice, report: Report): boolean {
  const { transports } = driver.connection;
  const isSerial = transports.some((one) => one !== 'tcp');
  const wrong = (key: string, message: string, remedy: string): false => {
    report(error('BB_MODBUS_TRANSPORT', [...path, key], message, remedy));
    return false;
  };
  if ('bus' in at)
    return (
      transports.includes('rtu') ||
      wrong(
        'bus',
        `${what} is on a serial bus, and "${driver.id}" is reached by ${transports.join(', ')} only.`,
        'Write "host:" with its address; on RS-485 it needs another device file.',
      )
    );
  return (
    at.transport === undefined ||
    isSerial ||
    wrong(
      'transport',
      `${what} is behind a converter that passes bytes on, and "${driver.id}" is reached by tcp only.`,
      'Take "transport" out.',
    )
  );
}

/** Above are reserved, and 0 is everybody (Modbus over serial line 2.2). */
const mostSerialUnit = 247;

function reportUnit({ what, path, driver, access }: PlacedDevice, report: Report): void {
  const { connection } = driver;
  const usual = unitAt(connection, { at: access.at });
  const unit = unitAt(connection, access);
  const wrong = (level: typeof error, message: string, remedy: string): void =>
    report(level('BB_MODBUS_UNIT', [...path, 'unit'], message, remedy));
  const { unitRange } = connection;
  if (unitRange !== undefined && (unit < unitRange[0] || unit > unitRange[1]))
    return wrong(
      error,
      `${what} has unit ${unit}; "${driver.id}" may have ${unitRange[0]} to ${unitRange[1]}.`,
      `Look it up in the menu of the device; it comes with ${usual}.`,
    );
  if ('bus' in access.at && (unit < 1 || unit > mostSerialUnit))
    return wrong(
      error,
      `${what} has unit ${unit}; on a serial bus units are 1 to ${mostSerialUnit}.`,
      'Write the unit that is set in the device.',
    );
  if (unitRange === undefined && unit !== usual)
    wrong(
      warning,
      `${what} has unit ${unit}; "${driver.id}" answers as unit ${usual} only.`,
      'Take it out, unless a converter in between gives it another.',
    );
}

function reportParams({ what, path, driver, access }: PlacedDevice, report: Report): void {
  for (const [name, value] of Object.entries(access.params ?? {})) {
    const param = driver.params.get(name);
    const wrong = (message: string, remedy: string): void =>
      report(error('BB_MODBUS_PARAM', [...path, 'params', name], message, remedy));
    if (param === undefined) {
      const known = [...driver.params.keys()];
      const near = nearest(name, known);
      wrong(
        `"${driver.id}" has no setting "${name.slice(0, 50)}".`,
        near !== undefined
          ? `Did you mean "${near}"?`
          : `It has ${known.length === 0 ? 'none: take it out' : known.join(', ')}.`,
      );
      continue;
    }
    const why = misfit(param, value);
    if (why !== undefined)
      wrong(`${name} of ${what} is ${JSON.stringify(value).slice(0, 60)}: ${why}.`, allowed(param));
  }
}

function misfit({ type, min, max, values }: Param, value: Value): string | undefined {
  const isRight =
    type === 'integer'
      ? Number.isInteger(value)
      : typeof value === type && (type !== 'number' || Number.isFinite(value));
  if (!isRight) return `it is no ${type}`;
  if (values !== undefined && !values.includes(value)) return 'it is none of those that the device knows';
  if (typeof value === 'number' && min !== undefined && value < min) return `the least is ${min}`;
  if (typeof value === 'number' && max !== undefined && value > max) return `the most is ${max}`;
  return undefined;
}

function allowed({ type, min, max, values, default: usual }: Param): string {
  const range = min === undefined && max === undefined ? type : `${type} from ${min ?? 'any'} to ${max ?? 'any'}`;
  const words = values === undefined ? `a ${range}` : `one of: ${values.join(', ')}`;
  return `Write ${words.replace(/^a integer/, 'a whole number')}; without it, ${String(usual)} counts.`;
}

function reportConnectors({ what, kind, path, driver, connectors }: PlacedDevice, report: Report): void {
  const { max } = driver.connection.connectors;
  if (kind === 'meter' || connectors <= max) return;
  report(
    error(
      'BB_MODBUS_CONNECTORS',
      [...path.slice(0, -1), 'evses'],
      `${what} has ${connectors} EVSEs; "${driver.id}" has ${max === 1 ? 'one charging point' : `at most ${max} charging points`}.`,
      'Give each device an entry of its own, with its own host or unit.',
    ),
  );
}
