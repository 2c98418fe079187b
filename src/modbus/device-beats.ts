// Heartbeats: what keeps the watchdog of a device quiet. Each has a clock of its own, apart from polls, and repeats what was
// commanded, never what was read.

import type { BusRequest, BusResult } from '../model/bus.ts';
import type { Mono } from '../model/time.ts';
import { after, earliest, never } from '../model/time.ts';
import { ask, readAction } from './device-ask.ts';
import { readsOf, writesOf } from './device-codec.ts';
import { wantedPoints } from './device-polls.ts';
import { millisecondsOf } from './device-readings.ts';
import { statePoints } from './device-scope.ts';
import type { Addressed, Asked, Beat, Device } from './device-state.ts';
import { find, isUnreadable, pointOf, takeBack } from './device-state.ts';
import { mayBeWritten } from './limit-amount.ts';
import type { Read } from './plan.ts';
import type { Value } from './value.ts';

/** While nobody knows the timeout of a device. */
export const carefulMs = 5_000;

/** Faster than this no device wants it. */
const leastMs = 500;

type AskedBeat = Extract<Asked, { kind: 'beat' }>;

export function beatRequests(device: Device, now: Mono): BusRequest[] {
  // What does not hear us falls to its failsafe, and is counted so: it is not kept alive by half a line.
  if (device.stage === 'first' || device.reach.kind === 'unreachable') return [];
  return device.beats.flatMap((beat) => {
    if (beat.isOut || dueAt(device, beat) > now) return [];
    if (beat.heartbeat.kind === 'any-read' && isReadAnyway(device, beat, now)) return [];
    const request = beatRequest(device, beat, now);
    beat.sentAt = now;
    beat.nextAt = after(now, intervalOf(device, beat));
    return request === undefined ? [] : [request];
  });
}

/** The interval may have become shorter since the last one left: by then the device has said how long it waits. */
const dueAt = (device: Device, beat: Beat): Mono =>
  beat.sentAt === undefined ? beat.nextAt : earliest(beat.nextAt, after(beat.sentAt, intervalOf(device, beat)));

/** Any answered read counts; the clock runs from the last one. */
function isReadAnyway(device: Device, beat: Beat, now: Mono): boolean {
  const { readAt } = device;
  if (readAt === undefined) return false;
  const next = after(readAt, intervalOf(device, beat));
  if (next <= now) return false;
  beat.nextAt = next;
  beat.sentAt = readAt;
  return true;
}

function beatRequest(device: Device, beat: Beat, now: Mono): BusRequest | undefined {
  const purpose = { kind: 'beat', beat, driver: device.driver } as const;
  if (beat.heartbeat.kind === 'any-read') {
    const read = cheapestRead(device);
    if (read === undefined) return undefined;
    beat.isOut = true;
    const wish = { unit: read.unit, action: readAction(read), lane: 'heartbeat' } as const;
    return ask(device, wish, { ...purpose, key: `beat ${device.beats.indexOf(beat)}`, read }, now);
  }
  const write = beatWrite(device, beat);
  if (write === undefined) return undefined;
  beat.isOut = true;
  const key = `beat ${device.beats.indexOf(beat)}`;
  const replaces = keyOfPoint(device, beatPoint(device, beat) ?? '');
  const wish = { ...write, lane: 'heartbeat' as const, replaces };
  return ask(device, wish, { ...purpose, key, read: undefined }, now);
}

/** Writes of a point take each other's place: an old limit never follows a new one. */
export const keyOfPoint = ({ config }: Device, point: string): string => `${config.id} ${point}`;

function cheapestRead(device: Device): Read | undefined {
  const [name] = [...statePoints(device), ...wantedPoints(device, 'fast')];
  return name === undefined ? undefined : readsOf(device, [name])[0];
}

function beatWrite(device: Device, beat: Beat): Addressed | undefined {
  if (isUnreadable(device)) return undefined;
  const name = beatPoint(device, beat);
  const point = pointOf(device, name);
  if (name === undefined || point === undefined) return undefined;
  // A limit that is on its way is as good, and the older one must not overtake it.
  if (beat.heartbeat.kind === 'rewrite-limit' && device.runs.has('limit')) return undefined;
  const value = valueToBeat(device, beat, name);
  const written = value === null || value === undefined ? undefined : mayBeWritten(device.driver, name, value);
  return written === undefined ? undefined : writesOf(device, point, written)?.[0];
}

const beatPoint = ({ driver }: Device, { heartbeat }: Beat): string | undefined =>
  heartbeat.kind === 'rewrite-limit' ? driver.control?.limit.point : heartbeat.point;

function valueToBeat(device: Device, { heartbeat }: Beat, name: string): Value | undefined {
  if (heartbeat.kind === 'write-const') return heartbeat.value;
  return device.commanded.get(name) ?? (heartbeat.kind === 'rewrite-point' ? heartbeat.value : undefined);
}

/** At most half the time that the device waits, whatever the driver says. */
export function intervalOf(device: Device, { heartbeat }: Pick<Beat, 'heartbeat'>): number {
  const { every } = heartbeat;
  const timeoutMs = millisecondsOf(device, device.driver.failsafe?.timeout);
  const half = timeoutMs !== undefined && timeoutMs > 0 ? timeoutMs / 2 : Infinity;
  if (typeof every === 'number') return Math.max(leastMs, Math.min(every, half));
  const said = millisecondsOf(device, every.point);
  if (said === undefined || said <= 0) return Math.max(leastMs, Math.min(carefulMs, half));
  return Math.max(leastMs, Math.min(Math.max(said * every.factor, every.minMs), half));
}

export function beatAnswered(device: Device, { beat }: AskedBeat, result: BusResult, now: Mono): void {
  beat.isOut = false;
  if (result.kind === 'lost' && result.why === 'replaced') return;
  if (result.kind === 'words' || result.kind === 'written') {
    beat.failures = 0;
    noteGap(device, beat, now);
    takeBack(device, 'BB_MODBUS_HEARTBEAT', beat.heartbeat.point);
    return;
  }
  beat.failures += 1;
  // Once more before the device gives up.
  beat.nextAt = after(now, Math.min(leastMs, intervalOf(device, beat)));
  if (beat.failures < beat.heartbeat.failuresBeforeReconnect) return;
  const why = result.kind === 'exception' ? `exception ${result.code}` : result.why;
  const finding = {
    code: 'BB_MODBUS_HEARTBEAT',
    point: beat.heartbeat.point,
    message: `${device.config.id} has not taken ${beat.failures} heartbeats in a row: ${why}`,
    remedy: 'Check the line. The charger falls to its failsafe current and is counted so.',
  } as const;
  find(device, finding, now);
  beat.nextAt = after(now, intervalOf(device, beat));
}

/** What it was told while its watchdog may have fired, or before it was fed on this connection, may not count any more. */
function noteGap(device: Device, beat: Beat, now: Mono): void {
  const { heartbeat, fedAt } = beat;
  beat.fedAt = now;
  if (heartbeat.kind === 'any-read' || heartbeat.kind === 'rewrite-limit') return;
  const timeoutMs = millisecondsOf(device, device.driver.failsafe?.timeout) ?? Infinity;
  if (fedAt === undefined || now - fedAt > timeoutMs) device.forgot = true;
}

/** The same of a device that any read keeps quiet: a gateway that stood still may have come too late. */
export function noteRead(device: Device, now: Mono): void {
  const { readAt, driver } = device;
  device.readAt = now;
  if (readAt === undefined || !driver.heartbeats.some(({ kind }) => kind === 'any-read')) return;
  const timeoutMs = millisecondsOf(device, driver.failsafe?.timeout) ?? Infinity;
  if (timeoutMs > 0 && now - readAt > timeoutMs) device.forgot = true;
}

/** A write of the limit is a heartbeat as well. */
export function limitWasWritten(device: Device, now: Mono): void {
  for (const beat of device.beats)
    if (beat.heartbeat.kind === 'rewrite-limit') {
      beat.sentAt = now;
      beat.nextAt = after(now, intervalOf(device, beat));
    }
}

export function wakeOfBeats(device: Device): Mono {
  if (device.stage === 'first' || device.reach.kind === 'unreachable') return never;
  return earliest(never, ...device.beats.filter(({ isOut }) => !isOut).map((beat) => dueAt(device, beat)));
}
