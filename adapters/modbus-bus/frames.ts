// Whether bytes are the answer to a request. jsmodbus cannot be asked that: it does not look at the number of registers,
// at the length or at the address of an echo, takes the function of an exception for granted, throws on an exception code that
// it does not know, and finds no way back after a byte too many. So nothing reaches it that was not judged here.

import type { BusAction } from '../../src/model/bus.ts';
import { crcOf } from './crc.ts';

/** What an answer must look like, but for its transaction id. */
export interface Expected {
  readonly unit: number;
  readonly fn: number;
  /** The first bytes after the function: the byte count of a read, all of the echo of a write. */
  readonly head: readonly number[];
  /** Bytes from the function to the last of the data. */
  readonly length: number;
}

/** `more`: nothing is wrong yet. `garbled`: whatever comes, it will be no answer. */
export type Verdict =
  | { readonly kind: 'more' }
  | { readonly kind: 'reply' }
  | { readonly kind: 'exception'; readonly code: number }
  | { readonly kind: 'garbled'; readonly detail: string };

export function expectedOf(unit: number, action: BusAction): Expected {
  const { fn, address } = action;
  if (action.kind === 'read') {
    const bytes = action.fn <= 2 ? Math.ceil(action.count / 8) : 2 * action.count;
    return { unit, fn, head: [bytes], length: 2 + bytes };
  }
  const value = valueOf(action.fn, action.words);
  return { unit, fn, head: [address >> 8, address & 0xff, value >> 8, value & 0xff], length: 5 };
}

/** What a write is answered with after its address: the value itself, or how many there were. */
function valueOf(fn: 5 | 6 | 15 | 16, words: readonly number[]): number {
  if (fn === 5) return words[0] === 0 ? 0 : 0xff00;
  return fn === 6 ? (words[0] ?? 0) : words.length;
}

const headerBytes = 6;
const more: Verdict = { kind: 'more' };
const garbled = (detail: string): Verdict => ({ kind: 'garbled', detail });

/** Modbus TCP: transaction id, protocol 0, length, unit, function. Wrong from the first byte that is wrong. */
export function judgeTcp(bytes: Uint8Array, id: number, expected: Expected): Verdict {
  if (!agrees(bytes, 0, id >> 8) || !agrees(bytes, 1, id & 0xff)) return garbled(`not transaction ${id}`);
  if (!agrees(bytes, 2, 0) || !agrees(bytes, 3, 0)) return garbled('not the protocol of Modbus');
  const body = judgeBody(bytes, headerBytes, expected);
  if (body.kind === 'garbled') return body;
  const length = 1 + (isException(bytes, headerBytes, expected) ? 2 : expected.length);
  if (!agrees(bytes, 4, 0)) return garbled('its header says more than 255 bytes');
  if (bytes.length > 7 && bytes[5] !== length) return garbled(`its header says ${bytes[5]} bytes instead of ${length}`);
  return whole(bytes, headerBytes + length, body);
}

/** Modbus RTU: unit, function, data, CRC. There is no id: what came too late must have been kept away before. */
export function judgeRtu(bytes: Uint8Array, expected: Expected): Verdict {
  const body = judgeBody(bytes, 0, expected);
  if (body.kind === 'garbled') return body;
  const end = 1 + (isException(bytes, 0, expected) ? 2 : expected.length);
  const verdict = whole(bytes, end + 2, body);
  if (verdict.kind === 'more' || verdict.kind === 'garbled') return verdict;
  const crc = crcOf(bytes, end);
  return bytes[end] === (crc & 0xff) && bytes[end + 1] === crc >> 8 ? verdict : garbled('its checksum is wrong');
}

function whole(bytes: Uint8Array, length: number, verdict: Verdict): Verdict {
  if (bytes.length > length) return garbled(`${bytes.length - length} bytes too many`);
  return bytes.length < length ? more : verdict;
}

const agrees = (bytes: Uint8Array, at: number, value: number): boolean => bytes.length <= at || bytes[at] === value;

const isException = (bytes: Uint8Array, from: number, { fn }: Expected): boolean => bytes[from + 1] === (fn | 0x80);

/** From the unit on, as far as it has come; what it is if that is all. */
function judgeBody(bytes: Uint8Array, from: number, expected: Expected): Verdict {
  const { unit, fn, head } = expected;
  if (!agrees(bytes, from, unit)) return garbled(`from unit ${bytes[from]} instead of ${unit}`);
  if (isException(bytes, from, expected)) return { kind: 'exception', code: bytes[from + 2] ?? 0 };
  if (!agrees(bytes, from + 1, fn)) return garbled(`function ${bytes[from + 1]} instead of ${fn}`);
  for (let at = 0; at < head.length; at += 1) {
    if (agrees(bytes, from + 2 + at, head[at]!)) continue;
    if (head.length > 1) return garbled('the echo of another write');
    return garbled(`${bytes[from + 2]} bytes of data instead of ${head[0]}`);
  }
  return { kind: 'reply' };
}

/** The most that a frame carries. */
const most = { 1: 2000, 2: 2000, 3: 125, 4: 125, 5: 1, 6: 1, 15: 1968, 16: 123 } as const;

/** Why a request cannot be said in Modbus; undefined where it can. */
export function impossible(unit: number, action: BusAction, framing: 'tcp' | 'rtu'): string | undefined {
  const { fn, address } = action;
  const count = action.kind === 'read' ? action.count : action.words.length;
  const [first, last] = framing === 'tcp' ? [0, 255] : [1, 247];
  if (!isWhole(unit, first, last)) return `there is no unit ${unit}; units go from ${first} to ${last}`;
  if (!isWhole(count, 1, most[fn])) return `function ${fn} takes 1 to ${most[fn]} values, not ${count}`;
  if (!isWhole(address, 0, 0x10000 - count)) return `${count} values from address ${address} end behind 65535`;
  if (action.kind === 'write' && !action.words.every((word) => isWhole(word, 0, 0xffff)))
    return 'a register holds 0 to 65535';
  return undefined;
}

const isWhole = (value: number, from: number, to: number): boolean =>
  Number.isInteger(value) && value >= from && value <= to;
