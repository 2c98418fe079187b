// One side of a conversation, a charge point or a central system: what it says, and what it must hear.

import { expect } from 'vitest';
import type { LinkId } from '../../../../src/model/ids.ts';
import type { Role } from '../../../../adapters/simulator/frame-check.ts';
import type { Version } from '../../../../src/model/protocol.ts';
import { newFrameCheck } from '../../../../adapters/simulator/frame-check.ts';

export type Payload = Readonly<Record<string, unknown>>;

/** What a party always answers to an action: a payload, made of what it was asked. */
export type Habit = (asked: Payload) => object;

/** The wire between a party and the gateway. */
export interface Wire {
  open(): LinkId;
  drop(link: LinkId): void;
  say(link: LinkId, frame: readonly unknown[]): void;
  collect(link: LinkId): readonly (readonly unknown[])[];
  /** Lets everybody answer by habit until nobody says anything more. */
  settle(): void;
}

/** A CALL that the gateway said to this party. */
export interface Heard {
  readonly id: string;
  readonly action: string;
  readonly payload: Payload;
}

/** A CALL that this party said: its CALLRESULT may come later. */
export interface Said {
  /** The answer is here, and has at least these fields. */
  answered(wanted: object): Payload;
  /** The answer is a CALLERROR of this code. */
  refused(code: string): void;
  /** Nobody answered yet. */
  waits(): void;
}

export interface Party {
  readonly name: string;
  connects(): void;
  isConnected(): boolean;
  /** The connection breaks. */
  drops(): void;
  /** The connection is gone because the gateway is. */
  isCutOff(): void;
  says(action: string, payload: object): Said;
  /** Says a CALL and gets this answer. */
  asks(action: string, payload: object, wanted: object): Payload;
  /** The CALL that waits is this one; it is answered now. */
  takes(action: string, wanted: object, answer: object): Payload;
  /** A CALL of this action waits to be taken. */
  isWaiting(action: string): boolean;
  /** The CALL that waits is this one; it is answered with a CALLERROR. */
  refuses(action: string, wanted: object, code: string): Payload;
  /** The oldest CALL with these fields that came and was answered by habit, not told of before. */
  hears(action: string, wanted: object): Payload;
  /** All CALLs of an action that came and were answered by habit, not told of before. */
  hearsAll(action: string): Payload[];
  /** No such CALL came, but what was told of before. */
  hearsNo(action: string, wanted?: object): void;
  /** Answers these actions by habit from now on. */
  always(habits: Readonly<Record<string, Habit | object>>): void;
  /** From now on these actions wait until they are taken. */
  byHand(...actions: readonly string[]): void;
  /** Reads what came and answers what it has a habit for; false when nothing came. */
  attend(): boolean;
  /** Forgets what came so far, which no step of the case is about. */
  forgets(): void;
}

/** Every field that is wanted is there, and is as wanted. */
function contains(actual: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return Object.is(actual, wanted);
  if (typeof actual !== 'object' || actual === null) return false;
  if (Array.isArray(wanted) && (!Array.isArray(actual) || actual.length !== wanted.length)) return false;
  return Object.entries(wanted).every(([key, value]) => contains((actual as Payload)[key], value));
}

const payloadsOf = (calls: readonly Heard[]): Payload[] => calls.map(({ payload }) => payload);

/** What the gateway says is held against the official schemas by the harness, what the party says by the party itself. */
export function newParty(
  name: string,
  role: Role,
  wire: Wire,
  habits: Readonly<Record<string, Habit | object>>,
  version: Version = '1.6',
): Party {
  const check = newFrameCheck(role, (fault) => fail(`a frame of ${name} ${fault}`), version);
  const reflexes = new Map<string, Habit | object>(Object.entries(habits));
  let link: LinkId | undefined;
  let waiting: Heard[] = [];
  let heard: Heard[] = [];
  let said = 0;
  const asked = new Map<string, string>();
  const answers = new Map<string, readonly unknown[]>();
  const open = (): LinkId => link ?? fail(`${name} is not connected`);

  function receive(frame: readonly unknown[]): void {
    if (frame[0] === 0) return closed();
    if (frame[0] !== 2) return void answers.set(frame[1] as string, frame);
    const [, id, action, payload] = frame as [number, string, string, Payload];
    const text = JSON.stringify(frame);
    check.heard(text);
    // Over all connections a message id is new, or it repeats the same message.
    expect(asked.get(id) ?? text, `${name}: the message of the id ${id}`).toBe(text);
    asked.set(id, text);
    expect(waiting, `${name} has one CALL at a time`).toHaveLength(0);
    const one = { id, action, payload };
    const habit = reflexes.get(action);
    if (habit === undefined) return void waiting.push(one);
    heard.push(one);
    say([3, id, typeof habit === 'function' ? (habit as Habit)(payload) : habit]);
  }

  /** The gateway closes the connection, or it breaks. */
  function closed(): void {
    wire.drop(open());
    link = undefined;
    waiting = [];
  }

  function say(frame: readonly unknown[]): void {
    check.said(JSON.stringify(frame));
    wire.say(open(), frame);
  }

  function next(action: string, wanted: object): Heard {
    const [one] = waiting;
    expect(one?.action, `the CALL that waits at ${name}`).toBe(action);
    expect(one!.payload, `${action} to ${name}`).toMatchObject(wanted);
    waiting = [];
    return one!;
  }

  function answerTo(id: string, what: string): readonly unknown[] {
    const answer = answers.get(id);
    expect(answer, `the answer to ${what} of ${name}`).toBeDefined();
    return answer!;
  }

  const party: Party = {
    name,
    connects() {
      link = wire.open();
      waiting = [];
      wire.settle();
    },
    isConnected: () => link !== undefined,
    drops() {
      closed();
      wire.settle();
    },
    isCutOff() {
      link = undefined;
      waiting = [];
    },
    says(action, payload) {
      const id = `${name}-${(said += 1)}`;
      say([2, id, action, payload]);
      wire.settle();
      return {
        answered(wanted) {
          const answer = answerTo(id, action);
          expect(answer, `the answer to ${action}`).toEqual([3, id, expect.anything()]);
          const result = answer[2] as Payload;
          expect(result, `the answer to ${action} of ${name}`).toMatchObject(wanted);
          return result;
        },
        refused(code) {
          expect(answerTo(id, action).slice(0, 3), `the answer to ${action} of ${name}`).toEqual([4, id, code]);
        },
        waits() {
          expect(answers.get(id), `the answer to ${action} of ${name}`).toBeUndefined();
        },
      };
    },
    asks: (action, payload, wanted) => party.says(action, payload).answered(wanted),
    takes(action, wanted, answer) {
      const one = next(action, wanted);
      say([3, one.id, answer]);
      wire.settle();
      return one.payload;
    },
    isWaiting: (action) => waiting.some((one) => one.action === action),
    refuses(action, wanted, code) {
      const one = next(action, wanted);
      say([4, one.id, code, '', {}]);
      wire.settle();
      return one.payload;
    },
    hears(action, wanted) {
      const same = heard.filter((one) => one.action === action);
      const found = same.find(({ payload }) => contains(payload, wanted));
      if (found === undefined) expect(payloadsOf(same), `${action} to ${name}`).toContainEqual(wanted);
      heard = heard.filter((one) => one !== found);
      return found!.payload;
    },
    hearsAll(action) {
      const found = heard.filter((one) => one.action === action);
      heard = heard.filter((one) => one.action !== action);
      return payloadsOf(found);
    },
    hearsNo(action, wanted = {}) {
      const found = [...heard, ...waiting].filter((one) => one.action === action && contains(one.payload, wanted));
      expect(payloadsOf(found), `${action} to ${name}`).toEqual([]);
    },
    always(more) {
      for (const [action, habit] of Object.entries(more)) reflexes.set(action, habit);
      wire.settle();
    },
    byHand(...actions) {
      for (const action of actions) reflexes.delete(action);
    },
    attend() {
      if (link === undefined) return false;
      const frames = wire.collect(link);
      frames.forEach(receive);
      return frames.length > 0;
    },
    forgets() {
      heard = [];
    },
  };
  return party;
}

function fail(message: string): never {
  throw new Error(message);
}
