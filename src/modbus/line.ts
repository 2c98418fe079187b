// Where a device of the site file is reached: its line. What hangs on the same port or host shares it.

import type { LineId, WantedLine } from '../model/bus.ts';
import type { ModbusAccess, SerialBus } from '../model/config/site.ts';
import type { Connection } from './driver.ts';

/** The port of Modbus TCP, where neither the file nor the driver says another. */
const usualPort = 502;

/** What a driver says of its lines. */
export type LineRules = Pick<Connection, 'connectors' | 'tcp'>;

/** The line of one charging point of a device, counted from 1. */
export function lineIdOf({ connectors, tcp }: LineRules, { at }: Pick<ModbusAccess, 'at'>, connector: number): LineId {
  if ('bus' in at) return `bus:${at.bus}` as LineId;
  return `tcp:${at.host}:${portOf({ connectors, tcp }, at.port, connector)}` as LineId;
}

/** The unit id that the site file gives a device, or the one with which it comes. */
export function unitAt(
  { unit, unitOverTcp }: Pick<Connection, 'unit' | 'unitOverTcp'>,
  access: Pick<ModbusAccess, 'at' | 'unit'>,
): number {
  const isTcp = 'host' in access.at && access.at.transport === undefined;
  return access.unit ?? (isTcp ? unitOverTcp : unit);
}

/** What has to be opened for it; undefined for a bus that is not there. */
export function wantedLineOf(
  buses: readonly SerialBus[],
  connection: LineRules,
  access: Pick<ModbusAccess, 'at'>,
  connector: number,
): WantedLine | undefined {
  const { tcp } = connection;
  const { at } = access;
  const line = lineIdOf(connection, access, connector);
  if ('bus' in at) {
    const bus = buses.find(({ id }) => id === at.bus);
    if (bus === undefined) return undefined;
    const { id: _, ...serial } = bus;
    return { line, endpoint: { kind: 'rtu', ...serial }, connectDelayMs: 0, reconnectHoldoffMs: 0 };
  }
  return {
    line,
    endpoint: {
      kind: at.transport ?? 'tcp',
      host: at.host,
      port: portOf(connection, at.port, connector),
    },
    connectDelayMs: tcp.connectDelayMs,
    reconnectHoldoffMs: typeof tcp.reconnectHoldoff === 'number' ? tcp.reconnectHoldoff : 0,
  };
}

function portOf({ connectors, tcp }: LineRules, said: number | undefined, connector: number): number {
  const { first, stride } = connectors.port ?? { first: tcp.port || usualPort, stride: 0 };
  return (said ?? first) + (connector - 1) * stride;
}

/** One line for several devices: it keeps to the pauses of the one that needs the longest. */
export const sharedLine = (one: WantedLine, other: WantedLine | undefined): WantedLine => ({
  ...one,
  connectDelayMs: Math.max(one.connectDelayMs, other?.connectDelayMs ?? 0),
  reconnectHoldoffMs: Math.max(one.reconnectHoldoffMs, other?.reconnectHoldoffMs ?? 0),
});
