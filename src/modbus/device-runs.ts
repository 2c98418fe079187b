// Sequences of a device: one step after the other, without anybody waiting. Heartbeats pass between the steps.

import type { BusRequest, BusResult } from '../model/bus.ts';
import type { Mono } from '../model/time.ts';
import { after, earliest, never } from '../model/time.ts';
import { ask, keyOfRead, readAction } from './device-ask.ts';
import type { Wish } from './device-ask.ts';
import { keyOfPoint, limitWasWritten } from './device-beats.ts';
import { readBefore, readsOf, writesOf } from './device-codec.ts';
import { readAnswered } from './device-polls.ts';
import { evaluate, holds } from './device-scope.ts';
import type { Asked, Device, EndedRun, Run, Track } from './device-state.ts';
import { isUnreadable, pointOf } from './device-state.ts';
import type { Point, SequenceStep } from './driver.ts';
import type { Expression } from './expression.ts';
import { mayBeWritten } from './limit-amount.ts';
import type { Value } from './value.ts';

/** What `do` stands for: the steps of a name that means something, or nothing where it means nothing here. */
export type Expand = (name: string, value: Value) => readonly SequenceStep[] | undefined;

/** More than any device file needs; a sequence that calls itself ends here. */
const mostSteps = 200;

/** Between two looks at what a sequence waits for. */
const lookMs = 1_000;

type AskedRun = Extract<Asked, { kind: 'run' }>;

export interface RunWish {
  readonly track: Track;
  readonly name: string;
  readonly steps: readonly SequenceStep[];
  readonly lane: Run['lane'];
  readonly command?: string;
  readonly arg?: Value;
}

/** Takes the place of what is under way on its track. */
export function startRun(device: Device, wish: RunWish, now: Mono): void {
  const before = device.runs.get(wish.track);
  if (before !== undefined) end(device, before, 'replaced', 'something later took its place');
  device.runs.set(wish.track, {
    track: wish.track,
    name: wish.name,
    lane: wish.lane,
    command: wish.command,
    arg: wish.arg ?? null,
    startedAt: now,
    steps: [...wish.steps],
    actions: [],
    before: undefined,
    isOut: false,
    tries: 0,
    stepsDone: 0,
    unfolded: 0,
    wroteAt: -1,
    waitUntil: undefined,
    lookAt: undefined,
    hasChanged: false,
  });
}

export function end(device: Device, run: Run, outcome: EndedRun['outcome'], detail: string): void {
  if (device.runs.get(run.track) === run) device.runs.delete(run.track);
  device.ended.push({ run, outcome, detail });
}

export function runRequests(device: Device, now: Mono, expand: Expand): BusRequest[] {
  if (device.stage === 'first') return [];
  return [...device.runs.values()].flatMap((run) => advance(device, run, now, expand) ?? []);
}

/** Goes on until something has to be asked, or waited for. */
function advance(device: Device, run: Run, now: Mono, expand: Expand): BusRequest | undefined {
  while (!run.isOut && device.runs.get(run.track) === run) {
    const step = run.steps[0];
    if (step === undefined) return void end(device, run, 'done', run.name);
    if (isUnreadable(device)) return void end(device, run, 'refused', 'the device may be another one');
    if (run.stepsDone > mostSteps) return void end(device, run, 'refused', `${run.name} has no end`);
    const found = takeStep(device, run, step, now, expand);
    if (found === 'next') nextStep(run);
    else return found === 'wait' ? undefined : found;
  }
  return undefined;
}

function nextStep(run: Run): void {
  run.steps.shift();
  run.stepsDone += 1;
  run.unfolded = Math.max(0, run.unfolded - 1);
  run.actions = [];
  run.before = undefined;
  run.waitUntil = undefined;
  run.lookAt = undefined;
  run.tries = 0;
}

type Taken = 'next' | 'wait' | BusRequest | undefined;

function takeStep(device: Device, run: Run, step: SequenceStep, now: Mono, expand: Expand): Taken {
  if (mustWait(device, run, step)) return 'wait';
  switch (step.kind) {
    case 'wait':
      run.waitUntil ??= after(now, step.ms);
      return run.waitUntil <= now ? 'next' : 'wait';
    case 'waitFor':
      return waitFor(device, run, step, now);
    case 'do':
      return unfold(device, run, step, expand);
    case 'read':
      return readStep(device, run, step.point, now);
    case 'write':
      return writeStep(device, run, step, now);
  }
}

/** A limit that is on its way comes first: no sequence takes its place with what was wanted before. */
const mustWait = (device: Device, { track }: Run, step: SequenceStep): boolean =>
  track === 'sequence' &&
  device.runs.has('limit') &&
  ((step.kind === 'do' && isLimitWord(step.name)) || (step.kind === 'write' && isOfLimit(device, step.point)));

/** What stands for writes that set the limit or release the charger. */
export const isLimitWord = (name: string): boolean => name === 'setLimit' || name === 'resume' || name === 'pause';

/**
 * A new limit is about to be written: what the sequence under way would still write of an older one is left out, but for what
 * has left already. False where there is nothing of that.
 */
export function dropLimitSteps(device: Device): boolean {
  const run = device.runs.get('sequence');
  if (run === undefined || run.unfolded === 0) return false;
  const kept = run.isOut ? 1 : 0;
  run.steps.splice(kept, run.unfolded - kept);
  run.unfolded = kept;
  if (run.isOut) return true;
  run.actions = [];
  run.before = undefined;
  run.waitUntil = undefined;
  run.lookAt = undefined;
  return true;
}

const more = (run: Run): Readonly<Record<string, Value>> => ({ $arg: run.arg });

function waitFor(device: Device, run: Run, step: Extract<SequenceStep, { kind: 'waitFor' }>, now: Mono): Taken {
  if (holds(device, step.until, more(run))) return 'next';
  run.waitUntil ??= after(now, step.timeoutMs);
  if (run.waitUntil <= now)
    return void end(device, run, 'late', `${step.until.text} was not so in ${step.timeoutMs} ms`);
  if (run.lookAt === undefined || run.lookAt <= now) {
    for (const name of step.until.names) if (device.driver.points.has(name)) device.readSoon.add(name);
    run.lookAt = after(now, lookMs);
  }
  return 'wait';
}

function unfold(device: Device, run: Run, step: Extract<SequenceStep, { kind: 'do' }>, expand: Expand): Taken {
  const value = step.value === undefined ? run.arg : evaluate(device, step.value, more(run));
  const named = device.driver.control?.sequences.get(step.name);
  const steps = expand(step.name, value) ?? (named && boundSteps(named, value));
  if (steps === undefined) return void end(device, run, 'refused', `${step.name} cannot be done on this device`);
  // What takes its place counts as a step itself, so that nothing unfolds for ever.
  run.steps.splice(1, 0, ...steps);
  if (isLimitWord(step.name) || run.unfolded > 0) run.unfolded = Math.max(1, run.unfolded) + steps.length;
  return 'next';
}

/** Steps that know their `$arg`, whoever runs them. */
export const boundSteps = (steps: readonly SequenceStep[], arg: Value): SequenceStep[] =>
  steps.map((step) => {
    if (step.kind === 'write') return { ...step, value: bound(step.value, arg) };
    if (step.kind === 'waitFor') return { ...step, until: bound(step.until, arg) };
    return step.kind === 'do' && step.value !== undefined ? { ...step, value: bound(step.value, arg) } : step;
  });

const bound = (of: Expression, arg: Value): Expression => ({
  ...of,
  evaluate: (scope) => of.evaluate((name) => (name === '$arg' ? arg : scope(name))),
});

function readStep(device: Device, run: Run, name: string, now: Mono): Taken {
  const read = readsOf(device, [name])[0];
  if (read === undefined) return 'next';
  run.isOut = true;
  const wish = { unit: read.unit, action: readAction(read), lane: run.lane };
  return ask(device, wish, { kind: 'run', key: keyOfRead(read), run, read, driver: device.driver }, now);
}

function writeStep(device: Device, run: Run, step: Extract<SequenceStep, { kind: 'write' }>, now: Mono): Taken {
  const point = pointOf(device, step.point);
  if (point?.write === undefined) return void end(device, run, 'refused', `${step.point} cannot be written`);
  const [action] = run.actions;
  if (action !== undefined) return askWrite(device, run, step.point, { ...action, lane: run.lane }, now);
  const wanted = evaluate(device, step.value, more(run));
  const value = wanted === null ? undefined : mayBeWritten(device.driver, step.point, wanted);
  if (value === undefined) return isOpen(step) ? 'next' : refuse(device, run, step.point, wanted);
  if (isKept(device, run, point, value)) {
    device.commanded.set(step.point, value);
    return 'next';
  }
  const before = run.before === undefined ? readBefore(device, point) : undefined;
  if (before !== undefined) return askWrite(device, run, step.point, { ...before, lane: run.lane }, now);
  const writes = writesOf(device, point, value, run.before);
  if (writes === undefined) return refuse(device, run, step.point, value);
  device.commanded.set(step.point, value);
  run.actions = [...writes];
  return askWrite(device, run, step.point, { ...writes[0]!, lane: run.lane }, now);
}

/** The site has not said yet what the charger falls back to: what it holds stays. */
const isOpen = (step: Extract<SequenceStep, { kind: 'write' }>): boolean =>
  step.value.names.some((name) => name.startsWith('$fallback'));

const refuse = (device: Device, run: Run, point: string, value: Value): undefined =>
  void end(device, run, 'refused', `${point} cannot hold ${value === null ? 'what is not known' : value}`);

/**
 * Registers that a device keeps wear out: they are written where they differ only, and what makes them lasting only after
 * one of them was.
 */
function isKept(device: Device, run: Run, point: Point, value: Value): boolean {
  if (/persist/.test(point.name)) return !run.hasChanged;
  const { failsafe, control } = device.driver;
  const isSetting = point.poll === 'once' || point.name === failsafe?.current || point.name === failsafe?.timeout;
  if (!isSetting || point.name === control?.limit.point) return false;
  const reading = device.readings.get(point.name);
  const isSame = device.known.has(point.name) && reading?.quality === 'good' && isEqual(reading.value, value, point);
  if (!isSame) run.hasChanged = true;
  return isSame;
}

/** Equal within half a step of the register. */
export function isEqual(read: Value | readonly Value[], value: Value, point: Pick<Point, 'scale'>): boolean {
  if (Array.isArray(read)) return (read as readonly Value[]).every((one) => isEqual(one, value, point));
  if (typeof read === 'number' && typeof value === 'number') return Math.abs(read - value) <= Math.abs(point.scale) / 2;
  return read === value || String(read) === String(value);
}

const limitPoint = ({ driver }: Device): string => driver.control?.limit.point ?? '';

/** What sets the limit or releases the charger: writes of these take each other's place, whichever register they go to. */
function isOfLimit({ driver: { control } }: Device, name: string): boolean {
  if (control === undefined) return false;
  const { limit, enable } = control;
  return name === limit.point || ((enable.kind === 'register' || enable.kind === 'coil') && name === enable.point);
}

const isOfLimitRun = ({ track, unfolded }: Run): boolean => track === 'limit' || unfolded > 0;

function askWrite(device: Device, run: Run, name: string, wish: Wish, now: Mono): BusRequest {
  run.isOut = true;
  const isLimit = name === device.driver.control?.limit.point;
  if (isLimit) limitWasWritten(device, now);
  const key = `${run.track} ${name}`;
  const replaces = keyOfPoint(device, isOfLimitRun(run) || isOfLimit(device, name) ? limitPoint(device) : name);
  const request = wish.action.kind === 'write' ? { ...wish, replaces } : wish;
  return ask(device, request, { kind: 'run', key, run, read: undefined, driver: device.driver }, now);
}

/** The names of the points that said something. */
export function runAnswered(device: Device, asked: AskedRun, result: BusResult, now: Mono): string[] {
  const { run, read } = asked;
  const said = read === undefined ? [] : readAnswered(device, { ...asked, read }, result, now);
  if (device.runs.get(run.track) !== run) return said;
  run.isOut = false;
  switch (result.kind) {
    case 'words':
      if (read !== undefined) nextStep(run);
      else run.before = [...result.words];
      return said;
    case 'written':
      run.wroteAt = run.stepsDone;
      written(device, run);
      return said;
    case 'exception':
      end(device, run, 'refused', `the device refuses it: exception ${result.code}`);
      return said;
    case 'lost':
      // Something later was written in its place: an older limit never follows a newer one.
      if (result.why === 'replaced') {
        nextStep(run);
        return said;
      }
      if (read === undefined) run.wroteAt = run.stepsDone;
      run.tries += 1;
      if (run.tries > device.driver.connection.retries) end(device, run, 'lost', result.detail || result.why);
      return said;
  }
}

function written(device: Device, run: Run): void {
  run.actions.shift();
  run.tries = 0;
  if (run.actions.length > 0) return;
  const [step] = run.steps;
  if (step?.kind === 'write') {
    const point = pointOf(device, step.point);
    // Settings are read once; what was just written is read again, and what was read counts.
    if (point?.read !== undefined && point.poll === 'once') device.readSoon.add(step.point);
  }
  nextStep(run);
}

export function wakeOfRuns(device: Device): Mono {
  const moments = [...device.runs.values()].flatMap(({ isOut, waitUntil, lookAt }) =>
    isOut || waitUntil === undefined ? [] : [earliest(waitUntil, lookAt ?? never)],
  );
  return earliest(never, ...moments);
}
