// A file of the site as text: within bounds, and UTF-8.

import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { error } from '../../src/model/config/problem.ts';
import type { ConfigProblem } from '../../src/model/config/problem.ts';
import type { Located } from './located.ts';

/** Longer than any depot's file; what is longer is none. */
export const maxFileBytes = 4 * 1024 * 1024;

export type ReadText = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: Located };

/** Never throws. `example` is a file that shows how this one is written. */
export function readText(path: string, example: string): ReadText {
  const refused = (problem: ConfigProblem, place = { line: 1, column: 1 }): ReadText => ({
    ok: false,
    problem: { ...problem, file: path, ...place },
  });
  try {
    const stat = statSync(path);
    if (!stat.isFile()) return refused(unreadable('it is not a file', example));
    if (stat.size > maxFileBytes) return refused(tooLong(stat.size));
    const bytes = readFileSync(path);
    if (isUtf8(bytes)) return { ok: true, text: bytes.toString('utf8') };
    return refused(error('BB_CONFIG_ENCODING', [], 'A character here is not UTF-8.', 'Save the file as UTF-8.'), {
      ...firstOdd(bytes),
    });
  } catch (thrown) {
    return refused(unreadable((thrown as Error).message, example));
  }
}

const unreadable = (why: string, example: string): ConfigProblem =>
  error(
    'BB_CONFIG_UNREADABLE',
    [],
    `The file cannot be read: ${why}.`,
    `Check the path and the rights; ${example} is a first file.`,
  );

export const tooLong = (size: number): ConfigProblem =>
  error(
    'BB_CONFIG_TOO_LONG',
    [],
    `The file has ${size} bytes; it may have at most ${maxFileBytes}.`,
    'Check that this is the right file.',
  );

/** Some editors save umlauts in an encoding of old. */
function firstOdd(bytes: Buffer): { line: number; column: number } {
  const before = bytes.toString('utf8').split('\uFFFD', 1)[0] ?? '';
  return { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') };
}
