// What a device is read for: each class of points at its pace, one turn after the other, never the same read twice at a time.

import type { BusLane, BusRequest, BusResult } from '../model/bus.ts';
import type { Mono } from '../model/time.ts';
import { after, earliest, never } from '../model/time.ts';
import { ask, keyOfRead, readAction } from './device-ask.ts';
import { exists, readsOf } from './device-codec.ts';
import { cyclePeriod, takeRefusal, takeWords } from './device-readings.ts';
import { statePoints } from './device-scope.ts';
import type { Asked, Cycle, CycleName, Device } from './device-state.ts';
import { find, isAsked, lossesUntilUnreachable } from './device-state.ts';
import type { Read } from './plan.ts';

/** Polls of one device that wait on the bus: others have their turn between them. */
const mostPolls = 2;

/** Confirmations that wait beside them. */
const mostReadsSoon = 2;

/** A silent device is asked one thing at this pace; the owner of the line stretches it further. */
export const probeMs = 10_000;

/** A read that alone gets no answer, while others do, is left out for so long: each try may cost a connection. */
const leftOutMs = 600_000;

/** A device that says that it is busy, so often in a row, has not got the point. */
const busyTries = 3;

type AskedRead = Extract<Asked, { kind: 'read' }>;

export function pollRequests(device: Device, now: Mono): BusRequest[] {
  if (device.stage === 'first') return [];
  const requests = soonRequests(device, now);
  for (const name of cyclesOf(device)) {
    const cycle = device.cycles[name];
    if (cycle.queue.length === 0 && cycle.out === 0 && cycle.nextAt <= now) startTurn(device, name, cycle, now);
    while (cycle.queue.length > 0 && readsOut(device, true) < mostPolls) {
      const read = cycle.queue.shift()!;
      if (isAsked(device, keyOfRead(read))) continue;
      cycle.out += 1;
      requests.push(askRead(device, read, name, now));
    }
  }
  return requests;
}

/** While it is being identified only that counts: what its registers mean may depend on it. */
const cyclesOf = ({ stage }: Device): readonly CycleName[] =>
  stage === 'identify' ? ['once'] : ['fast', 'once', 'slow'];

/** Those of an older connection that are not answered yet included. */
function readsOut({ asked }: Device, isPoll: boolean): number {
  let count = 0;
  for (const one of asked.values()) if (one.kind === 'read' && (one.cycle !== undefined) === isPoll) count += 1;
  return count;
}

function startTurn(device: Device, name: CycleName, cycle: Cycle, now: Mono): void {
  const isSilent = device.reach.kind === 'unreachable';
  const period = Math.max(cyclePeriod(device, name), isSilent ? probeMs : 0);
  const next = after(cycle.nextAt, period);
  cycle.nextAt = next > now ? next : after(now, period);
  const reads = planOf(device, name, cycle);
  if (!isSilent) cycle.queue = reads.filter((read) => !isLeftOut(device, read, now));
  else if (name === probingCycle(device)) cycle.queue = reads.slice(0, 1);
}

const probingCycle = (device: Device): CycleName => cyclesOf(device)[0]!;

/** Made anew only when other points are wanted. */
function planOf(device: Device, name: CycleName, cycle: Cycle): readonly Read[] {
  const wanted = wantedPoints(device, name);
  const key = `${device.alone.size} ${wanted.join(' ')}`;
  if (cycle.plan?.key !== key) cycle.plan = { key, reads: readsOf(device, wanted) };
  return cycle.plan.reads;
}

/** What is read once is wanted until it is known. */
export function wantedPoints(device: Device, name: CycleName): string[] {
  const wanted: string[] = [];
  for (const point of device.driver.points.values()) {
    if (point.read === undefined || point.poll !== name || !exists(device, point)) continue;
    if (name !== 'once' || !device.known.has(point.name)) wanted.push(point.name);
  }
  if (device.stage === 'identify') wanted.push(...probedPoints(device));
  return wanted;
}

const probedPoints = (device: Device): string[] =>
  device.driver.probes
    .filter((probe) => probe.kind === 'read' && !device.known.has(probe.point))
    .map(({ point }) => point)
    .filter((name) => device.driver.points.get(name)?.poll !== 'once');

function soonRequests(device: Device, now: Mono): BusRequest[] {
  const requests: BusRequest[] = [];
  for (const name of device.readSoon) {
    if (readsOut(device, false) >= mostReadsSoon) break;
    device.readSoon.delete(name);
    for (const read of readsOf(device, [name]))
      if (!isAsked(device, keyOfRead(read))) requests.push(askRead(device, read, undefined, now));
  }
  return requests;
}

function askRead(device: Device, read: Read, cycle: CycleName | undefined, now: Mono): BusRequest {
  const lane: BusLane = cycle === undefined ? 'command' : cycle === 'fast' ? device.config.lane : 'slow';
  const wish = { unit: read.unit, action: readAction(read), lane };
  return ask(device, wish, { kind: 'read', key: keyOfRead(read), read, driver: device.driver, cycle }, now);
}

/** The names of the points that said something. */
export function pollAnswered(device: Device, asked: AskedRead, result: BusResult, now: Mono): string[] {
  if (asked.cycle !== undefined && asked.round === device.round) {
    const cycle = device.cycles[asked.cycle];
    cycle.out = Math.max(0, cycle.out - 1);
    // What one point says may show that there is another one.
    if (asked.cycle === 'once' && result.kind === 'words') cycle.nextAt = now;
  }
  return readAnswered(device, asked, result, now);
}

export function readAnswered(
  device: Device,
  { read, driver, key, round }: Pick<AskedRead, 'read' | 'driver' | 'key' | 'round'>,
  result: BusResult,
  now: Mono,
): string[] {
  // The same registers mean something else now.
  if (driver !== device.driver) return [];
  switch (result.kind) {
    case 'words':
      device.losses.delete(key);
      return takeWords(device, read, result.words, now);
    case 'exception':
      // It answered before it was told what it must be told first.
      if (round === device.round) refused(device, read, key, result.code, now);
      return [];
    case 'lost':
      if (result.why === 'timeout' || result.why === 'closed') lostAlone(device, read, key, now);
      return [];
    case 'written':
      return [];
  }
}

/** 1, 2 and 3 say that there is no such thing; 5, 6 and the rest that there is none now. */
function refused(device: Device, read: Read, key: string, code: number, now: Mono): void {
  const names = [...new Set(read.points.map(({ name }) => name))];
  const isForGood = code >= 1 && code <= 3;
  const tries = (device.losses.get(key)?.count ?? 0) + 1;
  device.losses.set(key, { count: isForGood ? 0 : tries, at: now });
  if (!isForGood && tries < busyTries) return;
  takeRefusal(device, read);
  if (names.length > 1) {
    // One of them is not there; the others may be.
    for (const name of names) device.alone.add(name);
    for (const cycle of Object.values(device.cycles)) cycle.plan = undefined;
    return;
  }
  for (const name of names) refusePoint(device, name, code, now);
}

function refusePoint(device: Device, name: string, code: number, now: Mono): void {
  if (!isNeeded(device, name)) return void device.refused.add(name);
  // Needed ones are asked on: nothing can be done without them. What was to be read once is waited for no longer.
  device.known.add(name);
  const finding = {
    code: 'BB_MODBUS_REFUSED',
    point: name,
    message: `${device.config.id} refuses to say ${name}: exception ${code}`,
    remedy:
      'Check that the device file fits the product and its firmware, and that Modbus is fully enabled in its settings.',
  } as const;
  find(device, finding, now);
}

function isNeeded(device: Device, name: string): boolean {
  const { control, class: kind } = device.driver;
  if (kind === 'meter') return name === 'power' || name === 'current';
  return name === control?.limit.point || statePoints(device).includes(name);
}

/** One read that ends connections, while the device answers others, is not what the device is silent about. */
function lostAlone(device: Device, read: Read, key: string, now: Mono): void {
  const before = device.losses.get(key);
  const heardAt = device.reach.heardAt;
  const isAlone = before !== undefined && heardAt !== undefined && heardAt > before.at;
  const count = before === undefined || isAlone ? (before?.count ?? 0) + 1 : before.count;
  device.losses.set(key, { count, at: now });
  if (count < lossesUntilUnreachable) return;
  for (const { name } of read.points) if (!isNeeded(device, name)) device.known.add(name);
}

/** Whether a read has had its chance for now. */
export function isLeftOut(device: Device, read: Read, now: Mono): boolean {
  const losses = device.losses.get(keyOfRead(read));
  if (losses === undefined || losses.count < lossesUntilUnreachable) return false;
  if (read.points.some(({ name }) => isNeeded(device, name))) return false;
  return now - losses.at < leftOutMs;
}

/** When there is something to read again. */
export function wakeOfPolls(device: Device): Mono {
  if (device.stage === 'first') return never;
  const moments = cyclesOf(device)
    .map((name) => device.cycles[name])
    .filter(({ queue, out }) => queue.length === 0 && out === 0)
    .map(({ nextAt }) => nextAt);
  return earliest(never, ...moments);
}
