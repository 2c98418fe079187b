// Modbus TCP as a server hears and says it: a header of 7 bytes (transaction, protocol 0, length, unit) and a function.

import type { RegisterRange, RegistersRead } from '../../src/model/bus.ts';

/** One request. `exception`: what it is answered with, whoever it is for. */
export interface ClientRequest {
  readonly transaction: number;
  readonly unit: number;
  readonly fn: number;
  readonly asks: { readonly read: RegisterRange } | { readonly exception: number };
}

/** `more`: not all of it is there. `broken`: nothing that follows can be understood. */
export type Taken =
  | { readonly kind: 'more' }
  | { readonly kind: 'broken'; readonly why: string }
  | { readonly kind: 'request'; readonly request: ClientRequest; readonly bytes: number };

const headerBytes = 7;
/** Unit, function, and at most 252 bytes of data. */
const mostLength = 254;
const leastLength = 2;
const readLength = 6;

const illegalFunction = 1;
const illegalValue = 3;

/** The first request of what came. */
export function takeRequest(bytes: Buffer): Taken {
  if (bytes.length >= 4 && bytes.readUInt16BE(2) !== 0)
    return { kind: 'broken', why: `protocol ${bytes.readUInt16BE(2)} is not Modbus` };
  if (bytes.length < 6) return { kind: 'more' };
  const length = bytes.readUInt16BE(4);
  if (length < leastLength || length > mostLength)
    return { kind: 'broken', why: `no frame has a length of ${length} bytes` };
  const end = headerBytes - 1 + length;
  if (bytes.length < end) return { kind: 'more' };
  const [unit, fn] = [bytes[6]!, bytes[7]!];
  const request = { transaction: bytes.readUInt16BE(0), unit, fn, asks: asksOf(bytes.subarray(0, end), fn, length) };
  return { kind: 'request', request, bytes: end };
}

/** Nothing but reading: the gateway alone writes to devices, because it answers for their limits. */
function asksOf(frame: Buffer, fn: number, length: number): ClientRequest['asks'] {
  if (fn !== 1 && fn !== 2 && fn !== 3 && fn !== 4) return { exception: illegalFunction };
  if (length !== readLength) return { exception: illegalValue };
  return { read: { fn, address: frame.readUInt16BE(8), count: frame.readUInt16BE(10) } };
}

/** The answer to a request, always one frame. */
export function answerTo({ transaction, unit, fn }: ClientRequest, answer: RegistersRead): Buffer {
  if ('exception' in answer) return framed(transaction, unit, [(fn | 0x80) & 0xff, answer.exception]);
  const data = fn <= 2 ? bitsOf(answer.words) : answer.words.flatMap((word) => [(word >> 8) & 0xff, word & 0xff]);
  return framed(transaction, unit, [fn, data.length, ...data]);
}

function framed(transaction: number, unit: number, rest: readonly number[]): Buffer {
  const frame = Buffer.from([0, 0, 0, 0, 0, 0, unit, ...rest]);
  frame.writeUInt16BE(transaction, 0);
  frame.writeUInt16BE(rest.length + 1, 4);
  return frame;
}

/** The first one in the lowest bit. */
function bitsOf(words: readonly number[]): number[] {
  const bytes = Array.from({ length: Math.ceil(words.length / 8) }, () => 0);
  for (const [at, word] of words.entries()) if (word !== 0) bytes[at >> 3]! |= 1 << (at & 7);
  return bytes;
}
