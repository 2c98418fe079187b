// The only timer of a line.

export interface Alarm {
  /** Rings once at about this moment of `performance.now()`; a later call replaces an earlier one. Infinity: never. */
  set(at: number): void;
  stop(): void;
}

export function createAlarm(ring: () => void): Alarm {
  let at = Infinity;
  let armedFor = Infinity;
  let timer: NodeJS.Timeout | undefined;

  // A moment that is put off leaves the timer alone: it fires early and is set again, which costs less than a new timer for
  // each request that is answered in time.
  function fire(): void {
    timer = undefined;
    armedFor = Infinity;
    if (at > performance.now()) return arm();
    at = Infinity;
    ring();
  }

  function arm(): void {
    if (at >= armedFor) return;
    clearTimeout(timer);
    armedFor = at;
    timer = setTimeout(fire, Math.max(0, Math.ceil(at - performance.now())));
    timer.unref();
  }

  return {
    set(moment) {
      at = moment;
      arm();
    },
    stop() {
      at = Infinity;
      clearTimeout(timer);
    },
  };
}
