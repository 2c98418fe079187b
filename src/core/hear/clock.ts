// Stations have clocks of their own. What they write is kept and told on; for order, and to tell the present from what a
// station replays after it was cut off, their times are compared with ours.

import type { Anomaly } from '../../model/fact/transaction.ts';
import type { Utc } from '../../model/time.ts';
import type { Stamped } from '../../ocpp/heard.ts';
import { firstYearMs } from '../../ocpp/time.ts';
import type { StationClock } from '../../site/live.ts';
import { clockDoubtMs, noteDrift } from '../../site/live.ts';
import { isClockOff, mayLease } from '../../control/leases.ts';
import { clockWasSet, mayLastLonger } from '../limits/leases.ts';
import type { Context } from './context.ts';
import { record } from './context.ts';
import type { Moment } from './moment.ts';

/** A clock is ahead when it is more than this. */
const aheadMs = 5 * 60_000;
/** Two messages agree when the station's clock and ours went on alike between them. */
const alikeMs = 10_000;
/** What comes in one burst is one observation. */
const apartMs = 5000;
/** A clock that is off by less is taken as it is. */
const offMs = 60_000;
/** Local time is some quarters of an hour away from UTC, and no more than this (Kiribati). */
const quarterMs = 15 * 60_000;
const mostZoneMs = 14 * 3_600_000;

export function momentOf(context: Context, { at, zoneless }: Stamped): Moment {
  const { state, now, live, part } = context;
  const isZoneless = zoneless === true;
  if (at === undefined) return moment(now.utc, 'live', isZoneless);
  const drift = at - now.utc;
  const isSteady = observe(live.clock, drift, now.mono);
  followLeases(context, drift);
  const whatever = isSteady ? 'live' : 'unclear';
  if (at < firstYearMs) return moment(now.utc, whatever, isZoneless, 'clockInvalid');
  // Whose clock is wrong nobody can say while ours is in doubt.
  if (!state.clock.trusted) return moment(at, whatever, isZoneless);
  const { owedMs } = live.clock;
  if (owedMs === 0) learn(context, drift);
  const offset = (part.capabilities.clockOffsetSeconds ?? 0) * 1000;
  const happenedAt = (isZoneless ? at - offset : at) as Utc;
  const ahead = drift - offset;
  if (ahead > aheadMs) return moment(happenedAt, whatever, isZoneless, 'clockAhead');
  // It may still have the time that we told it before our clock was set.
  const behind = Math.min(Math.abs(ahead), Math.abs(ahead + owedMs));
  const when = ahead < 0 && behind > live.historyAfterMs ? 'history' : 'live';
  const anomaly = offset !== 0 && !isZoneless ? 'clockOff' : undefined;
  return { ...moment(happenedAt, when, isZoneless, anomaly), agoMs: Math.max(0, -ahead) };
}

/** It is told the time now. */
export function tookTime({ state, live }: Pick<Context, 'state' | 'live'>): void {
  if (live.clock.owedMs === 0) return;
  live.clock.owedMs = 0;
  state.loadsDue = state.reallocate = true;
}

/** What is told of the past says nothing of a clock; one that goes on like ours and is behind is no past. */
function followLeases({ state, live, station, now }: Context, drift: number): void {
  const [mightLease, wasOff] = [mayLease(live), isClockOff(live)];
  live.clock.newestMs = drift;
  if (drift >= -offMs || live.clock.agreed >= 3) noteDrift(live.clock, drift);
  const isOff = isClockOff(live);
  // How it holds limits depends on it.
  if (mayLease(live) !== mightLease || isOff !== wasOff) state.loadsDue = state.reallocate = true;
  if (isOff && !wasOff) clockWasSet(state, drift, now, station);
  else if (mightLease && !mayLease(live)) mayLastLonger(state, clockDoubtMs(live.clock), station);
}

const moment = (
  happenedAt: Utc,
  when: 'live' | 'history' | 'unclear',
  isZoneless: boolean,
  anomaly?: Anomaly,
): Moment => ({ happenedAt, isHistory: when === 'history', isLive: when === 'live', isZoneless, anomaly });

/** Whether the station's clock went on like ours since its last message; a replay comes faster than it was written. */
function observe(clock: StationClock, drift: number, now: StationClock['lastAt']): boolean {
  const isSteady = clock.driftMs !== undefined && Math.abs(drift - clock.driftMs) <= alikeMs;
  if (!isSteady) {
    clock.driftMs = drift;
    clock.agreed = 0;
    clock.since = now;
  } else if (now - clock.lastAt >= apartMs) clock.agreed += 1;
  else return true;
  clock.lastAt = now;
  return isSteady;
}

/**
 * A constant offset is learned: local time that a station calls UTC, or that has no zone (Q5, Q7). Nothing is replayed from
 * the future, so few messages show a clock that is ahead. One that is behind could be a replay: it has to go on like ours
 * for minutes.
 */
function learn(context: Context, drift: number): void {
  const { live, part, now, station } = context;
  const { clock } = live;
  const known = part.capabilities.clockOffsetSeconds ?? 0;
  if (Math.abs(drift - known * 1000) <= offMs || clock.agreed < 3) return;
  const isRight = Math.abs(drift) <= offMs;
  const isLong = clock.agreed >= 10 && now.mono - clock.since >= quarterMs / 3;
  if (!isRight && drift < 0 && !isLong) return;
  const zoneMs = Math.round(drift / quarterMs) * quarterMs;
  if (!isRight && (Math.abs(drift - zoneMs) > 2 * offMs || Math.abs(zoneMs) > mostZoneMs)) return;
  const seconds = isRight ? 0 : Math.round(zoneMs / 1000);
  if (seconds === known) return;
  record(context, { kind: 'StationLearned', station, about: { clockOffsetSeconds: seconds } });
  if (seconds === 0) context.state.alarms.delete(`BB_STATION_CLOCK:${station}`);
  else
    context.state.alarms.set(
      `BB_STATION_CLOCK:${station}`,
      `${station} writes times that are ${Math.round(seconds / 60)} min away from UTC. They are told on as it writes them; set its clock or time zone.`,
    );
}
