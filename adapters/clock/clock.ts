// The two clocks and the gateway's only timer.

import { randomUUID } from 'node:crypto';
import type { Clock, Random } from '../../src/core/ports.ts';
import { clampMs, mono, utc } from '../../src/model/time.ts';

export function createClock(): Clock {
  let timer: NodeJS.Timeout | undefined;
  let timerAt = Number.POSITIVE_INFINITY;
  return {
    mono: () => mono(performance.now()),
    utc: () => utc(Date.now()),
    wakeAt(at, wake) {
      // Most steps want to be woken when the step before them did.
      if (at === timerAt && timer !== undefined) return;
      clearTimeout(timer);
      timer = undefined;
      timerAt = at;
      if (at === Number.POSITIVE_INFINITY) return;
      timer = setTimeout(
        () => {
          timer = undefined;
          timerAt = Number.POSITIVE_INFINITY;
          wake();
        },
        // Timers cut off what is less than a millisecond: one that rings before its time has to ring again.
        Math.ceil(clampMs(at - performance.now())),
      );
    },
  };
}

export const systemRandom: Random = { fraction: Math.random, uuid: randomUUID };
