// The limit of a charger: what may be written, what pauses, and what shows that it is in force.

import type { ConfigPath } from '../../model/config/problem.ts';
import type { Confirm, Control, Point } from '../driver.ts';
import { encodePoint } from '../encode.ts';
import { isFloat } from '../registers.ts';
import type { ControlFile, LimitFile } from '../schema/control.ts';
import { expressionAt, pointAt } from './reading.ts';
import type { Reading } from './reading.ts';

/** Between a pause and this no vehicle charges, and every device does something else (IEC 61851). */
const leastAmps = 6;
/** No limit is in force at once: this long is a register looked at where the file names no time. */
const confirmMs = 5000;

const path = ['control', 'limit'] as const;

export function limitOf(reading: Reading, file: ControlFile, points: ReadonlyMap<string, Point>): Control['limit'] {
  const { limit } = file;
  const quantity = limit.quantity ?? 'current';
  const min = limit.min ?? (quantity === 'current' ? leastAmps : 0);
  pointAt(reading, limit.point, [...path, 'point'], 'write');
  const point = points.get(limit.point);
  checkRange(reading, limit, min, quantity);
  checkPause(reading, file);
  checkVector(reading, limit, point);
  if (point !== undefined && limit.transform === undefined) checkRegister(reading, limit, point);
  if (limit.transform !== undefined && quantity !== 'power')
    wrong(reading, 'transform', 'Only a limit in watts is made of amps.', 'Add "quantity: power".');
  return {
    point: limit.point,
    quantity,
    step: limit.step ?? 1,
    min,
    max: limit.max,
    zero: limit.zero,
    pauseValue: limit.pauseValue,
    repair: limit.repair && {
      when: expressionAt(reading, limit.repair.when, [...path, 'repair', 'when'], ['raw']),
      write: limit.repair.write,
    },
    vector: limit.vector,
    transform:
      limit.transform === undefined ? undefined : expressionAt(reading, limit.transform, [...path, 'transform'], ['A']),
    confirm: confirmOf(reading, limit.confirm, [...path, 'confirm']),
  };
}

function wrong({ report }: Reading, key: keyof LimitFile, message: string, remedy: string): void {
  report('BB_DRIVER_LIMIT', [...path, key], message, remedy);
}

function checkRange(reading: Reading, limit: LimitFile, min: number, quantity: 'current' | 'power'): void {
  if (min > limit.max)
    wrong(reading, 'max', `The largest limit, ${limit.max}, is below the least, ${min}.`, 'Correct it.');
  if (quantity === 'current' && min < leastAmps)
    wrong(
      reading,
      'min',
      `${min} A is no limit: vehicles charge with ${leastAmps} A or more.`,
      `Write min: ${leastAmps}.`,
    );
  const step = limit.step ?? 1;
  if (step > min && quantity === 'current')
    wrong(reading, 'step', `A step of ${step} A is larger than the least limit, ${min} A.`, 'Correct it.');
}

/** Exactly one way leads to a pause. */
function checkPause(reading: Reading, { limit, enable }: ControlFile): void {
  const byLimit = (enable?.kind ?? 'limit-zero') === 'limit-zero';
  if (limit.zero === 'pause' && limit.pauseValue !== undefined && limit.pauseValue !== 0)
    wrong(
      reading,
      'pauseValue',
      `Writing 0 pauses, and so does ${limit.pauseValue}.`,
      'Take "pauseValue" out, or write zero: no-limit or zero: invalid.',
    );
  if (limit.zero !== 'pause' && limit.pauseValue === undefined && byLimit)
    wrong(
      reading,
      'zero',
      limit.zero === 'no-limit' ? 'Writing 0 lets it charge, and nothing else pauses it.' : 'Nothing pauses it.',
      'Add "pauseValue", or another kind of "enable".',
    );
  if (limit.zero !== 'pause' && limit.pauseValue === 0)
    wrong(
      reading,
      'pauseValue',
      `0 is written to pause, and zero: ${limit.zero} says that it does not.`,
      'Correct one.',
    );
  if (limit.repair?.write === 'pauseValue' && limit.pauseValue === undefined)
    wrong(reading, 'repair', 'There is no "pauseValue" to write.', 'Add it.');
}

function checkVector(reading: Reading, limit: LimitFile, point: Point | undefined): void {
  const many = (point?.write?.addresses.length ?? 1) > 1;
  if (many && limit.vector === undefined)
    wrong(reading, 'point', `"${limit.point}" is written at three addresses.`, 'Add "vector: replicate".');
  if (!many && limit.vector !== undefined)
    wrong(reading, 'vector', `"${limit.point}" is written at one address.`, 'Take it out, or give three addresses.');
}

/** Every limit between least and most can be written as it is. */
function checkRegister(reading: Reading, limit: LimitFile, point: Point): void {
  if (point.write === undefined) return;
  const { scale, type } = point.write;
  const counts = (limit.step ?? 1) / Math.abs(scale);
  if (!isFloat(type) && Math.abs(counts - Math.round(counts)) > 1e-6)
    wrong(
      reading,
      'step',
      `Steps of ${limit.step ?? 1} cannot be written: one count of "${point.name}" is ${scale}.`,
      `Write a step that is ${scale} or a multiple of it.`,
    );
  if (encodePoint({ ...point, wordOrder: 'hi' }, limit.max, () => null, [0]) === undefined)
    wrong(reading, 'max', `${limit.max} cannot be written to "${point.name}".`, 'Check its type and scale.');
  if (limit.pauseValue !== undefined && !fits(limit.pauseValue, point))
    wrong(reading, 'pauseValue', `The register of "${point.name}" cannot hold ${limit.pauseValue}.`, 'Check its type.');
}

const fits = (raw: number, { write }: Point): boolean =>
  write !== undefined && (isFloat(write.type) || raw < 2 ** (16 * write.length));

function confirmOf(reading: Reading, file: LimitFile['confirm'], at: ConfigPath): Confirm {
  const { readback, measured, none, withinS } = file;
  const ways = [readback !== undefined, measured === true, none !== undefined].filter(Boolean).length;
  if (ways !== 1 || (none !== undefined && withinS !== undefined))
    reading.report(
      'BB_DRIVER_LIMIT',
      at,
      ways === 0
        ? 'Nothing shows that a limit is in force.'
        : 'More than one thing is to show that a limit is in force.',
      'Write { readback: limit, withinS: 5 }, { measured: true } or { none: 10 }.',
    );
  const withinMs = withinS === undefined ? confirmMs : withinS * 1000;
  if (readback !== undefined) {
    pointAt(reading, readback, [...at, 'readback'], 'read');
    return { kind: 'readback', point: readback, withinMs };
  }
  if (measured === true) {
    if (!reading.names.has('current') && !reading.names.has('power'))
      reading.report(
        'BB_DRIVER_LIMIT',
        at,
        'It measures neither current nor power.',
        'Add the point, or write { none: 10 }.',
      );
    return { kind: 'measured', withinMs };
  }
  return { kind: 'none', worstCaseMs: (none ?? confirmMs / 1000) * 1000 };
}
