// A plan without a solver: who must begin first comes first, and takes the cheapest slots that it finds.

import { pricesOf } from './build-market.ts';
import type { PlanRequest } from './request.ts';
import type { Task } from './task.ts';

/** Amps of each task in each slot of its stay, inside all rows with positive shares. */
export function greedyAmps(request: PlanRequest, tasks: readonly Task[]): number[][] {
  const { rows, slotMinutes, market } = request;
  const room = rows.map(({ limit }) => slotMinutes.map((_, slot) => Math.max(0, limit[slot] ?? 0)));
  const sun = slotMinutes.map((_, slot) => Math.max(0, (request.pvKW?.[slot] ?? 0) - (request.baseKW?.[slot] ?? 0)));
  const prices = market === undefined ? slotMinutes.map(() => 0) : pricesOf(market, slotMinutes.length);
  const amps = tasks.map(({ presence }) => presence.map(() => 0));
  const left = tasks.map(({ mostKWh }) => mostKWh);
  // The floor of everybody first, then the rest: both by the latest start.
  for (const goal of [floorOf, (task: Task): number => task.mostKWh])
    for (const at of byLatestStart(request, tasks)) {
      const task = tasks[at]!;
      // Of whom nobody knows how much it takes, most and goal may both be without end.
      const most = goal(task);
      const keep = most >= task.mostKWh ? 0 : task.mostKWh - most;
      left[at] = fill(task, amps[at]!, left[at]!, keep);
    }
  return amps;

  function fill({ session, presence }: Task, given: number[], missing: number, keep: number): number {
    let kWh = missing;
    const slots = presence.map((_, slot) => slot).sort((a, b) => prices[a]! - prices[b]! || a - b);
    for (const slot of slots) {
      const perAmp = session.kWPerAmp * presence[slot]! * (slotMinutes[slot]! / 60);
      if (kWh <= keep || perAmp <= 0) continue;
      let most = Math.min(session.maxAmps - given[slot]!, (kWh - keep) / perAmp);
      for (const { row, per } of session.on) if (per !== 0) most = Math.min(most, room[row]![slot]! / Math.abs(per));
      const isFree = session.solar === 'minimum' ? Math.max(0, session.minAmps - given[slot]!) : 0;
      if (session.solar !== undefined) most = Math.min(most, isFree + sun[slot]! / session.kWPerAmp);
      if (most <= 0) continue;
      given[slot]! += most;
      kWh -= most * perAmp;
      for (const { row, per } of session.on) room[row]![slot]! -= most * Math.abs(per);
      if (session.solar !== undefined) sun[slot]! -= Math.max(0, most - isFree) * session.kWPerAmp;
    }
    return kWh;
  }
}

const floorOf = ({ floorKWh }: Task): number => floorKWh;

/** Departure less the time it needs at full power, by priority. */
function byLatestStart({ slotMinutes }: PlanRequest, tasks: readonly Task[]): number[] {
  const latest = tasks.map(({ session, presence, lateFrom, needKWh }) => {
    const stay = presence.slice(0, lateFrom).reduce((sum, share, slot) => sum + share * slotMinutes[slot]!, 0);
    return stay - (needKWh / Math.max(1e-9, session.maxAmps * session.kWPerAmp)) * 60;
  });
  return tasks
    .map((_, at) => at)
    .sort((a, b) => tasks[b]!.session.priority - tasks[a]!.session.priority || latest[a]! - latest[b]! || a - b);
}
