// Which vehicle will not have what it needs, by name, as soon as a plan knows it.

import type { EvseKey } from '../../model/ids.ts';
import { evseKey, evseOf } from '../../model/ids.ts';
import { utc } from '../../model/time.ts';
import { localTime } from '../../model/zone.ts';
import type { Utc } from '../../model/time.ts';
import { setAlarms } from '../limits/limit-alarms.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { listedToken } from './listed-needs.ts';

const minuteMs = 60_000;

/** By the plan in force; nobody misses anything where there is none. */
export function tellMisses(state: State): void {
  const { misses, current } = state.plan;
  misses.clear();
  if (current !== undefined) noteMisses(state);
  setAlarms(state, 'BB_VEHICLE_WILL_MISS', [...misses.keys()], (key) => wordsOf(state, key));
}

function noteMisses({ plan: { current, misses }, ledger }: State): void {
  const { plan, request } = current!;
  const missed = new Map(plan.misses.map((miss) => [miss.key, miss]));
  if (missed.size === 0) return;
  for (const [station, { transactions }] of ledger.stations)
    for (const { transaction, evse, endedAt } of transactions.known.values()) {
      const miss = endedAt === undefined ? missed.get(transaction) : undefined;
      if (miss === undefined) continue;
      const { kWh, readyInMinutes } = miss;
      const readyAt = readyInMinutes === undefined ? undefined : request.startsAt + readyInMinutes * minuteMs;
      misses.set(evseKey(station, evse), {
        transaction,
        kWh,
        ...(readyAt !== undefined && { readyAt: utc(readyAt) }),
      });
    }
}

function wordsOf(state: State, key: EvseKey): string {
  const { transaction, kWh, readyAt } = state.plan.misses.get(key)!;
  const { request } = state.plan.current!;
  const session = request.sessions.find((one) => one.key === transaction);
  const leavesAt = utc(request.startsAt + (session?.departsInMinutes ?? 0) * minuteMs);
  const ready = readyAt === undefined ? '' : ` It would be ready at ${clockOf(state, readyAt)}.`;
  return `${nameOf(state, key)} will leave at ${clockOf(state, leavesAt)} with ${kWh.toFixed(1)} kWh less than it needs.${ready} Let it leave later, need less, or give it a higher priority.`;
}

/** `VAN-12 at CP-01/1`. */
function nameOf(state: State, key: EvseKey): string {
  const { station } = evseOf(key);
  const { transaction } = state.plan.misses.get(key)!;
  const token = state.ledger.stations.get(station)?.transactions.known.get(transaction)?.token;
  const vehicle = token === undefined ? undefined : listedToken(state.siteTokens, token)?.vehicle;
  return vehicle === undefined ? `The vehicle at ${key}` : `${vehicle} at ${key}`;
}

/** As a clock on the wall of the site shows it. */
function clockOf(state: State, at: Utc): string {
  const { minuteOfDay } = localTime(siteOf(state).timezone, at);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(minuteOfDay / 60))}:${two(minuteOfDay % 60)}`;
}
