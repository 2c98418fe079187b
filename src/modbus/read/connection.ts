// How a device is reached, with what is left out filled in.

import type { Connection, Driver, Range, Stride } from '../driver.ts';
import type { ConnectionFile } from '../schema/connection.ts';
import type { Point } from '../driver.ts';
import { pointAt } from './reading.ts';
import type { Reading } from './reading.ts';
import { checkValue } from './writes.ts';

const allFunctions = [1, 2, 3, 4, 5, 6, 15, 16];

export function connectionOf(reading: Reading, points: ReadonlyMap<string, Point>): Connection {
  const file = reading.file.connection;
  const timing = file.timing ?? {};
  checkConnection(reading, file);
  if (file.firstWrite !== undefined) {
    pointAt(reading, file.firstWrite.point, ['connection', 'firstWrite', 'point'], 'write');
    const path = ['connection', 'firstWrite', 'value'];
    checkValue(reading, points.get(file.firstWrite.point), file.firstWrite.value, path);
  }
  const unit = typeof file.unit === 'number' ? { default: file.unit } : file.unit;
  return {
    transports: file.transports,
    tcp: tcpOf(reading, file.tcp ?? {}),
    rtu: file.rtu === undefined ? undefined : { ...file.rtu, stopBits: file.rtu.stopBits === 2 ? 2 : 1 },
    unit: unit?.default ?? 1,
    unitOverTcp: unit?.tcp ?? unit?.default ?? 1,
    unitRange: unit?.range as Range | undefined,
    connectors: connectorsOf(file.connectors ?? {}),
    timing: {
      timeoutMs: timing.timeoutMs ?? 1000,
      minGapMs: timing.minGapMs ?? 0,
      writeGapMs: timing.writeGapMs ?? 0,
      afterTimeout: timing.afterTimeout ?? 'drop',
    },
    retries: timing.retries ?? 1,
    maxRegisters: timing.maxRegisters ?? 125,
    maxGapRegisters: timing.maxGapRegisters ?? 0,
    policy: file.policy ?? 'single-value',
    functions: file.functions ?? allFunctions,
    firstWrite: file.firstWrite,
  };
}

function connectorsOf({ max = 1, address, unit, port }: NonNullable<ConnectionFile['connectors']>) {
  return {
    max,
    address: address as Stride | undefined,
    unit: unit as Stride | undefined,
    port: port as Stride | undefined,
  };
}

function tcpOf(reading: Reading, tcp: NonNullable<ConnectionFile['tcp']>): Connection['tcp'] {
  return {
    port: tcp.port ?? 502,
    maxClients: tcp.maxClients ?? 0,
    connectDelayMs: tcp.connectDelayMs ?? 0,
    idleCloseMs: (tcp.idleCloseS ?? 0) * 1000,
    reconnectHoldoff: holdoffOf(reading, tcp.reconnectHoldoff),
  };
}

function holdoffOf(
  reading: Reading,
  file: NonNullable<ConnectionFile['tcp']>['reconnectHoldoff'],
): Connection['tcp']['reconnectHoldoff'] {
  if (file === undefined) return undefined;
  const path = ['connection', 'tcp', 'reconnectHoldoff'];
  if ((file.s === undefined) === (file.point === undefined))
    reading.report(
      'BB_DRIVER_CONNECTION',
      path,
      'It names a time and a point, or neither.',
      'Write { s: 5 } or { point, factor }.',
    );
  if (file.point === undefined) return (file.s ?? 0) * 1000;
  pointAt(reading, file.point, [...path, 'point'], 'read');
  return { point: file.point, factor: file.factor ?? 1 };
}

function checkConnection({ file: { groups }, report }: Reading, file: ConnectionFile): void {
  const at = (...keys: string[]) => ['connection', ...keys];
  const wrong = (path: string[], message: string, remedy: string): void =>
    report('BB_DRIVER_CONNECTION', at(...path), message, remedy);
  const serial = file.transports.some((one) => one !== 'tcp');
  if (file.transports.includes('rtu') && file.rtu === undefined)
    wrong(
      ['transports'],
      'It can be reached by rtu, and nobody knows its baud rate.',
      'Add "rtu: { baud, parity, stopBits }".',
    );
  if (!serial && file.rtu !== undefined)
    wrong(['rtu'], 'It is not reached by rtu.', 'Take it out, or add rtu to "transports".');
  if (file.tcp?.keepOpen === false)
    report('BB_DRIVER_NOT_YET', at('tcp', 'keepOpen'), 'Busbar keeps connections open.', 'Take it out.');
  if (file.timing?.drainMs !== undefined)
    report(
      'BB_DRIVER_NOT_YET',
      at('timing', 'drainMs'),
      'The silence after a timeout follows from timeoutMs.',
      'Take it out; "afterTimeout: drain" keeps the connection.',
    );
  if (typeof file.unit === 'object') {
    const [least = 0, most = 255] = file.unit.range ?? [];
    for (const [key, unit] of Object.entries({ default: file.unit.default, tcp: file.unit.tcp }))
      if (unit !== undefined && (unit < least || unit > most))
        wrong(['unit', key], `${unit} is outside of ${least} to ${most}.`, 'Correct one of them.');
    if (file.unit.tcp !== undefined && !file.transports.includes('tcp'))
      wrong(['unit', 'tcp'], 'It is not reached by tcp.', 'Take it out, or add tcp to "transports".');
  }
  const { max = 1, address, unit, port } = file.connectors ?? {};
  const strides = [address, unit, port].filter((one) => one !== undefined).length;
  if (max > 1 && strides === 0 && groups === undefined)
    wrong(
      ['connectors', 'max'],
      `All ${max} charging points would be read at the same place.`,
      'Add "address", "unit" or "port", or unit groups.',
    );
}

/** The poll classes, fast and slow. */
export function pollOf({ file, report }: Reading): Driver['poll'] {
  const { fastS = 1, slowS = 10 } = file.poll ?? {};
  if (fastS > slowS)
    report('BB_DRIVER_POLL', ['poll'], `Fast (${fastS} s) is slower than slow (${slowS} s).`, 'Exchange them.');
  return { fastMs: fastS * 1000, slowMs: slowS * 1000 };
}
