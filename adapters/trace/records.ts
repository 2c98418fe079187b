// Messages as bytes, one after the other: in memory and on disk alike, so that to keep one is to copy it.

import type { Direction, TraceRecord } from '../../src/core/ports/trace.ts';
import type { Version } from '../../src/model/protocol.ts';

/** Whose a message is, and what it is, worked out once for a connection. */
export interface Mark {
  readonly name: Buffer;
  readonly version: number;
}

const versions: readonly (Version | undefined)[] = [undefined, '1.6', '2.0.1', '2.1'];
/** A record begins with it: what is torn is seen. */
const begin = 0xb5;
const outFlag = 1;
const noteFlag = 2;
const versionShift = 2;
/** begin, flags, letters of the name, bytes of the text, number, time. */
const headBytes = 1 + 1 + 1 + 4 + 8 + 8;

export const markOf = (of: string, version: Version | undefined): Mark => ({
  name: Buffer.from(of).subarray(0, 255),
  version: versions.indexOf(version),
});

export const bytesOf = ({ name }: Mark, textBytes: number): number => headBytes + name.length + textBytes;

/** What there is beside the text. */
export interface Head {
  readonly n: number;
  readonly at: number;
  readonly direction: Direction;
  readonly isNote: boolean;
}

/** `text` fits behind `at`. Returns where the next one begins. */
export function writeRecord(
  into: Buffer,
  view: DataView,
  place: number,
  mark: Mark,
  head: Head,
  text: Uint8Array,
): number {
  const { name, version } = mark;
  into[place] = begin;
  into[place + 1] = (head.direction === 'out' ? outFlag : 0) | (head.isNote ? noteFlag : 0) | (version << versionShift);
  into[place + 2] = name.length;
  view.setUint32(place + 3, text.length);
  view.setFloat64(place + 7, head.n);
  view.setFloat64(place + 15, head.at);
  into.set(name, place + headBytes);
  into.set(text, place + headBytes + name.length);
  return place + headBytes + name.length + text.length;
}

/** Those of this one, in their order. What is torn ends it. */
export function recordsIn(bytes: Buffer, of: string): TraceRecord[] {
  const wanted = markOf(of, undefined).name;
  const found: TraceRecord[] = [];
  for (let place = 0; place + headBytes <= bytes.length && bytes[place] === begin;) {
    const letters = bytes[place + 2]!;
    const start = place + headBytes + letters;
    const end = start + bytes.readUInt32BE(place + 3);
    if (end > bytes.length) break;
    if (letters === wanted.length && bytes.compare(wanted, 0, letters, place + headBytes, start) === 0)
      found.push(recordAt(bytes, place, start, end));
    place = end;
  }
  return found;
}

function recordAt(bytes: Buffer, place: number, start: number, end: number): TraceRecord {
  const flags = bytes[place + 1]!;
  const version = versions[flags >> versionShift];
  return {
    n: bytes.readDoubleBE(place + 7),
    at: bytes.readDoubleBE(place + 15),
    direction: (flags & outFlag) === 0 ? 'in' : 'out',
    isNote: (flags & noteFlag) !== 0,
    text: bytes.toString('utf8', start, end),
    ...(version !== undefined && { version }),
  };
}
