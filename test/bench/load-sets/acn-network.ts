// What the wires of the car park bear. Currents of three pairs of lines are phasors: those on one pair partly cancel those on
// another, so that less current on one can be too much on a line. Scaling all of them down is always safe.

import type { AcnSession } from './acn-set.ts';

export type AcnKind = 'single_phase' | 'three_phase';

/** Amps summed up on AB, BC and CA, then in the two pods. */
export type PairSums = Float64Array;

export interface AcnNetwork {
  readonly kind: AcnKind;
  /** kW of the transformer. */
  readonly kW: number;
  /** By how much the worst limit is passed, in amps; not above 0 where all hold. */
  readonly excess: (sums: PairSums) => number;
}

export const pairVoltage = 208;
export const podAmps = 80;
const secondaryVoltage = 120;
const primaryVoltage = 277;

export const newSums = (): PairSums => new Float64Array(5);

export function add(sums: PairSums, { pair, pod }: AcnSession, amps: number): void {
  sums[pair]! += amps;
  if (pod !== undefined) sums[3 + pod]! += amps;
}

/** A line of the secondary side: the difference of two pairs, 120 degrees apart. */
const secondary = (x: number, y: number): number => Math.sqrt(x * x + y * y + x * y);

/** A line of the primary side, whose current is a fourth of the difference of two secondary lines. */
const primary = (x: number, y: number, z: number): number =>
  Math.sqrt(x * x + y * y + 4 * z * z - x * y + 2 * x * z + 2 * y * z) / 4;

export function acnNetwork(kind: AcnKind, kW: number): AcnNetwork {
  const most = (1000 * kW) / pairVoltage;
  const onSecondary = (1000 * kW) / 3 / secondaryVoltage;
  const onPrimary = (1000 * kW) / 3 / primaryVoltage;
  if (kind === 'single_phase') return { kind, kW, excess: ([a, b, c]) => a! + b! + c! - most };
  return {
    kind,
    kW,
    excess: ([a = 0, b = 0, c = 0, av = 0, cc = 0]) =>
      Math.max(
        secondary(a, c) - onSecondary,
        secondary(b, a) - onSecondary,
        secondary(c, b) - onSecondary,
        primary(a, b, c) - onPrimary,
        primary(b, c, a) - onPrimary,
        primary(c, a, b) - onPrimary,
        av - podAmps,
        cc - podAmps,
      ),
  };
}

/** Amps by which a limit may be missed in adding up. */
export const tolerance = ({ kind, kW }: AcnNetwork): number =>
  kind === 'single_phase' ? Math.max(1e-5, (1e-7 * 1000 * kW) / pairVoltage) : 1e-5;

export const isFeasible = (network: AcnNetwork, sums: PairSums): boolean => network.excess(sums) <= tolerance(network);
