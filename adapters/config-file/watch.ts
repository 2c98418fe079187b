// Looks whether the site file, or the list of tokens that it names, changed. What is valid is passed on; what is not is reported, and the last good one stays.

import { statSync } from 'node:fs';
import type { Loaded } from './load.ts';
import { loadSiteFile } from './load.ts';

/** Some editors write a file in several steps: a change counts when it has been still for one look. */
const everyMs = 1000;

/**
 * Calls `changed` for each new content, valid or not; the caller keeps what was in force. With `inForce`, the text that
 * the caller read, a change between that reading and the first look is found too; `tokensPath` is the list that it names.
 * Returns what ends it.
 */
export function watchSiteFile(
  path: string,
  changed: (loaded: Loaded) => void,
  lookEveryMs = everyMs,
  inForce?: string,
  tokensPath?: string,
): () => void {
  let also = tokensPath;
  const stamp = (): string => stampOf(path) + (also === undefined ? '' : stampOf(also));
  let last = stamp();
  let known = inForce === undefined ? last : undefined;
  const timer = setInterval(() => {
    const now = stamp();
    const isStill = now === last;
    last = now;
    if (!isStill || now === known) return;
    const isFirst = known === undefined;
    known = now;
    const loaded = loadSiteFile(path);
    if (loaded.tokensPath !== also && (loaded.ok || loaded.tokensPath !== undefined)) {
      also = loaded.tokensPath;
      last = known = stamp();
    }
    if (isFirst && loaded.ok && loaded.text === inForce) return;
    changed(loaded);
  }, lookEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** Tells one state of a file from another; `missing` is one as well. */
export function stampOf(path: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(path);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return 'missing';
  }
}
