// A simulated depot over real sockets.

import type { SimDepot } from '../depot.ts';
import type { SimStation, StationEvent } from '../station/types.ts';
import type { Sleeper } from './loop.ts';
import { sharedLoop } from './loop.ts';
import type { RunOptions } from './run-station.ts';
import { runStation } from './run-station.ts';

export interface RunningDepot {
  event(station: SimStation, event: StationEvent): void;
  /** Breaks the connection of a station. */
  drop(station: SimStation): void;
  /** From now on vans come and go. */
  openGates(): void;
  /** Nobody comes and goes any more; the stations go on. */
  closeGates(): void;
  stop(): void;
}

/** Every station connects to `url`/identity; vans come and go once the gates are open. */
export function runDepot(
  depot: SimDepot,
  options: RunOptions & { readonly passwordOf?: (station: string) => string | undefined },
): RunningDepot {
  const loop = options.loop ?? sharedLoop;
  const running = new Map(
    depot.stations.map((station) => {
      const basicPassword = options.passwordOf?.(station.id) ?? options.basicPassword;
      return [station, runStation(station, { ...options, ...(basicPassword !== undefined && { basicPassword }) })];
    }),
  );
  const sleeper: Sleeper = {
    wakeAt: () => depot.wakeAt(),
    wake() {
      for (const { station, event } of depot.step(loop.now())) running.get(station)?.event(event);
    },
  };
  return {
    event: (station, event) => running.get(station)?.event(event),
    drop: (station) => running.get(station)?.drop(),
    openGates: () => loop.add(sleeper),
    closeGates: () => loop.remove(sleeper),
    stop() {
      loop.remove(sleeper);
      for (const one of running.values()) one.stop();
    },
  };
}
