// What a simulated charge point has to say: one CALL at a time, and messages about transactions until they are answered.

import type { SimEvse } from './station-evse.ts';
import type { At, SimStation, StationOptions, StationRecord } from './station-types.ts';

export interface Outgoing {
  id: string;
  tries: number;
  readonly action: string;
  readonly payload: () => Record<string, unknown>;
  readonly record?: StationRecord;
  readonly evse?: SimEvse;
}

export interface Outbox {
  /** Queues a CALL that is lost with the connection. */
  say(action: string, payload: Record<string, unknown>, evse?: SimEvse): void;
  /** Queues a transaction message: it is repeated, in order and through power cuts too, until it is done. */
  keep(record: StationRecord, evse: SimEvse): void;
  /** The first transaction message is done. */
  done(): void;
  /** The next CALL as a frame, unless one is under way. Transaction messages wait for the boot. */
  next(booted: boolean, now: At): string | undefined;
  /** Ends the CALL under way and returns it; undefined when this is not its id. */
  answered(id: string): Outgoing | undefined;
  /** When the CALL under way has waited too long; Infinity when none is. */
  deadline(): number;
  /** A new connection begins: what was to be said over the one before is forgotten. */
  clear(): void;
  /** The connection is gone, and the CALL under way with it. */
  lose(): void;
  readonly unacknowledged: SimStation['unacknowledged'];
  readonly awaits: SimStation['awaits'];
}

export function newOutbox({ id, callTimeoutMs = 30_000, newIdOnRetry }: StationOptions): Outbox {
  // Kept through a power cut.
  const queue: Outgoing[] = [];
  let messages = 0;
  // Lost in a power cut.
  let small: Outgoing[] = [];
  let current: { call: Outgoing; deadline: number } | undefined;
  const nextId = (): string => `${id}-${(messages += 1)}`;

  return {
    say(action, payload, evse) {
      small.push({ id: nextId(), tries: 0, action, payload: () => payload, ...(evse !== undefined && { evse }) });
    },
    keep(record, evse) {
      const { action } = record;
      queue.push({ id: nextId(), tries: 0, action, payload: payloadOf(record, evse), record, evse });
    },
    done: () => void queue.shift(),
    next(booted, now) {
      if (current !== undefined) return undefined;
      const call = small.shift() ?? (booted ? queue[0] : undefined);
      if (call === undefined) return undefined;
      call.tries += 1;
      if (newIdOnRetry === true && call.tries > 1 && call.action !== 'MeterValues' && call.record !== undefined)
        call.id = nextId();
      if (call.record !== undefined) call.record.messageId = call.id;
      current = { call, deadline: now.mono + callTimeoutMs };
      return JSON.stringify([2, call.id, call.action, call.payload()]);
    },
    answered(messageId) {
      if (current?.call.id !== messageId) return undefined;
      const { call } = current;
      current = undefined;
      return call;
    },
    deadline: () => current?.deadline ?? Infinity,
    clear: () => void (small = []),
    lose() {
      current = undefined;
      small = [];
    },
    unacknowledged: () => queue.length,
    awaits: () => awaited(current?.call),
  };
}

/** The transaction id is filled in when the message leaves first, and stays. */
function payloadOf({ action, payload, session }: StationRecord, { numbers }: SimEvse): Outgoing['payload'] {
  const fill = () =>
    action === 'StartTransaction' ? payload : { ...payload, transactionId: numbers.get(session) ?? -1 };
  let sent: Record<string, unknown> | undefined;
  return () => (sent ??= fill());
}

/** The transaction message that waits for its answer. */
function awaited(call: Outgoing | undefined): ReturnType<SimStation['awaits']> {
  if (call?.record === undefined) return undefined;
  if (call.action === 'StopTransaction') return { id: call.id, ends: call.payload()['transactionId'] as number };
  if (call.action !== 'StartTransaction') return { id: call.id };
  return { id: call.id, startedAt: Date.parse(call.record.payload['timestamp'] as string) };
}
