// A simulated Modbus device behind a port of this computer.

import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import type { ModbusDevice } from '../modbus/device.ts';
import type { Framing } from '../modbus/frame.ts';
import { tcpFraming } from '../modbus/frame.ts';
import type { Loop, Sleeper } from './loop.ts';
import { sharedLoop } from './loop.ts';

export interface ServeModbusOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Modbus TCP when absent. */
  readonly framing?: Framing;
  readonly loop?: Loop;
  /** Called after each request and wake-up. */
  readonly onStep?: () => void;
}

export interface ServedModbus {
  readonly port: number;
  /** Requests that were answered. */
  readonly answered: () => number;
  /** Its plug is pulled: connections break, and new ones are not taken until it is told otherwise. */
  setReachable(isReachable: boolean): void;
  /** Something happened to the device: looks again when it wants to wake. */
  look(): void;
  close(): Promise<void>;
}

/** Rejects when the port is taken. */
export function serveModbus(device: ModbusDevice, options: ServeModbusOptions): Promise<ServedModbus> {
  const { loop = sharedLoop, framing = tcpFraming, onStep } = options;
  const clients = new Set<Socket>();
  let answered = 0;
  let isReachable = true;

  const hangUp = (): void => clients.forEach((client) => client.destroy());

  function stepped(): void {
    onStep?.();
    loop.look();
  }

  const sleeper: Sleeper = {
    wakeAt: () => device.wakeAt(),
    wake() {
      if (device.wake(loop.now())) hangUp();
      stepped();
    },
  };

  function serve(client: Socket): void {
    const now = loop.now();
    client.on('error', () => client.destroy());
    if (!isReachable || clients.size >= device.mostClients || device.admits?.(now) === false)
      return void client.destroy();
    clients.add(client);
    client.setNoDelay(true);
    device.opened?.(now);
    let bytes: Buffer = Buffer.alloc(0);
    client.on('close', () => clients.delete(client));
    client.on('data', (chunk: Buffer) => {
      const read = framing.read(Buffer.concat([bytes, chunk]));
      if (read === undefined) return void client.destroy();
      bytes = read.rest;
      for (const { transaction, unit, pdu } of read.frames) {
        if (unit !== device.unit) continue;
        // Who comes too late finds nobody.
        if (device.wake(loop.now())) return hangUp();
        client.write(framing.write({ transaction, unit, pdu: device.answer(pdu, loop.now()) }));
        answered += 1;
      }
      stepped();
    });
    stepped();
  }

  const server = createServer(serve);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', () => {
      loop.add(sleeper);
      resolve({
        port: (server.address() as AddressInfo).port,
        answered: () => answered,
        setReachable(isIt) {
          isReachable = isIt;
          if (!isIt) hangUp();
        },
        look: () => loop.look(),
        close() {
          loop.remove(sleeper);
          hangUp();
          return new Promise((closed) => void server.close(() => closed()));
        },
      });
    });
  });
}
