// Reads what came from a solver: only whole, finite, sensible numbers for sessions that were asked about get through.

import type { Miss, Plan, Target } from './plan.ts';
import type { PlanRequest, PlanSession } from './request.ts';

/** A plan with a target for exactly the sessions of the request, or nothing. Amps are inside the range of their session. */
export function readPlan(answer: unknown, request: PlanRequest): Plan | undefined {
  if (!isRecord(answer)) return undefined;
  const { method, targets, misses } = answer;
  if (method !== 'lp' && method !== 'greedy') return undefined;
  if (!Array.isArray(targets) || targets.length !== request.sessions.length || !Array.isArray(misses)) return undefined;
  const read: Target[] = [];
  for (const [at, session] of request.sessions.entries()) {
    const target = readTarget(targets[at], session, request.slotMinutes.length);
    if (target === undefined) return undefined;
    read.push(target);
  }
  const keys = new Set(request.sessions.map(({ key }) => key));
  return { method, targets: read, misses: misses.slice(0, keys.size).flatMap((miss) => readMiss(miss, keys)) };
}

function readTarget(value: unknown, { key, maxAmps }: PlanSession, slots: number): Target | undefined {
  if (!isRecord(value) || value['key'] !== key) return undefined;
  const { amps, worth } = value;
  if (!Array.isArray(amps) || amps.length > slots || !amps.every(isAmount)) return undefined;
  return {
    key,
    amps: amps.map((one) => Math.min(maxAmps, one)),
    ...(isAmount(worth) && { worth }),
  };
}

/** A miss that cannot be read is left out: it is a word to people, and moves no limit. */
function readMiss(value: unknown, keys: ReadonlySet<string>): Miss[] {
  if (!isRecord(value)) return [];
  const { key, kWh, readyInMinutes } = value;
  if (typeof key !== 'string' || !keys.has(key) || !isAmount(kWh)) return [];
  return [{ key, kWh, ...(isAmount(readyInMinutes) && { readyInMinutes }) }];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isAmount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;
