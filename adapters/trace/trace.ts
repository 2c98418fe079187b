// The trace: what was said on the wire, in both directions. The newest of it is in memory, the rest on disk, and all of it is
// bounded. Writing it costs the hot path a look for secrets and a copy.

import type { Direction, TraceReader, TraceRecord, TraceWriter, WriteTrace } from '../../src/core/ports/trace.ts';
import { mayHoldSecrets, redacted } from '../../src/model/frame-secrets.ts';
import type { Version } from '../../src/model/protocol.ts';
import type { TraceDiskLimits } from './disk.ts';
import { createTraceDisk } from './disk.ts';
import type { Mark } from './records.ts';
import { markOf, recordsIn } from './records.ts';
import { createSegments } from './segments.ts';
import type { Strangers } from './strangers.ts';
import { createStrangers } from './strangers.ts';

export interface Trace extends TraceWriter, TraceReader {
  /** So many days from now on; 0: nothing is written any more. */
  keep(days: number | undefined): void;
  close(): Promise<void>;
}

export interface TraceLimits extends TraceDiskLimits {
  readonly memoryBytes?: number;
  readonly segmentBytes?: number;
}

const usualDays = 7;
/** Of all together: some minutes of a large depot, and a day of a small one. */
const usualMemoryBytes = 16 * 1024 * 1024;
/** A message that is longer is cut for the trace. */
const mostText = 256 * 1024;
const mostName = 200;

export function createTrace(dir: string, days = usualDays, limits: TraceLimits = {}): Trace {
  const segments = createSegments(limits.memoryBytes ?? usualMemoryBytes, limits.segmentBytes);
  const strangers: Strangers = createStrangers();
  const followers = new Map<string, Set<(record: TraceRecord) => void>>();
  const disk = createTraceDisk(dir, () => Math.max(1, keepDays), segments.takeNew, limits);
  /** Who has ever come in; whoever has not is kept apart. */
  const known = new Set<string>();
  let keepDays = days;
  // Larger than whatever an earlier process gave.
  let last = Date.now() * 1000;

  function put(of: string, mark: Mark, direction: Direction, text: string, bytes: Uint8Array, isNote: boolean): void {
    const head = { n: (last += 1), at: Date.now(), direction, isNote };
    segments.put(mark, head, bytes);
    disk.stir();
    if (followers.size > 0) tell(of, { ...head, text, ...versionIn(mark) });
  }

  function write(
    of: string,
    mark: Mark,
    direction: Direction,
    text: string,
    bytes: Uint8Array | undefined,
    isNote: boolean,
  ): void {
    if (keepDays === 0) return;
    if (isNote || text.length > mostText || mayHoldSecrets(text)) {
      const safe = redacted(text.slice(0, mostText));
      put(of, mark, direction, safe, Buffer.from(safe), isNote);
    } else put(of, mark, direction, text, bytes ?? Buffer.from(text), isNote);
  }

  function tell(of: string, record: TraceRecord): void {
    for (const hear of followers.get(of) ?? []) hear(record);
  }

  return {
    open(name, version): WriteTrace | undefined {
      if (keepDays === 0) return undefined;
      const of = plain(name);
      const mark = markOf(of, version);
      if (known.size < mostKnown) known.add(of);
      for (const { at, text } of strangers.take(of)) {
        const before = `${new Date(at).toISOString()}: ${text}`;
        put(of, mark, 'in', before, Buffer.from(before), true);
      }
      return (direction, text, bytes, isNote = false) => write(of, mark, direction, text, bytes, isNote);
    },
    refused(name, text) {
      if (keepDays === 0) return;
      const of = plain(name);
      // A stranger writes nothing to the disk.
      if (known.has(of)) return put(of, markOf(of, undefined), 'in', text, Buffer.from(text), true);
      const record = { n: (last += 1), at: Date.now(), direction: 'in', text, isNote: true } as const;
      strangers.put(of, record);
      tell(of, record);
    },
    async *look(name, before = Infinity) {
      const of = plain(name);
      let left = before;
      // What is told once is not told again, wherever it lies besides.
      const older = (records: readonly TraceRecord[]): TraceRecord[] => {
        const found = records.filter(({ n }) => n < left).reverse();
        left = found.at(-1)?.n ?? left;
        return found;
      };
      const turnedAway = older(strangers.of(of));
      if (turnedAway.length > 0) yield turnedAway;
      let oldest = before;
      for (const { bytes, used, firstN } of segments.newest()) {
        oldest = Math.min(oldest, firstN);
        const found = firstN < left ? older(recordsIn(bytes.subarray(0, used), of)) : [];
        if (found.length > 0) yield found;
      }
      left = Math.min(left, oldest);
      for await (const bytes of disk.filesBefore(left)) {
        const found = older(recordsIn(bytes, of));
        if (found.length > 0) yield found;
      }
    },
    follow(name, hear) {
      const of = plain(name);
      const hears = followers.get(of) ?? new Set();
      followers.set(of, hears.add(hear));
      return () => {
        if (hears.delete(hear) && hears.size === 0) followers.delete(of);
      };
    },
    keep(next = usualDays) {
      keepDays = next;
    },
    close: () => disk.close(),
  };
}

/** Stations and uplinks, some of them gone. */
const mostKnown = 10_000;

const versions: readonly (Version | undefined)[] = [undefined, '1.6', '2.0.1', '2.1'];
const versionIn = ({ version }: Mark): { readonly version?: Version } => {
  const found = versions[version];
  return found === undefined ? {} : { version: found };
};

/** Names come from whoever connects. */
const plain = (name: string): string => name.slice(0, mostName).replaceAll(/[\t\r\n]/g, ' ');
