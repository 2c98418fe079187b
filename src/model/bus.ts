// What travels between the core and a bus: requests of one device on one physical line, and what became of each.

import type { Branded } from './ids.ts';

/** One physical line: a serial port, or one host and port. */
export type LineId = Branded<string, 'LineId'>;

/** Words of one table of a device, by the function that reads it. */
export interface RegisterRange {
  readonly fn: 1 | 2 | 3 | 4;
  readonly address: number;
  readonly count: number;
}

/** What others get who read a device through the gateway: as many words as they asked for, or an exception of Modbus. */
export type RegistersRead = { readonly words: readonly number[] } | { readonly exception: number };

/** What is read or written. Addresses are those of the protocol, from 0. */
export type BusAction =
  /** 1 coils, 2 discrete inputs (each one word, 0 or 1), 3 holding registers, 4 input registers. */
  | { readonly kind: 'read'; readonly fn: 1 | 2 | 3 | 4; readonly address: number; readonly count: number }
  | {
      readonly kind: 'write';
      readonly fn: 5 | 6 | 15 | 16;
      readonly address: number;
      readonly words: readonly number[];
    };

/**
 * Whose turn it is on a line, the first of these first: what lowers a limit, what keeps a watchdog quiet, other commands,
 * meters, the rest, and what others read of a device through the gateway. A lane never waits for one behind it, but for the
 * request that is under way.
 */
export const busLanes = ['lowering', 'heartbeat', 'command', 'meter', 'fast', 'slow', 'shared'] as const;
export type BusLane = (typeof busLanes)[number];

/** How a device wants to be spoken to; milliseconds. */
export interface BusTiming {
  /** From the last byte of the request to the answer. */
  readonly timeoutMs: number;
  /** Silence between an answer and the next request to this unit. */
  readonly minGapMs: number;
  /** Silence after a write. */
  readonly writeGapMs: number;
  /** What happens after a timeout: the connection is dropped, or kept silent for twice the timeout. */
  readonly afterTimeout: 'drop' | 'drain';
}

export interface BusRequest {
  readonly id: string;
  readonly unit: number;
  readonly action: BusAction;
  readonly lane: BusLane;
  readonly timing: BusTiming;
  /** A later request with the same key takes the place of one that has not left: an old limit never follows a new one. */
  readonly replaces?: string;
}

/** A request is named after its device: `station/1#7`, `meter:grid#7`. */
export const deviceOfRequest = (request: string): string => request.slice(0, request.lastIndexOf('#'));

/** What became of a request. Nothing else than `words` is ever a value. */
export type BusResult =
  /** Exactly as many as were asked for. */
  | { readonly kind: 'words'; readonly words: readonly number[] }
  | { readonly kind: 'written' }
  /** The device refuses: an answer like any other. */
  | { readonly kind: 'exception'; readonly code: number }
  | { readonly kind: 'lost'; readonly why: BusLoss; readonly detail: string };

/**
 * `timeout`: no answer in time. `garbled`: bytes that are no answer to this request. `closed`: the connection ended under
 * it. `unreachable`: there is no connection. `replaced`: it did not leave, because a later one took its place. `resting`: its
 * unit is silent and is not asked all the time. `refused`: it did not leave, because more waits than the line carries, or
 * because it cannot be said in Modbus.
 */
export type BusLoss = 'timeout' | 'garbled' | 'closed' | 'unreachable' | 'replaced' | 'resting' | 'refused';

/** `connection` counts the connections of the line: behind a new one may be a device that has forgotten what it was told. */
export interface BusAnswer {
  readonly line: LineId;
  readonly request: string;
  readonly connection: number;
  readonly result: BusResult;
}

/** A bus line that the core may send requests on. It is opened when the first one comes, and again after trouble. */
export interface WantedLine {
  readonly line: LineId;
  readonly endpoint:
    | { readonly kind: 'tcp' | 'rtuOverTcp'; readonly host: string; readonly port: number }
    | {
        readonly kind: 'rtu';
        readonly path: string;
        readonly baud: number;
        readonly parity: 'none' | 'even' | 'odd';
        readonly stopBits: 1 | 2;
      };
  /** Silence between the opening and the first request. */
  readonly connectDelayMs: number;
  /** Before it is opened again after it was dropped. */
  readonly reconnectHoldoffMs: number;
}
