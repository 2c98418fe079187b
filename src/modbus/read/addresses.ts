// Whether a device would answer for the registers of a point.

import type { ConfigPath } from '../../model/config/problem.ts';
import type { PointType, Range, Table } from '../driver.ts';
import type { ForbidReadFile } from '../schema/points.ts';
import type { Reading } from './reading.ts';

export const addressesOf = (addr: number | readonly number[] | undefined): readonly number[] =>
  addr === undefined ? [] : typeof addr === 'number' ? [addr] : addr;

interface ReadPlace {
  readonly fn: number;
  readonly table: Table;
  readonly addresses: readonly number[];
  readonly length: number;
  readonly type: PointType;
}

/** What the standard allows in one read; a driver may allow less. */
const mostRegisters = 125;

export function checkAddresses(reading: Reading, place: ReadPlace, path: ConfigPath): void {
  const { file, report } = reading;
  const { fn, table, addresses, length } = place;
  checkFunction(reading, fn, [...path, 'fc']);
  const most = file.connection.timing?.maxRegisters ?? mostRegisters;
  if (length > most)
    report(
      'BB_DRIVER_LENGTH',
      [...path, 'length'],
      `It has ${length} registers, and one read has at most ${most}; a value is never cut.`,
      'Shorten it, or raise maxRegisters if the device answers.',
    );
  checkOverlap(reading, addresses, length, path);
  for (const first of addresses) {
    const last = first + length - 1;
    if (last > 65_535)
      report('BB_DRIVER_ADDRESS', [...path, 'addr'], `It ends at ${last}; the last address is 65535.`, 'Check "addr".');
    checkBlock(reading, table, first, last, path);
    checkForbidden(reading, table, first, last, path);
  }
}

export function checkFunction({ file, report }: Reading, fn: number, path: ConfigPath): void {
  const { functions } = file.connection;
  if (functions !== undefined && !functions.includes(fn))
    report(
      'BB_DRIVER_FUNCTION',
      path,
      `The device does not know function ${fn}: connection.functions has ${functions.join(', ')}.`,
      'Use one of these, or add it there.',
    );
}

function checkOverlap({ report }: Reading, addresses: readonly number[], length: number, path: ConfigPath): void {
  const sorted = addresses.toSorted((a, b) => a - b);
  const at = sorted.findIndex((address, index) => index > 0 && address - sorted[index - 1]! < length);
  if (at > 0)
    report(
      'BB_DRIVER_ADDRESS',
      [...path, 'addr'],
      `The values at ${sorted[at - 1]} and ${sorted[at]} lie over each other: each has ${length} registers.`,
      'Check the addresses and the type.',
    );
}

function checkBlock({ file, report }: Reading, table: Table, first: number, last: number, path: ConfigPath): void {
  const blocks = file.blocks?.[table];
  if (blocks === undefined && file.connection.policy !== 'block') return;
  const inside = (blocks ?? []).some(([from = 0, to = 0]) => from <= first && last <= to);
  if (!inside)
    report(
      'BB_DRIVER_ADDRESS',
      [...path, 'addr'],
      `${first === last ? `Address ${first} is` : `Addresses ${first} to ${last} are`} in no block of ${table}.`,
      `Correct the address, or add the range to blocks.${table} if the device answers there without a hole.`,
    );
}

function checkForbidden({ file, report }: Reading, table: Table, first: number, last: number, path: ConfigPath): void {
  const always = (file.forbidRead ?? []).filter(({ when }) => when === undefined);
  const hit = always.flatMap((one) => rangesOf(one[table])).find(([from, to]) => first <= to && last >= from);
  if (hit !== undefined)
    report(
      'BB_DRIVER_ADDRESS',
      [...path, 'addr'],
      `Addresses ${hit[0]} to ${hit[1]} are never read: forbidRead has them.`,
      'Take the point or the range out.',
    );
}

/** One range or a list of them. */
export function rangesOf(written: ForbidReadFile['holding']): readonly Range[] {
  if (written === undefined) return [];
  const [head] = written;
  return (typeof head === 'number' ? [written] : written) as unknown as readonly Range[];
}

/** Ranges that end before they begin. */
export function checkRanges(reading: Reading): void {
  for (const [table, ranges] of Object.entries(reading.file.blocks ?? {}))
    ranges.forEach(([from = 0, to = 0], at) => {
      if (from > to)
        reading.report(
          'BB_DRIVER_ADDRESS',
          ['blocks', table, at],
          `The block ends at ${to}, before it begins at ${from}.`,
          'Write the first address first.',
        );
    });
}
