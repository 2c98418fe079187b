// What a meter says in JSON: values at the names that we know, or where the site file says that they stand, in its units.

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

/** Keys and indices with dots between them, such as `a.b.0`; of a list, or one of each line. */
export type MeterPaths = Readonly<Partial<Record<MeterValueName, string | readonly string[]>>>;

/** In what the meter says them, where that is not W, A, V and Wh. */
export type MeterUnits = Readonly<Partial<Record<MeterValueName, string>>>;

const ofEnergy = { Wh: 1, kWh: 1000, MWh: 1e6 };

/** The units that are known, each with its factor. */
export const meterUnits: Readonly<Record<MeterValueName, Readonly<Record<string, number>>>> = {
  powerW: { W: 1, kW: 1000, MW: 1e6, mW: 0.001 },
  amps: { A: 1, mA: 0.001 },
  volts: { V: 1, mV: 0.001, kV: 1000 },
  energyImportWh: ofEnergy,
  energyExportWh: ofEnergy,
};

/** A meter that is asked over HTTP. */
export interface WantedMeter {
  readonly meter: string;
  readonly url: string;
  readonly periodMs: number;
  readonly paths?: MeterPaths;
  readonly units?: MeterUnits;
}

/** More digits than any meter has. */
const longestNumber = 40;
/** Beyond it nothing is measured: a sentinel, or another unit. */
const largest = 1e12;

/**
 * Numbers, and texts that are numbers; everything else is absent. Several powers or energies are those of the lines, and add
 * up. Promises values for anything, and never throws.
 */
export function meterValuesIn(body: unknown, paths: MeterPaths = {}, units: MeterUnits = {}): MeterValues {
  const one = (name: MeterValueName): unknown => {
    const path = paths[name] ?? name;
    return typeof path === 'string' ? valueAt(body, path) : path.map((line) => valueAt(body, line));
  };
  const total = (name: MeterValueName): number | null => sumOfLines(linesIn(one(name), name, units));
  return {
    powerW: total('powerW'),
    amps: linesOf(linesIn(one('amps'), 'amps', units)),
    volts: linesOf(linesIn(one('volts'), 'volts', units)),
    energyImportWh: total('energyImportWh'),
    energyExportWh: total('energyExportWh'),
  };
}

export const isSaid = ({ amps, powerW }: MeterValues): boolean => powerW !== null || amps.some((one) => one !== null);

/** Undefined where nothing stands. */
export function valueAt(body: unknown, path: string): unknown {
  let value = body;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/** One for each value that is there; a single value is that of the first line. In W, A, V, Wh. */
export function linesIn(value: unknown, name: MeterValueName, units: MeterUnits = {}): (number | null)[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const factor = meterUnits[name][units[name] ?? ''] ?? 1;
  const isCounter = name === 'energyImportWh' || name === 'energyExportWh';
  return list.slice(0, mostValues).map((said) => {
    const number = scaled(numberIn(said), factor);
    return isCounter && number !== null && number < 0 ? null : number;
  });
}

/** Three lines and something else, such as the neutral. */
const mostValues = 4;

/** Null as soon as one of them is: a part is not the whole. Null for more than three: their sum may be among them. */
export const sumOfLines = (lines: readonly (number | null)[]): number | null =>
  lines.length === 0 || lines.length > 3 || lines.includes(null)
    ? null
    : lines.reduce<number>((sum, one) => sum + (one ?? 0), 0);

export const linesOf = (said: readonly (number | null)[]): (number | null)[] => [0, 1, 2].map((at) => said[at] ?? null);

const scaled = (value: number | null, factor: number): number | null =>
  value === null || factor === 1 ? value : Number((value * factor).toPrecision(12));

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/;

/** A number, or a text that is one and nothing else. */
export function numberIn(value: unknown): number | null {
  const number = typeof value === 'string' && value.length <= longestNumber ? numberOf(value.trim()) : value;
  return typeof number === 'number' && Math.abs(number) <= largest ? number : null;
}

const numberOf = (text: string): number | undefined => (decimal.test(text) ? Number(text) : undefined);
