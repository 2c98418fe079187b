// What a disk holds when the power fails: what was synced, and any part of what was not.

import type { Event } from './trace.ts';
import type { Fraction } from './random.ts';

type Change =
  | { readonly kind: 'write'; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly size: number };

/** A file, whatever its name. */
interface Inode {
  durable: Buffer;
  pending: Change[];
  /** As the process sees it now. */
  size: number;
}

interface Handle {
  readonly path: string;
  /** Absent for the directory itself. */
  readonly inode: Inode | undefined;
  at: number;
  readonly append: boolean;
}

export interface Disk {
  /** Follows an event; those of files elsewhere change nothing. Says whether this one did. */
  follow(event: Event): boolean;
  /** Whether this event is a sync of a file of the directory. */
  syncs(event: Event): boolean;
  /** Only what was synced, under the names that were synced. */
  dropped(): Map<string, Buffer>;
  /** What was synced, and any sectors of what was not; renames happened or did not. */
  torn(fraction: Fraction): Map<string, Buffer>;
}

const sector = 512;

/** The disk as far as the files directly in `dir` go; the shared memory of SQLite is made anew from the log. */
export function diskOf(dir: string): Disk {
  const handles = new Map<number, Handle>();
  let names = new Map<string, Inode>();
  /** Names that a power cut does not take back. */
  let durableNames = new Map<string, Inode>();
  const isOurs = (path: string): boolean =>
    path.startsWith(`${dir}/`) && !path.slice(dir.length + 1).includes('/') && !path.endsWith('-shm');

  function open(event: Extract<Event, { kind: 'open' }>): boolean {
    handles.delete(event.fd);
    if (event.path === dir) handles.set(event.fd, { path: dir, inode: undefined, at: 0, append: false });
    if (!isOurs(event.path)) return false;
    let inode = names.get(event.path);
    if (inode === undefined) {
      if (!event.create) throw new Error(`${event.path} was opened but never made: the trace began too late`);
      inode = { durable: Buffer.alloc(0), pending: [], size: 0 };
      names.set(event.path, inode);
    }
    if (event.truncate && inode.size > 0) change(inode, { kind: 'truncate', size: 0 });
    handles.set(event.fd, { path: event.path, inode, at: 0, append: event.append });
    return true;
  }

  function change(inode: Inode, one: Change): void {
    inode.pending.push(one);
    inode.size = one.kind === 'truncate' ? one.size : Math.max(inode.size, one.at + one.bytes.length);
  }

  function write({ fd, bytes, at }: Extract<Event, { kind: 'write' }>): boolean {
    const handle = handles.get(fd);
    if (handle?.inode === undefined) return false;
    const from = at ?? (handle.append ? handle.inode.size : handle.at);
    change(handle.inode, { kind: 'write', at: from, bytes });
    if (at === undefined) handle.at = from + bytes.length;
    return true;
  }

  function sync(fd: number): boolean {
    const handle = handles.get(fd);
    if (handle === undefined) return false;
    if (handle.inode === undefined) durableNames = new Map(names);
    else {
      const { inode } = handle;
      inode.durable = inode.pending.reduce(applied, inode.durable);
      inode.pending = [];
      for (const [path, named] of names) if (named === inode) durableNames.set(path, inode);
    }
    return true;
  }

  function rename(from: string, to: string): boolean {
    const inode = names.get(from);
    if (inode === undefined) return false;
    names = new Map(names);
    names.delete(from);
    names.set(to, inode);
    return true;
  }

  return {
    follow(event) {
      if (event.kind === 'open') return open(event);
      if (event.kind === 'write') return write(event);
      if (event.kind === 'sync') return sync(event.fd);
      if (event.kind === 'rename') return rename(event.from, event.to);
      if (event.kind === 'unlink') return names.delete(event.path);
      if (event.kind === 'close') return handles.delete(event.fd) && false;
      const handle = event.kind === 'ack' ? undefined : handles.get(event.fd);
      if (handle?.inode === undefined) return false;
      if (event.kind === 'seek') handle.at = event.at;
      if (event.kind === 'truncate') change(handle.inode, { kind: 'truncate', size: event.size });
      return event.kind === 'truncate';
    },
    syncs: (event) => event.kind === 'sync' && handles.has(event.fd),
    dropped: () => new Map([...durableNames].map(([path, { durable }]) => [path, durable])),
    torn(fraction) {
      const chosen = fraction() < 0.5 ? names : durableNames;
      return new Map([...chosen].map(([path, inode]) => [path, tornFile(inode, fraction)]));
    },
  };
}

function applied(bytes: Buffer, change: Change): Buffer {
  if (change.kind === 'truncate') {
    if (change.size <= bytes.length) return bytes.subarray(0, change.size);
    return Buffer.concat([bytes, Buffer.alloc(change.size - bytes.length)]);
  }
  const end = change.at + change.bytes.length;
  const grown = Buffer.alloc(Math.max(bytes.length, end));
  bytes.copy(grown);
  change.bytes.copy(grown, change.at);
  return grown;
}

function tornFile({ durable, pending }: Inode, fraction: Fraction): Buffer {
  return pending
    .flatMap((change) => piecesOf(change))
    .reduce((bytes, piece) => (fraction() < 0.5 ? bytes : applied(bytes, piece)), durable);
}

/** A write reaches the disk sector by sector. */
function piecesOf(change: Change): Change[] {
  if (change.kind === 'truncate') return [change];
  const pieces: Change[] = [];
  for (let from = 0; from < change.bytes.length;) {
    const at = change.at + from;
    const length = Math.min(sector - (at % sector), change.bytes.length - from);
    pieces.push({ kind: 'write', at, bytes: change.bytes.subarray(from, from + length) });
    from += length;
  }
  return pieces;
}
