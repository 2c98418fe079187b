// A Modbus master without any of our code, to judge the slaves with: jsmodbus, one request at a time.

import { once } from 'node:events';
import { Socket } from 'node:net';
import { client as modbus } from 'jsmodbus';
import { SerialPort } from 'serialport';
import { onTestFinished } from 'vitest';

/** The words that came, `exception 2`, or what went wrong: `Timeout`, `Offline`. */
export type Heard = readonly number[] | string;

export interface BareClient {
  read(fn: number, address: number, count?: number): Promise<Heard>;
  /** Empty when it is done. Function 6 when there is no other. */
  write(address: number, word: number, fn?: 6 | 16): Promise<Heard>;
  /** Resolves when the connection has ended. */
  readonly closed: Promise<unknown>;
  close(): void;
}

type Master = InstanceType<typeof modbus.TCP> | InstanceType<typeof modbus.RTU>;

const failure = (error: unknown): string => {
  const { err, response } = error as { err: string; response?: { body?: { code?: number } } };
  return err === 'ModbusException' ? `exception ${response?.body?.code}` : err;
};

function clientOf(master: Master, closed: Promise<unknown>, close: () => void): BareClient {
  return {
    closed,
    close,
    async read(fn, address, count = 1) {
      try {
        const asked =
          fn === 3 ? master.readHoldingRegisters(address, count) : master.readInputRegisters(address, count);
        return [...(await asked).response.body.valuesAsArray];
      } catch (error) {
        return failure(error);
      }
    },
    async write(address, word, fn = 6) {
      try {
        await (fn === 6 ? master.writeSingleRegister(address, word) : master.writeMultipleRegisters(address, [word]));
        return [];
      } catch (error) {
        return failure(error);
      }
    },
  };
}

/** Ended with the test. A device that takes no client ends the connection at once: see `closed`. */
export async function connectTcp(port: number, unit: number, timeoutMs = 2000): Promise<BareClient> {
  const socket = new Socket();
  const master = new modbus.TCP(socket, unit, timeoutMs);
  socket.on('error', () => undefined);
  const closed = once(socket, 'close');
  socket.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  onTestFinished(() => void socket.destroy());
  return clientOf(master, closed, () => socket.destroy());
}

/** Serial, 8 bits. */
export async function openSerial(
  path: string,
  unit: number,
  line: { baudRate: number; parity: 'none' | 'even'; timeoutMs?: number },
): Promise<BareClient> {
  const port = new SerialPort({ path, baudRate: line.baudRate, parity: line.parity, autoOpen: false });
  const master = new modbus.RTU(port, unit, line.timeoutMs ?? 2000);
  const closed = once(port, 'close');
  await new Promise<void>((resolve, reject) => port.open((error) => (error === null ? resolve() : reject(error))));
  onTestFinished(async () => {
    if (port.isOpen) await new Promise((resolve) => port.close(resolve));
  });
  return clientOf(master, closed, () => port.close());
}

/** `high` first. */
export const u32 = (heard: Heard): number => Number(heard[0]) * 65536 + Number(heard[1]);

/** One character a register. */
export const wide = (heard: Heard): string =>
  typeof heard === 'string' ? heard : String.fromCharCode(...heard).replace(/\0+$/, '');

export const f32 = (heard: Heard): number => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(u32(heard));
  return bytes.readFloatBE();
};
