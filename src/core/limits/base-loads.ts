// Other load of the site, as its meters tell it: followed at each of their readings, and its worst case while they say nothing.

import { creditedMost, isSettled, lookBackMs, nextBaseLoad, recentMost, settledMs } from '../../control/base-load.ts';
import type { Bases, Books } from '../../control/books.ts';
import { booksOf, withReserve } from '../../control/books.ts';
import type { Room } from '../../control/envelope.ts';
import { exposureOf, periodMsOf } from '../../control/exposure.ts';
import { reserveOf } from '../../control/reserve.ts';
import type { Site } from '../../model/config/site.ts';
import { lineCount, lineName } from '../../model/electric.ts';
import type { Fact } from '../../model/fact/fact.ts';
import type { CircuitId } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import { after, never } from '../../model/time.ts';
import { readingOf } from '../meters/readings.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import type { BasesLive, Metered } from './bases-live.ts';
import { withoutBatteries } from './batteries.ts';
import { drawnBy } from './drawn.ts';
import { watchNested } from './nested-meters.ts';
import { shareNow } from './pace.ts';
import { forgetOverloads, loseOverload, noteOverload } from './overload.ts';

const stalePeriods = 3;
const lookAgainMs = 1000;
/** Less room more is not worth a write. */
const worthAmps = 1;

/** Once per change of the site, and of how stations hold their limits. */
export function followMetered(state: State, site: Site): void {
  const { bases, loads } = state;
  bases.metered.clear();
  bases.followsStations = (site.meters ?? []).some(({ source }) => source.kind === 'station');
  for (const circuit of site.circuits) {
    const meter = site.meters?.find(({ id }) => id === circuit.meter);
    if (meter === undefined) continue;
    const below = loads.filter(({ path }) => path.some(({ id }) => id === circuit.id));
    const periodMs = periodMsOf(site, meter);
    bases.metered.set(circuit.id, {
      circuit,
      meter: meter.id,
      loads: below,
      periodMs,
      reserveAmps: reserveOf(circuit, exposureOf(periodMs, below).seconds),
    });
  }
  for (const id of bases.known.keys()) if (!bases.metered.has(id)) bases.known.delete(id);
  for (const id of bases.lost.keys()) if (!bases.metered.has(id)) bases.lost.delete(id);
  forgetOverloads(state);
  bases.isDue = true;
}

/** Takes in what meters say now; says whether who gets how much is to be worked out again. */
export function followBases(state: State, facts: Fact[], now: Now): void {
  const { bases } = state;
  if (!bases.isDue && bases.dueAt > now.mono) return;
  bases.isDue = false;
  bases.dueAt = never;
  for (const metered of bases.metered.values()) followOne(state, metered, facts, now);
  watchNested(state, now);
  const { live } = booksOf(siteOf(state).circuits, basesOf(state, now));
  const given = bases.given ?? live;
  if (bases.given === undefined || isLess(given, live)) shareNow(state);
  else if (isMore(given, live)) state.reallocate = true;
}

/** Less room counts at once; more when it is worth it. */
const isLess = (given: Room, live: Room): boolean => live.some((amps, at) => amps < given[at]! - 0.05);

const isMore = (given: Room, live: Room): boolean => live.some((amps, at) => amps >= given[at]! + worthAmps);

function followOne(state: State, metered: Metered, facts: Fact[], now: Now): void {
  const { circuit, meter, loads, periodMs } = metered;
  const { known } = state.bases;
  const { quality, amps, readAt } = readingOf(state, meter, now);
  const lines = lineCount[siteOf(state).supply];
  const onLines = amps?.slice(0, lines).filter((one) => one !== null);
  // A line of which nothing is said may carry anything.
  if (quality !== 'good' || onLines?.length !== lines || readAt === undefined) {
    // What cannot be was no measurement.
    if (quality !== 'invalid') lose(state.bases, circuit.id);
    known.delete(circuit.id);
    loseOverload(state, circuit.id);
    return;
  }
  const before = known.get(circuit.id);
  // At its age of three periods it still counts: to wake then would be to wake again and again. One that is believed for longer
  // is looked at now and then.
  const staleAt = after(readAt, stalePeriods * periodMs + 1);
  const lookAt = staleAt > now.mono ? staleAt : after(now.mono, lookAgainMs);
  state.bases.dueAt = Math.min(state.bases.dueAt, lookAt) as Mono;
  if (before !== undefined && !isSettled(before, now.mono))
    state.bases.dueAt = Math.min(state.bases.dueAt, after(before.goodSince, settledMs)) as Mono;
  if (before?.readAt === readAt) return;
  // A gap between two good readings is one as well: nobody knows what was in between.
  const isGap = before !== undefined && readAt - before.readAt > stalePeriods * periodMs;
  if (isGap) lose(state.bases, circuit.id);
  const drawn = drawnBy(state, loads, now);
  const next = nextBaseLoad(isGap ? undefined : before, onLines, drawn, readAt, circuit.worstCaseBaseAmps);
  known.set(circuit.id, next);
  if (isSettled(next, now.mono)) state.bases.lost.delete(circuit.id);
  noteOverload(state, metered, { amps: onLines, readAt, drawn }, facts, now);
}

/** It may go on as it was. */
function lose({ known, lost }: BasesLive, id: CircuitId): void {
  const base = known.get(id);
  if (base !== undefined) lost.set(id, atLeast(recentMost(base, lookBackMs), lost.get(id)));
}

const atLeast = (amps: readonly number[], least: readonly number[] = []): number[] =>
  amps.map((one, line) => Math.max(one, least[line] ?? one));

/** Other load as it counts now, where it is measured; nothing for a circuit whose worst case counts. */
export function basesOf(state: State, now: Now): Bases {
  const { bases } = state;
  const counted = new Map<CircuitId, readonly number[]>();
  for (const [id, { circuit, reserveAmps }] of bases.metered) {
    const base = bases.known.get(id);
    if (base === undefined || !isSettled(base, now.mono)) {
      // It is no less than it was seen to be, even where the file says that this cannot be.
      const before = bases.lost.get(id);
      const seen = base === undefined ? before : atLeast(recentMost(base, lookBackMs), before);
      if (seen !== undefined)
        counted.set(
          id,
          seen.map((amps) => Math.max(amps, circuit.worstCaseBaseAmps)),
        );
      continue;
    }
    const plain = recentMost(base, lookBackMs).map((amps) => Math.max(0, amps));
    const load = circuit.pvCredit === true ? withoutBatteries(state, creditedMost(base), now) : plain;
    counted.set(
      id,
      load.map((amps) => withReserve(amps, reserveAmps, circuit)),
    );
  }
  return counted;
}

export function books(state: State, now: Now): Books {
  const both = booksOf(siteOf(state).circuits, basesOf(state, now));
  state.bases.given = both.live;
  return both;
}

/** What people must know of other load. */
export function setBaseAlarms(state: State): void {
  const { bases, alarms } = state;
  for (const key of alarms.keys()) if (key.startsWith('BB_BASE_ABOVE_WORST_CASE:')) alarms.delete(key);
  for (const [id, { circuit }] of bases.metered) {
    const known = bases.known.get(id)?.amps;
    const amps = known ?? bases.lost.get(id) ?? [];
    const most = Math.max(...amps);
    if (most <= circuit.worstCaseBaseAmps + 1) continue;
    const drew = known === undefined ? 'was seen to draw' : 'draws';
    alarms.set(
      `BB_BASE_ABOVE_WORST_CASE:${id}`,
      `Circuit ${id}, ${lineName(amps.indexOf(most))}: the other load ${drew} ${most.toFixed(1)} A, and worstCaseBaseAmps says ${circuit.worstCaseBaseAmps} A. Without the gateway the limit is not sure to hold: write a higher worstCaseBaseAmps.`,
    );
  }
}
