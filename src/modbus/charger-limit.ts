// The limit of a charger: from amps to the writes that set it, and what proves that it is in force.

import type { Mono } from '../model/time.ts';
import { after, earliest, never } from '../model/time.ts';
import type { Charger, Pending } from './charger-state.ts';
import { ampsOf, hwMaxAmps, outcome } from './charger-state.ts';
import { readingOf } from './device-readings.ts';
import { boundSteps, dropLimitSteps, isLimitWord, startRun } from './device-runs.ts';
import type { Expand } from './device-runs.ts';
import { evaluate, phasesOf } from './device-scope.ts';
import { pointOf } from './device-state.ts';
import type { EndedRun } from './device-state.ts';
import type { Control, SequenceStep } from './driver.ts';
import { constant } from './expression.ts';
import type { LimitAmount, LimitFrame } from './limit-amount.ts';
import { limitAmount, pauseAmount, wattsPerAmp } from './limit-amount.ts';
import type { Value } from './value.ts';

/** Between two looks at a register that does not say yet what was written. */
const lookMs = 500;

/** Measured currents may be so far above a limit that is kept. */
const measuredToleranceAmps = 0.5;

/** A device that rounds down to whole amps has done what it was told. */
const roundingAmps = 1;

export function frameOf(charger: Charger, now: Mono): LimitFrame {
  const { device } = charger;
  const transform = device.driver.control?.limit.transform;
  const phases = phasesOf(device);
  const wattsOf = transform && ((amps: number) => evaluate(device, transform, { A: amps, $phases: phases }));
  return { hwMaxAmps: hwMaxAmps(charger, now), phases, wattsOf };
}

/** What the charger is to hold now. While phases are switched nothing may flow, whatever it is told meanwhile. */
export const wantedAmps = ({ targetAmps, isPaused, switching }: Charger): number | undefined =>
  isPaused || switching !== undefined ? 0 : targetAmps;

/** Begins to write what is wanted; undefined commands are repeats that nobody waits for. */
export function applyLimit(charger: Charger, command: string | undefined, lowers: boolean, now: Mono): void {
  const { device } = charger;
  const control = device.driver.control;
  const amps = wantedAmps(charger);
  if (control === undefined || amps === undefined) return;
  supersede(charger, command);
  // What a sequence has still to write of an older limit never follows this one; how far it came nobody knows.
  if (dropLimitSteps(device)) charger.isReleased = undefined;
  const amount = limitAmount(control, amps, frameOf(charger, now));
  const steps = stepsFor(charger, control, amount);
  if (steps === undefined)
    return outcome(charger, command, { kind: 'refused', detail: 'the device file knows no way to pause it' });
  charger.holdsAmps = Math.max(amount.amps, charger.holdsAmps);
  charger.pending = { command, amount, lowers, writtenAt: undefined, deadline: never, lookAt: now };
  device.lastLimit = amount.amps;
  charger.writtenFor = phasesOf(device);
  startRun(device, { track: 'limit', name: 'limit', steps, lane: lowers ? 'lowering' : 'command' }, now);
}

/** What waited before is answered: something later took its place. */
function supersede(charger: Charger, command: string | undefined): void {
  const before = charger.pending;
  charger.pending = undefined;
  if (before !== undefined && before.command !== command)
    outcome(charger, before.command, { kind: 'unanswered', detail: 'a later command took its place' });
}

function stepsFor(charger: Charger, control: Control, amount: LimitAmount): SequenceStep[] | undefined {
  if (amount.kind === 'pause') return pauseSteps(charger, control);
  const set = setSteps(control, amount.amount ?? null);
  return charger.isReleased === true ? set : [...set, ...releaseSteps(control)];
}

function setSteps(control: Control, amount: Value): SequenceStep[] {
  const own = control.sequences.get('setLimit');
  if (own !== undefined) return boundSteps(own, amount);
  return [{ kind: 'write', point: control.limit.point, value: constant(amount) }];
}

function releaseSteps({ sequences, enable }: Control): SequenceStep[] {
  const own = sequences.get('resume') ?? (enable.kind === 'sequence' ? sequences.get(enable.on) : undefined);
  if (own !== undefined) return boundSteps(own, null);
  if (enable.kind !== 'register' && enable.kind !== 'coil') return [];
  return [{ kind: 'write', point: enable.point, value: constant(enable.on) }];
}

export function pauseSteps({ device }: Charger, { sequences, enable, limit }: Control): SequenceStep[] | undefined {
  const own = sequences.get('pause') ?? (enable.kind === 'sequence' ? sequences.get(enable.off) : undefined);
  if (own !== undefined) return boundSteps(own, null);
  if (enable.kind === 'register' || enable.kind === 'coil')
    return [{ kind: 'write', point: enable.point, value: constant(enable.off) }];
  const amount = pauseAmount(device.driver);
  return amount === undefined ? undefined : [{ kind: 'write', point: limit.point, value: constant(amount) }];
}

/** What `setLimit`, `pause` and `resume` stand for in the sequences of a driver. A limit without a value is the wanted one. */
export function expanding(charger: Charger, now: Mono): Expand {
  return (name, value) => {
    const control = charger.device.driver.control;
    if (control === undefined) return undefined;
    // The switch of phases is within a pause of its own, and what it may draw is told when it is over.
    if (charger.switching !== undefined && isLimitWord(name)) return [];
    if (name === 'pause') return pauseSteps(charger, control);
    if (name !== 'setLimit' && name !== 'resume') return undefined;
    const amps = typeof value === 'number' && name === 'setLimit' ? value : wantedAmps(charger);
    // Nobody has said what it may draw: it is told nothing.
    if (amps === undefined) return [];
    const amount = limitAmount(control, amps, frameOf(charger, now));
    if (amount.kind === 'pause') return pauseSteps(charger, control);
    charger.holdsAmps = Math.max(amount.amps, charger.holdsAmps);
    charger.device.lastLimit = amount.amps;
    const set = setSteps(control, amount.amount ?? null);
    return name === 'setLimit' ? set : [...set, ...releaseSteps(control)];
  };
}

/** The writes of a limit have ended. */
export function limitRunEnded(charger: Charger, { outcome: how, detail }: EndedRun, now: Mono): void {
  const { pending, device } = charger;
  if (pending === undefined || how === 'replaced') return;
  if (how === 'done') {
    const confirm = device.driver.control!.limit.confirm;
    pending.writtenAt = now;
    pending.deadline = after(now, confirm.kind === 'none' ? confirm.worstCaseMs : confirm.withinMs);
    charger.isReleased = pending.amount.kind === 'limit';
    return checkPending(charger, now);
  }
  const kind = how === 'lost' ? 'unanswered' : 'refused';
  settlePending(charger, { kind, detail });
}

function settlePending(charger: Charger, made: { kind: 'confirmed' | 'refused' | 'unanswered'; detail: string }): void {
  const { pending } = charger;
  if (pending === undefined) return;
  charger.pending = undefined;
  if (made.kind !== 'confirmed') return outcome(charger, pending.command, made);
  charger.holdsAmps = pending.amount.amps;
  outcome(charger, pending.command, { ...made, appliedAmps: pending.amount.amps });
}

/** Whether the limit that was written is in force by now. */
export function checkPending(charger: Charger, now: Mono): void {
  const { pending, device } = charger;
  const confirm = device.driver.control?.limit.confirm;
  if (confirm === undefined || pending?.writtenAt === undefined) return;
  if (confirm.kind === 'none') {
    const detail = `in force after ${confirm.worstCaseMs} ms by the word of the device file`;
    if (now >= pending.deadline) settlePending(charger, { kind: 'confirmed', detail });
    return;
  }
  const check = confirm.kind === 'readback' ? readBackOf(charger, pending, confirm.point) : undefined;
  if (check !== undefined) return checkReadBack(charger, pending, check, now);
  checkMeasured(charger, pending, now);
}

interface Check {
  readonly point: string;
  readonly value: Value;
  readonly tolerance: number;
  /** How far below it may be: nothing, what a device rounds off, or anything where the register says what really applies. */
  readonly below: 'nothing' | 'rounding' | 'anything';
}

/** Which register proves it; undefined where none does. */
function readBackOf({ device }: Charger, { amount }: Pending, confirmedBy: string): Check | undefined {
  const { control } = device.driver;
  if (control === undefined) return undefined;
  const { enable, limit } = control;
  if (amount.kind === 'pause' && (enable.kind === 'register' || enable.kind === 'coil')) {
    const point = pointOf(device, enable.point);
    return point?.read && { point: enable.point, value: enable.off, tolerance: 0, below: 'nothing' };
  }
  const value = amount.kind === 'pause' ? pauseAmount(device.driver) : amount.amount;
  // A sequence of its own may pause by whatever it likes.
  const isOwn = amount.kind === 'pause' && (control.sequences.has('pause') || enable.kind === 'sequence');
  if (value === undefined || isOwn || pointOf(device, confirmedBy)?.read === undefined) return undefined;
  const isReadInAmps = limit.quantity === 'power' && pointOf(device, confirmedBy)?.unit === 'A';
  const expected = isReadInAmps ? amount.amps : value;
  const below = confirmedBy === limit.point ? 'rounding' : 'anything';
  return { point: confirmedBy, value: expected, tolerance: isReadInAmps ? 0.5 : limit.step / 2, below };
}

function checkReadBack(charger: Charger, pending: Pending, check: Check, now: Mono): void {
  const { device } = charger;
  const { value, readAt, quality } = readingOf(device, check.point, now);
  const isFresh = quality === 'good' && readAt >= pending.writtenAt!;
  const read = Array.isArray(value) ? highest(value as readonly Value[]) : (value as Value);
  if (isFresh && isAsCommanded(charger, read, check))
    return settlePending(charger, { kind: 'confirmed', detail: `${check.point} reads ${read}` });
  if (now >= pending.deadline) {
    const detail = isFresh
      ? `${check.point} reads ${read} after ${String(check.value)} was written`
      : `${check.point} could not be read back`;
    return settlePending(charger, { kind: isFresh ? 'refused' : 'unanswered', detail });
  }
  if (now < pending.lookAt) return;
  device.readSoon.add(check.point);
  pending.lookAt = after(now, lookMs);
}

const highest = (list: readonly Value[]): Value => {
  const numbers = list.filter((one) => typeof one === 'number');
  return numbers.length === list.length && numbers.length > 0 ? Math.max(...numbers) : null;
};

function isAsCommanded(charger: Charger, read: Value, { value, tolerance, below }: Check): boolean {
  if (typeof read !== 'number' || typeof value !== 'number') return String(read) === String(value);
  if (Math.abs(read - value) <= tolerance + 1e-9) return true;
  if (read > value || below === 'nothing') return false;
  // A cable, a switch or somebody else may hold it lower still; that is another finding.
  if (below === 'anything') return true;
  const { device } = charger;
  const isPower = device.driver.control?.limit.quantity === 'power';
  const perUnit = isPower ? wattsPerAmp({ phases: phasesOf(device), wattsOf: undefined }) : 1;
  return read > 0 && value - read < roundingAmps * perUnit;
}

/** The vehicle draws no more than it may: that is all that can be seen. */
function checkMeasured(charger: Charger, pending: Pending, now: Mono): void {
  const { value, readAt, quality } = readingOf(charger.device, 'current', now);
  const amps = ampsOf(charger, value);
  const isFresh = quality === 'good' && readAt > pending.writtenAt! && amps.every((one) => one !== null);
  const most = Math.max(...amps.map((one) => one ?? Infinity));
  const isBelow = most <= pending.amount.amps + measuredToleranceAmps;
  if (isFresh && isBelow) return settlePending(charger, { kind: 'confirmed', detail: `it draws ${most} A` });
  if (now >= pending.deadline) {
    const detail = isFresh ? `it still draws ${most} A` : 'nothing shows what it draws';
    return settlePending(charger, { kind: isFresh ? 'refused' : 'unanswered', detail });
  }
  if (now < pending.lookAt) return;
  charger.device.readSoon.add('current');
  pending.lookAt = after(now, lookMs);
}

export function wakeOfPending({ pending }: Charger): Mono {
  if (pending?.writtenAt === undefined) return never;
  return earliest(pending.deadline, pending.lookAt);
}
