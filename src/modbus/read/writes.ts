// How the points of a device file are written.

import type { ConfigPath } from '../../model/config/problem.ts';
import type { Point } from '../driver.ts';
import { encodePoint } from '../encode.ts';
import { isBit } from '../registers.ts';
import type { PointFile } from '../schema/points.ts';
import type { Value } from '../value.ts';
import { addressesOf, checkFunction } from './addresses.ts';
import { lengthOf } from '../registers.ts';
import type { Reading } from './reading.ts';

type WriteFile = NonNullable<PointFile['write']>;

export function writeOf(reading: Reading, file: PointFile, length: number, path: ConfigPath): Point['write'] {
  const { write } = file;
  if (write === undefined) return undefined;
  const at = [...path, 'write'];
  const type = write.type ?? file.type;
  const addresses = addressesOf(write.addr ?? file.addr);
  const words = write.length ?? lengthOf[type] ?? length;
  checkFunction(reading, write.fc, [...at, 'fc']);
  checkWrite(reading, file, write, words, at);
  return {
    fn: write.fc as 5 | 6 | 16,
    addresses,
    type,
    length: words,
    scale: write.scale ?? file.scale ?? 1,
    offset: write.offset ?? file.offset ?? 0,
    rmw: write.rmw === undefined ? undefined : { mask: write.rmw.mask, shift: write.rmw.shift ?? 0 },
  };
}

/** What the standard allows in one write. */
const mostRegisters = 123;

function checkWrite({ report }: Reading, file: PointFile, write: WriteFile, words: number, at: ConfigPath): void {
  const wrong = (key: keyof WriteFile, message: string, remedy: string): void =>
    report('BB_DRIVER_WRITE', [...at, key], message, remedy);
  const type = write.type ?? file.type;
  if (type === 'discrete') wrong('fc', 'A discrete input cannot be written.', 'Take "write" out.');
  if (isBit(type) !== (write.fc === 5))
    wrong('fc', `Function ${write.fc} does not write a ${type}.`, isBit(type) ? 'Write fc: 5.' : 'Write fc: 6 or 16.');
  if (write.fc === 6 && words !== 1)
    wrong('fc', `Function 6 writes one register, and the value has ${words}.`, 'Write fc: 16, or another type.');
  if (words > mostRegisters)
    wrong('length', `It has ${words} registers; one write has at most ${mostRegisters}.`, 'Shorten it.');
  if (write.addr === undefined && (file.fc === 2 || file.fc === 4))
    wrong('fc', 'Input registers and discrete inputs cannot be written.', 'Add "addr": where it is written.');
  if (write.scale === 0) wrong('scale', 'Nothing can be divided by 0.', 'Take it out.');
  const isPart = file.mask !== undefined || file.byte !== undefined || (file.shift ?? 0) > 0;
  if (isPart && write.addr === undefined && write.rmw === undefined)
    wrong('rmw', 'Only some bits of the register are this point, and a write would change them all.', 'Add "rmw".');
  if (write.rmw !== undefined && (file.fc !== 3 || words !== 1 || file.bo === 'lo'))
    wrong(
      'rmw',
      'Only one holding register that is read can be changed in part.',
      'Read it with fc: 3, or take it out.',
    );
}

/** Reports a value that would never leave, because the register cannot hold it. */
export function checkValue(reading: Reading, point: Point | undefined, value: Value, path: ConfigPath): void {
  // A word order that only the device or the installer knows does not change what fits.
  const known = point && { ...point, wordOrder: 'hi' as const };
  if (known?.write === undefined || encodePoint(known, value, () => null, [0]) !== undefined) return;
  const names =
    known.map === undefined ? `${known.write.type} times ${known.write.scale}` : [...known.map.keys()].join(', ');
  reading.report(
    'BB_DRIVER_VALUE',
    path,
    `${JSON.stringify(value)} cannot be written to "${known.name}" (${names}).`,
    'Write a value that it can hold.',
  );
}

/** Flash memory that wears out: a flag that makes settings permanent is set once, never again and again. */
export const persists = (name: string): boolean => /persist|eeprom|flash|permanent/i.test(name);
