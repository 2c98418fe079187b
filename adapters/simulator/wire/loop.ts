// One timer for everything in the simulator that wants to be woken, however many stations there are.

import { clampMs } from '../../../src/model/time.ts';
import type { At } from '../station/types.ts';

export interface Sleeper {
  /** Mono ms; Infinity when nothing is to come. */
  wakeAt(): number;
  wake(): void;
}

export interface Loop {
  readonly now: () => At;
  add(sleeper: Sleeper): void;
  remove(sleeper: Sleeper): void;
  /** Something changed: looks again when to wake. */
  look(): void;
}

export interface LoopClock {
  readonly mono: () => number;
  readonly utc: () => number;
}

const realClock: LoopClock = { mono: () => performance.now(), utc: () => Date.now() };

export function createLoop(clock: LoopClock = realClock): Loop {
  const sleepers = new Set<Sleeper>();
  let timer: NodeJS.Timeout | undefined;
  let timerAt = Infinity;

  let isLooking = false;

  /** Much may change at once: it looks when that is over. */
  function look(): void {
    if (isLooking) return;
    isLooking = true;
    setImmediate(setTimer);
  }

  function setTimer(): void {
    isLooking = false;
    let at = Infinity;
    for (const sleeper of sleepers) at = Math.min(at, sleeper.wakeAt());
    if (at === timerAt) return;
    clearTimeout(timer);
    timerAt = at;
    timer = at === Infinity ? undefined : setTimeout(tick, clampMs(Math.ceil(at - clock.mono())));
  }

  function tick(): void {
    timerAt = Infinity;
    const mono = clock.mono();
    for (const sleeper of [...sleepers]) if (sleepers.has(sleeper) && sleeper.wakeAt() <= mono) sleeper.wake();
    look();
  }

  return {
    now: () => ({ mono: clock.mono(), utc: clock.utc() }),
    add(sleeper) {
      sleepers.add(sleeper);
      look();
    },
    remove(sleeper) {
      sleepers.delete(sleeper);
      look();
    },
    look,
  };
}

/** The loop of those who name none. */
export const sharedLoop: Loop = createLoop();
