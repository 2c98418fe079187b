// Simulated Modbus devices over real sockets, with a clock that stands still, and a master that is not ours: jsmodbus.

import { once } from 'node:events';
import { Socket } from 'node:net';
import { client as modbus } from 'jsmodbus';
import { onTestFinished } from 'vitest';
import type { VehicleOptions } from '../../../adapters/simulator/electric-vehicle.ts';
import { createVehicle } from '../../../adapters/simulator/electric-vehicle.ts';
import type { ModbusDevice } from '../../../adapters/simulator/modbus/device.ts';
import { rtuFraming, tcpFraming } from '../../../adapters/simulator/modbus/frame.ts';
import { createLoop } from '../../../adapters/simulator/wire/loop.ts';
import { serveModbus } from '../../../adapters/simulator/wire/serve-modbus.ts';

export type Words = readonly number[] | string;

export interface Master {
  read(fn: 3 | 4, address: number, count?: number): Promise<Words>;
  write(address: number, word: number): Promise<Words>;
  readonly closed: Promise<unknown>;
  close(): void;
}

const failure = (error: unknown): string => {
  const { err, response } = error as { err: string; response?: { body?: { code?: number } } };
  return err === 'ModbusException' ? `exception ${response?.body?.code}` : err;
};

export async function connect(port: number, unit: number, framing: 'tcp' | 'rtu' = 'tcp'): Promise<Master> {
  const socket = new Socket();
  // Its types know serial ports only.
  const asPort = socket as unknown as ConstructorParameters<typeof modbus.RTU>[0];
  const client = framing === 'tcp' ? new modbus.TCP(socket, unit, 300) : new modbus.RTU(asPort, unit, 300);
  socket.on('error', () => undefined);
  const closed = once(socket, 'close');
  onTestFinished(() => void socket.destroy());
  socket.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  if (framing === 'rtu') socket.emit('open');
  return {
    closed,
    close: () => socket.destroy(),
    read: (fn, address, count = 1) =>
      (fn === 3 ? client.readHoldingRegisters(address, count) : client.readInputRegisters(address, count)).then(
        ({ response }) => [...response.body.valuesAsArray],
        failure,
      ),
    write: (address, word) => client.writeSingleRegister(address, word).then(() => [], failure),
  };
}

/** A device whose clock stands still but for `skip`. */
export async function served<Device extends ModbusDevice>(device: Device, framing: 'tcp' | 'rtu' = 'tcp') {
  let mono = 1000;
  const now = () => ({ mono, utc: 1_700_000_000_000 + mono });
  const loop = createLoop({ mono: () => mono, utc: () => now().utc });
  const { port, close } = await serveModbus(device, {
    port: 0,
    loop,
    framing: framing === 'tcp' ? tcpFraming : rtuFraming,
  });
  onTestFinished(close);
  return { device, port, now, skip: (seconds: number) => void (mono += seconds * 1000) };
}

export const u32 = (words: Words): number => Number(words[0]) * 65_536 + Number(words[1]);
export const text = (words: Words): string => String.fromCharCode(...(words as number[])).replace(/\0+$/, '');
export function f32(words: Words, at = 0): number {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(u32(words.slice(2 * at)));
  return bytes.readFloatBE();
}

export const van = (some: Partial<VehicleOptions> = {}) =>
  createVehicle({
    name: 'Van',
    batteryKwh: 60,
    soc: 0.3,
    phases: 3,
    maxAmps: 16,
    startDelayMs: 0,
    reactMs: 0,
    ...some,
  });
