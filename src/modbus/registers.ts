// Registers as numbers and texts, and back. A word is a number from 0 to 65535; the most significant word comes first here:
// `decode.ts` has put the words of other devices in order.

import type { PointType } from './driver.ts';

/** Registers of one value; undefined where the file says it. */
export const lengthOf: Readonly<Record<PointType, number | undefined>> = {
  u16: 1,
  s16: 1,
  bits16: 1,
  u32: 2,
  s32: 2,
  bits32: 2,
  f32: 2,
  u64: 4,
  s64: 4,
  f64: 4,
  ascii1: 1,
  ascii2: 1,
  coil: 1,
  discrete: 1,
  string: undefined,
  utf16be: undefined,
  bytes: undefined,
};

/** What says nothing by the type itself. A 16-bit register has no such value unless the file names one. */
export const sentinelsOf: Readonly<Partial<Record<PointType, readonly bigint[]>>> = {
  u32: [0xffff_ffffn],
  s32: [-0x8000_0000n],
  u64: [0xffff_ffff_ffff_ffffn],
  s64: [-0x8000_0000_0000_0000n],
};

export const isFloat = (type: PointType): type is 'f32' | 'f64' => type === 'f32' || type === 'f64';
export const isText = (type: PointType): boolean => ['string', 'utf16be', 'ascii1', 'ascii2'].includes(type);
export const isBit = (type: PointType): boolean => type === 'coil' || type === 'discrete';
export const isSigned = (type: PointType): boolean => type === 's16' || type === 's32' || type === 's64';

export const swapBytes = (word: number): number => ((word & 0xff) << 8) | (word >> 8);

export function unsignedOf(words: readonly number[]): bigint {
  let value = 0n;
  for (const word of words) value = (value << 16n) | BigInt(word);
  return value;
}

export const signedOf = (words: readonly number[]): bigint => BigInt.asIntN(words.length * 16, unsignedOf(words));

export function wordsOf(value: bigint, length: number): number[] {
  const bits = BigInt.asUintN(length * 16, value);
  return Array.from({ length }, (_, at) => Number((bits >> BigInt((length - 1 - at) * 16)) & 0xffffn));
}

export function floatOf(words: readonly number[], type: 'f32' | 'f64'): number {
  const view = viewOf(words);
  return type === 'f32' ? view.getFloat32(0) : view.getFloat64(0);
}

/** Undefined where it is too large for the type. */
export function wordsOfFloat(value: number, type: 'f32' | 'f64'): number[] | undefined {
  const view = new DataView(new ArrayBuffer(type === 'f32' ? 4 : 8));
  if (type === 'f32') view.setFloat32(0, value);
  else view.setFloat64(0, value);
  const written = type === 'f32' ? view.getFloat32(0) : view.getFloat64(0);
  if (!Number.isFinite(written)) return undefined;
  return Array.from({ length: view.byteLength / 2 }, (_, at) => view.getUint16(at * 2));
}

function viewOf(words: readonly number[]): DataView {
  const view = new DataView(new ArrayBuffer(words.length * 2));
  words.forEach((word, at) => view.setUint16(at * 2, word));
  return view;
}

const bytesOf = (words: readonly number[]): Uint8Array => new Uint8Array(viewOf(words).buffer);

/** Two digits a byte, in capitals. */
export const hexOf = (words: readonly number[]): string =>
  words.map((word) => word.toString(16).toUpperCase().padStart(4, '0')).join('');

export const dottedOf = (words: readonly number[]): string => [...bytesOf(words)].join('.');

/** Registers that nobody has written hold zeros or ones: the text ends at the first NUL, and ones behind it are no text. */
export function textOf(words: readonly number[], type: PointType): string | null {
  if (words.length > 0 && words.every((word) => word === 0xffff)) return null;
  const text = type === 'utf16be' ? charsOf(words) : type === 'ascii1' ? letterOf(words) : utf8Of(bytesOf(words));
  return text !== null && /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]*$/u.test(text) ? text.trim() : null;
}

/** The letter may stand in either half of the register. */
const letterOf = ([word = 0]: readonly number[]): string =>
  cut(String.fromCharCode(word & 0xff)) || cut(String.fromCharCode(word >> 8));

const cut = (text: string): string => text.split('\0', 1)[0] ?? '';

const charsOf = (words: readonly number[]): string => cut(String.fromCharCode(...words)).replace(/\uffff+$/, '');

function utf8Of(bytes: Uint8Array): string | null {
  const nul = bytes.indexOf(0);
  let end = nul < 0 ? bytes.length : nul;
  while (end > 0 && bytes[end - 1] === 0xff) end -= 1;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, end));
  } catch {
    return null;
  }
}

/** Filled up with NUL; undefined where it is too long or cannot be said. */
export function wordsOfText(text: string, type: PointType, length: number): number[] | undefined {
  if (!/^[\x20-\x7e]*$/.test(text)) return undefined;
  const codes = [...text].map((letter) => letter.charCodeAt(0));
  if (type === 'ascii1') return codes.length === 1 ? codes : undefined;
  if (codes.length > length * (type === 'utf16be' ? 1 : 2)) return undefined;
  if (type === 'utf16be') return Array.from({ length }, (_, at) => codes[at] ?? 0);
  return Array.from({ length }, (_, at) => ((codes[at * 2] ?? 0) << 8) | (codes[at * 2 + 1] ?? 0));
}
