// A process that runs out of heap ends in the middle of something. This one ends before, cleanly, and starts again.

import { getHeapStatistics } from 'node:v8';

const everyMs = 500;
/** What is left above it is enough to end in order. */
const fullShare = 0.9;
/** Garbage that waits for its collector may fill the heap for a moment; a leak stays. */
const looksUntilFull = 3;

/** Calls `full` once when the heap stays near its limit. Returns what ends the watch. */
export function watchHeap(full: (usedBytes: number, limitBytes: number) => void): () => void {
  let looks = 0;
  const timer = setInterval(() => {
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
    looks = used > fullShare * limit ? looks + 1 : 0;
    if (looks < looksUntilFull) return;
    clearInterval(timer);
    full(used, limit);
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
