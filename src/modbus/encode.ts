// From a value to the registers that are written.

import { inOrder, wordOrderOf } from './decode.ts';
import type { Point, PointType } from './driver.ts';
import type { Scope } from './expression-values.ts';
import * as registers from './registers.ts';
import type { Value } from './value.ts';

/**
 * The words of one value as they are written (of a vector, of one phase; a coil has one word, 0 or 1). Undefined where the
 * point cannot be written so: it is not writable, the value has another type, is outside of the register's range or means
 * "no value" there, or the word order is not known. What falls between two steps of the register becomes the lower one:
 * writing never raises. `now` are the words that stand in the register, needed where only a part of it is written.
 */
export function encodePoint(
  point: Point,
  value: Value,
  scope: Scope,
  now?: readonly number[],
): readonly number[] | undefined {
  const { write } = point;
  const order = wordOrderOf(point, scope);
  if (write === undefined || value === null || order === undefined) return undefined;
  if (registers.isBit(write.type)) return bit(point, value);
  if (registers.isText(write.type)) {
    const words = typeof value === 'string' ? registers.wordsOfText(value, write.type, write.length) : undefined;
    return words && inOrder(words, order, point.byteOrder);
  }
  const raw = rawOf(point, value);
  if (raw === undefined) return undefined;
  const words = registers.isFloat(write.type)
    ? registers.wordsOfFloat(raw, write.type)
    : integer(point, raw, write.type, write.length);
  if (words === undefined) return undefined;
  if (write.rmw !== undefined) return merged(write.rmw, words, now);
  return inOrder(words, order, point.byteOrder);
}

function bit({ map }: Point, value: Value): readonly number[] | undefined {
  const raw = map === undefined ? Number(value) : map.get(String(value));
  return raw === 0 || raw === 1 ? [raw] : undefined;
}

/** By the list of the point, or by its scale. */
function rawOf({ map, write }: Point, value: Value): number | undefined {
  if (map !== undefined) return map.get(String(value));
  if (typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const { scale = 1, offset = 0, type = 'u16' } = write ?? {};
  const raw = Number(((Number(value) - offset) / scale).toPrecision(15));
  return registers.isFloat(type) ? raw : lower(raw, scale);
}

/** The step below in what is meant, which is the one above in the register where the scale is negative. */
const lower = (raw: number, scale: number): number => (scale < 0 ? Math.ceil(raw) : Math.floor(raw));

function integer(point: Point, raw: number, type: PointType, length: number): number[] | undefined {
  if (!Number.isSafeInteger(raw) || point.invalid.includes(raw)) return undefined;
  const value = BigInt(raw);
  const fits = registers.isSigned(type)
    ? BigInt.asIntN(length * 16, value) === value
    : BigInt.asUintN(length * 16, value) === value;
  if (!fits || registers.sentinelsOf[type]?.includes(value) === true) return undefined;
  return registers.wordsOf(value, length);
}

/** A part of a register: the rest stays as it is. */
function merged(
  { mask, shift }: { readonly mask: number; readonly shift: number },
  [field = 0]: readonly number[],
  [now]: readonly number[] = [],
): readonly number[] | undefined {
  const placed = field << shift;
  if (now === undefined || (placed & ~mask) !== 0) return undefined;
  return [(now & ~mask & 0xffff) | placed];
}
