// A Modbus slave written by hand, bytes in, bytes out, as good or as bad as a test wants it. Every register holds a value that
// says whose it is, so that a value in the wrong place is seen.

import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';

export type Framing = 'tcp' | 'rtu';

export interface Ask {
  readonly framing: Framing;
  readonly unit: number;
  readonly fn: number;
  readonly address: number;
  /** Of a read or a write of several. */
  readonly count: number;
  readonly transaction: number;
  /** All of the request as it came. */
  readonly bytes: Buffer;
  /** 1 for the first of this slave. */
  readonly number: number;
  readonly socket: Pick<Socket, 'write' | 'destroy'> & Partial<Pick<Socket, 'resetAndDestroy'>>;
}

export interface Slave {
  readonly port: number;
  readonly asks: Ask[];
  /** Connections that were made so far, and those that are open. */
  connections(): number;
  open(): number;
  close(): Promise<void>;
}

/** What a register says; no two of units 0 to 15 and addresses 0 to 4095 say the same. */
export const valueAt = (unit: number, address: number): number => ((unit & 0xf) << 12) | (address & 0xfff);
export const bitAt = (unit: number, address: number): number => ((address * 7 + unit) % 3) & 1;

export type Answering = (ask: Ask, socket: Ask['socket']) => void;

/** Answers each request as it should be. */
export const answerWell: Answering = (ask, socket) => void socket.write(goodReply(ask));

export async function openSlave(
  framing: Framing,
  answer: Answering = answerWell,
  connected: (socket: Socket, number: number) => void = () => undefined,
): Promise<Slave> {
  const asks: Ask[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    connected(socket, connections);
    const read = reader(framing, (bytes) => {
      const ask = readAsk(framing, bytes, socket, asks.length + 1);
      asks.push(ask);
      answer(ask, socket);
    });
    socket.on('data', read);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    asks,
    connections: () => connections,
    open: () => sockets.size,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Cuts what comes into requests. */
export function reader(framing: Framing, each: (bytes: Buffer) => void): (bytes: Buffer) => void {
  let rest = Buffer.alloc(0);
  return (bytes) => {
    rest = rest.length === 0 ? Buffer.from(bytes) : Buffer.concat([rest, bytes]);
    for (let length = lengthOf(framing, rest); length <= rest.length; length = lengthOf(framing, rest)) {
      const one = rest.subarray(0, length);
      rest = rest.subarray(length);
      each(one);
    }
  };
}

function lengthOf(framing: Framing, bytes: Buffer): number {
  if (framing === 'tcp') return bytes.length < 6 ? Infinity : 6 + bytes.readUInt16BE(4);
  if (bytes.length < 8) return Infinity;
  return bytes[1] === 15 || bytes[1] === 16 ? 9 + bytes[6]! : 8;
}

export function readAsk(framing: Framing, bytes: Buffer, socket: Ask['socket'], number: number): Ask {
  const at = framing === 'tcp' ? 6 : 0;
  return {
    framing,
    unit: bytes[at]!,
    fn: bytes[at + 1]!,
    address: bytes.readUInt16BE(at + 2),
    count: bytes.readUInt16BE(at + 4),
    transaction: framing === 'tcp' ? bytes.readUInt16BE(0) : 0,
    bytes,
    number,
    socket,
  };
}

export const goodReply = (ask: Ask): Buffer => frame(ask, goodBody(ask));

/** From the function on. */
export function goodBody({ unit, fn, address, count, bytes, framing }: Ask): number[] {
  if (fn >= 5) return [...bytes.subarray(framing === 'tcp' ? 7 : 1, framing === 'tcp' ? 12 : 6)];
  const each = Array.from({ length: count }, (_, at) => address + at);
  if (fn >= 3) return [fn, 2 * count, ...each.flatMap((at) => [valueAt(unit, at) >> 8, valueAt(unit, at) & 0xff])];
  const packed = new Array<number>(Math.ceil(count / 8)).fill(0);
  for (const [at, one] of each.entries()) packed[at >> 3]! |= bitAt(unit, one) << (at & 7);
  return [fn, packed.length, ...packed];
}

/** A frame with this body, right but for what `as` says. */
export function frame(
  { framing, unit, transaction }: Pick<Ask, 'framing' | 'unit' | 'transaction'>,
  body: readonly number[],
  as: { unit?: number; transaction?: number; protocol?: number; length?: number; crc?: number } = {},
): Buffer {
  const from = as.unit ?? unit;
  if (framing === 'tcp') {
    const header = Buffer.alloc(6);
    header.writeUInt16BE((as.transaction ?? transaction) & 0xffff, 0);
    header.writeUInt16BE(as.protocol ?? 0, 2);
    header.writeUInt16BE(as.length ?? body.length + 1, 4);
    return Buffer.from([...header, from, ...body]);
  }
  const crc = (as.crc ?? 0) ^ slowCrc([from, ...body]);
  return Buffer.from([from, ...body, crc & 0xff, crc >> 8]);
}

/** As the specification of Modbus over serial line writes it down (6.2.2): bit by bit. */
export function slowCrc(bytes: readonly number[]): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
}
