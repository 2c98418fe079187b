// The heap of the process: how far it grows before all of it is looked through, and when it is full. A process that runs out
// of heap ends in the middle of something. This one ends before, cleanly, and starts again.

import { PerformanceObserver, constants } from 'node:perf_hooks';
import type { NodeGCPerformanceDetail, PerformanceEntry } from 'node:perf_hooks';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';

/**
 * Percent by which what is in use may grow. V8 by itself takes a tenth where the old part of the heap grows slowly: in a depot
 * where a thousand messages are said a second everybody waited some 20 ms every second or two.
 */
const growth = 100;

/** For all of this process, as soon as it is known how much is in use. Near the limit of the heap V8 looks sooner. */
export const collectSeldom = (): void => setFlagsFromString(`--heap-growing-percent=${growth}`);

/** V8 gives up when its pages reach the limit; with the holes in them that is from about 0.9 of what is in use. */
const fullShare = 0.8;
/** One collection may fall into a moment in which much is held. V8 gives up after four in a row that free too little. */
const looksUntilFull = 2;

/**
 * Calls `full` once when collections leave the heap near its limit. It looks after each of them: garbage does not count,
 * and the less room there is, the more often it looks. Returns what ends the watch.
 */
export function watchHeap(full: (usedBytes: number, limitBytes: number) => void): () => void {
  let looks = 0;
  const observer = new PerformanceObserver((list) => {
    if (!list.getEntries().some((entry) => isOfWholeHeap(entry as Collection))) return;
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
    looks = used > fullShare * limit ? looks + 1 : 0;
    if (looks < looksUntilFull) return;
    observer.disconnect();
    full(used, limit);
  });
  observer.observe({ entryTypes: ['gc'] });
  return () => observer.disconnect();
}

interface Collection extends PerformanceEntry {
  readonly detail: NodeGCPerformanceDetail;
}

const isOfWholeHeap = ({ detail }: Collection): boolean => detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR;
