// Charging on surplus: what the site would feed into the grid is shared among the sessions that want it. It only ever caps.

import type { Cap } from '../../control/allocate.ts';
import { isSettled, recentMost } from '../../control/base-load.ts';
import type { Load } from '../../control/envelope.ts';
import { lineCount, wattsPerAmp } from '../../model/electric.ts';
import type { TransactionId } from '../../model/ids.ts';
import type { SolarMode } from '../../model/needs.ts';
import type { Mono } from '../../model/time.ts';
import { mono } from '../../model/time.ts';
import { choiceOf, kWOnPhases, mayChoose, standingOf } from '../limits/standing.ts';
import { readingOf } from '../meters/readings.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { kWPerAmpOf } from './power.ts';

/** A vehicle that was started or stopped stays so: clouds come and go, and contactors wear. */
export const solarHoldMs = 10 * 60_000;
/** A surplus that was there all the while of this time counts. */
const lookBackMs = 30_000;
/** A change of less is not worth a look, nor one that comes sooner. */
const worthKW = 0.3;
const sharesEachMs = 10_000;

export interface SolarSession {
  readonly transaction: TransactionId;
  readonly load: Load;
  readonly mode: SolarMode;
}

/** kW that the site would feed in if no vehicle charged: by the grid meter, else by what the sun gives beside the worst case. */
export function surplusKW(state: State, now: Now): number {
  const { circuits, meters = [], supply } = siteOf(state);
  const volts = wattsPerAmp(supply, lineCount[supply]) / lineCount[supply];
  const root = circuits.find(({ parent }) => parent === undefined)!;
  const base = state.bases.known.get(root.id);
  if (base !== undefined) {
    if (!isSettled(base, now.mono)) return 0;
    // Energy is counted over all lines together.
    const amps = recentMost(base, lookBackMs).reduce((sum, one) => sum + one, 0);
    return Math.max(0, (-amps * volts) / 1000);
  }
  if (root.meter !== undefined) return 0;
  let kW = 0;
  for (const { id, role } of meters) {
    if (role !== 'pv') continue;
    const { quality, powerW } = readingOf(state, id, now);
    if (quality === 'good' && powerW !== undefined && powerW !== null) kW += Math.max(0, -powerW) / 1000;
  }
  return Math.max(0, kW - (root.worstCaseBaseAmps * wattsPerAmp(supply, lineCount[supply])) / 1000);
}

/** Whether there is so much more or less surplus that it is to be shared out again. */
export function followSurplus(state: State, now: Now): void {
  const { solar } = state.plan;
  if (solar.switched.size === 0 || now.mono - solar.sharedAt < sharesEachMs) return;
  if (Math.abs(surplusKW(state, now) - solar.kW) >= worthKW) state.reallocate = true;
}

export interface SolarCaps {
  readonly caps: ReadonlyMap<TransactionId, Cap>;
  /** When one of them may be switched; nothing happens by time alone before. */
  readonly changesAt: Mono;
}

/** Who came first is served first: first the minimum of each, then the rest in whole amps. */
export function solarCaps(state: State, sessions: readonly SolarSession[], now: Now): SolarCaps {
  const { solar } = state.plan;
  const there = new Set(sessions.map(({ transaction }) => transaction));
  for (const transaction of solar.switched.keys()) if (!there.has(transaction)) solar.switched.delete(transaction);
  const caps = new Map<TransactionId, Cap>();
  let changesAt = Infinity;
  if (sessions.length === 0) return { caps, changesAt: mono(changesAt) };
  solar.kW = surplusKW(state, now);
  solar.sharedAt = now.mono;
  let left = solar.kW;
  const amps = sessions.map((session) => {
    const { load, mode, transaction } = session;
    // What is a minimum for a DC unit is any current: an amp more than nothing.
    const least = Math.max(1, load.minAmps);
    const kW = least * kWPerAmpOf(state, load);
    const startsWithKW = noteBudget(state, session, { kW, left }, now);
    if (mode === 'minimum') {
      solar.switched.set(transaction, { on: true, since: now.mono });
      return least;
    }
    const on = isOn(state, transaction, left >= startsWithKW, now);
    // It starts on one phase, once it stands there.
    const isToWait = left < kW && startsWithKW < kW && (state.allocations.get(load.key)?.amps ?? 0) < least;
    if (on && isToWait) return 0;
    const { since } = solar.switched.get(transaction)!;
    if (since + solarHoldMs > now.mono) changesAt = Math.min(changesAt, since + solarHoldMs);
    if (on) left = Math.max(0, left - kW);
    return on ? least : 0;
  });
  for (const [at, { load, transaction }] of sessions.entries()) {
    const perAmp = kWPerAmpOf(state, load);
    const more = amps[at]! > 0 ? Math.max(0, Math.min(load.maxAmps - amps[at]!, Math.floor(left / perAmp + 1e-9))) : 0;
    left -= more * perAmp;
    caps.set(transaction, { amps: amps[at]! + more, reason: { kind: 'surplus' } });
  }
  return { caps, changesAt: mono(changesAt) };
}

/** What it has for itself is noted for whoever chooses its phases. So much it starts with, on the phases that it can stand at. */
function noteBudget(
  state: State,
  { load, mode, transaction }: SolarSession,
  { kW, left }: { readonly kW: number; readonly left: number },
  now: Now,
): number {
  if (standingOf(state, load) === undefined) return kW;
  const choice = choiceOf(state, load, transaction);
  const onOne = Math.max(1, load.minAmps) * kWOnPhases(state, load).one;
  choice.budgetKW = mode === 'minimum' ? left + onOne : left;
  return mayChoose(state, load, transaction, now) ? Math.min(kW, onOne) : kW;
}

/** The first decision is free; every later one only after a while. */
function isOn({ plan: { solar } }: State, transaction: TransactionId, wanted: boolean, now: Now): boolean {
  const before = solar.switched.get(transaction);
  if (before !== undefined && (before.on === wanted || now.mono - before.since < solarHoldMs)) return before.on;
  // Who never charged was not stopped: it starts with the first sun.
  const since = before === undefined && !wanted ? mono(now.mono - solarHoldMs) : now.mono;
  solar.switched.set(transaction, { on: wanted, since });
  return wanted;
}
