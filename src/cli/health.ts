// Why the process is not sound, and why it cannot serve.

import type { HttpOptions } from '../../adapters/http/http.ts';
import type { Driver } from '../core/driver.ts';
import type { Gateway } from '../core/gateway.ts';
import type { LoopWatch } from './loop-watch.ts';

/** A loop that is later than this serves nobody in time. */
const mostLoopDelayMs = 2000;

export interface HealthSources {
  readonly gateway: Gateway;
  readonly driver: Driver;
  readonly loop: LoopWatch;
  /** What failed in the journal, once it has. */
  readonly journalFailure: () => string | undefined;
}

export function healthOf({
  gateway,
  driver,
  loop,
  journalFailure,
}: HealthSources): Pick<HttpOptions, 'unhealthy' | 'unready'> {
  const { state } = gateway;
  return {
    unhealthy() {
      const failure = journalFailure();
      return [
        ...(failure === undefined ? [] : [`the journal failed: ${failure}`]),
        ...(state.live.disk === 'ok' ? [] : [`the disk is ${state.live.disk}: no transaction is acknowledged`]),
        ...(loop.delayMs() > mostLoopDelayMs ? [`the loop is ${Math.round(loop.delayMs())} ms late`] : []),
      ];
    },
    unready: () => [
      ...(state.live.disk === 'ok' ? [] : [`the disk is ${state.live.disk}`]),
      ...(driver.durable() < state.epochRow ? ['the journal has not taken the start of this run yet'] : []),
    ],
  };
}
