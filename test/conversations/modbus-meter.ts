// A three-phase meter with the registers of an Eastron SDM630, from its vendor's table: f32, high word first, from 0.

import type { Meter } from '../../src/model/config/site.ts';
import { f32 } from '../unit/modbus/device-bench.ts';
import type { BusDevice } from './bus-lines.ts';

export interface GridMeter {
  volts: [number, number, number];
  amps: [number, number, number];
  /** The direction of each current transformer: -1 when it is turned round. */
  turned: [number, number, number];
  isSilent: boolean;
  readonly device: BusDevice;
}

export const gridMeter = (more: Partial<Meter> = {}): Meter => ({
  id: 'grid',
  source: { kind: 'modbus', device: 'eastron-sdm630', at: { host: 'grid' }, unit: 1 },
  ctRatio: 1,
  invert: false,
  phaseMap: 'L1L2L3',
  periodMs: 1000,
  ...more,
});

export function newGridMeter(): GridMeter {
  const meter: GridMeter = {
    volts: [230, 231, 229],
    amps: [20, 21, 22],
    turned: [1, 1, 1],
    isSilent: false,
    device({ action }) {
      if (meter.isSilent) return undefined;
      if (action.kind !== 'read' || action.fn !== 4) return { kind: 'exception', code: 1 };
      const words = Array.from({ length: action.count }, (_, at) => wordOf(meter, action.address + at));
      return { kind: 'words', words };
    },
  };
  return meter;
}

function wordOf(meter: GridMeter, address: number): number {
  return f32(valueOf(meter, address - (address % 2)))[address % 2]!;
}

function valueOf({ volts, amps, turned }: GridMeter, address: number): number {
  const watts = [0, 1, 2].map((line) => volts[line]! * amps[line]! * turned[line]!);
  if (address < 6) return volts[address / 2]!;
  if (address < 12) return amps[(address - 6) / 2]!;
  if (address < 18) return watts[(address - 12) / 2]!;
  if (address === 52) return watts[0]! + watts[1]! + watts[2]!;
  return address === 72 ? 1234 : 0;
}
