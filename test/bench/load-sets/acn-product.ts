// The product at the car park: its planner whenever a car comes, goes or is full, and each quarter of an hour; in each slot
// what one that is nearly full leaves goes to others. To it the wires are rows of linear limits: tangents to the circles that
// phasors must stay in.

import { leastSpareFirst } from '../../../src/control/plan/alike.ts';
import { makePlan } from '../../../src/control/plan/plan.ts';
import type { Solve } from '../../../src/control/plan/program.ts';
import type { PlanRequest, PlanRow, PlanSession } from '../../../src/control/plan/request.ts';
import { roundTargets } from '../../../src/control/plan/round.ts';
import { utc } from '../../../src/model/time.ts';
import { pairVoltage, podAmps } from './acn-network.ts';
import type { AcnCar, AcnRule } from './acn-plant.ts';
import { carAmps } from './acn-plant.ts';
import type { AcnSession } from './acn-set.ts';

const kWPerAmp = pairVoltage / 1000;
const minutesOfSlot = 5;
const slotsOfPlan = 3;
/** This slot, the rest of its quarter hour, then longer and longer ones. */
const slotMinutes = [5, 10, ...fill(15, 3), ...fill(30, 6), ...fill(60, 8), ...fill(240, 20)];

function fill(minutes: number, count: number): number[] {
  return Array.from({ length: count }, () => minutes);
}

/** One limit: what an amp on AB, BC and CA is in it. */
interface Wire {
  readonly per: readonly [number, number, number];
  readonly amps: number;
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;
const cosine = (degrees: number): number => Math.cos(radians(degrees));

/**
 * The circles of all lines as tangents, so many degrees apart: inside of the circle, so that what is given is borne; or, for
 * what is planned only, half inside and half outside.
 */
function wiresOf(kW: number, step: number, isInside: boolean): Wire[] {
  const wires: Wire[] = [];
  const shrink = isInside ? cosine(step / 2) : (1 + cosine(step / 2)) / 2;
  const onSecondary = ((1000 * kW) / 3 / 120) * shrink;
  const onPrimary = ((1000 * kW) / 3 / 277) * shrink;
  for (let turn = 0; turn < 3; turn += 1) {
    const turned = (x: number, y: number, z: number): [number, number, number] => {
      const at = [x, y, z];
      return [at[turn % 3]!, at[(turn + 1) % 3]!, at[(turn + 2) % 3]!];
    };
    for (let angle = -30; angle <= 30; angle += step)
      wires.push({ per: turned(cosine(30 - angle), 0, cosine(-30 - angle)), amps: onSecondary });
    for (let angle = -60; angle <= 60; angle += step)
      wires.push({
        per: turned(cosine(60 - angle) / 4, cosine(-60 - angle) / 4, (2 * cosine(angle)) / 4),
        amps: onPrimary,
      });
  }
  return wires;
}

/** Degrees between tangents: for what is given now, and for what is only planned. */
const fine = 5;
const coarse = 30;

export interface AcnProduct {
  readonly rule: AcnRule;
  readonly plans: () => { readonly count: number; readonly ms: number };
}

export function acnProduct(kW: number, solve: Solve): AcnProduct {
  const now = wiresOf(kW, fine, true);
  const later = wiresOf(kW, coarse, false);
  const rows: PlanRow[] = [
    ...now.map(({ amps }) => ({ limit: slotMinutes.map((_, slot) => (slot === 0 ? amps : Infinity)) })),
    ...later.map(({ amps }) => ({
      limit: slotMinutes.map((_, slot) => (slot === 0 ? Infinity : amps)),
    })),
    ...[0, 1].map(() => ({ limit: slotMinutes.map(() => podAmps) })),
  ];
  const room = rows.map(({ limit }) => limit[0]!);
  const onOf = ({ pair, pod }: AcnSession): PlanSession['on'] => [
    ...[...now, ...later].flatMap(({ per }, row) => (Math.abs(per[pair]) > 1e-9 ? [{ row, per: per[pair] }] : [])),
    ...(pod === undefined ? [] : [{ row: now.length + later.length + pod, per: 1 }]),
  ];
  let known = '';
  let wishes: readonly number[] = [];
  let count = 0;
  let ms = 0;

  const rule: AcnRule = (cars, _network, slot) => {
    const sessions = cars.map((car) => sessionOf(car, slot, onOf(car.session)));
    const all = sessions.map(({ maxAmps }) => maxAmps);
    const who = cars.map(({ session }) => session.id).join();
    const isDue = who !== known || slot % slotsOfPlan === 0;
    known = who;
    if (fits(sessions, all, room)) {
      if (isDue) wishes = all;
      return all;
    }
    const startedAt = performance.now();
    if (isDue) {
      wishes = makePlan(requestOf(rows, sessions, slot), solve).targets.map(({ amps }) => amps[0] ?? 0);
      count += 1;
    }
    const given = roundTargets({ room, sessions, wishes: leastSpareFirst(sessions, wishes), minutes: minutesOfSlot });
    ms += performance.now() - startedAt;
    return given;
  };
  return { rule, plans: () => ({ count, ms }) };
}

const sessionOf = ({ session, need }: AcnCar, slot: number, on: PlanSession['on']): PlanSession => {
  const needKWh = (need * kWPerAmp * minutesOfSlot) / 60;
  return {
    key: session.id,
    on,
    kWPerAmp,
    minAmps: 0,
    maxAmps: Math.min(carAmps, need),
    stepAmps: 0,
    needKWh,
    deliveredKWh: session.kWh - needKWh,
    departsInMinutes: (session.departure - slot) * minutesOfSlot,
    priority: 1,
    isOn: true,
    noPause: false,
  };
};

/** Nobody has to give way: nothing to plan. */
function fits(sessions: readonly PlanSession[], amps: readonly number[], room: readonly number[]): boolean {
  const sums = room.map(() => 0);
  for (const [at, { on }] of sessions.entries()) for (const { row, per } of on) sums[row]! += per * amps[at]!;
  return sums.every((sum, row) => sum <= room[row]!);
}

function requestOf(rows: readonly PlanRow[], sessions: readonly PlanSession[], slot: number): PlanRequest {
  const longest = Math.max(...sessions.map(({ departsInMinutes = 0 }) => departsInMinutes));
  let end = 0;
  const until = slotMinutes.findIndex((minutes) => (end += minutes) >= longest);
  return {
    startsAt: utc(slot * minutesOfSlot * 60_000),
    slotMinutes: slotMinutes.slice(0, until < 0 ? slotMinutes.length : until + 1),
    rows,
    sessions,
    favour: 'energy',
    margins: { departureMinutes: 0, energyFactor: 1 },
    floorKWh: 0,
    stayMinutes: 8 * 60,
  };
}
