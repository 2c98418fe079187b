// Device files that differ from the whole example.

import { expect } from 'vitest';
import { parse } from 'yaml';
import { readDriver } from '../../../src/modbus/read-driver.ts';
import type { Driver } from '../../../src/modbus/driver.ts';
import { example } from './example.ts';

/** Values by the dotted path of their key; undefined takes the key out. */
export type Edits = Readonly<Record<string, unknown>>;

type Keys = Record<string, unknown>;

const parsed = parse(example) as Keys;

export function changed(edits: Edits): Keys {
  const file = structuredClone(parsed);
  for (const [path, value] of Object.entries(edits)) {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    const place = keys.reduce((at, key) => (at[key] ??= {}) as Keys, file);
    if (value === undefined) delete place[last];
    else place[last] = value;
  }
  return file;
}

export function driverOf(file: unknown): Driver {
  const read = readDriver(file);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.driver;
}

/** `code path` of each problem; each says what is wrong and what to do. */
export function problemsAfter(edits: Edits): readonly string[] {
  const read = readDriver(changed(edits));
  if (!('problems' in read)) return [];
  for (const { message, remedy } of read.problems) {
    expect(message).toMatch(/[.]$/);
    expect(remedy).toMatch(/[.?]$/);
  }
  return read.problems.map(({ code, path }) => `${code} ${path.join('.')}`);
}
