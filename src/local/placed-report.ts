// What `busbar check` prints of the Modbus devices of a site: what each does when nobody speaks to it, and what the serial
// lines carry.

import type { Driver, Heartbeat } from '../modbus/driver.ts';
import { isFailsafeOurs } from '../modbus/driver-failsafe.ts';
import { assumedEveryMs } from '../modbus/line-load.ts';
import type { PlacedDevice } from '../modbus/placed.ts';
import { addressOf } from '../modbus/placed.ts';
import type { SerialLine } from '../modbus/placed-lines.ts';

export interface PlacedReport {
  readonly devices: readonly PlacedDevice[];
  readonly lines: readonly SerialLine[];
  /** By EVSE, `OLD-07/1`. */
  readonly fallbacks: readonly { readonly evse: string; readonly amps: number }[];
}

/** Nothing where there is no such device. */
export function describePlaced({ devices, lines, fallbacks }: PlacedReport): string {
  const stations = devices.filter(({ kind }) => kind === 'station');
  const meters = devices.filter(({ kind }) => kind === 'meter');
  const width = Math.max(0, ...devices.map(({ id }) => id.length));
  return [
    ...headed('Modbus stations: what each does when nobody speaks to it', stations, (one) =>
      describeStation(one, width, fallbacks),
    ),
    ...headed('Modbus meters', meters, (one) => [nameLine(one, width)]),
    ...headed('Serial lines', lines, describeLine),
  ].join('\n');
}

const headed = <One>(title: string, all: readonly One[], each: (one: One) => string[]): string[] =>
  all.length === 0 ? [] : ['', title, ...all.flatMap(each)];

function nameLine(device: PlacedDevice, width: number): string {
  const { id, driver } = device;
  return `  ${id.padEnd(width)}  ${driver.id}, unit ${addressOf(device, 1).unit} ${placeOf(device)}, ${driver.verified.level}`;
}

function placeOf({ access: { at } }: PlacedDevice): string {
  return 'bus' in at ? `on ${at.bus}` : `at ${at.host}${at.port === undefined ? '' : `:${at.port}`}`;
}

function describeStation(device: PlacedDevice, width: number, fallbacks: PlacedReport['fallbacks']): string[] {
  const { id, driver } = device;
  const amps = fallbacks.filter(({ evse }) => evse.slice(0, evse.lastIndexOf('/')) === id).map((one) => one.amps);
  const indent = ' '.repeat(width + 4);
  return [
    nameLine(device, width),
    `${indent}watchdog: ${watchdogOf(driver)}`,
    `${indent}on loss it ${onLossOf(driver, amps)}`,
  ];
}

function watchdogOf({ heartbeats }: Driver): string {
  if (heartbeats.length === 0) return 'none is known';
  return heartbeats.map((beat) => `${beat.kind}, ${howOften(beat)}`).join('; ');
}

function howOften(beat: Heartbeat): string {
  const { every } = beat;
  if (typeof every === 'number') return `every ${every / 1000} s`;
  return `every ${every.factor} of "${every.point}" (until that is read: ${assumedEveryMs(beat) / 1000} s)`;
}

function onLossOf(driver: Driver, amps: readonly number[]): string {
  const { failsafe } = driver;
  const falls = amps.map((one) => `${one} A`).join(', ');
  if (failsafe === undefined || failsafe.onLoss === 'unknown')
    return `does what nobody knows: it counts at its rating, ${falls}`;
  if (failsafe.onLoss === 'holds-last')
    return `keeps its last limit and counts at that; it is told ${falls} when the gateway stops`;
  return isFailsafeOurs(driver)
    ? `falls to ${falls}, which the gateway sets ("${failsafe.current}")`
    : `falls to what is set in it, counted as ${falls}: the gateway cannot set it; write it as fallbackAmps`;
}

function describeLine(line: SerialLine): string[] {
  const { name, devices, bus, isAssumed, baud, busy, cycleMs, beatEveryMs, beatLateMs, silentMs } = line;
  const rate = bus === undefined ? `${baud} baud assumed` : settings(bus.baud, bus.parity, bus.stopBits);
  const beats =
    beatEveryMs === undefined
      ? 'no heartbeats'
      : `a heartbeat is due every ${seconds(beatEveryMs)} and waits at most ${seconds(beatLateMs)}`;
  return [
    `  ${name}: ${rate}${bus === undefined ? '' : `, ${bus.path}`}; ${devices.length} ${devices.length === 1 ? 'device' : 'devices'}`,
    `    busy ${Math.round(busy * 100)} % of the time; one turn of all devices takes ${seconds(cycleMs)}; ${beats}`,
    `    a device that is silent keeps the others waiting for ${seconds(silentMs)} each time that it is tried`,
    ...devices.map(
      ({ device, fastMs, fastEveryMs, slowMs, slowEveryMs }) =>
        `    ${device.what}: ${seconds(fastMs)} every ${fastEveryMs / 1000} s, ${seconds(slowMs)} every ${slowEveryMs / 1000} s${isAssumed ? '' : newSettings(device, line)}`,
    ),
  ];
}

/** What a device comes with is changed in the device where the line has something else. */
function newSettings({ driver }: PlacedDevice, { bus }: SerialLine): string {
  const { rtu } = driver.connection;
  if (rtu === undefined || bus === undefined) return '';
  const parity = { N: 'none', E: 'even', O: 'odd' }[rtu.parity];
  const isSame = rtu.baud === bus.baud && parity === bus.parity && rtu.stopBits === bus.stopBits;
  return isSame ? '' : `; it comes with ${settings(rtu.baud, parity, rtu.stopBits)}: set it to those of the line`;
}

const settings = (baud: number, parity: string, stopBits: number): string =>
  `${baud} baud, parity ${parity}, ${stopBits} stop ${stopBits === 1 ? 'bit' : 'bits'}`;

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
