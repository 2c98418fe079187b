// Points as a device file gives them, without the file.

import type { Point } from '../../../src/modbus/driver.ts';
import { lengthOf } from '../../../src/modbus/registers.ts';

export function pointWith(fields: Partial<Point> & Pick<Point, 'type'>): Point {
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

/** One that is written as it is read. */
export function writable(fields: Partial<Point> & Pick<Point, 'type'>): Point {
  const point = pointWith(fields);
  const { type, length, scale, offset, addresses } = point;
  return { ...point, write: { fn: 16, addresses, type, length, scale, offset, rmw: undefined, ...fields.write } };
}
