// What is looked after while a charger runs: a limit that was lost, a second limit from elsewhere, recoveries, probes.

import type { Mono } from '../model/time.ts';
import { applyLimit, wantedAmps } from './charger-limit.ts';
import type { Charger } from './charger-state.ts';
import { ampsOf } from './charger-state.ts';
import { numberOf, readingOf } from './device-readings.ts';
import { startRun } from './device-runs.ts';
import { evaluate, holds, iecStateOf, phasesOf, rawState, usedLines } from './device-scope.ts';
import { find, pointOf, takeBack } from './device-state.ts';
import type { Probe, SequenceStep } from './driver.ts';
import { constant } from './expression.ts';
import { isCharging } from './charger-events.ts';

/** A limit that does not stay is written again at this pace, and each time after twice as long. */
const repairMs = 5_000;
const mostRepairMs = 600_000;

/** What nobody can read back is told again after this time, where it seems to be lost, and each time after twice as long. */
const renewMs = 30_000;

/** A recovery sequence at most so often. */
const onStateMs = 60_000;

/** A vehicle that follows a new limit has done so by then. */
const settledMs = 60_000;

/** Below the limit by more than this something else limits. */
const cappedAmps = 2;
const aboveAmps = 1;

export function watchCharger(charger: Charger, said: readonly string[], now: Mono): void {
  const limit = charger.device.driver.control?.limit;
  if (limit !== undefined && said.includes(limit.point)) watchReadBack(charger, now);
  if (limit !== undefined && pointOf(charger.device, limit.point)?.read === undefined) watchUnread(charger, now);
  if (said.includes('current')) watchCurrent(charger, now);
  recover(charger, now);
  probe(charger, now);
}

/** What the device holds is not what it was told: it is told again. Only what we told it is ever written. */
function watchReadBack(charger: Charger, now: Mono): void {
  const { device, watch } = charger;
  const { limit } = device.driver.control!;
  if (charger.pending !== undefined || device.runs.size > 0 || device.stage !== 'run') return;
  const read = numberOf(device, limit.point, now);
  const told = device.commanded.get(limit.point);
  if (read === undefined) return;
  const point = pointOf(device, limit.point)!;
  const raw = Math.round((read - point.offset) / point.scale);
  const mustRepair = holds(device, limit.repair?.when, { raw });
  const isLost = typeof told === 'number' && Math.abs(read - told) > limit.step / 2 + 1e-9;
  if (!mustRepair && !isLost) {
    watch.repairs = 0;
    return takeBack(device, 'BB_MODBUS_LIMIT_LOST');
  }
  // It may draw more than was proved.
  if (isLost && read > told) charger.holdsAmps = Infinity;
  const waitMs = Math.min(repairMs * 2 ** watch.repairs, mostRepairMs);
  if (watch.repairedAt !== undefined && now - watch.repairedAt < waitMs) return;
  watch.repairedAt = now;
  watch.repairs += 1;
  if (isLost) sayLost(charger, read, told, now);
  // Nobody has said yet what it may draw: it must at least not be released.
  if (mustRepair && wantedAmps(charger) === undefined) charger.targetAmps = 0;
  charger.isReleased = undefined;
  applyLimit(charger, undefined, true, now);
}

/**
 * No register says what it holds: that it forgot it shows where a vehicle stands at it, may charge, and does not. It is told the
 * same once more; a vehicle that is full only sees it said again.
 */
function watchUnread(charger: Charger, now: Mono): void {
  const { device, watch, isReleased, pending } = charger;
  const isIdle = isReleased === true && (wantedAmps(charger) ?? 0) > 0 && iecStateOf(device) === 'B';
  if (!isIdle) {
    watch.repairedAt = undefined;
    watch.repairs = 0;
    return;
  }
  watch.repairedAt ??= now;
  if (pending !== undefined || device.runs.size > 0 || device.stage !== 'run') return;
  if (now - watch.repairedAt < Math.min(renewMs * 2 ** watch.repairs, mostRepairMs)) return;
  watch.repairedAt = now;
  watch.repairs += 1;
  charger.isReleased = undefined;
  applyLimit(charger, undefined, true, now);
}

function sayLost({ device }: Charger, read: number, told: number, now: Mono): void {
  const finding = {
    code: 'BB_MODBUS_LIMIT_LOST',
    point: device.driver.control?.limit.point,
    message: `${device.config.id} holds ${read} where ${told} was written`,
    remedy:
      'Look for somebody else who writes its limit: an app, an OCPP profile, another master. It is written again.',
  } as const;
  find(device, finding, now);
}

/** Accepted, and yet the vehicle does not follow, upwards or downwards. */
function watchCurrent(charger: Charger, now: Mono): void {
  const { device, watch } = charger;
  followPhases(charger, now);
  watchLines(charger, now);
  const { value, quality } = readingOf(device, 'current', now);
  const amps = ampsOf(charger, value).filter((one) => one !== null);
  const limit = charger.holdsAmps;
  if (quality !== 'good' || amps.length === 0 || charger.pending !== undefined || !Number.isFinite(limit)) {
    watch.cappedSince = undefined;
    watch.aboveSince = undefined;
    return;
  }
  const most = Math.max(...amps);
  const isCapped = isCharging(iecStateOf(device)) === true && most < limit - cappedAmps;
  watch.cappedSince = isCapped ? (watch.cappedSince ?? now) : undefined;
  watch.aboveSince = most > limit + aboveAmps ? (watch.aboveSince ?? now) : undefined;
  sayCapped(charger, most, limit, now);
  sayAbove(charger, most, limit, now);
}

/** Watts mean other amps as soon as the vehicle uses other lines than was thought. */
function followPhases(charger: Charger, now: Mono): void {
  const { device, pending, writtenFor } = charger;
  if (device.driver.control?.limit.quantity !== 'power' || writtenFor === undefined) return;
  const phases = phasesOf(device);
  if (phases === writtenFor || pending !== undefined || device.runs.size > 0 || device.stage !== 'run') return;
  applyLimit(charger, undefined, phases < writtenFor, now);
}

/** E43: what flows counts, whatever the device says of its relay. */
function watchLines({ device, watch, switching }: Charger, now: Mono): void {
  const used = usedLines(device) ?? 0;
  const isAbove = device.switchedTo === 1 && used > 1 && switching === undefined;
  watch.linesSince = isAbove ? (watch.linesSince ?? now) : undefined;
  if (!lasts(watch.linesSince, now)) return takeBack(device, 'BB_MODBUS_PHASES_IGNORED');
  const finding = {
    code: 'BB_MODBUS_PHASES_IGNORED',
    point: undefined,
    message: `${device.config.id} was switched to one phase and draws on ${used}`,
    remedy:
      'Order the switch again. If it draws on the same lines then: its switching of phases may be off, or its relay is stuck.',
  } as const;
  find(device, finding, now);
}

const lasts = (since: Mono | undefined, now: Mono): boolean => since !== undefined && now - since >= settledMs;

function sayCapped({ device, watch }: Charger, most: number, limit: number, now: Mono): void {
  if (!lasts(watch.cappedSince, now)) return takeBack(device, 'BB_MODBUS_SECOND_LIMIT');
  const finding = {
    code: 'BB_MODBUS_SECOND_LIMIT',
    point: undefined,
    message: `${device.config.id} may draw ${limit} A and has drawn at most ${most} A for a minute`,
    remedy:
      'The vehicle may want no more. If every vehicle does so: look for a DIP switch, an OCPP profile, the cable, an app.',
  } as const;
  find(device, finding, now);
}

function sayAbove({ device, watch }: Charger, most: number, limit: number, now: Mono): void {
  if (!lasts(watch.aboveSince, now)) return takeBack(device, 'BB_MODBUS_LIMIT_IGNORED');
  const finding = {
    code: 'BB_MODBUS_LIMIT_IGNORED',
    point: undefined,
    message: `${device.config.id} draws ${most} A and may draw ${limit} A`,
    remedy: 'Check its operating mode: some take limits only when the control by Modbus is switched on.',
  } as const;
  find(device, finding, now);
}

function recover({ device }: Charger, now: Mono): void {
  const raw = rawState(device);
  const steps = raw === null ? undefined : device.driver.onState.get(String(raw));
  if (steps === undefined || device.stage !== 'run' || device.runs.has('sequence')) return;
  const before = device.onStateAt.get(String(raw));
  if (before !== undefined && now - before < onStateMs) return;
  device.onStateAt.set(String(raw), now);
  startRun(device, { track: 'sequence', name: 'recover', steps, lane: 'command' }, now);
}

/** Writing shows what a device can do; only while no vehicle is there, once a connection. */
function probe(charger: Charger, now: Mono): void {
  const { device, watch } = charger;
  if (device.stage !== 'run' || device.runs.size > 0 || charger.pending !== undefined) return;
  if (iecStateOf(device) !== 'A') return;
  const next = device.driver.probes.find((one) => one.kind === 'write' && watch.probed.get(one.id) !== device.round);
  if (next === undefined || next.kind !== 'write') return;
  watch.probed.set(next.id, device.round);
  startRun(device, { track: 'sequence', name: `probe ${next.id}`, steps: probeSteps(next), lane: 'command' }, now);
}

const probeSteps = ({ point, value, readBack }: Extract<Probe, { kind: 'write' }>): SequenceStep[] => [
  { kind: 'write', point, value: constant(value) },
  { kind: 'read', point: readBack },
];

/** What the probe has shown is known by its id, and what the charger is to hold is told again. */
export function probeEnded(charger: Charger, name: string, now: Mono): void {
  const { device } = charger;
  const made = device.driver.probes.find(({ id }) => name === `probe ${id}`);
  if (made?.kind !== 'write') return;
  device.readings.set(made.id, { value: evaluate(device, made.classify), readAt: now, quality: 'good' });
  device.forgot = true;
}
