// The trace: what was said on the wire, in both directions. The newest of each peer is in memory, the rest on disk, and all of it
// is bounded. Writing it costs the hot path a look for secrets and a place in a list.

import type { Direction, TraceReader, TraceRecord, TraceWriter, WriteTrace } from '../../src/core/ports/trace.ts';
import type { Version } from '../../src/model/protocol.ts';
import type { TraceDisk, TraceDiskLimits } from './disk.ts';
import { createTraceDisk } from './disk.ts';
import { lineOf, recordsIn } from './lines.ts';
import { redacted } from './redact.ts';
import type { Ring } from './ring.ts';
import { createRing } from './ring.ts';

export interface Trace extends TraceWriter, TraceReader {
  /** So many days from now on; 0: nothing is written any more. */
  keep(days: number | undefined): void;
  close(): Promise<void>;
}

export interface TraceLimits extends TraceDiskLimits {
  readonly records?: number;
  readonly letters?: number;
  readonly lettersOfAll?: number;
}

const usualDays = 7;
/** Of one peer: half an hour of a busy station. */
const usualRecords = 2000;
const usualLetters = 1024 * 1024;
/** Of all together: with many of them each has less. */
const usualLettersOfAll = 32 * 1024 * 1024;
/** Whoever is turned away under ever new names takes the place of others like him. */
const mostStrangers = 64;
/** What one of them says is a line. */
const recordsOfStranger = 50;
/** Stations and uplinks, some of them gone. */
const mostPeers = 4096;
/** A message that is longer is cut for the trace. */
const mostText = 256 * 1024;
const mostName = 200;

export function createTrace(dir: string, days = usualDays, limits: TraceLimits = {}): Trace {
  const { records = usualRecords, letters = usualLetters, lettersOfAll = usualLettersOfAll } = limits;
  const peers = new Map<string, Ring>();
  const strangers = new Map<string, Ring>();
  let keepDays = days;
  const disk: TraceDisk = createTraceDisk(dir, () => Math.max(1, keepDays), limits);
  // Larger than whatever an earlier process gave.
  let last = Date.now() * 1000;
  let share = letters;

  function put(of: string, ring: Ring, record: TraceRecord, most: number): void {
    ring.push(record, most, share);
    disk.add(record.n, record.at, lineOf(of, record));
  }

  function write(of: string, ring: Ring, version: Version, direction: Direction, text: string, isNote: boolean): void {
    if (keepDays === 0) return;
    const safe = redacted(text.length > mostText ? text.slice(0, mostText) : text);
    put(of, ring, { n: (last += 1), at: Date.now(), direction, version, text: safe, isNote }, records);
  }

  function ringOf(of: string): Ring {
    let ring = peers.get(of);
    if (ring !== undefined) return ring;
    ring = strangers.get(of) ?? createRing();
    strangers.delete(of);
    peers.set(of, ring);
    if (peers.size > mostPeers) peers.delete(peers.keys().next().value!);
    const before = share;
    share = Math.min(letters, Math.floor(lettersOfAll / peers.size));
    // Those that say nothing any more give room too, in good time.
    if (share < before && (peers.size & (peers.size - 1)) === 0)
      for (const one of peers.values()) one.trim(records, share);
    return ring;
  }

  function strangerOf(of: string): Ring {
    const ring = strangers.get(of) ?? createRing();
    strangers.delete(of);
    strangers.set(of, ring);
    if (strangers.size > mostStrangers) strangers.delete(strangers.keys().next().value!);
    return ring;
  }

  return {
    open(name, version): WriteTrace | undefined {
      if (keepDays === 0) return undefined;
      const of = plain(name);
      const ring = ringOf(of);
      return (direction, text, isNote = false) => write(of, ring, version, direction, text, isNote);
    },
    refused(name, text) {
      if (keepDays === 0) return;
      const of = plain(name);
      const known = peers.get(of);
      const record = { n: (last += 1), at: Date.now(), direction: 'in', text, isNote: true } as const;
      // A stranger writes nothing to the disk.
      if (known === undefined) strangerOf(of).push(record, recordsOfStranger, letters);
      else put(of, known, record, records);
    },
    async *look(name, before = Infinity) {
      const of = plain(name);
      const ring = peers.get(of) ?? strangers.get(of);
      const newest = ring?.newest(before) ?? [];
      if (newest.length > 0) yield newest;
      const left = Math.min(before, ring?.oldest() ?? Infinity);
      for await (const text of disk.filesBefore(left)) {
        const older = recordsIn(text, of).filter(({ n }) => n < left);
        if (older.length > 0) yield older.reverse();
      }
    },
    follow(name, hear) {
      const of = plain(name);
      const { hears } = peers.get(of) ?? strangerOf(of);
      hears.add(hear);
      return () => void hears.delete(hear);
    },
    keep(next = usualDays) {
      keepDays = next;
    },
    close: () => disk.close(),
  };
}

/** Names come from whoever connects. */
const plain = (name: string): string => name.slice(0, mostName).replaceAll(/[\t\r\n]/g, ' ');
