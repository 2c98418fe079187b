// Points as a device file gives them, without the file.

import type { Point } from '../../../src/modbus/driver.ts';
import { plainPoint } from '../../../src/modbus/plain-point.ts';

/** One that is written as it is read. */
export function writable(fields: Partial<Point> & Pick<Point, 'type'>): Point {
  const point = plainPoint(fields);
  const { type, length, scale, offset, addresses } = point;
  return { ...point, write: { fn: 16, addresses, type, length, scale, offset, rmw: undefined, ...fields.write } };
}
