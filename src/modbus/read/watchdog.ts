// What keeps the watchdog of a device quiet, and what the device does when it is not.

import type { ConfigPath } from '../../model/config/problem.ts';
import type { Driver, Failsafe, Heartbeat, Point } from '../driver.ts';
import type { HeartbeatFile } from '../schema/control.ts';
import { pointAt } from './reading.ts';
import type { Reading } from './reading.ts';
import { checkValue, persists } from './writes.ts';

/** A heartbeat comes at least twice before the watchdog bites. */
const mostOfTimeout = 0.5;
const failures = 2;

export function heartbeatsOf(reading: Reading, points: ReadonlyMap<string, Point>, poll: Driver['poll']): Heartbeat[] {
  const { heartbeat } = reading.file;
  const list = heartbeat === undefined ? [] : Array.isArray(heartbeat) ? heartbeat : [heartbeat];
  const path = (at: number): ConfigPath => (Array.isArray(heartbeat) ? ['heartbeat', at] : ['heartbeat']);
  return list.flatMap((file, at) => {
    const { kind } = file;
    if (kind === 'none') return [];
    checkHeartbeat(reading, file, points, path(at));
    return [
      {
        kind,
        point: file.point,
        value: file.value ?? null,
        every: everyOf(reading, file, poll, path(at)),
        failuresBeforeReconnect: file.onFail?.after ?? failures,
      },
    ];
  });
}

function checkHeartbeat(
  reading: Reading,
  file: HeartbeatFile,
  points: ReadonlyMap<string, Point>,
  path: ConfigPath,
): void {
  const wrong = (message: string, remedy: string): void => reading.report('BB_DRIVER_HEARTBEAT', path, message, remedy);
  const { kind, point, value } = file;
  const writesPoint = kind === 'write-const' || kind === 'rewrite-point';
  if (writesPoint && point === undefined) wrong('Nobody knows what is written.', 'Add "point".');
  if (!writesPoint && point !== undefined)
    wrong(`A heartbeat of kind ${kind} has no point of its own.`, 'Take it out.');
  if (kind === 'write-const' && value === undefined) wrong('Nobody knows what is written.', 'Add "value".');
  if (!writesPoint && value !== undefined)
    wrong(`A heartbeat of kind ${kind} writes no value of its own.`, 'Take it out.');
  if (kind === 'rewrite-limit' && reading.file.control === undefined)
    wrong('There is no limit to write.', 'Add "control".');
  if (kind !== 'any-read' && file.every === undefined) wrong('Nobody knows how often.', 'Add "every: { s: 25 }".');
  if (point === undefined || !writesPoint) return;
  pointAt(reading, point, [...path, 'point'], 'write');
  if (typeof value === 'string' && value.includes('$'))
    wrong(
      'What a heartbeat writes is one value that never changes.',
      'Take "value" out: what was last written goes again.',
    );
  else if (value !== undefined) checkValue(reading, points.get(point), value, [...path, 'value']);
  if (persists(point))
    reading.report(
      'BB_DRIVER_PERSIST',
      [...path, 'point'],
      `"${point}" makes settings permanent: written again and again, its memory wears out.`,
      'Name another point.',
    );
}

function everyOf(
  reading: Reading,
  { every }: HeartbeatFile,
  poll: Driver['poll'],
  path: ConfigPath,
): Heartbeat['every'] {
  if (every === undefined) return poll.fastMs;
  const at = [...path, 'every'];
  const wrong = (message: string, remedy: string): void => reading.report('BB_DRIVER_HEARTBEAT', at, message, remedy);
  if ((every.s === undefined) === (every.point === undefined))
    wrong('It names a time and a point, or neither.', 'Write { s: 25 } or { point, factor: 0.25, minS: 1 }.');
  if (every.point === undefined) {
    if (every.factor !== undefined || every.minS !== undefined)
      wrong('"factor" and "minS" go with a point.', 'Take them out.');
    checkAgainstTimeout(reading, every.s ?? 0, at);
    return (every.s ?? 0) * 1000;
  }
  pointAt(reading, every.point, [...at, 'point'], 'any');
  const { factor = mostOfTimeout, minS = 1 } = every;
  if (factor > mostOfTimeout)
    wrong(
      `One lost heartbeat trips the watchdog: ${factor} of its timeout passes between two of them.`,
      `Write factor: ${mostOfTimeout} or less.`,
    );
  return { point: every.point, factor, minMs: minS * 1000 };
}

/** Where the file itself writes the timeout, it is known how often the heartbeat must come. */
function checkAgainstTimeout(reading: Reading, everyS: number, at: ConfigPath): void {
  const timeout = writtenTimeout(reading);
  if (timeout !== undefined && everyS > timeout * mostOfTimeout)
    reading.report(
      'BB_DRIVER_HEARTBEAT',
      at,
      `A heartbeat each ${everyS} s is too slow: the watchdog may be set to ${timeout} s.`,
      `Write ${timeout * mostOfTimeout} s or less, or let it follow the point: { point, factor: 0.5 }.`,
    );
}

/** The least number of seconds that `onConnect` may set the watchdog to. */
function writtenTimeout({ file }: Reading): number | undefined {
  const point = file.failsafe?.timeout;
  const value = file.control?.sequences?.['onConnect']?.find(
    ({ write }) => write !== undefined && write === point,
  )?.value;
  if (typeof value === 'number') return value > 0 ? value : undefined;
  const name = typeof value === 'string' ? /^\$param\.(\w+)$/.exec(value)?.[1] : undefined;
  const param = name === undefined ? undefined : file.params?.[name];
  const least = param?.min ?? param?.default;
  return typeof least === 'number' && least > 0 ? least : undefined;
}

export function failsafeOf(reading: Reading): Failsafe | undefined {
  const { failsafe: file, heartbeat } = reading.file;
  if (file === undefined) return undefined;
  for (const key of ['current', 'timeout'] as const)
    if (file[key] !== undefined) pointAt(reading, file[key], ['failsafe', key], 'any');
  const kinds = (Array.isArray(heartbeat) ? heartbeat : heartbeat === undefined ? [] : [heartbeat]).map(
    ({ kind }) => kind,
  );
  if (file.onLoss === 'device' && kinds.every((kind) => kind === 'none'))
    reading.report(
      'BB_DRIVER_HEARTBEAT',
      ['failsafe', 'onLoss'],
      'It falls to its own current when nobody speaks to it, and nothing keeps it from that.',
      'Add "heartbeat": any-read where reading is enough.',
    );
  return { onLoss: file.onLoss, current: file.current, timeout: file.timeout, trip: file.trip };
}
