// The points of a device file: each by itself, and whether the device would answer for it.

import type { ConfigPath } from '../../model/config/problem.ts';
import { isNumeric } from '../decode.ts';
import type { Point, PointType, Range, Table } from '../driver.ts';
import { isBit, isFloat, lengthOf, sentinelsOf } from '../registers.ts';
import type { PointFile } from '../schema/points.ts';
import { addressesOf, checkAddresses } from './addresses.ts';
import { checkParam, optionalExpression, pointAt } from './reading.ts';
import type { Reading } from './reading.ts';
import { writeOf } from './writes.ts';

/** Names that mean something else in expressions. */
const taken = ['state', 'raw', 'true', 'false'];

export function pointsOf(reading: Reading): ReadonlyMap<string, Point> {
  return new Map(
    Object.entries(reading.file.points).map(([name, point]) => [name, pointOf(reading, name, point)] as const),
  );
}

const tables: readonly Table[] = ['coils', 'discrete', 'holding', 'input'];

function pointOf(reading: Reading, name: string, file: PointFile): Point {
  const path = ['points', name];
  const length = lengthAt(reading, file.type, file.length, path);
  checkAlone(reading, name, file, path);
  const addresses = addressesOf(file.addr);
  const read =
    file.fc === undefined ? undefined : { fn: file.fc as 1 | 2 | 3 | 4, table: tables[file.fc - 1] ?? 'holding' };
  if (read !== undefined) checkAddresses(reading, { ...read, addresses, length, type: file.type }, path);
  return {
    name,
    read,
    addresses,
    type: file.type,
    length,
    wordOrder: wordOrderAt(reading, file.wo, [...path, 'wo']),
    byteOrder: file.bo ?? 'hi',
    mask: file.mask === undefined ? undefined : BigInt(file.mask),
    shift: file.shift ?? 0,
    byte: file.byte,
    scale: file.scale ?? 1,
    offset: file.offset ?? 0,
    ...(file.exponent !== undefined && { exponent: file.exponent }),
    decimals: file.decimals,
    unit: file.unit,
    decode: file.decode,
    invalid: [...(sentinelsOf[file.type] ?? []).map(Number), ...(file.invalid ?? [])],
    count: file.count,
    poll: file.poll ?? 'slow',
    scope: file.scope ?? 'connector',
    group: file.group,
    when: optionalExpression(reading, file.when, [...path, 'when']),
    monotonic: file.monotonic ?? false,
    plausible: file.plausible as Range | undefined,
    write: writeOf(reading, file, length, path),
    map: file.map === undefined ? undefined : new Map(Object.entries(file.map)),
  };
}

/** Registers of a value of this type; 1 and a problem where nobody says how many. */
export function lengthAt({ report }: Reading, type: PointType, given: number | undefined, path: ConfigPath): number {
  const length = lengthOf[type];
  if (length !== undefined && given !== undefined && given !== length)
    report(
      'BB_DRIVER_LENGTH',
      [...path, 'length'],
      `A value of type ${type} has ${length} ${length === 1 ? 'register' : 'registers'}, not ${given}.`,
      'Take "length" out, or change "type".',
    );
  if (length === undefined && given === undefined)
    report(
      'BB_DRIVER_LENGTH',
      path,
      `Nobody knows how long this ${type} is.`,
      'Add "length": the number of registers.',
    );
  return length ?? given ?? 1;
}

function wordOrderAt(reading: Reading, wo: PointFile['wo'], path: ConfigPath): Point['wordOrder'] {
  if (typeof wo === 'object') {
    pointAt(reading, wo.from, [...path, 'from'], 'read');
    return { from: wo.from, map: new Map(Object.entries(wo.map)) };
  }
  if (wo === undefined || wo === 'hi' || wo === 'lo') return wo ?? 'hi';
  const param = wo.slice('$param.'.length);
  checkParam(reading, param, path);
  const { values = [] } = reading.file.params?.[param] ?? { values: ['hi', 'lo'] };
  if (values.length === 0 || values.some((value) => value !== 'hi' && value !== 'lo'))
    reading.report(
      'BB_DRIVER_PARAM',
      path,
      `The param "${param}" may be something else than hi and lo.`,
      'Give it "values: [hi, lo]".',
    );
  return { param };
}

/** What is wrong with a point whatever else there is. */
function checkAlone(reading: Reading, name: string, file: PointFile, path: ConfigPath): void {
  const { report } = reading;
  if (taken.includes(name) || Object.hasOwn(reading.file.computed ?? {}, name))
    report('BB_DRIVER_NAME', path, `"${name}" already means something else.`, `Call it ${name}_raw.`);
  if (file.fc === undefined && file.write === undefined)
    report('BB_DRIVER_POINT', path, 'It is neither read nor written.', 'Add "fc" for reading, or "write".');
  if (file.addr === undefined && (file.fc !== undefined || file.write?.addr === undefined))
    report('BB_DRIVER_ADDRESS', path, 'It has no address.', 'Add "addr".');
  if (file.group !== undefined && !Object.hasOwn(reading.file.groups ?? {}, file.group))
    report(
      'BB_DRIVER_UNKNOWN_NAME',
      [...path, 'group'],
      `There is no group "${file.group}".`,
      'Add it under "groups".',
    );
  if (file.exponent !== undefined) {
    pointAt(reading, file.exponent, [...path, 'exponent'], 'read');
    if (!isNumeric(file.type))
      report('BB_DRIVER_TYPE', [...path, 'exponent'], `A value of type ${file.type} is no number.`, 'Take it out.');
  }
  if (file.count !== undefined) {
    pointAt(reading, file.count, [...path, 'count'], 'read');
    if (!Array.isArray(file.addr))
      report('BB_DRIVER_POINT', [...path, 'count'], '"count" is for points with three addresses.', 'Take it out.');
  }
  const [least = 0, most = 0] = file.plausible ?? [0, 0];
  if (least > most)
    report('BB_DRIVER_POINT', [...path, 'plausible'], `${least} is above ${most}.`, 'Write the least value first.');
  checkForm(reading, file, path);
}

/** Keys that say how a raw value becomes the value, where the type cannot have them. */
function checkForm({ report }: Reading, file: PointFile, path: ConfigPath): void {
  const { type, fc } = file;
  const wrong = (key: keyof PointFile, why: string): void =>
    report('BB_DRIVER_TYPE', [...path, key], why, `Take "${key}" out, or change "type".`);
  const isInteger = isNumeric(type) && !isFloat(type);
  for (const key of ['mask', 'shift', 'byte'] as const)
    if (file[key] !== undefined && !isInteger) wrong(key, `A value of type ${type} has no bits to choose.`);
  if (file.byte !== undefined && lengthOf[type] !== 1) wrong('byte', 'Only a value of one register has two halves.');
  for (const key of ['scale', 'offset', 'decimals', 'plausible', 'monotonic'] as const)
    if (file[key] !== undefined && !isNumeric(type)) wrong(key, `A value of type ${type} is no number.`);
  if (file.scale === 0) wrong('scale', 'Times 0 is always 0.');
  if (file.map !== undefined && !isInteger && !isBit(type)) wrong('map', `A value of type ${type} has no raw number.`);
  if (file.map !== undefined && (file.scale !== undefined || file.offset !== undefined || file.decode !== undefined))
    wrong('map', 'It has a scale or decode too, and only one of them can count.');
  if (file.decode !== undefined) {
    const byBytes = file.decode === 'hex' || file.decode === 'ipv4';
    if (type === 'bytes' ? !byBytes : !isInteger) wrong('decode', `${file.decode} does not go with ${type}.`);
    if (file.scale !== undefined || file.offset !== undefined) wrong('decode', 'It has a scale too.');
  }
  if (fc !== undefined && isBit(type) !== fc <= 2)
    wrong('fc', fc <= 2 ? 'Functions 1 and 2 read coils and discrete inputs.' : `A ${type} is read with 1 or 2.`);
}
