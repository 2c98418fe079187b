// A gateway and a charge point over real sockets, whose clocks all run so many times as fast as ours, and a network cable between
// them that can be pulled.

import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { onTestFinished } from 'vitest';
import { createVehicle } from '../../adapters/simulator/electric-vehicle.ts';
import { seeded } from '../../adapters/simulator/random.ts';
import { createStation } from '../../adapters/simulator/station.ts';
import type { SimStation, StationOptions } from '../../adapters/simulator/station/types.ts';
import type { Loop, Sleeper } from '../../adapters/simulator/wire/loop.ts';
import type { RunningStation } from '../../adapters/simulator/wire/run-station.ts';
import { runStation } from '../../adapters/simulator/wire/run-station.ts';
import type { ComposeOptions, RunningGateway } from '../../src/cli/compose.ts';
import type { Clock } from '../../src/core/ports.ts';
import type { Site } from '../../src/model/config/site.ts';
import { clampMs, mono, utc } from '../../src/model/time.ts';
import { until } from '../peers/until.ts';
import { startGatewayHere } from '../wire/gateway-here.ts';

export interface FastBench {
  readonly running: RunningGateway;
  readonly api: string;
  readonly station: SimStation;
  readonly one: RunningStation;
  readonly now: Loop['now'];
  /** A vehicle that draws all that it may begins to charge. */
  plug(phases?: 1 | 3): void;
  /** Its cable is out for so many seconds of its clock. */
  cut(seconds: number): Promise<void>;
  passes(seconds: number): Promise<void>;
  /** What the station breaks of the standard. */
  readonly faults: readonly string[];
}

export async function startFastBench(
  site: Site,
  times: number,
  about: Partial<StationOptions> = {},
  more: Partial<ComposeOptions> = {},
): Promise<FastBench> {
  const begun = { mono: performance.now(), utc: Date.now() };
  const passed = (): number => (performance.now() - begun.mono) * times;
  const clock = clockOf(
    times,
    () => begun.mono + passed(),
    () => begun.utc + passed(),
  );
  const { running, url } = await startGatewayHere(site, { clock, ...more });
  const cable = await plugCable(Number(new URL(url).port));
  const loop = loopOf(clock);
  const faults: string[] = [];
  const { id, sampleSeconds } = site.stations[0]!;
  const station = createStation({ id, evses: 1, chance: seeded(3), sampleSeconds, ...about });
  const to = `ws://127.0.0.1:${cable.port}`;
  const one = runStation(station, { url: to, loop, find: (fault) => void faults.push(fault) });
  onTestFinished(() => one.stop());
  await until(() => station.isOnline(), 'the station is online');
  const passes = (seconds: number): Promise<void> => new Promise((go) => setTimeout(go, (seconds * 1000) / times));
  return {
    ...{ running, station, one, passes, faults, now: loop.now },
    api: `http://127.0.0.1:${running.apiPort}`,
    plug(phases = 3) {
      const options = { name: 'Van', batteryKwh: 300, soc: 0.1, phases, maxAmps: 32 } as const;
      const vehicle = createVehicle({ ...options, startDelayMs: 2000, reactMs: 2000 });
      one.event({ kind: 'plug', evse: 1, vehicle, token: 'TEST' });
    },
    async cut(seconds) {
      cable.pull(true);
      await passes(seconds);
      cable.pull(false);
    },
  };
}

function clockOf(times: number, monoMs: () => number, utcMs: () => number): Clock {
  let timer: NodeJS.Timeout | undefined;
  return {
    mono: () => mono(monoMs()),
    utc: () => utc(Math.round(utcMs())),
    wakeAt(at, wake) {
      clearTimeout(timer);
      if (at < Number.POSITIVE_INFINITY) timer = setTimeout(wake, clampMs((at - monoMs()) / times));
    },
  };
}

/** Looks every few milliseconds who is to be woken. */
function loopOf(clock: Clock): Loop {
  const sleepers = new Set<Sleeper>();
  const timer = setInterval(() => {
    for (const one of [...sleepers]) if (one.wakeAt() <= clock.mono()) one.wake();
  }, 5);
  onTestFinished(() => clearInterval(timer));
  return {
    now: () => ({ mono: clock.mono(), utc: clock.utc() }),
    add: (sleeper) => void sleepers.add(sleeper),
    remove: (sleeper) => void sleepers.delete(sleeper),
    look: () => undefined,
  };
}

async function plugCable(target: number): Promise<{ readonly port: number; pull(out: boolean): void }> {
  const open = new Set<Socket>();
  let isOut = false;
  const server = createServer((near) => {
    if (isOut) return void near.destroy();
    const far = connect(target, '127.0.0.1');
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(end);
      end.on('data', (data: Buffer) => other.write(data));
      end.on('error', () => end.destroy());
      end.on('close', () => (open.delete(end), other.destroy()));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return {
    port: (server.address() as AddressInfo).port,
    pull(out) {
      isOut = out;
      if (out) for (const one of [...open]) one.destroy();
    },
  };
}
