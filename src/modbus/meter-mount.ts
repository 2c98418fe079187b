// How a meter is mounted: from what it says of its inputs to what flows on the lines of the site. The same for every meter,
// whatever it is read by.

import type { MeterValues } from '../model/meter-values.ts';

export interface Mount {
  /** Primary over secondary where the meter does not know its transformers; 1 where it does. */
  readonly ctRatio: number;
  /** Its import is the export of the site. */
  readonly invert: boolean;
  /** The line of the site that each input of the meter is on: `L1L2L3` when it is wired as it is labelled. */
  readonly phaseMap: string;
}

/** Import is positive, and lines are those of the site. */
export function asMounted(says: MeterValues, { ctRatio, invert, phaseMap }: Mount): MeterValues {
  const factor = invert ? -ctRatio : ctRatio;
  const [into, out] = invert ? [says.energyExportWh, says.energyImportWh] : [says.energyImportWh, says.energyExportWh];
  return {
    amps: onLines(
      says.amps.map((one) => times(one, factor)),
      phaseMap,
    ),
    volts: onLines(says.volts, phaseMap),
    powerW: times(says.powerW, factor),
    energyImportWh: times(into, ctRatio),
    energyExportWh: times(out, ctRatio),
  };
}

/** Many meters give the size of a current only; its direction is that of the power of its phase, or of the whole. */
export function directed(
  amps: readonly (number | null)[],
  phases: readonly (number | null)[],
  power: number | null,
): (number | null)[] {
  const isSigned = amps.some((one) => one !== null && one < 0);
  return amps.map((one, line) => (one !== null && !isSigned && (phases[line] ?? power ?? 0) < 0 ? -one : one));
}

const times = (value: number | null, factor: number): number | null =>
  value === null ? null : Number((value * factor).toPrecision(12));

/** From the inputs of the meter to the lines of the site; `L2L3L1` says that its first input is on L2. */
export function onLines(inputs: readonly (number | null)[], phaseMap: string): (number | null)[] {
  const lines = [...phaseMap.matchAll(/L([123])/g)].map(([, digit]) => Number(digit) - 1);
  const isWhole = lines.length === 3 && new Set(lines).size === 3;
  const placed: (number | null)[] = [null, null, null];
  for (const [input, line] of (isWhole ? lines : [0, 1, 2]).entries()) placed[line] = inputs[input] ?? null;
  return placed;
}
