// From a new connection to a device that is in use: what it is, which variant of its driver fits, what it must be told first.
// After every new connection all of it is done again, because the device may have forgotten everything.

import type { BusRequest, BusResult } from '../model/bus.ts';
import type { Mono } from '../model/time.ts';
import { after, mono, never } from '../model/time.ts';
import { ask } from './device-ask.ts';
import { readsOf, writesOf } from './device-codec.ts';
import { cyclePeriod, readingOf } from './device-readings.ts';
import { isLeftOut, wantedPoints } from './device-polls.ts';
import { startRun } from './device-runs.ts';
import { scopeOf } from './device-scope.ts';
import type { Cycle, Device } from './device-state.ts';
import { beatsOf, find, firstStage, isAsked, pointOf, takeBack } from './device-state.ts';
import type { Driver, SequenceStep } from './driver.ts';
import { readExpression } from './expression.ts';
import { readPattern } from './pattern.ts';

const longAgo = mono(Number.NEGATIVE_INFINITY);

/** Variants that exclude each other would be changed for ever. */
const mostVariants = 4;

export function begin(device: Device): void {
  device.round += 1;
  device.stage = firstStage(device.driver);
  device.forgot = true;
  device.known.clear();
  device.refused.clear();
  device.variantsTried = 0;
  for (const cycle of Object.values(device.cycles)) restart(cycle);
  for (const beat of device.beats) {
    beat.nextAt = longAgo;
    beat.fedAt = undefined;
  }
  const run = device.runs.get('sequence');
  if (run === undefined) return;
  device.runs.delete('sequence');
  device.ended.push({ run, outcome: 'lost', detail: 'the connection was opened anew' });
}

function restart(cycle: Cycle): void {
  cycle.nextAt = longAgo;
  cycle.queue = [];
  cycle.out = 0;
  cycle.plan = undefined;
}

/** Goes on from stage to stage as far as what is known allows. */
export function arrange(device: Device, now: Mono): BusRequest[] {
  if (device.stage === 'first') return firstRequests(device, now);
  if (device.stage === 'identify' && isIdentified(device, now)) settle(device, now);
  return [];
}

/** Some devices answer no read before a certain write. */
function firstRequests(device: Device, now: Mono): BusRequest[] {
  const first = device.driver.connection.firstWrite;
  const point = pointOf(device, first?.point);
  const write = first === undefined || point === undefined ? undefined : writesOf(device, point, first.value)?.[0];
  if (write === undefined) {
    device.stage = 'identify';
    return arrange(device, now);
  }
  if (isAsked(device, 'first') || device.firstAt > now) return [];
  device.firstAt = after(now, cyclePeriod(device, 'fast'));
  return [ask(device, { ...write, lane: 'heartbeat' }, { kind: 'first', key: 'first' }, now)];
}

/** Refused or not, it has been tried; only a lost one is tried again. */
export function firstAnswered(device: Device, round: number, result: BusResult): void {
  if (result.kind !== 'lost' && round === device.round && device.stage === 'first') device.stage = 'identify';
}

export const wakeOfFirst = (device: Device): Mono =>
  device.stage === 'first' && !isAsked(device, 'first') ? device.firstAt : never;

/** All that is read once is known, or is known not to be there, or never answers. */
function isIdentified(device: Device, now: Mono): boolean {
  const { queue, out } = device.cycles.once;
  if (queue.length > 0 || out > 0 || device.reach.kind === 'unreachable') return false;
  return readsOf(device, wantedPoints(device, 'once')).every((read) => isLeftOut(device, read, now));
}

function settle(device: Device, now: Mono): void {
  const fits = device.config.driver.variants.find(({ match }) => Boolean(match.evaluate(scopeOf(device))));
  const driver = fits?.driver ?? device.config.driver;
  if (driver !== device.driver && device.variantsTried < mostVariants) return changeDriver(device, driver);
  checkIdentity(device, now);
  device.stage = 'arrange';
  const steps = stepsOfConnect(device);
  if (steps.length === 0) device.stage = 'run';
  else startRun(device, { track: 'sequence', name: 'onConnect', steps, lane: 'command' }, now);
}

/** What is described otherwise is read again. */
function changeDriver(device: Device, driver: Driver): void {
  device.variantsTried += 1;
  const before = device.driver;
  device.driver = driver;
  device.refused.clear();
  for (const name of [...device.known])
    if (before.points.get(name) !== driver.points.get(name)) device.known.delete(name);
  for (const cycle of Object.values(device.cycles)) restart(cycle);
  device.beats.splice(0, device.beats.length, ...beatsOf(driver));
}

export function checkIdentity(device: Device, now: Mono): void {
  for (const { point, matches } of device.driver.identify) {
    const { value, quality } = readingOf(device, point, now);
    const read = readPattern(matches);
    if (quality !== 'good' || 'problem' in read || read.pattern.test(String(value))) {
      takeBack(device, 'BB_MODBUS_OTHER_DEVICE', point);
      continue;
    }
    const finding = {
      code: 'BB_MODBUS_OTHER_DEVICE',
      point,
      message: `${device.config.id} says ${JSON.stringify(value)} as its ${point}; ${device.driver.title} says ${matches}`,
      remedy: 'Choose the device file of this product, or check host and unit id.',
    } as const;
    find(device, finding, now);
  }
}

/** Where the driver has no sequence of its own, the failsafe current is what must be told. */
function stepsOfConnect({ driver }: Device): readonly SequenceStep[] {
  const own = driver.control?.sequences.get('onConnect');
  if (own !== undefined) return own;
  return driver.failsafe?.current === undefined ? [] : failsafeSteps(driver);
}

export function failsafeSteps({ failsafe, points }: Driver): readonly SequenceStep[] {
  const point = failsafe?.current;
  if (point === undefined || points.get(point)?.write === undefined) return [];
  const read = readExpression('$fallback.current');
  return 'problem' in read ? [] : [{ kind: 'write', point, value: read.expression }];
}

/** What was told at the beginning, and refused, is said; the device is used all the same. What was lost is told again. */
export function connectEnded(device: Device, now: Mono): void {
  const ended = device.ended.filter(({ run }) => run.name === 'onConnect');
  if (ended.length === 0) return;
  device.ended = device.ended.filter(({ run }) => run.name !== 'onConnect');
  for (const { outcome, detail } of ended) {
    if (device.stage === 'arrange') device.stage = outcome === 'lost' ? 'identify' : 'run';
    if (outcome === 'done') takeBack(device, 'BB_MODBUS_SETUP');
    if (outcome !== 'refused' && outcome !== 'late') continue;
    const finding = {
      code: 'BB_MODBUS_SETUP',
      point: undefined,
      message: `${device.config.id} did not take what it must be told after connecting: ${detail}`,
      remedy: 'Check that the device file fits its firmware. Its failsafe may not be what the site counts on.',
    } as const;
    find(device, finding, now);
  }
}
