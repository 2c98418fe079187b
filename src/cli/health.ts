// Why the process is not sound, and why it cannot serve.

import type { HttpOptions } from '../../adapters/http/http.ts';
import type { Driver } from '../core/driver.ts';
import type { Gateway } from '../core/gateway.ts';
import type { Clock } from '../core/ports.ts';
import { nextWakeAt } from '../core/state.ts';
import type { LoopWatch } from './loop-watch.ts';

/** A loop that is later than this serves nobody in time. */
const mostLoopDelayMs = 2000;
/** The core is woken when it asked for it; a limit that is not looked at for so long may not hold. */
const mostTickDelayMs = 5000;

export interface HealthSources {
  readonly gateway: Gateway;
  readonly driver: Driver;
  readonly loop: LoopWatch;
  /** By which the core is woken; its ticks are not judged without it. */
  readonly clock?: Pick<Clock, 'mono'>;
  /** What failed in the journal, once it has. */
  readonly journalFailure: () => string | undefined;
}

/**
 * Why another start would help; none while it would not. A full disk is none: the limits of chargers still fall, and a new
 * process has no more room than this one.
 */
export function stuckOf({ gateway, loop, clock, journalFailure }: HealthSources): string[] {
  const failure = journalFailure();
  const tickDelayMs = clock === undefined ? 0 : clock.mono() - nextWakeAt(gateway.state);
  return [
    ...(failure === undefined ? [] : [`the journal failed: ${failure}`]),
    ...(loop.delayMs() > mostLoopDelayMs ? [`the loop is ${Math.round(loop.delayMs())} ms late`] : []),
    ...(tickDelayMs > mostTickDelayMs ? [`limits were to be looked at ${Math.round(tickDelayMs)} ms ago`] : []),
  ];
}

export function healthOf(sources: HealthSources): Pick<HttpOptions, 'unhealthy' | 'unready'> {
  const { gateway, driver } = sources;
  const { state } = gateway;
  return {
    unhealthy: () => [
      ...stuckOf(sources),
      ...(state.live.disk === 'ok' ? [] : [`the disk is ${state.live.disk}: no transaction is acknowledged`]),
    ],
    unready: () => [
      ...(state.live.disk === 'ok' ? [] : [`the disk is ${state.live.disk}`]),
      ...(driver.durable() < state.epochRow ? ['the journal has not taken the start of this run yet'] : []),
    ],
  };
}
