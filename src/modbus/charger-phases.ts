// Switching a charger between one phase and three: it comes to rest, it is paused until nothing flows, it is switched, and only
// then it is told its limit again. No relay opens under load, and no limit for three lines meets a relay that stands at one.

import type { Mono } from '../model/time.ts';
import { after, never } from '../model/time.ts';
import { applyLimit, pauseSteps, wantedAmps } from './charger-limit.ts';
import type { Charger, SwitchWish } from './charger-state.ts';
import { outcome } from './charger-state.ts';
import { boundSteps, startRun } from './device-runs.ts';
import { holds, scopeOf } from './device-scope.ts';
import type { Device, EndedRun } from './device-state.ts';
import { pointOf } from './device-state.ts';
import type { Control, SequenceStep } from './driver.ts';
import type { Expression } from './expression.ts';
import { constant, readExpression } from './expression.ts';
import type { Value } from './value.ts';

/** Where a device chooses its phases by the power that it may draw. */
const powerPoint = 'power_limit';

/** What is under way with its limit is over by then, or it is not switched. */
const restMs = 30_000;
/** The vehicle has so long to stop before phases are switched. */
const stopMs = 30_000;
/** A device that says its phases says the new ones by then. */
const sayMs = 15_000;
/** Less than this is what its own electronics draw. */
const noAmps = 0.5;

/** Why this device cannot be switched, as the end of a sentence; undefined where it can, or nobody knows yet. */
export function whyNotSwitched({ device }: Charger): string | undefined {
  const { control } = device.driver;
  const rule = control?.phases;
  if (control === undefined || rule === undefined) return 'the device file knows no switching of phases';
  if (rule.kind === 'hook') return `phases are switched by ${rule.id}, which this gateway does not have`;
  if (rule.kind === 'sequence' && !control.sequences.has('setPhases'))
    return 'the device file has no sequence setPhases';
  if (rule.kind !== 'register' || device.stage !== 'run') return undefined;
  const when = [rule.when, pointOf(device, rule.point)?.when].find((one) => one !== undefined && !holds(device, one));
  return when && `this device cannot switch phases: ${when.text}`;
}

/** It is switched as soon as it rests. A later wish takes the place of one that has not begun. */
export function wantPhases(charger: Charger, command: string, phases: 1 | 3, now: Mono): void {
  const before = charger.switchWish;
  charger.switchWish = undefined;
  if (before !== undefined)
    outcome(charger, before.command, { kind: 'refused', detail: 'a later command took its place' });
  if (charger.switching !== undefined)
    return outcome(charger, command, { kind: 'refused', detail: 'another switch is under way' });
  const detail = whyNotSwitched(charger);
  if (detail !== undefined) return outcome(charger, command, { kind: 'refused', detail });
  charger.switchWish = { command, phases, until: after(now, restMs) };
  switchIfAtRest(charger, now);
}

/** Begins what waits, or gives it up. */
export function switchIfAtRest(charger: Charger, now: Mono): void {
  const wish = charger.switchWish;
  if (wish === undefined) return;
  if (isAtRest(charger)) {
    charger.switchWish = undefined;
    return begin(charger, wish, now);
  }
  if (now < wish.until) return;
  charger.switchWish = undefined;
  const detail = `it did not come to rest in ${restMs / 1000} s: a limit was on its way, or it does not answer`;
  outcome(charger, wish.command, { kind: 'refused', detail });
}

export const wakeOfSwitch = ({ switchWish }: Charger): Mono => switchWish?.until ?? never;

/** Nothing is on its way to it that a pause could be mixed up with. */
const isAtRest = ({ device, pending, waiting }: Charger): boolean =>
  device.stage === 'run' &&
  device.reach.kind !== 'unreachable' &&
  !device.forgot &&
  device.runs.size === 0 &&
  pending === undefined &&
  waiting === undefined;

function begin(charger: Charger, { command, phases }: SwitchWish, now: Mono): void {
  const { device } = charger;
  const { control } = device.driver;
  const rule = control?.phases;
  if (control === undefined || rule === undefined) return;
  const whyNot = whyNotSwitched(charger);
  if (whyNot !== undefined) return outcome(charger, command, { kind: 'refused', detail: whyNot });
  const isUnderLoad = rule.kind === 'register' && !rule.paused && !control.sequences.has('setPhases');
  const pause = pauseSteps(charger, control);
  if (pause === undefined && !isUnderLoad)
    return outcome(charger, command, { kind: 'refused', detail: 'the device file knows no way to pause it' });
  const before = isUnderLoad ? [] : [...(pause ?? []), ...stopped];
  const steps = [...before, ...switchSteps(control, rule, phases), says(device, phases)];
  charger.switching = { phases, stepsBefore: before.length, before: device.switchedTo };
  device.switchedTo = 'unknown';
  startRun(device, { track: 'sequence', name: 'phases', steps, lane: 'command', command, arg: phases }, now);
}

function switchSteps({ sequences }: Control, rule: NonNullable<Control['phases']>, phases: 1 | 3): SequenceStep[] {
  const own = sequences.get('setPhases');
  if (own !== undefined) return boundSteps(own, phases);
  if (rule.kind === 'power')
    return [{ kind: 'write', point: powerPoint, value: constant(phases === 1 ? rule.one : rule.three) }];
  if (rule.kind !== 'register') return [];
  return [
    { kind: 'write', point: rule.point, value: constant(rule.map?.get(String(phases)) ?? phases) },
    { kind: 'wait', ms: rule.settleMs },
  ];
}

const notCharging = readExpression("state != 'C' && state != 'C2' && state != 'D' && state != 'D2'");

const isNone = (amps: Value): boolean => typeof amps !== 'number' || Math.abs(amps) <= noAmps;

/** A device that measures nothing while nothing flows says null. */
const nothingFlows: Expression = {
  text: 'current is 0',
  names: ['current'],
  lists: [],
  evaluate(scope) {
    const amps = scope('current');
    return Array.isArray(amps) ? (amps as readonly Value[]).every(isNone) : isNone(amps as Value);
  },
};

const stopped: readonly SequenceStep[] = [
  ...('problem' in notCharging ? [] : [{ kind: 'waitFor', until: notCharging.expression, timeoutMs: stopMs } as const]),
  { kind: 'waitFor', until: nothingFlows, timeoutMs: stopMs },
];

/** Until its own word about its phases is the new one, where it has such a word. */
function says({ driver }: Device, phases: 1 | 3): SequenceStep {
  const computed = driver.computed.get('phases');
  const names = computed?.kind === 'expression' ? computed.of.names : ['phases'];
  const until: Expression = {
    text: `"phases" is ${phases}`,
    names,
    lists: [],
    evaluate(scope) {
      const said = scope('phases');
      return typeof said !== 'number' || said === phases;
    },
  };
  return { kind: 'waitFor', until, timeoutMs: sayMs };
}

/** However it ended, what the charger is to hold is told again; nothing that waited meanwhile is lost. */
export function switchEnded(charger: Charger, { run, outcome: how, detail }: EndedRun, now: Mono): void {
  const { device, switching } = charger;
  if (switching === undefined) return;
  charger.switching = undefined;
  const { stepsBefore, before, phases } = switching;
  const isBegun = run.wroteAt >= stepsBefore || (run.isOut && run.stepsDone >= stepsBefore);
  if (how === 'done') device.switchedTo = phases;
  // It may stand at either: it counts with one line in watts, and with all lines for whoever counts amps.
  else device.switchedTo = isBegun ? 'unknown' : before;
  const kind = how === 'done' ? 'confirmed' : isBegun ? 'unanswered' : 'refused';
  outcome(charger, run.command, { kind, detail });
  charger.isReleased = undefined;
  const { waiting } = charger;
  charger.waiting = undefined;
  if (wantedAmps(charger) !== undefined)
    applyLimit(charger, waiting?.command ?? charger.pending?.command, waiting?.lowers ?? false, now);
}

/** What the device says of its phases. */
export function reportedPhases({ device }: Charger): number | undefined {
  const said = scopeOf(device)('phases');
  return typeof said === 'number' ? said : undefined;
}
