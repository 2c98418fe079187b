// Lines of the audit log: each holds the hash of the one before it, so that nobody changes or takes out one in the middle
// without breaking all that follow.

import { createHash } from 'node:crypto';
import type { AuditEntry } from '../../src/model/audit.ts';

/** As it stands in the file: the entry, and the hash over it and the one before. */
export interface Link {
  readonly entry: AuditEntry;
  readonly prev: string;
  readonly hash: string;
}

/** Before the very first. */
export const noHash = '0'.repeat(64);

export function link(entry: AuditEntry, prev: string): Link {
  return { entry, prev, hash: hashOf(entry, prev) };
}

export const hashOf = (entry: AuditEntry, prev: string): string =>
  createHash('sha256').update(prev).update('\n').update(JSON.stringify(entry)).digest('hex');

export const lineOf = (one: Link): string => `${JSON.stringify(one)}\n`;

/** Undefined for what is no line of ours. */
export function parseLine(line: string): Link | undefined {
  try {
    const { entry, prev, hash } = JSON.parse(line) as Partial<Link>;
    const isOurs =
      typeof entry === 'object' && typeof entry?.n === 'number' && typeof prev === 'string' && typeof hash === 'string';
    return isOurs ? { entry, prev, hash } : undefined;
  } catch {
    return undefined;
  }
}

export interface Standing {
  /** The number and the hash of the line before; undefined where nothing is known of it. */
  readonly n: number | undefined;
  readonly hash: string | undefined;
}

/** Goes on along lines; the number of the first that does not follow, and how many did. */
export function follow(lines: readonly string[], from: Standing): Standing & { entries: number; brokenAt?: number } {
  let { n, hash } = from;
  let entries = 0;
  for (const line of lines) {
    const one = parseLine(line);
    const expected = (n ?? (one?.entry.n ?? 1) - 1) + 1;
    const follows =
      one !== undefined &&
      one.entry.n === expected &&
      (hash === undefined || one.prev === hash) &&
      hashOf(one.entry, one.prev) === one.hash;
    if (!follows) return { n, hash, entries, brokenAt: expected };
    ({ n } = one.entry);
    ({ hash } = one);
    entries += 1;
  }
  return { n, hash, entries };
}
