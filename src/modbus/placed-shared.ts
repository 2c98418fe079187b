// What goes wrong between devices that share a line: one charging point driven twice, one device with two settings, one
// socket that is to speak two languages.

import type { LineId } from '../model/bus.ts';
import { error, warning } from '../model/config/problem.ts';
import type { Report } from '../model/config/problem.ts';
import { lineIdOf, wantedLineOf } from './line.ts';
import type { PlacedDevice } from './placed.ts';
import { addressOf, paramsOf } from './placed.ts';

export function reportShared(devices: readonly PlacedDevice[], report: Report): void {
  reportDoubles(devices, report);
  for (const [at, device] of devices.entries())
    for (const before of devices.slice(0, at)) reportPair(before, device, report);
}

/** Each charging point is driven by one entry; a device that is read as two meters may be meant. */
function reportDoubles(devices: readonly PlacedDevice[], report: Report): void {
  const first = new Map<string, PlacedDevice>();
  for (const device of devices)
    for (let connector = 1; connector <= connectorsOf(device); connector += 1) {
      const line = lineIdOf(device.driver.connection, device.access, connector);
      const { unit, base } = addressOf(device, connector);
      const key = keyOf(device, line, unit, base);
      const before = first.get(key);
      if (before === undefined) first.set(key, device);
      else if (device.kind === 'station') report(twice(before, device, line, unit, connector));
      else report(sameMeter(before, device, line, unit));
    }
}

/** Of those that it has not, something else is said. */
const connectorsOf = ({ connectors, driver }: PlacedDevice): number =>
  Math.min(connectors, driver.connection.connectors.max);

function keyOf(device: PlacedDevice, line: LineId, unit: number, base: number): string {
  const place = [device.kind, line.toLowerCase(), unit];
  return JSON.stringify(
    device.kind === 'station' ? [...place, base] : [...place, device.driver.id, [...paramsOf(device)]],
  );
}

const twice = (before: PlacedDevice, device: PlacedDevice, line: LineId, unit: number, connector: number) =>
  error(
    'BB_MODBUS_TWICE',
    device.path,
    `EVSE ${connector} of ${device.what} is unit ${unit} on ${line.replace(/^\w+:/, '')}, as ${before.what === device.what ? 'another EVSE of it' : before.what} is.`,
    before.what === device.what
      ? 'Correct the EVSEs: the device cannot tell them apart.'
      : 'Correct host, bus or unit of one of them; several EVSEs of one device are one station.',
  );

const sameMeter = (before: PlacedDevice, device: PlacedDevice, line: LineId, unit: number) =>
  warning(
    'BB_MODBUS_TWICE',
    device.path,
    `${device.what} reads unit ${unit} on ${line.replace(/^\w+:/, '')}, as ${before.what} does.`,
    'Correct the unit of one of them; several circuits may name one meter.',
  );

function reportPair(before: PlacedDevice, device: PlacedDevice, report: Report): void {
  if ('bus' in before.access.at || 'bus' in device.access.at) return;
  const one = hostLine(before);
  const other = hostLine(device);
  if (one.host.toLowerCase() !== other.host.toLowerCase()) return;
  const isOnePort = one.port === other.port;
  if (isOnePort && one.host !== other.host)
    report(
      error(
        'BB_MODBUS_TWO_SETTINGS',
        [...device.path, 'host'],
        `${device.what} writes "${other.host}" where ${before.what} writes "${one.host}": that would be two connections.`,
        'Write the host the same way in both.',
      ),
    );
  else if (isOnePort && one.kind !== other.kind)
    report(
      error(
        'BB_MODBUS_TWO_SETTINGS',
        [...device.path, 'host'],
        `${device.what} and ${before.what} are at ${other.host}:${other.port}, and one of them speaks Modbus TCP, the other RTU over TCP.`,
        'Correct host, port or device of one of them.',
      ),
    );
  else reportOneClient(before, device, isOnePort, report);
}

/** A device that serves one client is one device: two entries of it must say the same, or it cannot serve both. */
function reportOneClient(before: PlacedDevice, device: PlacedDevice, isOnePort: boolean, report: Report): void {
  const { driver } = device;
  if (driver.id !== before.driver.id || driver.connection.tcp.maxClients !== 1) return;
  const wrong = (key: string, what: string, remedy: string): void =>
    report(
      error(
        'BB_MODBUS_TWO_SETTINGS',
        [...device.path, key],
        `"${driver.id}" serves one client, and ${what} of ${before.what} and ${device.what} differ.`,
        remedy,
      ),
    );
  if (!isOnePort) return wrong('port', 'the ports', 'Write the same port in both, or none.');
  const isOneUnit = addressOf(before, 1).unit === addressOf(device, 1).unit;
  // Which of its parts a SunSpec device is read for is a setting as well.
  if (!isOneUnit || driver.hooks.includes('sunspec')) return;
  if (JSON.stringify([...paramsOf(before)]) !== JSON.stringify([...paramsOf(device)]))
    wrong('params', 'the settings', 'Write the same "params" in both.');
}

function hostLine({ driver, access }: PlacedDevice) {
  const wanted = wantedLineOf([], driver.connection, access, 1);
  return wanted?.endpoint as Extract<NonNullable<typeof wanted>['endpoint'], { host: string }>;
}
