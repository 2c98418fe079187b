// When a run counts as a sound one.

import type { RunRecord } from '../../adapters/files/run-record.ts';

/** A run that lasted so long was no part of a crash loop. */
const settledAfterMs = 60_000;

/** Returns what ends the wait: a planned end is no part of one either. */
export function settleLater({ settle }: RunRecord): () => void {
  const timer = setTimeout(settle, settledAfterMs);
  timer.unref();
  return () => {
    clearTimeout(timer);
    settle();
  };
}
