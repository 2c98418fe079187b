// The gateway's own Modbus server, where the site file has one. It is a service for others: a port that cannot be had stops nothing.

import type { Asks } from '../../adapters/http/asks.ts';
import type { Log } from '../../adapters/log/log.ts';
import type { ModbusServerView } from '../../adapters/modbus-server/server.ts';
import { createModbusServer } from '../../adapters/modbus-server/server.ts';
import type { GatewayConfig } from '../model/config/gateway.ts';

export interface SharedModbus {
  /** Undefined where nobody listens. */
  readonly port: number | undefined;
  /** Undefined where the site file has none. */
  view(): ModbusServerView | undefined;
  stop(): Promise<void>;
}

export async function shareModbus(
  config: GatewayConfig['modbusServer'],
  asks: Pick<Asks, 'ask'>,
  log: Log,
): Promise<SharedModbus> {
  if (config === undefined) return { port: undefined, view: () => undefined, stop: () => Promise.resolve() };
  const { host, port } = config;
  const server = createModbusServer({ ...config, ask: (question, withinMs) => asks.ask(question, withinMs), log });
  try {
    const taken = await server.listen();
    log.info('BB_MODBUS_SERVER', `Modbus server: others read the devices of this site on ${host}:${taken}.`);
    return { port: taken, view: server.view, stop: server.stop };
  } catch (error) {
    log.error(
      'BB_MODBUS_SERVER_PORT',
      `Modbus server: ${host}:${port} cannot be had (${(error as Error).message}); nobody reads the devices here, everything else goes on. Write another modbusServer.listen, or end what has the port; ports below 1024 need a right of their own (CAP_NET_BIND_SERVICE).`,
    );
    return { port: undefined, view: server.view, stop: () => Promise.resolve() };
  }
}
