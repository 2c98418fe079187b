// A station and a central system that follows a script, in virtual time.

import { expect } from 'vitest';
import type { Vehicle } from '../../../adapters/simulator/electric-vehicle.ts';
import { createVehicle } from '../../../adapters/simulator/electric-vehicle.ts';
import { newFrameCheck } from '../../../adapters/simulator/frame-check.ts';
import type { Payload } from '../../../adapters/simulator/frame.ts';
import { seeded } from '../../../adapters/simulator/random.ts';
import { createStation } from '../../../adapters/simulator/station.ts';
import type { EvseView, SimStation, StationEvent, StationOptions } from '../../../adapters/simulator/station/types.ts';
import { epoch } from './lab.ts';

export interface Said {
  readonly id: string;
  readonly action: string;
  readonly payload: Payload;
}

/** What the script answers; undefined for silence, a text for a CALLERROR with that code. */
export type Answers = (said: Said) => Payload | string | undefined;

export interface Talk {
  readonly station: SimStation;
  /** Every CALL of the station, in order. */
  readonly said: Said[];
  answers: Answers;
  /** What a connection attempt gets. */
  isUp: boolean;
  readonly connections: () => number;
  readonly disconnects: () => number;
  readonly now: () => { mono: number; utc: number };
  event(event: StationEvent): void;
  run(ms: number): void;
  /** A CALL of the central system and its answer: a payload, or the code of a CALLERROR. */
  ask(action: string, payload: Payload): Payload | string;
  drop(): void;
  evse(number?: number): EvseView;
  of(action: string): Said[];
}

export const polite: Answers = ({ action, payload }) => {
  switch (action) {
    case 'BootNotification':
      return { status: 'Accepted', currentTime: new Date(epoch).toISOString(), interval: 600 };
    case 'Authorize':
      return payload['idToken'] === undefined ? { idTagInfo: statusOf(payload['idTag']) } : infoOf(payload);
    case 'TransactionEvent':
      return payload['idToken'] === undefined ? {} : infoOf(payload);
    case 'StartTransaction':
      return { transactionId: 4711, idTagInfo: { status: 'Accepted' } };
    default:
      return {};
  }
};

const statusOf = (token: unknown) => ({ status: token === 'BAD' ? 'Invalid' : 'Accepted' });
const infoOf = ({ idToken }: Payload) => ({ idTokenInfo: statusOf((idToken as { idToken: string }).idToken) });

export const van = (more: Partial<Parameters<typeof createVehicle>[0]> = {}): Vehicle =>
  createVehicle({ name: 'Van', batteryKwh: 60, soc: 0.3, phases: 3, maxAmps: 16, startDelayMs: 10_000, ...more });

export function createTalk(options: Partial<StationOptions> = {}): Talk {
  const station = createStation({ id: 'CP-01', evses: 1, chance: seeded(7), ...options });
  const said: Said[] = [];
  const replies: Payload[] = [];
  const newCheck = () =>
    newFrameCheck('station', (fault) => expect.fail(`a frame of the station ${fault}`), station.version);
  let check = newCheck();
  let [mono, connections, disconnects, asked] = [1000, 0, 0, 0];
  let isOpen = false;
  let inbox: string[] = [];
  let isConnecting = false;

  function take(event: StationEvent): void {
    for (const action of station.step(event, talk.now())) {
      if (action.kind === 'connect') isConnecting = true;
      else if (action.kind === 'disconnect') {
        disconnects += 1;
        isOpen = isConnecting = false;
        inbox = [];
      } else hear(action.text);
    }
  }

  function hear(text: string): void {
    expect(isOpen).toBe(true);
    check.said(text);
    const frame = JSON.parse(text) as [number, string, string, Payload];
    if (frame[0] !== 2) return void replies.push(frame[0] === 3 ? { payload: frame[2] } : { code: frame[2] });
    const one = { id: frame[1], action: frame[2], payload: frame[3] };
    said.push(one);
    const answer = talk.answers(one);
    if (typeof answer === 'string') inbox.push(JSON.stringify([4, one.id, answer, '', {}]));
    else if (answer !== undefined) inbox.push(JSON.stringify([3, one.id, answer]));
  }

  /** Everything that can happen without time passing. */
  function settle(): void {
    for (let turn = 0; turn < 500; turn += 1) {
      if (isConnecting) {
        isConnecting = false;
        check = newCheck();
        isOpen = talk.isUp;
        if (isOpen) connections += 1;
        take({ kind: isOpen ? 'opened' : 'refused' });
      } else if (inbox.length > 0) take({ kind: 'frame', text: inbox.shift()! });
      else if (station.wakeAt() <= mono) take({ kind: 'wake' });
      else return;
    }
    throw new Error(`livelock at ${mono} ms`);
  }

  function run(ms: number): void {
    const end = mono + ms;
    for (settle(); station.wakeAt() <= end; settle()) mono = Math.max(mono, station.wakeAt());
    mono = end;
  }

  function ask(action: string, payload: Payload): Payload | string {
    const text = JSON.stringify([2, `ask-${(asked += 1)}`, action, payload]);
    check.heard(text);
    take({ kind: 'frame', text });
    const answer = replies.pop();
    settle();
    return (answer?.['payload'] ?? answer?.['code']) as Payload | string;
  }

  const talk: Talk = {
    station,
    said,
    answers: polite,
    isUp: true,
    connections: () => connections,
    disconnects: () => disconnects,
    now: () => ({ mono, utc: epoch + mono }),
    event(event) {
      if (event.kind === 'frame') check.heard(event.text);
      take(event);
      settle();
    },
    run,
    ask,
    drop() {
      isOpen = false;
      inbox = [];
      take({ kind: 'closed' });
    },
    evse: (number = 1) => station.evses(talk.now())[number - 1]!,
    of: (action) => said.filter((one) => one.action === action),
  };
  return talk;
}

/** A station of two EVSEs that has booted. */
export function online(options: Parameters<typeof createTalk>[0] = {}): Talk {
  const talk = createTalk({ evses: 2, ...options });
  talk.run(1000);
  return talk;
}

/** So many milliseconds from now, as it is written. */
export const inMs = (talk: Talk, ms: number): string => new Date(talk.now().utc + ms).toISOString();

/** What it said with an action, in order. */
export const statusesOf = (talk: Talk, action: string): unknown[] =>
  talk.of(action).map(({ payload }) => payload['status']);

/** A station whose vehicle charges with 16 A. */
export function charging(options: Partial<StationOptions> = {}): Talk {
  const talk = createTalk(options);
  talk.run(1000);
  talk.event({ kind: 'plug', evse: 1, vehicle: van(), token: 'GOOD' });
  talk.run(15_000);
  expect(talk.evse().drawnAmps).toEqual([16, 16, 16]);
  return talk;
}
