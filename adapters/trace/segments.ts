// The newest messages of all, in memory: a few large pieces that are filled one after the other, and none thrown away before the
// room that there is for all of them is used up.

import type { Head, Mark } from './records.ts';
import { bytesOf, writeRecord } from './records.ts';

export interface Segment {
  readonly firstN: number;
  readonly bytes: Buffer;
  /** Of `bytes`, so much is in use. */
  used: number;
}

export interface Segments {
  put(mark: Mark, head: Head, text: Uint8Array): void;
  /** The newest first. */
  newest(): readonly Segment[];
  /** What came since the last call, oldest first, as far as the disk is to have it. */
  takeNew(): { readonly firstN: number; readonly parts: readonly Buffer[] } | undefined;
}

/** What is longer has one of its own. */
const usualSegmentBytes = 128 * 1024;
/**
 * What goes to the disk each time: several times what a thousand stations say in a second. In a flood the rest is in memory alone: no
 * flash disk is worn out for it, and no time is taken from what matters.
 */
const mostFreshBytes = 512 * 1024;

export function createSegments(mostBytes: number, segmentBytes = usualSegmentBytes): Segments {
  const kept: Segment[] = [];
  let current: Segment | undefined;
  let view: DataView = new DataView(new ArrayBuffer(0));
  let fresh: Buffer[] = [];
  let freshBytes = 0;
  let freshN = 0;
  let taken = 0;

  function next(firstN: number, least: number): Segment {
    endFresh();
    const oldest = kept.length * segmentBytes >= mostBytes ? kept.shift() : undefined;
    // The oldest is filled anew: what goes to the disk was copied, and a reader sees by the numbers that it is not what it looks for.
    const bytes =
      oldest !== undefined && oldest.bytes.length === segmentBytes && least <= segmentBytes
        ? oldest.bytes
        : Buffer.allocUnsafeSlow(Math.max(segmentBytes, least));
    view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    current = { firstN, bytes, used: 0 };
    kept.push(current);
    taken = 0;
    return current;
  }

  function endFresh(): void {
    if (current === undefined || current.used === taken) return;
    const bytes = current.used - taken;
    if (freshBytes === 0 || freshBytes + bytes <= mostFreshBytes)
      fresh.push(Buffer.from(current.bytes.subarray(taken, current.used)));
    freshBytes += bytes;
    taken = current.used;
  }

  return {
    put(mark, head, text) {
      const bytes = bytesOf(mark, text.length);
      const segment =
        current === undefined || current.used + bytes > current.bytes.length ? next(head.n, bytes) : current;
      if (fresh.length === 0 && segment.used === taken) freshN = head.n;
      segment.used = writeRecord(segment.bytes, view, segment.used, mark, head, text);
    },
    newest: () => [...kept].reverse(),
    takeNew() {
      endFresh();
      if (fresh.length === 0) return undefined;
      const parts = fresh;
      fresh = [];
      freshBytes = 0;
      return { firstN: freshN, parts };
    },
  };
}
