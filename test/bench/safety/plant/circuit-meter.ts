// A meter on a circuit. It says what flows now and then, a little late and a little wrong; or it lies, or is silent.

import type { MeterValues } from '../../../../src/model/meter-values.ts';
import type { Chance } from '../../../sim/schedule.ts';

export interface MeterFault {
  readonly kind: 'lost' | 'frozen' | 'scaled';
  readonly by?: number;
}

export interface CircuitMeter {
  fault: MeterFault | undefined;
  /** A reading of so much on each line; undefined while it says nothing. */
  read(amps: readonly number[]): MeterValues | undefined;
}

const volts = 230;
/** A class 1 meter. */
const noise = 0.01;

export function createCircuitMeter(chance: Chance): CircuitMeter {
  let last: MeterValues | undefined;
  const meter: CircuitMeter = {
    fault: undefined,
    read(amps) {
      const { fault } = meter;
      if (fault?.kind === 'lost') return undefined;
      if (fault?.kind === 'frozen' && last !== undefined) return last;
      const factor = fault?.kind === 'scaled' ? (fault.by ?? 10) : 1;
      const said = amps.map((one) => hundredth(one * factor * (1 + noise * (2 * chance.fraction() - 1))));
      last = {
        amps: said,
        volts: [volts, volts, volts],
        powerW: hundredth(said.reduce((sum, one) => sum + one, 0) * volts),
        energyImportWh: null,
        energyExportWh: null,
      };
      return last;
    },
  };
  return meter;
}

const hundredth = (value: number): number => Math.round(value * 100) / 100;
