// On which line a device is found, and what that line needs.

import type { LineId, WantedLine } from '../../model/bus.ts';
import type { ModbusAccess, Site } from '../../model/config/site.ts';
import type { Connection } from '../../modbus/driver.ts';

/** What a driver says of the line. */
export type LineRules = Pick<Connection, 'tcp' | 'connectors'>;

/** The port of Modbus TCP, where neither the file nor the driver says another. */
const usualPort = 502;

/** Of a device without a driver. */
export const usualLine: LineRules = {
  tcp: { port: usualPort, maxClients: 0, connectDelayMs: 0, idleCloseMs: 0, reconnectHoldoff: undefined },
  connectors: { max: 1, address: undefined, unit: undefined, port: undefined },
};

/** The line of a device; what hangs on the same port or host shares it. */
export function lineFor(
  site: Site,
  { tcp, connectors }: LineRules,
  { at }: ModbusAccess,
  connector: number,
  lines: Map<LineId, WantedLine>,
): LineId {
  const holdoff = typeof tcp.reconnectHoldoff === 'number' ? tcp.reconnectHoldoff : 0;
  if ('bus' in at) {
    const id = `bus:${at.bus}` as LineId;
    const bus = (site.buses ?? []).find((one) => one.id === at.bus);
    if (bus !== undefined) {
      const { id: _, ...serial } = bus;
      lines.set(id, { line: id, endpoint: { kind: 'rtu', ...serial }, connectDelayMs: 0, reconnectHoldoffMs: 0 });
    }
    return id;
  }
  const { first, stride } = connectors.port ?? { first: tcp.port || usualPort, stride: 0 };
  const port = (at.port ?? first) + (connector - 1) * stride;
  const id = `tcp:${at.host}:${port}` as LineId;
  const before = lines.get(id);
  lines.set(id, {
    line: id,
    endpoint: { kind: at.transport ?? 'tcp', host: at.host, port },
    connectDelayMs: Math.max(tcp.connectDelayMs, before?.connectDelayMs ?? 0),
    reconnectHoldoffMs: Math.max(holdoff, before?.reconnectHoldoffMs ?? 0),
  });
  return id;
}
