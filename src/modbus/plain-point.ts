import type { Point } from './driver.ts';
import { lengthOf } from './registers.ts';

/** A point of which only this is said: one holding register as it stands, or as many as its type takes. */
export function plainPoint(fields: Partial<Point> & Pick<Point, 'type'>): Point {
  const { type } = fields;
  const length = fields.length ?? lengthOf[type] ?? 1;
  return {
    name: 'p',
    read: { fn: 3, table: 'holding' },
    addresses: [0],
    length,
    wordOrder: 'hi',
    byteOrder: 'hi',
    mask: undefined,
    shift: 0,
    byte: undefined,
    scale: 1,
    offset: 0,
    decimals: undefined,
    unit: undefined,
    decode: undefined,
    invalid: [],
    count: undefined,
    poll: 'fast',
    scope: 'connector',
    group: undefined,
    when: undefined,
    monotonic: false,
    plausible: undefined,
    write: undefined,
    map: undefined,
    ...fields,
  };
}
