// What a charger can be told, and how each of it is begun. Every command gets exactly one answer.

import type { Mono } from '../model/time.ts';
import { after } from '../model/time.ts';
import { applyLimit, limitRunEnded } from './charger-limit.ts';
import { switchEnded, switchIfAtRest, wantPhases } from './charger-phases.ts';
import type { Charger } from './charger-state.ts';
import { outcome } from './charger-state.ts';
import { probeEnded } from './charger-watch.ts';
import { failsafeSteps } from './device-arrange.ts';
import { end, startRun } from './device-runs.ts';
import type { EndedRun } from './device-state.ts';
import { isUnreadable } from './device-state.ts';
import type { SequenceStep } from './driver.ts';

/** `lowers`: below what it was commanded before; it goes before everything else on the line. */
export type ChargerCommand = { readonly id: string } & (
  | { readonly kind: 'limit'; readonly amps: number; readonly lowers: boolean }
  | { readonly kind: 'pause' | 'resume' | 'unlock' | 'wakeUp' | 'shutdown' }
  | { readonly kind: 'phases'; readonly phases: 1 | 3 }
  /** What it falls to when nobody speaks to it. */
  | { readonly kind: 'fallback'; readonly amps: number }
);

/** A charger that has not been identified by then has not taken a command. */
const readyMs = 20_000;

export function command(charger: Charger, told: ChargerCommand, now: Mono): void {
  if (charger.device.driver.control === undefined)
    return outcome(charger, told.id, { kind: 'refused', detail: 'the device file has no control' });
  if (isUnreadable(charger.device))
    return outcome(charger, told.id, { kind: 'refused', detail: 'the device says names that are no text' });
  switch (told.kind) {
    case 'limit':
      charger.targetAmps = told.amps;
      return wanted(charger, told.id, told.lowers, now);
    case 'pause':
      charger.isPaused = true;
      charger.targetAmps ??= 0;
      return wanted(charger, told.id, true, now);
    case 'resume':
      charger.isPaused = false;
      if (charger.targetAmps === undefined)
        return outcome(charger, told.id, { kind: 'refused', detail: 'no limit was commanded yet' });
      return wanted(charger, told.id, false, now);
    case 'phases':
      return wantPhases(charger, told.id, told.phases, now);
    case 'fallback':
      charger.device.fallbackAmps = told.amps;
      return sequence(charger, told, failsafeSteps(charger.device.driver), now);
    case 'shutdown':
      return shutDown(charger, told.id, now);
    case 'unlock':
    case 'wakeUp':
      return sequence(charger, told, charger.device.driver.control.sequences.get(told.kind) ?? [], now);
  }
}

/** The limit is written as soon as that may be: what the device is comes first, and then a switch of phases. */
function wanted(charger: Charger, id: string, lowers: boolean, now: Mono): void {
  const before = charger.waiting;
  charger.waiting = undefined;
  if (before !== undefined)
    outcome(charger, before.command, { kind: 'unanswered', detail: 'a later command took its place' });
  if (isReady(charger, lowers)) return applyLimit(charger, id, lowers, now);
  charger.waiting = { command: id, lowers, until: after(now, readyMs) };
}

/** While phases are switched it is paused; what it may draw then is told at the end. A lowering waits for nothing. */
const isReady = (charger: Charger, lowers: boolean): boolean =>
  (charger.wasInUse || charger.device.stage === 'run') && (lowers || charger.switching === undefined);

/** What waits is begun, or given up; what may have been forgotten is told again. */
export function applyWaiting(charger: Charger, now: Mono): void {
  applyLimitThatWaits(charger, now);
  switchIfAtRest(charger, now);
}

function applyLimitThatWaits(charger: Charger, now: Mono): void {
  const { device, waiting } = charger;
  if (device.stage === 'run') charger.wasInUse = true;
  if (device.forgot && isReady(charger, false) && device.reach.kind !== 'unreachable') {
    device.forgot = false;
    charger.isReleased = undefined;
    charger.waiting = undefined;
    // It may hold more than it did: its limit is brought down like any other. One that raises still waits for its turn.
    const { command: id, lowers } = waiting ?? charger.pending ?? { command: undefined, lowers: true };
    return applyLimit(charger, id, lowers, now);
  }
  if (waiting === undefined) return;
  if (isReady(charger, waiting.lowers)) {
    charger.waiting = undefined;
    applyLimit(charger, waiting.command, waiting.lowers, now);
  } else if (waiting.until <= now && waiting.command !== undefined) {
    outcome(charger, waiting.command, { kind: 'unanswered', detail: 'the charger does not answer yet' });
    charger.waiting = { ...waiting, command: undefined };
  }
}

function sequence(
  charger: Charger,
  { id, kind }: Pick<ChargerCommand, 'id' | 'kind'>,
  steps: readonly SequenceStep[],
  now: Mono,
): void {
  if (steps.length === 0) return outcome(charger, id, { kind: 'refused', detail: `the device file knows no ${kind}` });
  startRun(charger.device, { track: 'sequence', name: kind, steps, lane: 'command', command: id }, now);
}

/** What is written last is what it falls back to: for most devices without a watchdog the only lowering that ever comes. */
function shutDown(charger: Charger, id: string, now: Mono): void {
  const { device } = charger;
  const own = device.driver.control!.sequences.get('onShutdown');
  if (device.fallbackAmps === null)
    return outcome(charger, id, { kind: 'refused', detail: 'nobody has said what it falls back to' });
  charger.targetAmps = device.fallbackAmps;
  // A switch that goes on after the last word would leave it paused.
  const run = charger.switching && device.runs.get('sequence');
  if (run !== undefined) end(device, run, 'replaced', 'the gateway ends');
  takeEnded(charger, now);
  if (own === undefined) return wanted(charger, id, true, now);
  startRun(device, { track: 'sequence', name: 'shutdown', steps: own, lane: 'lowering', command: id }, now);
}

/** Takes what has ended: the answers of commands, and what follows from them. */
export function takeEnded(charger: Charger, now: Mono): void {
  const { device } = charger;
  const ended = device.ended;
  device.ended = [];
  for (const one of ended) {
    if (one.run.track === 'limit') limitRunEnded(charger, one, now);
    else sequenceEnded(charger, one, now);
  }
}

function sequenceEnded(charger: Charger, ended: EndedRun, now: Mono): void {
  const { run, outcome: how, detail } = ended;
  if (run.name === 'phases') return switchEnded(charger, ended, now);
  const kind = how === 'done' ? 'confirmed' : how === 'refused' || how === 'late' ? 'refused' : 'unanswered';
  outcome(charger, run.command, { kind, detail });
  probeEnded(charger, run.name, now);
}
