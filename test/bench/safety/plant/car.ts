// A vehicle and the pilot that it sees, a tenth of a second at a time. It is slow and rude as real ones are: it waits before
// it begins, jumps to what the pilot says, follows late, draws more than it may, tires, and sleeps.

import type { Chance } from '../../../sim/schedule.ts';

export interface CarOptions {
  readonly lines: 1 | 2 | 3;
  /** Having drawn for so long, it uses all lines that there are. */
  readonly allLinesAfterMs?: number;
  readonly maxAmps: number;
  /** Less is nothing to it. */
  readonly minAmps: number;
  readonly needsAmpSeconds: number;
  /** What it draws above its pilot. */
  readonly excessAmps: number;
  /** From the pilot until it first draws. */
  readonly startDelayMs: number;
  /** From a new pilot until it begins to follow. */
  readonly reactionMs: number;
  /** While it has less than this to get, it takes less and less. */
  readonly taperAmpSeconds: number;
  /** It does nothing for so long after a pause. */
  readonly sleepMs: number;
  /** How long its charger holds a duty cycle before it changes it again. */
  readonly pwmHoldMs: number;
}

/** Any car. DC has no minimum. */
export function anyCar(chance: Chance, lines: CarOptions['lines'], more: Partial<CarOptions> = {}): CarOptions {
  const minAmps = chance.happens(0.1) ? 9 : 6;
  return {
    lines,
    maxAmps: chance.happens(0.5) ? 32 : 16,
    minAmps,
    needsAmpSeconds: chance.between(4000, 40_000),
    excessAmps: 0,
    startDelayMs: chance.between(10_000, 40_000),
    reactionMs: chance.between(300, 1500),
    taperAmpSeconds: chance.happens(0.3) ? 2000 : 0,
    sleepMs: chance.happens(0.1) ? 60_000 : 0,
    pwmHoldMs: chance.between(0, 5000),
    ...more,
  };
}

export interface Car {
  readonly options: CarOptions;
  /** Amps on each of its lines after another tick, when its outlet allows so much. */
  tick(allowedAmps: number, ms: number): number;
  readonly amps: () => number;
  /** On so many lines it draws. */
  readonly lines: () => number;
  readonly isFull: () => boolean;
}

/** What it sheds in a second: all of 32 A within 4 s; and what it takes up. */
const fallsAmpsPerS = 8;
const risesAmpsPerS = 4;

export function createCar(options: CarOptions): Car {
  let amps = 0;
  let got = 0;
  let drewMs = 0;
  let pilot = 0;
  let pilotHeldMs = options.pwmHoldMs;
  /** What it follows, and a pilot that it has yet to notice. */
  let followed = 0;
  let noticeInMs = 0;
  let startsInMs = options.startDelayMs;
  const isFull = (): boolean => got >= options.needsAmpSeconds;

  function seePilot(allowed: number, ms: number): void {
    pilotHeldMs += ms;
    // It is cut off at once: only what lies above 0 is held.
    if (allowed === pilot || (pilotHeldMs < options.pwmHoldMs && allowed > 0)) return;
    if (pilot < options.minAmps && allowed >= options.minAmps) startsInMs = options.startDelayMs + startAfterPause();
    pilot = allowed;
    pilotHeldMs = 0;
    noticeInMs = options.reactionMs;
  }

  const startAfterPause = (): number => (got > 0 ? options.sleepMs : 0);

  function wishes(): number {
    if (followed < options.minAmps || isFull() || startsInMs > 0) return 0;
    const left = options.needsAmpSeconds - got;
    const taper = left < options.taperAmpSeconds ? left / options.taperAmpSeconds : 1;
    return Math.min(followed + options.excessAmps, Math.max(options.minAmps, options.maxAmps * taper));
  }

  return {
    options,
    amps: () => amps,
    lines: () => (drewMs >= (options.allLinesAfterMs ?? Infinity) ? 3 : options.lines),
    isFull,
    tick(allowed, ms) {
      seePilot(allowed, ms);
      noticeInMs -= ms;
      if (noticeInMs <= 0) followed = pilot;
      startsInMs -= ms;
      const aim = wishes();
      const hasBegun = amps > 0;
      if (aim < amps) amps = Math.max(aim, amps - (fallsAmpsPerS * ms) / 1000);
      // The first draw is all that the pilot says.
      else if (aim > amps) amps = hasBegun ? Math.min(aim, amps + (risesAmpsPerS * ms) / 1000) : aim;
      if (amps > 0) got += (amps * ms) / 1000;
      if (amps > 0) drewMs += ms;
      return amps;
    },
  };
}
