// How late the event loop is: the health check and the supervisor's watchdog live on it.

export interface LoopWatch {
  readonly delayMs: () => number;
  stop(): void;
}

const everyMs = 500;

export function startLoopWatch(): LoopWatch {
  let lastAt = performance.now();
  let worst = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    // The worst lateness fades, so that one hiccup is seen and then forgotten.
    worst = Math.max(now - lastAt - everyMs, worst / 2);
    lastAt = now;
  }, everyMs);
  timer.unref();
  return { delayMs: () => Math.max(worst, performance.now() - lastAt - everyMs), stop: () => clearInterval(timer) };
}
