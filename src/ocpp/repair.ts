// Tolerant in what is received: a payload that breaks its schema is mended on a copy where that is possible, and refused
// only where nobody could tell what it means. What is in order is passed on as it is, at no cost.

import type { Version } from '../model/protocol.ts';
import type { Draft, Repair } from './draft.ts';
import { isDraft } from './draft.ts';
import { repairsOf } from './quirks.ts';
import { repairOf } from './v201/repairs.ts';
import type { Violation } from './schema.ts';
import { checkAnswer, checkInbound, checkShape } from './schema.ts';

/**
 * A payload that can be used: its structure is that of the schema, though a value may still be odd (a text too long). With
 * `quirks` where it was mended: the numbers of the rows that did it, none where the repair has no number.
 */
export type Taken =
  { readonly payload: unknown; readonly quirks?: readonly number[] } | { readonly violation: Violation };

export const takeCall = (version: Version, action: string, payload: unknown): Taken => {
  const violation = checkInbound(version, action, payload);
  return violation === undefined ? { payload } : mend(version, action, 'call', payload, violation);
};

export const takeAnswer = (version: Version, action: string, payload: unknown): Taken => {
  const violation = checkAnswer(version, action, payload);
  return violation === undefined ? { payload } : mend(version, action, 'answer', payload, violation);
};

/** Each round mends one property wherever it stands; no message has so many. */
const mostRounds = 24;

function mend(version: Version, action: string, side: 'call' | 'answer', payload: unknown, first: Violation): Taken {
  if (!isDraft(payload)) return { violation: first };
  const draft = copyOf(payload);
  const numbers: number[] = [];
  if (version === '1.6')
    for (const [number, repair] of repairsFor(side === 'call' ? action : `${action}.conf`))
      if (repair(draft) && number !== undefined) numbers.push(number);
  if (version !== '1.6' && side === 'call') repairOf(version, action)?.(draft);
  for (let round = 0; round < mostRounds; round += 1) {
    const violation = checkShape(version, action, side, draft);
    if (violation === undefined) return { payload: draft, quirks: numbers };
    if (violation.keyword !== 'type' || !mendType(draft, violation)) return { violation };
  }
  return { violation: first };
}

/** Only messages of the table are kept, so that no peer can fill this map. */
const ready = new Map<string, ReturnType<typeof repairsOf>>();

function repairsFor(message: string): readonly (readonly [number | undefined, Repair])[] {
  const found = ready.get(message);
  if (found !== undefined) return found;
  const repairs = repairsOf(message);
  if (repairs.length > 0) ready.set(message, repairs);
  return repairs;
}

/** What JSON can hold, without nulls: a property that says null is one that is not there. */
function copyOf(holder: Draft): Draft {
  const copy: Draft = {};
  for (const key of Object.keys(holder)) {
    const value = holder[key];
    if (value === null) continue;
    // Assigned, this name would set the prototype (F071).
    if (key === '__proto__') Object.defineProperty(copy, key, { ...plain, value: copyOfValue(value) });
    else copy[key] = copyOfValue(value);
  }
  return copy;
}

const plain = { configurable: true, enumerable: true, writable: true } as const;

function copyOfValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => (one === null ? undefined : copyOfValue(one)));
  return isDraft(value) ? copyOf(value) : value;
}

/** Puts a value of another type right wherever its property stands, or takes it away; false where it is not there. */
function mendType(draft: Draft, { path, expected }: Violation): boolean {
  const names = path.split('.');
  const last = names.pop();
  if (last === undefined || last === '') return false;
  let mended = false;
  for (const holder of holdersOf(draft, names)) {
    if (Array.isArray(holder)) {
      if (dropStrangers(holder, expected)) mended = true;
    } else if (mendProperty(holder, last, expected)) mended = true;
  }
  return mended;
}

/** Everything at this path, with every item of a list where the path names one. */
function holdersOf(draft: Draft, names: readonly string[]): (Draft | unknown[])[] {
  let holders: unknown[] = [draft];
  for (const name of names)
    holders = holders.flatMap((holder) =>
      Array.isArray(holder) ? (holder as unknown[]) : [isDraft(holder) ? holder[name] : undefined],
    );
  return holders.filter((holder): holder is Draft | unknown[] => isDraft(holder) || Array.isArray(holder));
}

function dropStrangers(list: unknown[], expected: string | undefined): boolean {
  if (expected !== 'object') return false;
  const kept = list.filter(isDraft);
  const mended = kept.length < list.length;
  list.splice(0, list.length, ...kept);
  return mended;
}

function mendProperty(holder: Draft, key: string, expected: string | undefined): boolean {
  const value = holder[key];
  if (value === undefined || isOf(value, expected)) return false;
  const mended = convert(key, value, expected);
  if (mended === undefined) delete holder[key];
  else holder[key] = mended;
  return true;
}

function isOf(value: unknown, expected: string | undefined): boolean {
  if (expected === 'integer') return Number.isInteger(value);
  if (expected === 'array') return Array.isArray(value);
  if (expected === 'object') return isDraft(value);
  return typeof value === expected && (expected !== 'number' || Number.isFinite(value));
}

/** The value as it was meant, where there is no doubt. */
function convert(key: string, value: unknown, expected: string | undefined): unknown {
  switch (expected) {
    case 'integer':
      return toInteger(key, value);
    case 'number':
      return toNumber(value);
    case 'string':
      if (typeof value === 'number' || typeof value === 'boolean') return String(value);
      // Free data of a vendor is JSON more often than text.
      return key === 'data' ? JSON.stringify(value) : undefined;
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : undefined;
    case 'array':
      return isDraft(value) ? [value] : undefined;
    default:
      return undefined;
  }
}

function toNumber(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^\s*[+-]?\d{1,15}(?:[.,]\d{1,9})?\s*$/.test(value)) return undefined;
  return Number(value.replace(',', '.'));
}

/** Registers are whole watt-hours; some write tenths. A fraction of anything else means nothing. */
function toInteger(key: string, value: unknown): number | undefined {
  const number = typeof value === 'number' && Number.isFinite(value) ? value : toNumber(value);
  if (number === undefined) return undefined;
  const rounded = Math.round(number);
  return rounded === number || key.startsWith('meter') ? rounded : undefined;
}
