// The serial lines of a site: what hangs on each, and whether it can carry that.

import type { ConfigPath, ConfigProblem } from '../model/config/problem.ts';
import { error, warning } from '../model/config/problem.ts';
import type { SerialBus } from '../model/config/site.ts';
import type { LineLoad } from './line-load.ts';
import { lineLoad, starvesBeats } from './line-load.ts';
import { lineIdOf } from './line.ts';
import type { PlacedDevice } from './placed.ts';

export interface SerialLine extends LineLoad {
  /** For people: `bus rs1`, `10.0.0.9:4196`. */
  readonly name: string;
  /** Behind a converter the gateway cannot see the baud rate: that of the device when it is new is taken. */
  readonly isAssumed: boolean;
  /** Where a person changes it. */
  readonly path: ConfigPath;
  readonly bus: SerialBus | undefined;
}

/** Only those that something hangs on. Devices whose transport does not fit are left out. */
export function serialLines(devices: readonly PlacedDevice[], buses: readonly SerialBus[]): SerialLine[] {
  const byLine = new Map<string, PlacedDevice[]>();
  for (const device of devices) {
    const { transports } = device.driver.connection;
    const fits = 'bus' in device.access.at ? transports.includes('rtu') : isBehindConverter(device);
    if (!fits) continue;
    const line = lineIdOf(device.driver.connection, device.access, 1);
    byLine.set(line, [...(byLine.get(line) ?? []), device]);
  }
  return [...byLine.values()].flatMap((all) => lineOf(all, buses) ?? []);
}

/** Whatever the converter speaks, behind it is a serial line. */
const isBehindConverter = ({ driver: { connection }, access: { at } }: PlacedDevice): boolean =>
  !connection.transports.includes('tcp') || ('host' in at && at.transport !== undefined);

function lineOf(devices: readonly PlacedDevice[], buses: readonly SerialBus[]): SerialLine | undefined {
  const [first] = devices as [PlacedDevice];
  const { at } = first.access;
  if ('host' in at) {
    const baud = Math.min(...devices.map(({ driver }) => driver.connection.rtu?.baud ?? usualBaud));
    const name = lineIdOf(first.driver.connection, first.access, 1).replace(/^tcp:/, '');
    return { ...lineLoad(devices, baud), name, isAssumed: true, path: [...first.path, 'host'], bus: undefined };
  }
  const index = buses.findIndex(({ id }) => id === at.bus);
  const bus = buses[index];
  if (bus === undefined) return undefined;
  return { ...lineLoad(devices, bus.baud), name: `bus ${bus.id}`, isAssumed: false, path: ['buses', index], bus };
}

const usualBaud = 9600;

export function checkLines(lines: readonly SerialLine[], buses: readonly SerialBus[]): ConfigProblem[] {
  return [...lines.flatMap(overload), ...doublePorts(buses)];
}

function overload(line: SerialLine): ConfigProblem[] {
  const { name, path, baud, busy, cycleMs, beatEveryMs = 0, beatLateMs, isAssumed } = line;
  const rate = `${isAssumed ? 'assumed ' : ''}${baud} baud`;
  if (starvesBeats(line))
    return [
      (isAssumed ? warning : error)(
        'BB_MODBUS_HEARTBEATS',
        path,
        `At ${rate}, a heartbeat on ${name} waits up to ${seconds(beatLateMs)}, and one is due every ${seconds(beatEveryMs)}: chargers would fall to their failsafe current.`,
        'Share the devices out to several lines, or raise the baud rate here and in the devices.',
      ),
    ];
  if (busy <= 1) return [];
  const fastest = Math.min(...line.devices.map(({ fastEveryMs }) => fastEveryMs));
  return [
    warning(
      'BB_MODBUS_BUS_FULL',
      path,
      `At ${rate}, ${name} would be busy for ${Math.round(busy * 100)} % of the time: one turn of all devices takes ${seconds(cycleMs)}, and some are to be read every ${seconds(fastest)}. Readings come later than that, and a meter that is three periods late counts as lost.`,
      `Raise periodMs of the meters on it${busy <= 1.5 ? '' : ', raise the baud rate here and in the devices'}, or share the devices out to several lines.`,
    ),
  ];
}

function doublePorts(buses: readonly SerialBus[]): ConfigProblem[] {
  return buses.flatMap(({ id, path }, at) => {
    const before = buses.slice(0, at).find((other) => other.path === path);
    if (before === undefined) return [];
    return [
      error(
        'BB_MODBUS_BUS_TWICE',
        ['buses', at, 'port'],
        `Bus ${id} is the port ${path}, as bus ${before.id} is.`,
        'Give its devices the other bus, or correct the port.',
      ),
    ];
  });
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 9950 ? 2 : 0)} s`;
