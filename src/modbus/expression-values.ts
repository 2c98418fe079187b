// What the operators of the expressions in device files do. Every one of them is total: it says null where there is no answer.

import type { Value } from './value.ts';

/** What a name stands for now: a list for the phases of a vector, null where nothing is known of it. */
export type Scope = (name: string) => Value | readonly Value[];

export type Run = (scope: Scope) => Value;

const asNumber = (value: Value): number | undefined =>
  typeof value === 'number' ? value : typeof value === 'boolean' ? Number(value) : undefined;

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

function integers(a: number, b: number, combine: (a: bigint, b: bigint) => bigint): number | null {
  if (!Number.isSafeInteger(a) || !Number.isSafeInteger(b)) return null;
  return Number(combine(BigInt(a), BigInt(b)));
}

export const arithmetic = {
  '+': (a: number, b: number) => finite(a + b),
  '-': (a: number, b: number) => finite(a - b),
  '*': (a: number, b: number) => finite(a * b),
  '/': (a: number, b: number) => finite(a / b),
  '%': (a: number, b: number) => finite(a % b),
  '&': (a: number, b: number) => integers(a, b, (x, y) => x & y),
  '|': (a: number, b: number) => integers(a, b, (x, y) => x | y),
} as const;
export type Arithmetic = keyof typeof arithmetic;

export function calculate(operator: Arithmetic, left: Run, right: Run): Run {
  const combine = arithmetic[operator];
  return (scope) => {
    const a = asNumber(left(scope));
    const b = asNumber(right(scope));
    return a === undefined || b === undefined ? null : combine(a, b);
  };
}

/** Of less than, equal and greater: -1, 0 and 1. */
export const comparisons = {
  '==': (order: number) => order === 0,
  '!=': (order: number) => order !== 0,
  '<': (order: number) => order < 0,
  '<=': (order: number) => order <= 0,
  '>': (order: number) => order > 0,
  '>=': (order: number) => order >= 0,
} as const;
export type Comparison = keyof typeof comparisons;

/** Undefined where the two do not go together. A boolean goes with numbers, as 0 and 1. */
function orderOf(a: Value, b: Value): number | undefined {
  if (typeof a === 'string' || typeof b === 'string') {
    if (typeof a !== 'string' || typeof b !== 'string') return undefined;
    return a < b ? -1 : a > b ? 1 : 0;
  }
  const x = asNumber(a);
  const y = asNumber(b);
  return x === undefined || y === undefined ? undefined : Math.sign(x - y);
}

/** The numbers of a version such as `v3.187.0-rc`; undefined where there is none. */
export function versionOf(value: Value): readonly number[] | undefined {
  const digits = /\d{1,9}(\.\d{1,9}){0,3}/.exec(value === null ? '' : String(value))?.[0];
  return digits?.split('.').map(Number);
}

function versionOrder(a: Value, b: Value): number | undefined {
  const x = versionOf(a);
  const y = versionOf(b);
  if (x === undefined || y === undefined) return undefined;
  for (let at = 0; at < Math.max(x.length, y.length); at += 1) {
    const by = (x[at] ?? 0) - (y[at] ?? 0);
    if (by !== 0) return Math.sign(by);
  }
  return 0;
}

export function compare(operator: Comparison, left: Run, right: Run, asVersions: boolean): Run {
  const holds = comparisons[operator];
  const order = asVersions ? versionOrder : orderOf;
  return (scope) => {
    const found = order(left(scope), right(scope));
    return found === undefined ? null : holds(found);
  };
}

/** Zero, an empty text and false are no. */
export const truth = (value: Value): boolean | null => (value === null ? null : Boolean(value));

export const both =
  (left: Run, right: Run): Run =>
  (scope) => {
    const a = truth(left(scope));
    if (a === false) return false;
    const b = truth(right(scope));
    return b === false ? false : a === null || b === null ? null : true;
  };

export const either =
  (left: Run, right: Run): Run =>
  (scope) => {
    const a = truth(left(scope));
    if (a === true) return true;
    const b = truth(right(scope));
    return b === true ? true : a === null || b === null ? null : false;
  };

export const not =
  (of: Run): Run =>
  (scope) => {
    const value = truth(of(scope));
    return value === null ? null : !value;
  };

export const minus =
  (of: Run): Run =>
  (scope) => {
    const value = asNumber(of(scope));
    return value === undefined ? null : -value;
  };

export const choose =
  (condition: Run, yes: Run, no: Run): Run =>
  (scope) => {
    const value = truth(condition(scope));
    return value === null ? null : value ? yes(scope) : no(scope);
  };

/** A list where one value is wanted says nothing. */
export const valueOf =
  (name: string): Run =>
  (scope) => {
    const value = scope(name);
    return typeof value === 'object' ? null : value;
  };

export const sum =
  (name: string): Run =>
  (scope) => {
    const list = scope(name);
    if (!Array.isArray(list) || list.length === 0) return null;
    let total = 0;
    for (const one of list as readonly Value[]) {
      const value = asNumber(one);
      if (value === undefined) return null;
      total += value;
    }
    return finite(total);
  };

export function whole(value: Value): number | null {
  if (typeof value === 'string') {
    const text = value.trim();
    return /^(0x[0-9a-f]{1,12}|[+-]?\d{1,15})$/i.test(text) ? Number(text) : null;
  }
  const number = asNumber(value);
  return number === undefined ? null : Math.trunc(number);
}
