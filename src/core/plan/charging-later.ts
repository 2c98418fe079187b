// What vehicles will draw by the plan in force, by quarters of an hour.

import { cellsOfOne } from '../../control/envelope.ts';
import type { Load } from '../../control/envelope.ts';
import type { PlanRequest, PlanSession } from '../../control/plan/request.ts';
import type { TransactionId } from '../../model/ids.ts';
import type { Utc } from '../../model/time.ts';
import { openAt } from '../../site/transaction.ts';
import type { State } from '../state.ts';
import type { Current } from './live.ts';

const minuteMs = 60_000;
const lines = 3;

/** A slot of the plan: from when until when. */
export interface PlanTime {
  readonly from: number;
  readonly to: number;
}

export function timesOf({ startsAt, slotMinutes }: PlanRequest): PlanTime[] {
  let from: number = startsAt;
  return slotMinutes.map((minutes) => {
    const to = from + minutes * minuteMs;
    const time = { from, to };
    from = to;
    return time;
  });
}

/** Until when it is there, as far as the plan knows. */
export const leavesAt = ({ startsAt, stayMinutes }: PlanRequest, { departsInMinutes = 0 }: PlanSession): number =>
  startsAt + (departsInMinutes > 0 ? departsInMinutes : stayMinutes) * minuteMs;

/** Under which load each open session goes on. */
export function loadsOfSessions({ loads, ledger }: State): Map<TransactionId, Load> {
  const found = new Map<TransactionId, Load>();
  for (const load of loads) {
    const transactions = ledger.stations.get(load.station.id)?.transactions;
    if (transactions === undefined) continue;
    for (const { id } of load.evses) {
      const open = openAt(transactions, id);
      if (open !== undefined) found.set(open.transaction, load);
    }
  }
  return found;
}

/** Amps on each line in each quarter from `startsAt` on; undefined where the plan says nothing of one. */
export function chargingLater(
  { request, plan }: Current,
  loads: ReadonlyMap<TransactionId, Load>,
  startsAt: Utc,
  quarters: number,
  quarterMs: number,
): (readonly number[] | undefined)[] {
  const times = timesOf(request);
  const sums = times.map(() => [0, 0, 0]);
  for (const [at, session] of request.sessions.entries()) {
    const load = loads.get(session.key as TransactionId);
    if (load === undefined) continue;
    const cells = cellsOfOne(load);
    const until = leavesAt(request, session);
    for (const [slot, amps] of plan.targets[at]!.amps.entries()) {
      const { from, to } = times[slot]!;
      const there = Math.min(1, Math.max(0, (until - from) / (to - from)));
      for (const cell of cells) sums[slot]![cell.at]! += Math.min(cell.most, amps * cell.per) * there;
    }
  }
  return Array.from({ length: quarters }, (_, quarter) =>
    meanOver(times, sums, startsAt + quarter * quarterMs, quarterMs),
  );
}

/** Of the slots that lie in it, by how much of them does. */
function meanOver(
  times: readonly PlanTime[],
  sums: readonly (readonly number[])[],
  start: number,
  ms: number,
): number[] | undefined {
  const mean = Array<number>(lines).fill(0);
  let covered = 0;
  for (const [slot, { from, to }] of times.entries()) {
    const overlap = Math.min(to, start + ms) - Math.max(from, start);
    if (overlap <= 0) continue;
    covered += overlap;
    for (let line = 0; line < lines; line += 1) mean[line]! += sums[slot]![line]! * overlap;
  }
  return covered === 0 ? undefined : mean.map((sum) => sum / covered);
}
