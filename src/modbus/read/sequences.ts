// Sequences of a device file: what is written, waited for and read, step by step.

import type { ConfigPath } from '../../model/config/problem.ts';
import type { Point, Sequence, SequenceStep } from '../driver.ts';
import type { StepFile } from '../schema/control.ts';
import { circleIn } from './circles.ts';
import { expressionAt, pointAt, valueExpression } from './reading.ts';
import type { Reading } from './reading.ts';
import { checkValue, persists } from './writes.ts';

/** What the engine can do where a file says nothing of it. */
const builtIn = ['setLimit', 'pause', 'resume'];
/** Those that run again and again while a vehicle charges. */
const repeated = ['setLimit', 'pause', 'resume', 'setPhases', 'wakeUp', 'onState'];

export function sequencesOf(reading: Reading, points: ReadonlyMap<string, Point>): ReadonlyMap<string, Sequence> {
  const files = Object.entries(reading.file.control?.sequences ?? {});
  checkCircles(reading, files);
  return new Map(
    files.map(([name, steps]) => [name, sequenceOf(reading, points, name, steps, ['control', 'sequences', name])]),
  );
}

export function sequenceOf(
  reading: Reading,
  points: ReadonlyMap<string, Point>,
  name: string,
  steps: readonly StepFile[],
  path: ConfigPath,
): Sequence {
  return steps.flatMap((step, at) => {
    if (step.write !== undefined && persists(step.write) && repeated.includes(name))
      reading.report(
        'BB_DRIVER_PERSIST',
        [...path, at, 'write'],
        `"${step.write}" makes settings permanent, and this sequence runs again and again: its memory wears out.`,
        'Write it in onConnect, or leave it to the installer.',
      );
    const read = stepOf(reading, points, step, [...path, at]);
    return read === undefined ? [] : [read];
  });
}

const verbs = ['write', 'do', 'waitFor', 'waitS', 'read'] as const;

function stepOf(
  reading: Reading,
  points: ReadonlyMap<string, Point>,
  step: StepFile,
  path: ConfigPath,
): SequenceStep | undefined {
  const wrong = (message: string, remedy: string): undefined =>
    void reading.report('BB_DRIVER_SEQUENCE', path, message, remedy);
  if (verbs.filter((verb) => step[verb] !== undefined).length !== 1)
    return wrong('A step does one thing.', `Give it one of ${verbs.join(', ')}.`);
  if (step.value !== undefined && step.write === undefined && step.do === undefined)
    return wrong('Nothing takes the value.', 'Take "value" out.');
  if (step.timeoutS !== undefined && step.waitFor === undefined)
    return wrong('Only "waitFor" has a timeout.', 'Take "timeoutS" out.');
  if (step.write !== undefined) {
    pointAt(reading, step.write, [...path, 'write'], 'write');
    if (step.value === undefined) return wrong('Nobody knows what is written.', 'Add "value".');
    if (typeof step.value !== 'string') checkValue(reading, points.get(step.write), step.value, [...path, 'value']);
    return { kind: 'write', point: step.write, value: valueExpression(reading, step.value, [...path, 'value']) };
  }
  if (step.do !== undefined) {
    checkSequence(reading, step.do, [...path, 'do']);
    const value = step.value === undefined ? undefined : valueExpression(reading, step.value, [...path, 'value']);
    return { kind: 'do', name: step.do, value };
  }
  if (step.waitFor !== undefined) {
    if (step.timeoutS === undefined) return wrong('It may wait for ever.', 'Add "timeoutS".');
    const until = expressionAt(reading, step.waitFor, [...path, 'waitFor']);
    return { kind: 'waitFor', until, timeoutMs: step.timeoutS * 1000 };
  }
  if (step.waitS !== undefined) return { kind: 'wait', ms: step.waitS * 1000 };
  const point = step.read ?? '';
  pointAt(reading, point, [...path, 'read'], 'read');
  return { kind: 'read', point };
}

export function checkSequence({ file, report }: Reading, name: string, path: ConfigPath): void {
  const known = [...Object.keys(file.control?.sequences ?? {}), ...builtIn];
  if (!known.includes(name))
    report('BB_DRIVER_SEQUENCE', path, `There is no sequence "${name}".`, `Known are: ${known.join(', ')}.`);
}

function checkCircles({ report }: Reading, files: readonly (readonly [string, readonly StepFile[]])[]): void {
  // What the engine does itself runs no sequence of the file.
  const graph = new Map(
    files.map(([name, steps]) => [
      name,
      steps.flatMap((step) => (step.do === undefined || (step.do === name && builtIn.includes(name)) ? [] : [step.do])),
    ]),
  );
  const circle = circleIn(graph);
  if (circle !== undefined)
    report(
      'BB_DRIVER_CIRCLE',
      ['control', 'sequences', circle[0] ?? ''],
      `These sequences run each other for ever: ${circle.join(', ')}.`,
      'Take one "do" out.',
    );
}
