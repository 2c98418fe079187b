// What is said on the wire, kept for whoever looks into it. Whoever writes it knows what it is and to whom it goes; nothing is
// read of it where it is written.

import type { Version } from '../../model/protocol.ts';

/** From the point of view of the gateway. */
export type Direction = 'in' | 'out';

/** Writes what goes over one connection. `bytes`: the same as it is on the wire, where it is at hand; it is copied. */
export type WriteTrace = (direction: Direction, text: string, bytes?: Uint8Array, isNote?: boolean) => void;

export interface TraceWriter {
  /** `of`: a station, or `uplink/` and the name of an uplink. Undefined while nothing is kept. */
  open(of: string, version: Version): WriteTrace | undefined;
  /** Somebody was turned away at the door; `of`, as he named himself. */
  refused(of: string, text: string): void;
}

/** A message, or a note of what happened to the connection. */
export interface TraceRecord {
  /** Counts up, also over restarts: how pages are asked for. */
  readonly n: number;
  readonly at: number;
  readonly direction: Direction;
  readonly version?: Version;
  /** Without secrets. */
  readonly text: string;
  readonly isNote: boolean;
}

export interface TraceReader {
  /** What is known of it, the newest first, in batches; `before`: only what is older than that. */
  look(of: string, before?: number): AsyncIterable<readonly TraceRecord[]>;
  /** Calls `hear` with each from now on; returns what ends it. */
  follow(of: string, hear: (record: TraceRecord) => void): () => void;
}
