// A session that can be told a limit, and the bounds of what it may be told.

import type { EvseKey } from '../../model/ids.ts';
import type { Reason } from '../../model/reason.ts';
import type { Load } from '../envelope.ts';
import { leastAmpsOf, stepAmpsOf } from '../envelope.ts';
import type { Allocation, Cap, Demand } from './question.ts';

/** Amounts are whole milliamps. */
export interface Sharer {
  readonly one: Allocation;
  readonly key: EvseKey;
  readonly demand: Demand;
  /** What it keeps whatever is decided: its station refuses 0. */
  readonly least: number;
  /** What it draws when it is alone. */
  readonly fallback: number;
  /** Less is nothing for its vehicle. */
  readonly min: number;
  /** What it begins with: what it may draw alone costs nobody anything, where that counts anyway. */
  readonly begin: number;
  readonly most: number;
  /** Why it may have no more than `most`. */
  readonly bound: Reason;
  readonly priority: number;
  /** What the plan gives it; undefined without a plan for it. */
  readonly target: number | undefined;
  /** Hours, in whole quarters; undefined where nobody knows. */
  readonly laxity: number | undefined;
  /** The only amounts that its EVSE takes besides 0, rising; every whole amp when absent. */
  readonly steps: readonly number[] | undefined;
}

/** What adding up in binary may miss, in milliamps. */
const grain = 1e-3;
const perAmp = 1000;
/** Vehicles take whole amps well; a finer step is lost in the car. */
const stepMilliamps = perAmp;
/** Further away than anybody waits; beyond it, hours are no information. */
const mostLaxityHours = 24 * 365;
/** Need that changes with every second would change everybody's limit with every second. */
const perHour = 4;

/** Whole milliamps, downwards; what is no amount is none. */
export const milli = (amps: number): number => (amps > 0 ? Math.floor(amps * perAmp + grain) : 0);

export const ampsOf = (milliamps: number): number => milliamps / perAmp;

export function sharerOf(one: Allocation, demand: Demand, fallbackAmps: number, stop: Reason | undefined): Sharer {
  const { load } = one;
  const fallback = milli(Math.min(fallbackAmps, load.maxAmps));
  const steps = stepsOf(load);
  const own = Math.max(milli(load.minAmps), milli(demand.minAmps ?? 0));
  const min = steps?.find((amount) => amount >= own) ?? own;
  // Under a lease, what it falls back to does not count as long as the gateway lives.
  const alone = load.hold.holding === 'lease' ? min : Math.max(min, fallback);
  const { most: highest, bound } = boundOf(load, demand, stop, alone);
  const most = steps === undefined ? highest : (steps.findLast((amount) => amount <= highest) ?? 0);
  const least = milli(leastAmpsOf(load));
  return {
    one,
    key: load.key,
    demand,
    least,
    fallback,
    min,
    begin: floorTo(steps, Math.min(alone, most), Math.min(min, most), most),
    most,
    bound,
    priority: finite(demand.priority) ?? 0,
    target: finite(demand.target) === undefined ? undefined : milli(demand.target!),
    laxity: laxityOf(demand),
    steps,
  };
}

const finite = (value: number | undefined): number | undefined =>
  value !== undefined && Number.isFinite(value) ? value : undefined;

function laxityOf({ laxityHours }: Demand): number | undefined {
  const hours = finite(laxityHours);
  if (hours === undefined) return undefined;
  return Math.max(-mostLaxityHours, Math.min(mostLaxityHours, Math.floor(hours * perHour) / perHour));
}

function boundOf(load: Load, demand: Demand, stop: Reason | undefined, alone: number) {
  if (stop !== undefined) return { most: 0, bound: stop };
  const { cap: firm, isStarting, waitsForPrice, target } = demand;
  const wished: Cap | undefined =
    waitsForPrice === true ? { amps: finite(target) ?? Infinity, reason: { kind: 'plan' } } : undefined;
  const cap = wished !== undefined && wished.amps < (firm?.amps ?? Infinity) ? wished : firm;
  const rating = milli(load.maxAmps);
  const capped = cap === undefined || cap.amps === Infinity ? Infinity : milli(cap.amps);
  const most = Math.min(rating, capped);
  const bound: Reason = capped < rating ? cap!.reason : { kind: 'rating' };
  if (isStarting === true && alone < most) return { most: alone, bound: { kind: 'starting' } as const };
  return { most, bound };
}

const stepsOf = (load: Load): number[] | undefined => stepAmpsOf(load)?.map(milli);

/** The highest amount at or below one that an EVSE takes; never below `from`. */
export function floorTo(steps: readonly number[] | undefined, amount: number, from: number, most: number): number {
  if (amount >= most) return most;
  const step =
    steps === undefined
      ? Math.floor(amount / stepMilliamps + 1e-6) * stepMilliamps
      : (steps.findLast((one) => one <= amount + grain) ?? 0);
  return Math.max(from, step);
}

/** The next amount above one; `most` at the end. */
export function nextStep({ steps, most }: Sharer, amount: number): number {
  const next =
    steps === undefined
      ? Math.floor(amount / stepMilliamps + 1e-6) * stepMilliamps + stepMilliamps
      : (steps.find((one) => one > amount) ?? most);
  return Math.min(most, next);
}
