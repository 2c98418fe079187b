// Whether a serial line can carry what is asked on it: how long each request takes, how often it comes, and how long a
// heartbeat may have to wait.

import { unitAt } from './line.ts';
import { carefulMs } from './device-beats.ts';
import type { Heartbeat } from './driver.ts';
import type { Read } from './plan.ts';
import type { PlacedDevice } from './placed.ts';
import { paramsOf } from './placed.ts';
import { staticReads } from './static-reads.ts';

export interface LineLoad {
  readonly devices: readonly DeviceLoad[];
  readonly baud: number;
  /** Share of its time that the line is used, everything at its pace. Above 1 it falls behind. */
  readonly busy: number;
  /** All fast polls of all devices, one after the other. */
  readonly cycleMs: number;
  /** The shortest time between two heartbeats of one device; undefined where none has any. */
  readonly beatEveryMs: number | undefined;
  /** The most that a heartbeat waits: for the longest request of somebody else, and for all the other heartbeats. */
  readonly beatLateMs: number;
  /** A device that is silent keeps the others waiting for so long, each time that it is tried. */
  readonly silentMs: number;
}

export interface DeviceLoad {
  readonly device: PlacedDevice;
  readonly fastMs: number;
  readonly fastEveryMs: number;
  readonly slowMs: number;
  readonly slowEveryMs: number;
  readonly beats: readonly BeatLoad[];
  readonly longestMs: number;
}

interface BeatLoad {
  readonly kind: Heartbeat['kind'];
  readonly costMs: number;
  readonly everyMs: number;
}

/** What a device takes to begin its answer; data sheets say 5 to 50. */
const turnaroundMs = 20;
const charBits = 11;
const frameSilence = 3.5;
const requestBytes = 8;
const answerBytes = 5;

export function lineLoad(devices: readonly PlacedDevice[], baud: number): LineLoad {
  const loads = devices.map((device) => deviceLoad(device, baud));
  const beats = loads.flatMap((load) => load.beats.map((beat) => ({ ...beat, load })));
  const shares = loads.map(
    ({ fastMs, fastEveryMs, slowMs, slowEveryMs }) => fastMs / fastEveryMs + slowMs / slowEveryMs,
  );
  // What reading alone keeps quiet costs nothing more than reading.
  const written = beats.filter(({ kind, everyMs, load }) => kind !== 'any-read' || everyMs < load.fastEveryMs);
  return {
    devices: loads,
    baud,
    busy: sum([...shares, ...written.map(({ costMs, everyMs }) => costMs / everyMs)]),
    cycleMs: sum(loads.map(({ fastMs }) => fastMs)),
    beatEveryMs: beats.length === 0 ? undefined : Math.min(...beats.map(({ everyMs }) => everyMs)),
    beatLateMs:
      beats.length === 0
        ? 0
        : Math.max(...loads.map(({ longestMs }) => longestMs)) + sum(beats.map((one) => one.costMs)),
    silentMs: Math.max(0, ...devices.map(({ driver }) => 2 * driver.connection.timing.timeoutMs)),
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

function deviceLoad(device: PlacedDevice, baud: number): DeviceLoad {
  const { driver, access, connectors, periodMs } = device;
  const each = Array.from({ length: connectors }, (_, at) => at + 1);
  const reads = (poll: 'fast' | 'slow'): readonly Read[] =>
    each.flatMap((connector) =>
      staticReads(driver, poll, {
        connector,
        params: paramsOf(device),
        unit: unitAt(driver.connection, access),
      }),
    );
  const costs = { fast: reads('fast').map(costOf), slow: reads('slow').map(costOf) };
  function costOf({ fn, count }: Read): number {
    const data = fn <= 2 ? Math.ceil(count / 8) : 2 * count;
    return cost(requestBytes + answerBytes + data);
  }
  function cost(bytes: number): number {
    const charMs = (charBits * 1000) / baud;
    return (
      (bytes + frameSilence) * charMs +
      turnaroundMs +
      Math.max(driver.connection.timing.minGapMs, frameSilence * charMs)
    );
  }
  const fastEveryMs = periodMs ?? driver.poll.fastMs;
  const beats = each.flatMap(() => driver.heartbeats.map((beat) => beatLoad(beat)));
  function beatLoad(heartbeat: Heartbeat): BeatLoad {
    const { kind } = heartbeat;
    const costMs = kind === 'any-read' ? (costs.fast[0] ?? 0) : cost(writeBytes);
    return { kind, costMs, everyMs: assumedEveryMs(heartbeat) };
  }
  return {
    device,
    fastMs: sum(costs.fast),
    fastEveryMs,
    slowMs: sum(costs.slow),
    slowEveryMs: Math.max(fastEveryMs, driver.poll.slowMs),
    beats,
    longestMs: Math.max(0, ...costs.fast, ...costs.slow),
  };
}

/** One register with function 6, there and back; two registers with function 16 are not much more. */
const writeBytes = 21;

/** As the device says it, which nobody knows yet: as long as it has not been read, this is what the gateway keeps to. */
export const assumedEveryMs = ({ every }: Pick<Heartbeat, 'every'>): number =>
  typeof every === 'number' ? every : Math.max(every.minMs, carefulMs);

/** Whether some watchdog trips although everything is well: they wait at least twice as long as heartbeats are apart. */
export const starvesBeats = ({ beatEveryMs, beatLateMs }: LineLoad): boolean =>
  beatEveryMs !== undefined && beatLateMs > beatEveryMs;
