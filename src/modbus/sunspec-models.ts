// Where the points of SunSpec models lie, counted from the register that holds the id of the model.

import type { PointType } from './driver.ts';

export interface ModelPoint {
  /** In the words of the gateway. */
  readonly name: string;
  readonly offsets: readonly number[];
  readonly type: PointType;
  /** Registers of a text. */
  readonly length?: number;
  /** Where the power of ten stands that it is multiplied by. */
  readonly exponentAt?: number;
  readonly unit?: string;
  readonly poll: 'fast' | 'slow' | 'once';
  readonly monotonic?: true;
  /** Raw values that say that it is not there, beside those that SunSpec has for the type. */
  readonly invalid?: readonly number[];
}

type Phases = readonly [number, number, number];

const amps = (offsets: Phases, type: PointType, exponentAt?: number): ModelPoint =>
  fast('current', offsets, type, 'A', exponentAt);
const volts = (offsets: Phases, type: PointType, exponentAt?: number): ModelPoint =>
  fast('voltage', offsets, type, 'V', exponentAt);
const watts = (name: string, offsets: readonly number[], type: PointType, exponentAt?: number): ModelPoint =>
  fast(name, offsets, type, 'W', exponentAt);
const hertz = (offset: number, type: PointType, exponentAt?: number): ModelPoint => ({
  ...fast('frequency', [offset], type, 'Hz', exponentAt),
  poll: 'slow',
});

function fast(name: string, offsets: readonly number[], type: PointType, unit: string, at?: number): ModelPoint {
  return { name, offsets, type, unit, poll: 'fast', ...(at !== undefined && { exponentAt: at }) };
}

/** A counter that was never counted says 0, which says nothing. */
const wattHours = (name: string, offset: number, type: PointType, exponentAt?: number): ModelPoint => ({
  ...fast(name, [offset], type, 'Wh', exponentAt),
  poll: 'slow',
  monotonic: true,
  ...(type === 'u32' && { invalid: [0] }),
});

const status: (offset: number) => ModelPoint = (offset) => ({
  name: 'status',
  offsets: [offset],
  type: 'u16',
  poll: 'slow',
});

const meterOfIntegers: readonly ModelPoint[] = [
  amps([3, 4, 5], 's16', 6),
  volts([8, 9, 10], 's16', 15),
  hertz(16, 's16', 17),
  watts('power', [18], 's16', 22),
  watts('power_phase', [19, 20, 21], 's16', 22),
  wattHours('energy_export', 38, 'u32', 54),
  wattHours('energy_import', 46, 'u32', 54),
];

const meterOfFloats: readonly ModelPoint[] = [
  amps([4, 6, 8], 'f32'),
  volts([12, 14, 16], 'f32'),
  hertz(26, 'f32'),
  watts('power', [28], 'f32'),
  watts('power_phase', [30, 32, 34], 'f32'),
  wattHours('energy_export', 60, 'f32'),
  wattHours('energy_import', 68, 'f32'),
];

const inverterOfIntegers: readonly ModelPoint[] = [
  amps([3, 4, 5], 'u16', 6),
  volts([10, 11, 12], 'u16', 13),
  watts('pv_power', [14], 's16', 15),
  hertz(16, 'u16', 17),
  wattHours('energy_total', 24, 'u32', 26),
  watts('dc_power', [31], 's16', 32),
  status(38),
];

const inverterOfFloats: readonly ModelPoint[] = [
  amps([4, 6, 8], 'f32'),
  volts([16, 18, 20], 'f32'),
  watts('pv_power', [22], 'f32'),
  hertz(24, 'f32'),
  wattHours('energy_total', 32, 'f32'),
  watts('dc_power', [38], 'f32'),
  status(48),
];

const derMeasurement: readonly ModelPoint[] = [
  amps([45, 68, 91], 's16', 113),
  volts([47, 70, 93], 'u16', 114),
  watts('pv_power', [10], 's16', 116),
  hertz(17, 'u32', 115),
  wattHours('energy_total', 19, 'u64', 120),
  status(4),
];

const battery: readonly ModelPoint[] = [
  { ...fast('soc', [11], 'u16', '%', 56), poll: 'slow' },
  watts('power', [47], 's16', 63),
];

/** Model 1, which every device has. */
export const commonModel: readonly ModelPoint[] = [
  { name: 'manufacturer', offsets: [2], type: 'string', length: 16, poll: 'once' },
  { name: 'model', offsets: [18], type: 'string', length: 16, poll: 'once' },
  { name: 'firmware', offsets: [42], type: 'string', length: 8, poll: 'once' },
  { name: 'serial', offsets: [50], type: 'string', length: 16, poll: 'once' },
];

export interface KnownModel {
  readonly class: 'meter' | 'inverter' | 'battery';
  readonly points: readonly ModelPoint[];
}

/** By preference: the first that a device has is taken; 7xx replaces 1xx. */
export const knownModels: ReadonlyMap<number, KnownModel> = new Map(
  [
    { ids: [201, 203, 202, 204], class: 'meter' as const, points: meterOfIntegers },
    { ids: [211, 213, 212, 214], class: 'meter' as const, points: meterOfFloats },
    { ids: [701], class: 'inverter' as const, points: derMeasurement },
    { ids: [103, 101, 102], class: 'inverter' as const, points: inverterOfIntegers },
    { ids: [113, 111, 112], class: 'inverter' as const, points: inverterOfFloats },
    { ids: [802], class: 'battery' as const, points: battery },
  ].flatMap(({ ids, ...known }) => ids.map((id) => [id, known] as const)),
);
