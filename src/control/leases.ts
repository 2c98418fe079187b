// Limits that end by themselves. However the gateway dies and in whatever order they end, nobody rises before those that are
// above their fallback have come down.

import type { Mono, Utc } from '../model/time.ts';
import { after } from '../model/time.ts';
import type { Held } from '../site/limits.ts';
import type { StationLive } from '../site/live.ts';
import { clockDoubtMs, clockErrorMs } from '../site/live.ts';
import { lagMs } from './obedience.ts';

/** Above the fallback, in room that is there only because other load is below its worst case. */
export const leaseSecondsAbove = 60;
/** Below the fallback, and above it where it fits without a gateway too. */
export const leaseSecondsLong = 900;
/** How often each is told anew; no lease is told more often. */
const renewMs = 20_000;
const renewLongMs = 300_000;

/** The clock of a station is right to this, or it gets no lease; so is ours. */
export const clockToleranceMs = 2000;
/** Whether a clock that is ahead by so much is right enough. */
export const isNear = (errorMs: number): boolean => Math.abs(errorMs) <= clockToleranceMs;

/** A message that was on its way for so long comes after its connection has broken: its clock was set back. */
const longestWayMs = 60_000;

/**
 * Whether a station ends a lease when we think that it does: as long as nobody knows that, it is told none. What was written
 * before others that came earlier was long on its way, or its clock was set back: the next ones tell.
 */
export function mayLease({ clock }: StationLive): boolean {
  const errorMs = clockErrorMs(clock);
  return errorMs !== undefined && isNear(errorMs) && isNear(clockDoubtMs(clock));
}

/** Whether it is known to be wrong. */
export function isClockOff({ clock }: StationLive): boolean {
  const errorMs = clockErrorMs(clock);
  return errorMs !== undefined && (!isNear(errorMs) || clockDoubtMs(clock) > longestWayMs);
}

/** It begins so long ago, so that a clock that is behind has it in force at once. */
const backDateSeconds = 10;
/**
 * At or below the fallback: nothing rises when such a clock is set back, by an hour of summer time and more. Above it, a clock
 * that is set back by more than a little has it in force no more.
 */
export const backDateSecondsBelow = 7200;

export const backDateFor = ({ fallback }: { readonly fallback: number }, amps: number): number =>
  amps <= fallback ? backDateSecondsBelow : backDateSeconds;

/**
 * A limit below the fallback counts as nothing but the fallback when it has less than this left. A lease above one could be
 * given at that very moment: that ends, late by one clock, and its vehicle follows before this one ends, early by another.
 */
const outlivesMs = leaseSecondsAbove * 1000 + 2 * clockToleranceMs + lagMs;

/** For a limit that is told now. */
export const secondsFor = ({ fallback }: { readonly fallback: number }, amps: number, lasts: boolean): number =>
  amps <= fallback || lasts ? leaseSecondsLong : leaseSecondsAbove;

/** When it counts no more, as far as one process knows by its own clock. */
export interface LeaseTime {
  /** From then on it bounds nothing from below. */
  readonly mayEndAt: Mono;
  /** By then it has ended and its vehicle has followed. */
  readonly hasEndedAt: Mono;
}

/** Of a lease that has so long to go. */
export const leaseTime = (now: Mono, leftMs: number): LeaseTime => ({
  mayEndAt: after(now, leftMs - outlivesMs),
  hasEndedAt: after(now, leftMs + clockToleranceMs + lagMs),
});

/**
 * Of a lease that another process gave: it is as if it had been renewed this moment, and what is left of it for certain is
 * what our clock says, where that is right.
 */
export const leaseTimeOfOld = (
  { until = 0 as Utc, leaseSeconds = 0 }: Held,
  now: { readonly mono: Mono; readonly utc: Utc },
  isClockRight: boolean,
): LeaseTime => ({
  mayEndAt: isClockRight
    ? leaseTime(now.mono, Math.min(until - now.utc, leaseSeconds * 1000)).mayEndAt
    : (Number.NEGATIVE_INFINITY as Mono),
  hasEndedAt: leaseTime(now.mono, leaseSeconds * 1000).hasEndedAt,
});

/** When it is told anew. One that has no room without a gateway any more is made a short one as soon as that may be. */
export const renewAt = ({ leaseSeconds = 0 }: Held, toldAt: Mono, mustBeShort: boolean): Mono =>
  after(toldAt, leaseSeconds > leaseSecondsAbove && !mustBeShort ? renewLongMs : renewMs);
