// What a charge point of the plant says: one CALL at a time; messages about transactions wait until they are answered.

import type { At } from './charger.ts';

type Heard = (answer: Record<string, unknown>) => void;
interface Outgoing {
  readonly id: string;
  readonly action: string;
  readonly payload: () => object;
  readonly heard: Heard | undefined;
  readonly isKept: boolean;
}

/** A CALL of the gateway. */
export interface Call {
  readonly id: string;
  readonly action: string;
  readonly payload: Record<string, unknown>;
}

export interface Talk {
  /** Lost with the connection. An action, or an answer that is a frame already. */
  say(action: string, payload?: object, heard?: Heard): void;
  /** Said until it is answered. */
  keep(action: string, payload: () => object, heard?: Heard): void;
  open(now: At, booted: () => void): void;
  close(): void;
  /** Closes the connection from this side. */
  breakOff(): void;
  hear(text: string, now: At): Call | undefined;
  tick(now: At): void;
  said(): string[];
  readonly isBooted: () => boolean;
}

const answerWithinMs = 30_000;

export function newTalk(id: string, model = 'AC22'): Talk {
  const kept: Outgoing[] = [];
  let small: Outgoing[] = [];
  let frames: string[] = [];
  let current: { call: Outgoing; until: number } | undefined;
  let connected = false;
  let booted = false;
  let heartbeatMs = 300_000;
  let heartbeatAt = Infinity;
  let onBoot: () => void = () => undefined;
  let messages = 0;
  const nextId = (): string => `${id}-${(messages += 1)}`;

  function speak(now: At): void {
    if (!connected || current !== undefined) return;
    const call = small.shift() ?? (booted ? kept[0] : undefined);
    if (call === undefined) return;
    current = { call, until: now.mono + answerWithinMs };
    frames.push(JSON.stringify([2, call.id, call.action, call.payload()]));
  }

  const boot = (): void =>
    talk.say(
      'BootNotification',
      { chargePointVendor: 'Plant', chargePointModel: model, firmwareVersion: '1.0' },
      (answer) => {
        booted = answer['status'] === 'Accepted';
        heartbeatMs = Math.max(1, Number(answer['interval'])) * 1000;
        if (booted) onBoot();
      },
    );

  const talk: Talk = {
    say(action, payload, heard) {
      if (payload === undefined) return void frames.push(action);
      if (connected) small.push({ id: nextId(), action, payload: () => payload, heard, isKept: false });
    },
    keep: (action, payload, heard) => void kept.push({ id: nextId(), action, payload, heard, isKept: true }),
    open(now, whenBooted) {
      connected = true;
      booted = false;
      current = undefined;
      small = [];
      frames = [];
      onBoot = whenBooted;
      boot();
      heartbeatAt = now.mono + heartbeatMs;
    },
    close() {
      connected = false;
      booted = false;
      current = undefined;
      small = [];
      frames = [];
    },
    breakOff: () => frames.push(closing),
    hear(text, now) {
      const frame = JSON.parse(text) as [number, string, ...unknown[]];
      if (frame[0] === 2)
        return { id: frame[1], action: frame[2] as string, payload: frame[3] as Record<string, unknown> };
      if (current?.call.id !== frame[1]) return undefined;
      const { call } = current;
      current = undefined;
      if (call.isKept) kept.shift();
      if (frame[0] === 3) call.heard?.(frame[2] as Record<string, unknown>);
      speak(now);
      return undefined;
    },
    tick(now) {
      if (connected && now.mono >= heartbeatAt) {
        heartbeatAt = now.mono + heartbeatMs;
        if (booted) talk.say('Heartbeat', {});
        else boot();
      }
      if (current !== undefined && now.mono >= current.until) return void talk.breakOff();
      speak(now);
    },
    said() {
      const some = frames;
      frames = [];
      return some;
    },
    isBooted: () => booted,
  };
  return talk;
}

/** In place of a frame: this side closes the connection. */
export const closing = 'close';
