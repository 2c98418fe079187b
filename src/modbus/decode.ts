// From registers to what a point says. What a device marks as no value, or what cannot be one, is null and never a number.

import type { Point, PointType } from './driver.ts';
import type { Scope } from './expression-values.ts';
import * as registers from './registers.ts';
import type { Value } from './value.ts';

/**
 * What a point says whose registers were read: one value, or a list where it is one for each phase. `words` are those of the
 * whole point, one phase behind the other; `scope` answers for params and other points, as in expressions. A list is as long
 * as `count` says. A word that is missing makes its value null.
 */
export function decodePoint(point: Point, words: readonly number[], scope: Scope): Value | readonly Value[] {
  if (point.addresses.length === 1) return decodeValue(point, words, scope);
  const counted = point.count === undefined ? null : scope(point.count);
  const phases = typeof counted === 'number' && counted >= 0 ? counted : point.addresses.length;
  return point.addresses
    .slice(0, phases)
    .map((_, at) => decodeValue(point, words.slice(at * point.length, (at + 1) * point.length), scope));
}

/** One value of it: of a vector, one phase. */
export function decodeValue(point: Point, words: readonly number[], scope: Scope): Value {
  if (words.length !== point.length) return null;
  const order = wordOrderOf(point, scope);
  if (order === undefined) return null;
  const ordered = inOrder(words, order, point.byteOrder);
  const { type } = point;
  if (registers.isBit(type))
    return point.map === undefined ? ordered[0] !== 0 : canonical(point, ordered[0] === 0 ? 0 : 1);
  if (registers.isText(type)) return registers.textOf(ordered, type);
  if (type === 'bytes') return bytes(point, ordered);
  if (registers.isFloat(type)) return float(point, ordered, type);
  return integer(point, ordered);
}

/** Undefined where nobody knows it: half a guess would be a number that looks right. */
export function wordOrderOf({ wordOrder }: Point, scope: Scope): 'hi' | 'lo' | undefined {
  if (typeof wordOrder === 'string') return wordOrder;
  if ('param' in wordOrder) {
    const value = scope(`$param.${wordOrder.param}`);
    return value === 'hi' || value === 'lo' ? value : undefined;
  }
  const value = scope(wordOrder.from);
  return value === null || typeof value === 'object' ? undefined : wordOrder.map.get(String(value));
}

/** Between the order of the device and the most significant first, either way. */
export function inOrder(words: readonly number[], order: 'hi' | 'lo', bytes: 'hi' | 'lo'): readonly number[] {
  const ordered = order === 'lo' ? words.toReversed() : words;
  return bytes === 'lo' ? ordered.map(registers.swapBytes) : ordered;
}

function bytes({ decode }: Point, words: readonly number[]): Value {
  if (words.every((word) => word === 0xffff)) return null;
  return decode === 'ipv4' ? registers.dottedOf(words) : registers.hexOf(words);
}

function float(point: Point, words: readonly number[], type: 'f32' | 'f64'): Value {
  const value = registers.floatOf(words, type);
  return Number.isFinite(value) && !point.invalid.includes(value) ? scaled(point, value) : null;
}

/** Beyond this a number of the language is no longer the one of the device. */
const largest = BigInt(Number.MAX_SAFE_INTEGER);

function integer(point: Point, words: readonly number[]): Value {
  const whole = registers.isSigned(point.type) ? registers.signedOf(words) : registers.unsignedOf(words);
  if (registers.sentinelsOf[point.type]?.includes(whole) === true) return null;
  const raw = fieldOf(point, whole);
  if (raw > largest || raw < -largest) return null;
  const value = Number(raw);
  if (saysNothing(point, value, Number(BigInt.asUintN(words.length * 16, raw)))) return null;
  if (point.map !== undefined) return canonical(point, value);
  return point.decode === undefined ? scaled(point, value) : shown(point, value, words);
}

/** A file may write a sentinel of a signed register either way: -32768 or 0x8000. */
const saysNothing = ({ invalid }: Point, value: number, bits: number): boolean =>
  invalid.includes(value) || invalid.includes(bits);

export function fieldOf({ mask, shift, byte }: Pick<Point, 'mask' | 'shift' | 'byte'>, whole: bigint): bigint {
  const half = byte === undefined ? whole : byte === 'high' ? (whole >> 8n) & 0xffn : whole & 0xffn;
  const masked = mask === undefined ? half : half & mask;
  return masked >> BigInt(shift);
}

/** What stands for a raw value in the words of the gateway. */
function canonical({ map }: Point, raw: number): Value {
  for (const [name, value] of map ?? []) if (value === raw) return named(name);
  return null;
}

const named = (name: string): Value =>
  name === 'true' || name === 'false' ? name === 'true' : /^-?\d+(\.\d+)?$/.test(name) ? Number(name) : name;

/** As a person writes the number: 3 times 0.1 is 0.3. */
function scaled({ scale, offset, decimals }: Point, raw: number): number | null {
  const exact = scale === 1 && offset === 0 ? raw : Number((raw * scale + offset).toPrecision(15));
  const value = decimals === undefined ? exact : Number(exact.toFixed(decimals));
  return Number.isFinite(value) ? value : null;
}

function shown({ decode }: Point, value: number, words: readonly number[]): Value {
  if (value < 0) return null;
  switch (decode) {
    case 'hex':
      return value.toString(16).toUpperCase();
    case 'hex8':
      return value.toString(16).toUpperCase().padStart(8, '0');
    case 'ipv4':
      return registers.dottedOf(words);
    // 10203 is version 1.2.3: two digits a part.
    case 'fwDigits':
      return [Math.floor(value / 10_000), Math.floor(value / 100) % 100, value % 100].join('.');
    case undefined:
      return value;
  }
}

/** Types whose value is a number that a scale makes sense for. */
export const isNumeric = (type: PointType): boolean =>
  !registers.isText(type) && !registers.isBit(type) && type !== 'bytes';
