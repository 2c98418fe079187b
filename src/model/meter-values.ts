// What a meter says in JSON: values at the names that we know, or where the site file says that they stand.

/** Null where nobody knows. In the orientation of the meter, on its own inputs. */
export interface MeterValues {
  readonly amps: readonly (number | null)[];
  readonly volts: readonly (number | null)[];
  readonly powerW: number | null;
  readonly energyImportWh: number | null;
  readonly energyExportWh: number | null;
}

export type MeterValueName = keyof MeterValues;

export const meterValueNames = ['powerW', 'amps', 'volts', 'energyImportWh', 'energyExportWh'] as const;

/** Keys and indices with dots between them, such as `a.b.0`; for amps and volts one of each line, or of a list. */
export type MeterPaths = Readonly<Partial<Record<MeterValueName, string | readonly string[]>>>;

/** A meter that is asked over HTTP. */
export interface WantedMeter {
  readonly meter: string;
  readonly url: string;
  readonly periodMs: number;
  readonly paths?: MeterPaths;
}

/** More digits than any meter has. */
const longestNumber = 40;
/** Beyond it nothing is measured: a sentinel, or another unit. */
const largest = 1e12;

/** Numbers, and texts that are numbers; everything else is absent. Promises values for anything, and never throws. */
export function meterValuesIn(body: unknown, paths: MeterPaths = {}): MeterValues {
  const one = (name: MeterValueName): unknown => {
    const path = paths[name] ?? name;
    return typeof path === 'string' ? at(body, path) : path.map((line) => at(body, line));
  };
  const energy = (name: MeterValueName): number | null => {
    const value = numberIn(one(name));
    return value !== null && value >= 0 ? value : null;
  };
  return {
    powerW: numberIn(one('powerW')),
    amps: linesIn(one('amps')),
    volts: linesIn(one('volts')),
    energyImportWh: energy('energyImportWh'),
    energyExportWh: energy('energyExportWh'),
  };
}

export const isSaid = ({ amps, powerW }: MeterValues): boolean => powerW !== null || amps.some((one) => one !== null);

function at(body: unknown, path: string): unknown {
  let value = body;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/** A single value is that of the first line. */
function linesIn(value: unknown): (number | null)[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return [0, 1, 2].map((line) => numberIn(list[line]));
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/;

function numberIn(value: unknown): number | null {
  const number = typeof value === 'string' && value.length <= longestNumber ? numberOf(value.trim()) : value;
  return typeof number === 'number' && Math.abs(number) <= largest ? number : null;
}

const numberOf = (text: string): number | undefined => (decimal.test(text) ? Number(text) : undefined);
