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

/**
 * Amps that must stay free so that a step of `stepAmps`, on top of a steady current up to the limit less this reserve, does
 * not trip the device within `seconds`. 0 where it bears the step.
 */
export function reserveOf(circuit: Circuit, seconds: number): number {
  const { protection, limitAmps, worstCaseBaseAmps } = circuit;
  const stepAmps = Math.min(circuit.worstStepAmps ?? worstCaseBaseAmps, worstCaseBaseAmps);
  if (stepAmps <= 0) return 0;
  const kinds: readonly Protection['kind'][] = protection === undefined ? ['mcb', 'mccb', 'gG'] : [protection.kind];
  const ratedAmps = protection?.ratedAmps ?? limitAmps;
  const steady = Math.min(...kinds.map((kind) => steadyAmps(thermals[kind], ratedAmps, stepAmps, seconds)));
  return Math.max(0, Math.ceil(Math.min(limitAmps, limitAmps - steady) * 10 - 1e-6) / 10);
}

/** The steady current from which a step is borne for so long; found by halves, because it stands in a square on both sides. */
function steadyAmps({ kt, tauSeconds }: Thermal, ratedAmps: number, stepAmps: number, seconds: number): number {
  const fades = Math.exp(-seconds / tauSeconds);
  const isBorne = (amps: number): boolean => {
    const before = (amps / ratedAmps) ** 2;
    const after = ((amps + stepAmps) / ratedAmps) ** 2;
    return after + (before - after) * fades <= heatShare * kt ** 2;
  };
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
