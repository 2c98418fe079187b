// What keeps a vehicle from what it needs: the time that it has, what it can take, or the row of the plan that leaves it no more.

import type { Load } from '../../control/envelope.ts';
import type { PlanRequest } from '../../control/plan/request.ts';
import type { Missing } from '../../local/missing-words.ts';
import { missingWords } from '../../local/missing-words.ts';
import { wallClock } from '../../local/wall-clock.ts';
import { utc } from '../../model/time.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { leavesAt, timesOf } from './charging-later.ts';
import type { Current } from './live.ts';

/** So much less than it could have is less; and a row with so much left is full. */
const grainAmps = 0.5;

/** `place`: of its session in the plan. */
export function whyMissing(state: State, current: Current, place: number, load: Load): string {
  const { request } = current;
  const session = request.sessions[place]!;
  const { kWPerAmp, maxAmps, needKWh = 0, departsInMinutes = 0 } = session;
  const full = fullestRow(current, place);
  const clock = { timezone: siteOf(state).timezone, now: request.startsAt };
  return missingWords({
    needsKwh: needKWh,
    possibleKwh: (maxAmps * kWPerAmp * departsInMinutes) / 60,
    maxAmps,
    maxKw: maxAmps * kWPerAmp,
    takesLess: maxAmps < load.maxAmps && state.vehicles.get(load.key)?.offerAmps !== undefined,
    leavesAt: wallClock(utc(leavesAt(request, session)), clock),
    ...(full !== undefined && { full }),
  });
}

/** The row that is full for the most of the time in which this session has less than it could take. */
function fullestRow(current: Current, place: number): Missing['full'] {
  const { request, plan } = current;
  const session = request.sessions[place]!;
  const { used, priorities } = loadOf(current);
  const times = timesOf(request);
  const until = leavesAt(request, session);
  const lessMs = times.map(({ from, to }, slot) =>
    (plan.targets[place]!.amps[slot] ?? 0) < session.maxAmps - grainAmps ? Math.max(0, Math.min(to, until) - from) : 0,
  );
  const all = lessMs.reduce((sum, ms) => sum + ms, 0);
  let found: { readonly row: number; readonly ms: number; readonly limitAmps: number } | undefined;
  for (const { row } of session.on) {
    const { limit } = request.rows[row]!;
    const slots = lessMs.flatMap((ms, slot) =>
      ms > 0 && used[row]![slot]! >= Math.max(0, limit[slot]!) - grainAmps ? [slot] : [],
    );
    const ms = slots.reduce((sum, slot) => sum + lessMs[slot]!, 0);
    if (ms > (found?.ms ?? 0))
      found = { row, ms, limitAmps: Math.min(...slots.map((slot) => Math.max(0, limit[slot]!))) };
  }
  const reason = found === undefined ? undefined : request.rows[found.row]!.reason;
  if (found === undefined || reason === undefined) return undefined;
  const sharers = priorities[found.row]!;
  return {
    reason,
    share: found.ms / all,
    limitAmps: found.limitAmps,
    sharedBy: sharers.length,
    before: sharers.filter((priority) => priority > session.priority).length,
  };
}

interface RowLoad {
  /** What all sessions take together of each row in each slot. */
  readonly used: readonly (readonly number[])[];
  /** Of the sessions on each row. */
  readonly priorities: readonly (readonly number[])[];
}

/** Worked out once for each plan. */
const known = new WeakMap<Current, RowLoad>();

function loadOf(current: Current): RowLoad {
  let load = known.get(current);
  if (load === undefined) known.set(current, (load = sumRows(current.request, current.plan.targets)));
  return load;
}

function sumRows({ rows, sessions, slotMinutes }: PlanRequest, targets: Current['plan']['targets']): RowLoad {
  const used = rows.map(() => Array<number>(slotMinutes.length).fill(0));
  const priorities = rows.map((): number[] => []);
  for (const [at, { on, priority }] of sessions.entries())
    for (const { row, per } of on) {
      priorities[row]!.push(priority);
      for (const [slot, amps] of targets[at]!.amps.entries()) used[row]![slot]! += amps * per;
    }
  return { used, priorities };
}
