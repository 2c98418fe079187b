// Looks whether any of some files changed, came or went.

import { stampOf } from './watch.ts';

/** The same as of the site file: a change counts when it has been still for one look. */
const everyMs = 1000;

/** `paths` is asked at each look, because what matters changes. Returns what ends it. */
export function watchFiles(paths: () => readonly string[], changed: () => void, lookEveryMs = everyMs): () => void {
  const stamp = (): string =>
    paths()
      .map((path) => `${path} ${stampOf(path)}`)
      .join('\n');
  let last = stamp();
  let known = last;
  const timer = setInterval(() => {
    const now = stamp();
    const isStill = now === last;
    last = now;
    if (!isStill || now === known) return;
    known = now;
    changed();
  }, lookEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}
