// What is made of points: computed values, the state, faults, probes, signs to know a device by.

import type { ConfigPath } from '../../model/config/problem.ts';
import type { Computed, Driver, Param, Point, Probe, StateRule } from '../driver.ts';
import { iecStates } from '../driver.ts';
import type { Expression } from '../expression.ts';
import { readPattern } from '../pattern.ts';
import type { DeviceFile } from '../schema/device-file.ts';
import type { Value } from '../value.ts';
import { circleIn } from './circles.ts';
import { expressionAt, pointAt } from './reading.ts';
import type { Reading } from './reading.ts';
import { checkValue } from './writes.ts';

export function computedOf(reading: Reading): ReadonlyMap<string, Computed> {
  return new Map(
    Object.entries(reading.file.computed ?? {}).map(([name, file]): [string, Computed] => {
      const path = ['computed', name];
      if (typeof file === 'string') return [name, { kind: 'expression', of: expressionAt(reading, file, path) }];
      pointAt(reading, file.of, [...path, 'of'], 'read');
      checkSingle(reading, file.of, [...path, 'of']);
      const resetOn = expressionAt(reading, file.resetOn, [...path, 'resetOn']);
      return [name, { kind: 'delta', of: file.of, resetOn }];
    }),
  );
}

export function stateOf(reading: Reading): StateRule | undefined {
  const file = reading.file.state;
  if (file === undefined) return undefined;
  if (typeof file === 'string') return { kind: 'expression', of: expressionAt(reading, file, ['state']) };
  if (!reading.names.has(file.of)) pointAt(reading, file.of, ['state', 'of'], 'read');
  checkSingle(reading, file.of, ['state', 'of']);
  return { kind: 'table', of: file.of, map: new Map(Object.entries(file.map)) };
}

function checkSingle({ vectors, report }: Reading, name: string, path: ConfigPath): void {
  if (vectors.has(name))
    report('BB_DRIVER_LIST', path, `"${name}" is three values, one for each phase.`, 'Name a point with one address.');
}

/** No value may wait for itself. */
export function checkCircles({ report }: Reading, computed: Driver['computed'], state: StateRule | undefined): void {
  const graph = new Map<string, readonly string[]>();
  const now = ({ names }: Expression): string[] => names.filter((name) => !name.startsWith('$'));
  for (const [name, one] of computed)
    graph.set(name, one.kind === 'delta' ? [one.of, ...now(one.resetOn)] : now(one.of));
  if (state !== undefined) graph.set('state', state.kind === 'table' ? [state.of] : now(state.of));
  const circle = circleIn(graph);
  if (circle === undefined) return;
  const path = circle[0] === 'state' ? ['state'] : ['computed', circle[0] ?? ''];
  report(
    'BB_DRIVER_CIRCLE',
    path,
    `These are made of each other: ${circle.join(', ')}.`,
    'Make one of them of points only.',
  );
}

export const faultsOf = (reading: Reading): Driver['faults'] =>
  Object.entries(reading.file.faults ?? {}).map(([when, fault]) => ({
    ...fault,
    when: expressionAt(reading, when, ['faults', when]),
  }));

export function probesOf(reading: Reading, points: ReadonlyMap<string, Point>): readonly Probe[] {
  return (reading.file.probes ?? []).flatMap((file, at): Probe[] => {
    const path = ['probes', at];
    // A probe that reads a point may have its name: both say the same.
    const taken = Object.hasOwn(reading.file.points, file.id) || Object.hasOwn(reading.file.computed ?? {}, file.id);
    if (taken && file.point !== file.id)
      reading.report(
        'BB_DRIVER_NAME',
        [...path, 'id'],
        `"${file.id}" is a point already.`,
        'Give the probe another id.',
      );
    const { write, readBack, classify, value } = file;
    const some = [write, value, readBack, classify].filter((key) => key !== undefined).length;
    if (file.point !== undefined && some === 0) {
      pointAt(reading, file.point, [...path, 'point'], 'read');
      return [{ id: file.id, kind: 'read', point: file.point }];
    }
    if (
      file.point !== undefined ||
      write === undefined ||
      value === undefined ||
      readBack === undefined ||
      classify === undefined
    ) {
      const remedy = 'Write { id, point } or { id, write, value, readBack, classify }.';
      reading.report('BB_DRIVER_PROBE', path, 'The probe neither reads one point nor writes one and looks.', remedy);
      return [];
    }
    pointAt(reading, write, [...path, 'write'], 'write');
    pointAt(reading, readBack, [...path, 'readBack'], 'read');
    checkValue(reading, points.get(write), value, [...path, 'value']);
    const read = expressionAt(reading, classify, [...path, 'classify']);
    return [{ id: file.id, kind: 'write', point: write, value, readBack, classify: read }];
  });
}

export function identifyOf(reading: Reading): Driver['identify'] {
  const list = reading.file.identify ?? [];
  list.forEach(({ point, matches }, at) => {
    pointAt(reading, point, ['identify', at, 'point'], 'read');
    const read = readPattern(matches);
    if ('problem' in read)
      reading.report(
        'BB_DRIVER_EXPRESSION',
        ['identify', at, 'matches'],
        `This cannot be matched: ${read.problem}.`,
        'Write a simple pattern, such as "^NG9".',
      );
  });
  return list;
}

export function paramsOf({ file, report }: Reading): ReadonlyMap<string, Param> {
  const params = Object.entries(file.params ?? {});
  for (const [name, param] of params) {
    const why = wrongDefault(param);
    if (why !== undefined)
      report('BB_DRIVER_PARAM', ['params', name, 'default'], `${JSON.stringify(param.default)} ${why}.`, 'Correct it.');
  }
  return new Map(params);
}

function wrongDefault(param: NonNullable<DeviceFile['params']>[string]): string | undefined {
  const { type, default: value, min = -Infinity, max = Infinity, values } = param;
  const isType = type === 'integer' ? Number.isInteger(value) : typeof value === type;
  if (!isType) return `is no ${type}`;
  if (typeof value === 'number' && (value < min || value > max)) return `is outside of ${min} to ${max}`;
  return values !== undefined && !(values as readonly Value[]).includes(value) ? 'is none of "values"' : undefined;
}

export const isIecState = (text: string): boolean => (iecStates as readonly string[]).includes(text);
