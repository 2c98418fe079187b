// A device file as it was parsed to the driver that the gateway uses, or what is wrong with it.

import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import { explain } from '../model/config/explain.ts';
import type { Driver } from './driver.ts';
import { constant } from './expression.ts';
import { checkRanges, rangesOf } from './read/addresses.ts';
import { checkClass } from './read/classes.ts';
import { connectionOf, pollOf } from './read/connection.ts';
import { controlOf, onStateOf } from './read/control.ts';
import { narrowed } from './read/narrow.ts';
import { pointsOf } from './read/points.ts';
import type { DriverProblem, Reading } from './read/reading.ts';
import { expressionAt, optionalExpression, pointAt, readingOf } from './read/reading.ts';
import { checkCircles, computedOf, faultsOf, identifyOf, paramsOf, probesOf, stateOf } from './read/values.ts';
import { overlay } from './read/variants.ts';
import { failsafeOf, heartbeatsOf } from './read/watchdog.ts';
import { DeviceFile } from './schema/device-file.ts';

export type { DriverProblem } from './read/reading.ts';

export type ReadDriver = { readonly driver: Driver } | { readonly problems: readonly DriverProblem[] };

/**
 * Reads format mbdrv/1. `raw` is what a YAML parser gives, of any shape; it is not changed. Every problem has the path of
 * the key that it is about. Never throws.
 */
export function readDriver(raw: unknown): ReadDriver {
  const { driver, problems } = readWhole(raw);
  if (driver === undefined || problems.length > 0) return { problems };
  const { variants, problems: wrong } = variantsOf(raw, driver);
  return wrong.length > 0 ? { problems: wrong } : { driver: { ...driver, variants } };
}

let compiled: ValidateFunction<DeviceFile> | undefined;

/** Compiled when the first file is read: a depot without Modbus does not pay for it. */
const validate = (): ValidateFunction<DeviceFile> =>
  (compiled ??= new Ajv({ allErrors: true, strict: false, strictNumbers: true, verbose: true }).compile<DeviceFile>(
    DeviceFile,
  ));

function readWhole(raw: unknown): { readonly driver?: Driver; readonly problems: readonly DriverProblem[] } {
  const isFile = validate();
  if (!isFile(raw)) {
    const found = explain(narrowed(isFile.errors ?? []), raw, 'config/device.schema.json');
    return {
      problems: found.map(({ code, path, message, remedy }) => ({
        code: code.replace(/^BB_CONFIG_/, 'BB_DRIVER_'),
        path,
        message,
        remedy,
      })),
    };
  }
  const problems: DriverProblem[] = [];
  const reading = readingOf(raw, (code, path, message, remedy) => problems.push({ code, path, message, remedy }));
  const driver = driverOf(reading);
  checkClass(reading);
  checkRanges(reading);
  return { driver, problems };
}

function driverOf(reading: Reading): Driver {
  const { file } = reading;
  const points = pointsOf(reading);
  const poll = pollOf(reading);
  const computed = computedOf(reading);
  const state = stateOf(reading);
  checkCircles(reading, computed, state);
  if (file.freshness !== undefined) pointAt(reading, file.freshness.point, ['freshness', 'point'], 'read');
  return {
    id: file.id,
    version: file.version,
    title: file.title,
    products: file.products ?? [],
    class: file.class,
    verified: verifiedOf(reading),
    params: paramsOf(reading),
    connection: connectionOf(reading, points),
    poll,
    blocks: blocksOf(file),
    forbidden: forbiddenOf(reading),
    points,
    computed,
    probes: probesOf(reading, points),
    variants: [],
    identify: identifyOf(reading),
    groups: groupsOf(reading),
    freshness: file.freshness,
    state,
    faults: faultsOf(reading),
    onState: onStateOf(reading, points),
    control: controlOf(reading, points),
    heartbeats: heartbeatsOf(reading, points, poll),
    failsafe: failsafeOf(reading),
    quirks: file.quirks ?? [],
    hooks: file.hooks ?? [],
  };
}

function verifiedOf({ file: { verified }, report }: Reading): Driver['verified'] {
  const { level, firmware = [] } = verified;
  if (level === 'field' && firmware.length === 0)
    report(
      'BB_DRIVER_REQUIRED',
      ['verified'],
      'It was tried in the field, and nobody knows with which firmware.',
      'Add "firmware: [...]".',
    );
  return { level, firmware };
}

function blocksOf({ blocks = {} }: DeviceFile): Driver['blocks'] {
  return {
    coils: rangesOf(blocks.coils),
    discrete: rangesOf(blocks.discrete),
    holding: rangesOf(blocks.holding),
    input: rangesOf(blocks.input),
  };
}

function forbiddenOf(reading: Reading): Driver['forbidden'] {
  return (reading.file.forbidRead ?? []).flatMap((one, at) => {
    const when = optionalExpression(reading, one.when, ['forbidRead', at, 'when']);
    return (['coils', 'discrete', 'holding', 'input'] as const)
      .map((table) => ({ when, table, ranges: rangesOf(one[table]) }))
      .filter(({ ranges }) => ranges.length > 0);
  });
}

function groupsOf(reading: Reading): Driver['groups'] {
  return new Map(
    Object.entries(reading.file.groups ?? {}).map(([name, { unit, order, when }]) => {
      const path = ['groups', name];
      const read = typeof unit === 'number' ? constant(unit) : expressionAt(reading, unit, [...path, 'unit']);
      if (!read.names.every((one) => one === '$connector' || one.startsWith('$param.')))
        reading.report(
          'BB_DRIVER_EXPRESSION',
          [...path, 'unit'],
          'A unit id must be known before the device is read.',
          'Use $connector and $param.x only.',
        );
      return [name, { unit: read, order, when: optionalExpression(reading, when, [...path, 'when']) }] as const;
    }),
  );
}

/** Keys that say which file this is; the same for every variant. */
const fixed = ['format', 'id', 'version', 'class', 'variants', 'params'];

function variantsOf(raw: unknown, base: Driver): { variants: Driver['variants']; problems: readonly DriverProblem[] } {
  const file = raw as DeviceFile;
  const problems: DriverProblem[] = [];
  const reading = readingOf(file, (code, path, message, remedy) => problems.push({ code, path, message, remedy }));
  const variants = (file.variants ?? []).map(({ match, set }, at) => {
    const path = ['variants', at, 'set'];
    for (const key of fixed.filter((one) => Object.hasOwn(set, one)))
      reading.report('BB_DRIVER_VARIANT', [...path, key], `A variant cannot change "${key}".`, 'Take it out.');
    const read = readWhole(overlay({ ...file, variants: [] }, set));
    problems.push(...read.problems.map((problem) => ({ ...problem, path: [...path, ...problem.path] })));
    return { match: expressionAt(reading, match, ['variants', at, 'match']), driver: read.driver ?? base };
  });
  return { variants, problems };
}
