// What the parts of reading a device file share: the file, what its names are, and where problems go.

import { nearest } from '../../model/config/explain.ts';
import type { ConfigPath } from '../../model/config/problem.ts';
import type { Expression } from '../expression.ts';
import { constant, readExpression } from '../expression.ts';
import type { DeviceFile } from '../schema/device-file.ts';
import type { PointFile } from '../schema/points.ts';

/** Something in a device file that is wrong, with what to do about it. */
export interface DriverProblem {
  /** `BB_DRIVER_…`. */
  readonly code: string;
  readonly path: ConfigPath;
  readonly message: string;
  readonly remedy: string;
}

export interface Reading {
  readonly file: DeviceFile;
  readonly report: (code: string, path: ConfigPath, message: string, remedy: string) => void;
  /** What an expression may read: points, computed values, results of probes, `state`. */
  readonly names: ReadonlySet<string>;
  /** Those that are lists of three. */
  readonly vectors: ReadonlySet<string>;
}

export function readingOf(file: DeviceFile, report: Reading['report']): Reading {
  const names = [
    ...Object.keys(file.points),
    ...Object.keys(file.computed ?? {}),
    ...(file.probes ?? []).map(({ id }) => id),
    ...(file.state === undefined ? [] : ['state']),
  ];
  const vectors = Object.entries(file.points).filter(([, { addr }]) => Array.isArray(addr));
  return { file, report, names: new Set(names), vectors: new Set(vectors.map(([name]) => name)) };
}

/** An expression whose names are all known; one that says null, and a problem, where it cannot be read. */
export function expressionAt(
  reading: Reading,
  text: string,
  path: ConfigPath,
  extra: readonly string[] = [],
): Expression {
  const read = readExpression(text);
  if ('problem' in read) {
    const { at, message, remedy } = read.problem;
    reading.report('BB_DRIVER_EXPRESSION', path, `${message} It is character ${at + 1} of "${shown(text)}".`, remedy);
    return constant(null);
  }
  for (const name of read.expression.names) checkName(reading, name, path, read.expression, extra);
  return read.expression;
}

export const optionalExpression = (
  reading: Reading,
  text: string | undefined,
  path: ConfigPath,
): Expression | undefined => (text === undefined ? undefined : expressionAt(reading, text, path));

/** A value that always says the same, or an expression. */
export const valueExpression = (reading: Reading, value: number | boolean | string, path: ConfigPath): Expression =>
  typeof value === 'string' ? expressionAt(reading, value, path) : constant(value);

function checkName(
  reading: Reading,
  read: string,
  path: ConfigPath,
  { lists }: Expression,
  extra: readonly string[],
): void {
  const name = read.replace(/^\$before\./, '');
  if (name.startsWith('$param.')) return checkParam(reading, name.slice('$param.'.length), path);
  if (name.startsWith('$') || extra.includes(name)) return;
  if (!reading.names.has(name)) {
    const known = [...reading.names, ...extra];
    return reading.report('BB_DRIVER_UNKNOWN_NAME', path, `There is no "${shown(name)}".`, didYouMean(name, known));
  }
  const isList = reading.vectors.has(name);
  if (isList && !lists.includes(name))
    reading.report('BB_DRIVER_LIST', path, `"${name}" is three values, one for each phase.`, `Write sum(${name}).`);
  if (!isList && lists.includes(name))
    reading.report('BB_DRIVER_LIST', path, `"${name}" is one value; sum() is for points with three.`, `Write ${name}.`);
}

export function checkParam({ file, report }: Reading, name: string, path: ConfigPath): void {
  const params = Object.keys(file.params ?? {});
  if (!params.includes(name))
    report('BB_DRIVER_UNKNOWN_NAME', path, `There is no param "${shown(name)}".`, didYouMean(name, params));
}

function didYouMean(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  if (near !== undefined) return `Did you mean "${near}"?`;
  return known.length === 0 ? 'The file has none.' : `Known are: ${known.slice(0, 30).join(', ')}.`;
}

/** The point of a name that stands in another key; a problem where there is none, or where it cannot do what is needed. */
export function pointAt(
  { file, report }: Reading,
  name: string,
  path: ConfigPath,
  needed: 'read' | 'write' | 'any' = 'any',
): PointFile | undefined {
  const point = Object.hasOwn(file.points, name) ? file.points[name] : undefined;
  if (point === undefined) {
    const remedy = didYouMean(name, Object.keys(file.points));
    report('BB_DRIVER_UNKNOWN_POINT', path, `There is no point "${shown(name)}".`, remedy);
  } else if (needed === 'write' && point.write === undefined)
    report('BB_DRIVER_NOT_WRITABLE', path, `The point "${name}" is not written.`, 'Add "write: { fc: 6 }" to it.');
  else if (needed === 'read' && point.fc === undefined)
    report('BB_DRIVER_NOT_READABLE', path, `The point "${name}" is not read.`, 'Add "fc: 3" to it, or name another.');
  return point;
}

const shown = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text);
