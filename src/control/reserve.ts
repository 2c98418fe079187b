// What a protective device bears, and the room that has to stay free so that a sudden step of other load does not trip it.

import type { Circuit, Protection } from '../model/config/site.ts';

/** θ' = (k² − θ)/τ with k the current by the rated one; it trips when θ is above kt². */
interface Thermal {
  readonly kt: number;
  readonly tauSeconds: number;
}

/**
 * The multiple of its rated current that a device never trips at, and how fast it heats. The times are those of quick
 * specimens: a slower one bears more. The figures of fuses and of breakers to 60947-2 come from general knowledge.
 */
const thermals: Readonly<Record<Protection['kind'], Thermal>> = {
  mcb: { kt: 1.13, tauSeconds: 20 },
  mccb: { kt: 1.05, tauSeconds: 120 },
  gG: { kt: 1.25, tauSeconds: 20 },
};

/** Of the heat that trips it, so much may be reached. */
const heatShare = 0.9;

/** A fault is seen, ordered and followed within this time, with a meter of one second. */
const reactionSeconds = 12;

/** The time that a change of other load lasts until chargers have followed it: a slower meter is seen to be lost later. */
export const reactionChain = (periodSeconds: number): number => reactionSeconds + 3 * Math.max(0, periodSeconds - 1);

/** What a step of other load means for the device of a circuit. */
export interface Burden {
  /** The device that bears it the worst of those that it may be. */
  readonly protection: Protection;
  /** The largest sudden step, on one line. */
  readonly stepAmps: number;
  /** What must stay free; 0 where the device bears the step on top of its full limit. */
  readonly reserveAmps: number;
  /** What the step heats the device to beside this reserve, as a share of what trips it. */
  readonly heat: number;
}

/**
 * Amps that must stay free so that a step of `stepAmps`, on top of a steady current up to the limit less this reserve, does
 * not trip the device within `seconds`. 0 where it bears the step.
 */
export const reserveOf = (circuit: Circuit, seconds: number): number => burdenOf(circuit, seconds).reserveAmps;

/** The same with the figures that it comes from. */
export function burdenOf(circuit: Circuit, seconds: number): Burden {
  const { protection, limitAmps, worstCaseBaseAmps } = circuit;
  const stepAmps = Math.max(0, Math.min(circuit.worstStepAmps ?? worstCaseBaseAmps, worstCaseBaseAmps));
  const kinds: readonly Protection['kind'][] = protection === undefined ? ['mcb', 'mccb', 'gG'] : [protection.kind];
  const ratedAmps = protection?.ratedAmps ?? limitAmps;
  const reserves = kinds.map((kind) => {
    if (stepAmps === 0) return { kind, amps: 0 };
    const steady = steadyAmps(thermals[kind], ratedAmps, stepAmps, seconds);
    return { kind, amps: Math.max(0, Math.ceil(Math.min(limitAmps, limitAmps - steady) * 10 - 1e-6) / 10) };
  });
  const { kind, amps: reserveAmps } = reserves.reduce((worst, one) => (one.amps > worst.amps ? one : worst));
  const { kt, tauSeconds } = thermals[kind];
  const heat = heated((limitAmps - reserveAmps) / ratedAmps, stepAmps / ratedAmps, seconds, tauSeconds) / kt ** 2;
  return { protection: { kind, ratedAmps }, stepAmps, reserveAmps, heat };
}

/** θ so long after a step, as multiples of the rated current. */
function heated(steady: number, step: number, seconds: number, tauSeconds: number): number {
  const after = (steady + step) ** 2;
  return after + (steady ** 2 - after) * Math.exp(-seconds / tauSeconds);
}

/** The steady current from which a step is borne for so long; found by halves, because it stands in a square on both sides. */
function steadyAmps({ kt, tauSeconds }: Thermal, ratedAmps: number, stepAmps: number, seconds: number): number {
  const isBorne = (amps: number): boolean =>
    heated(amps / ratedAmps, stepAmps / ratedAmps, seconds, tauSeconds) <= heatShare * kt ** 2;
  let low = 0;
  let high = ratedAmps;
  if (isBorne(high)) return high;
  for (let halves = 0; halves < 40; halves += 1) {
    const middle = (low + high) / 2;
    if (isBorne(middle)) low = middle;
    else high = middle;
  }
  return low;
}
