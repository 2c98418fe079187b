// Asks meters over HTTP, each at its period and never twice at a time. What their answers mean is the core's business.

import type { Door } from '../../src/core/ports.ts';
import type { WantedMeter } from '../../src/model/meter-values.ts';
import { readMeter } from './read.ts';

export interface MeterPolls {
  want(meters: readonly WantedMeter[]): void;
  close(): void;
}

/** A meter that answers later than this is of no use to who guards a fuse. */
const longestTimeoutMs = 5000;
/** A slow one is not hung up on at each period. */
const shortestTimeoutMs = 1000;
/** One that cannot be reached is not asked ten times a second. */
const failedPauseMs = 1000;

interface Poll {
  readonly signature: string;
  readonly stop: () => void;
}

export function createMeterPolls(door: Pick<Door, 'offer'>): MeterPolls {
  const polls = new Map<string, Poll>();
  const want: MeterPolls['want'] = (meters) => {
    const signatures = new Map(meters.map((one) => [one.meter, JSON.stringify(one)]));
    for (const [meter, { signature, stop }] of polls) {
      if (signatures.get(meter) === signature) continue;
      stop();
      polls.delete(meter);
    }
    for (const one of meters)
      if (!polls.has(one.meter)) polls.set(one.meter, { signature: signatures.get(one.meter)!, stop: poll(door, one) });
  };
  return { want, close: () => want([]) };
}

/** Returns what ends it. */
function poll(door: Pick<Door, 'offer'>, one: WantedMeter): () => void {
  const closed = new AbortController();
  const { meter, periodMs } = one;
  const timeoutMs = Math.min(longestTimeoutMs, Math.max(shortestTimeoutMs, periodMs));
  let timer: NodeJS.Timeout | undefined;
  const turn = async (): Promise<void> => {
    const since = performance.now();
    const answer = await readMeter(one, timeoutMs, closed.signal);
    if (closed.signal.aborted) return;
    if (answer.ok) door.offer({ kind: 'meterValues', meter, values: answer.values });
    else door.offer({ kind: 'meterFailed', meter, reason: answer.reason });
    const pauseMs = answer.ok ? periodMs : Math.max(periodMs, failedPauseMs);
    timer = setTimeout(() => void turn(), Math.max(0, pauseMs - (performance.now() - since)));
    timer.unref();
  };
  void turn();
  return () => {
    closed.abort();
    clearTimeout(timer);
  };
}
