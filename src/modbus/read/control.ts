// What is written to a charger besides the limit: letting it charge, phases, sequences.

import type { Control, Point, Sequence } from '../driver.ts';
import type { ControlFile } from '../schema/control.ts';
import type { Value } from '../value.ts';
import { limitOf } from './limit.ts';
import { optionalExpression, pointAt } from './reading.ts';
import type { Reading } from './reading.ts';
import { checkSequence, sequenceOf, sequencesOf } from './sequences.ts';
import { checkValue } from './writes.ts';

type Points = ReadonlyMap<string, Point>;

export function controlOf(reading: Reading, points: Points): Control | undefined {
  const file = reading.file.control;
  if (file === undefined) return undefined;
  return {
    limit: limitOf(reading, file, points),
    enable: enableOf(reading, file.enable ?? { kind: 'limit-zero' }, points),
    phases: phasesOf(reading, file, points),
    sequences: sequencesOf(reading, points),
  };
}

const at = ['control', 'enable'] as const;

function enableOf(reading: Reading, file: NonNullable<ControlFile['enable']>, points: Points): Control['enable'] {
  const { kind, point, on, off } = file;
  const wrong = (message: string, remedy: string): void => reading.report('BB_DRIVER_ENABLE', at, message, remedy);
  if (kind === 'limit-zero') {
    if (point !== undefined || on !== undefined || off !== undefined)
      wrong('Nothing takes "point", "on" and "off": the limit alone pauses it.', 'Take them out, or change "kind".');
    return { kind };
  }
  if (on === undefined || off === undefined)
    wrong('Nobody knows what lets it charge and what pauses it.', 'Add "on" and "off".');
  if (kind === 'sequence') {
    for (const [key, name] of Object.entries({ on, off })) checkSequence(reading, String(name), [...at, key]);
    return { kind, on: String(on), off: String(off) };
  }
  if (point === undefined) wrong('Nobody knows what is written.', 'Add "point".');
  else pointAt(reading, point, [...at, 'point'], 'write');
  checkValue(reading, points.get(point ?? ''), on ?? null, [...at, 'on']);
  checkValue(reading, points.get(point ?? ''), off ?? null, [...at, 'off']);
  return { kind, point: point ?? '', on: on ?? null, off: off ?? null };
}

function phasesOf(reading: Reading, control: ControlFile, points: Points): Control['phases'] {
  const file = control.phases;
  if (file === undefined) return undefined;
  const path = ['control', 'phases'];
  const wrong = (message: string, remedy: string): void => reading.report('BB_DRIVER_PHASES', path, message, remedy);
  switch (file.kind) {
    case 'power':
      if (file.one === undefined || file.three === undefined)
        wrong('Nobody knows the limits that switch.', 'Add "one" and "three".');
      return { kind: 'power', one: file.one ?? 0, three: file.three ?? 0 };
    case 'sequence':
      if (control.sequences?.['setPhases'] === undefined) wrong('There is no sequence setPhases.', 'Add it.');
      return { kind: 'sequence' };
    case 'hook':
      if (!(reading.file.hooks ?? []).some((hook) => hook === file.id))
        wrong(`"hooks" has no "${file.id ?? ''}".`, 'Add it there.');
      return { kind: 'hook', id: file.id ?? '' };
    case 'register':
    case undefined: {
      if (file.point === undefined) wrong('Nobody knows what is written.', 'Add "point", or another "kind".');
      else pointAt(reading, file.point, [...path, 'point'], 'write');
      const map = file.map === undefined ? undefined : new Map(Object.entries(file.map));
      const raw = (phases: number): Value => (map === undefined ? phases : (map.get(String(phases)) ?? null));
      for (const phases of [1, 3]) checkValue(reading, points.get(file.point ?? ''), raw(phases), [...path, 'point']);
      return {
        kind: 'register',
        point: file.point ?? '',
        map,
        when: optionalExpression(reading, file.when, [...path, 'when']),
        paused: file.paused ?? true,
        settleMs: (file.settleS ?? 10) * 1000,
      };
    }
  }
}

/** Sequences by raw state. */
export function onStateOf(reading: Reading, points: Points): ReadonlyMap<string, Sequence> {
  return new Map(
    Object.entries(reading.file.onState ?? {}).map(([raw, steps]) => [
      raw,
      sequenceOf(reading, points, 'onState', steps, ['onState', raw]),
    ]),
  );
}
