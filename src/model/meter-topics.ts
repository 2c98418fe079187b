// A meter that tells its values over MQTT: which topics it has, and what a message on one of them says.

import type { MeterPaths, MeterUnits, MeterValueName, MeterValues } from './meter-values.ts';
import { linesIn, linesOf, meterValueNames, meterValuesIn, numberIn, sumOfLines, valueAt } from './meter-values.ts';

/** A topic of a value; or one of each line, whose powers and energies add up. */
export type MeterTopics = Readonly<Partial<Record<MeterValueName, string | readonly string[]>>>;

/** One `topic` for everything, or `topics` for a value each. */
export interface MeterOnTopics {
  readonly topic?: string;
  readonly topics?: MeterTopics;
  /** Where the values stand in JSON; with `topics`, of each in its own topic. */
  readonly paths?: MeterPaths;
  readonly units?: MeterUnits;
}

/** What a message said: by place (`amps.0`) its value, null where it should say one and does not. */
export type Said = ReadonlyMap<string, number | null>;

interface Use {
  readonly name: MeterValueName;
  /** Of a list of topics. */
  readonly line: number | undefined;
}

/** Each once. */
export function topicsOf({ topic, topics = {} }: MeterOnTopics): string[] {
  const named = meterValueNames.flatMap((name) => topics[name] ?? []);
  return [...new Set([...(topic === undefined ? [] : [topic]), ...named])];
}

/** Promises a value or null for each place that this topic is for, whatever came. */
export function saidOn(meter: MeterOnTopics, topic: string, text: string): Said {
  const body = bodyOf(text);
  const said = new Map<string, number | null>();
  if (meter.topic === topic) noteAll(said, wholeOf(meter, body));
  for (const { name, line } of usesOf(meter, topic)) {
    const values = linesIn(placed(body, meter.paths?.[name], line), name, meter.units);
    if (line !== undefined) said.set(`${name}.${line}`, values.length === 1 ? values[0]! : null);
    else if (name === 'amps' || name === 'volts') note(said, name, linesOf(values));
    else said.set(`${name}.0`, sumOfLines(values));
  }
  return said;
}

/** What is known when all of this was said. */
export function valuesOf({ topics = {} }: MeterOnTopics, said: (place: string) => number | null): MeterValues {
  const lines = (name: MeterValueName): (number | null)[] => [0, 1, 2].map((line) => said(`${name}.${line}`));
  const total = (name: MeterValueName): number | null => {
    const own = topics[name];
    return sumOfLines(lines(name).slice(0, Array.isArray(own) ? own.length : 1));
  };
  return {
    powerW: total('powerW'),
    amps: lines('amps'),
    volts: lines('volts'),
    energyImportWh: total('energyImportWh'),
    energyExportWh: total('energyExportWh'),
  };
}

function placed(body: unknown, path: string | readonly string[] | undefined, line: number | undefined): unknown {
  if (path === undefined) return body;
  if (typeof path === 'string') return valueAt(body, path);
  return line === undefined ? path.map((one) => valueAt(body, one)) : valueAt(body, path[line] ?? '');
}

/** Energies and volts may come seldom; what a fuse is guarded by may not. */
export const isOfNow = (place: string): boolean => place.startsWith('powerW.') || place.startsWith('amps.');

function usesOf({ topics = {} }: MeterOnTopics, topic: string): Use[] {
  return meterValueNames.flatMap((name): Use[] => {
    const own = topics[name];
    if (typeof own === 'string') return own === topic ? [{ name, line: undefined }] : [];
    return (own ?? []).flatMap((one, line) => (one === topic ? [{ name, line }] : []));
  });
}

/** A number alone is the power. */
function wholeOf({ paths, units }: MeterOnTopics, body: unknown): MeterValues {
  const isAlone = paths === undefined && numberIn(body) !== null;
  return meterValuesIn(isAlone ? { powerW: body } : body, paths, units);
}

function noteAll(said: Map<string, number | null>, values: MeterValues): void {
  for (const name of meterValueNames) {
    const value = values[name];
    if (typeof value === 'number' || value === null) said.set(`${name}.0`, value);
    else note(said, name, value);
  }
}

function note(said: Map<string, number | null>, name: MeterValueName, lines: readonly (number | null)[]): void {
  for (const [line, value] of lines.entries()) said.set(`${name}.${line}`, value);
}

/** Texts that are no JSON may be numbers as people write them, such as `007` or `+1.`. */
function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.trim();
  }
}
