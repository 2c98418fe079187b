// What a load is to the allocator beside its limits: how urgent it is, and what the plan has for it now.

import type { Demand } from '../../control/allocate.ts';
import type { Load } from '../../control/envelope.ts';
import { turnMs } from '../../control/turns.ts';
import { evseKey } from '../../model/ids.ts';
import type { Utc } from '../../model/time.ts';
import type { Transaction } from '../../site/transaction.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import type { Need } from './need-of.ts';
import { needOf } from './need-of.ts';
import { kWPerAmpOf } from './power.ts';
import { plannedFor } from './targets.ts';

export interface Urgency extends Pick<Demand, 'priority' | 'noPause' | 'laxityHours' | 'target' | 'waitsForPrice'> {
  readonly changesAt: Utc;
}

/** Of several sessions under one limit the most urgent counts. `sessions`: not empty. */
export function urgencyOf(state: State, load: Load, sessions: readonly Transaction[], now: Now): Urgency {
  const needs = sessions.map((session) => needOf(state, evseKey(load.station.id, session.evse), session, now));
  const laxities = needs.flatMap((need) => laxityOf(state, load, need, now) ?? []);
  const planned = sessions.length === 1 ? plannedFor(state, sessions[0]!, needs[0]!, now) : undefined;
  return {
    priority: Math.max(...needs.map(({ priority }) => priority)),
    ...(needs.some(({ noPause }) => noPause) && { noPause: true }),
    ...(laxities.length > 0 && { laxityHours: Math.min(...laxities) }),
    ...(planned !== undefined && { target: planned.target }),
    ...(planned?.waits === true && { waitsForPrice: true }),
    changesAt: Math.min(...needs.map(({ departsAt = Infinity }) => departsAt)) as Utc,
  };
}

/**
 * Hours that it could wait and still be ready at full power, as they were at the last quarter of an hour: a figure that falls
 * with every second would move limits with every second. Undefined where departure or energy is unknown.
 */
export function laxityOf(state: State, load: Load, need: Need, now: Now): number | undefined {
  const { departsAt, remainingKwh } = need;
  if (departsAt === undefined || remainingKwh === undefined) return undefined;
  const full = fullAmps(state, load) * kWPerAmpOf(state, load);
  if (full <= 0) return undefined;
  const mark = Math.floor(now.utc / turnMs) * turnMs;
  return (departsAt - mark) / hourMs - remainingKwh / full;
}

const hourMs = 3_600_000;

/** The most that its vehicle was seen to take, where it takes less than it may. */
export const fullAmps = (state: State, load: Load): number =>
  Math.min(load.maxAmps, state.vehicles.get(load.key)?.offerAmps ?? Infinity);
