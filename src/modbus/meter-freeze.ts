// Whether a meter still follows what happens behind it: the same to the last digit, while what hangs on it changes or after it
// has never rested before, is a meter that hangs (F092). The same for every meter, whatever it is read by.

import type { Mono } from '../model/time.ts';
import { mono } from '../model/time.ts';

export interface Freeze {
  raw: string;
  sameSince: Mono;
  /** How often it said something new, and the longest that it ever said the same before that. */
  changes: number;
  longestMs: number;
  /** The same with what may have been a fault: a meter that has ever rested may rest again. */
  restedMs: number;
  /** The last time that something changed behind it, and yet it said the same. */
  changedAt: Mono | undefined;
}

export const newFreeze = (): Freeze => ({
  raw: '',
  sameSince: mono(0),
  changes: 0,
  longestMs: 0,
  restedMs: 0,
  changedAt: undefined,
});

/** The same to the last digit for so long, while what hangs on it changes (F092). A change may be so late on a slow meter (E30). */
const slowestMs = 20_000;

/** A meter that has always said something new within a second or two hangs sooner. */
const quickestMs = 4000;
const timesLonger = 3;
const changesToKnow = 30;

const patienceMs = ({ changes, longestMs }: Freeze): number =>
  changes < changesToKnow ? slowestMs : Math.min(slowestMs, Math.max(quickestMs, timesLonger * longestMs));

/** It may have said what it says now before the change that it should show. */
const patientPeriods = 3;

/** `raw`: everything that moves in what it said; undefined where it said nothing new. */
export function noteRaw(freeze: Freeze, raw: string | undefined, now: Mono): void {
  if (raw === undefined || raw === freeze.raw) return;
  if (freeze.raw !== '') freeze.restedMs = Math.max(freeze.restedMs, now - freeze.sameSince);
  // What it did while it hung, or while nothing changed behind it, is no habit.
  if (freeze.raw !== '' && now - freeze.sameSince < slowestMs) {
    freeze.changes += 1;
    freeze.longestMs = Math.max(freeze.longestMs, now - freeze.sameSince);
  }
  freeze.raw = raw;
  freeze.sameSince = now;
  freeze.changedAt = undefined;
}

/** Something changed behind it, up to `lateMs` ago. What changed together with the last new reading, or before it, is in it. */
export function noteChange(freeze: Freeze, periodMs: number, lateMs: number, now: Mono): void {
  if (now - freeze.sameSince >= Math.max(patientPeriods * periodMs, lateMs)) freeze.changedAt ??= now;
}

/** One that never rested, in so many readings, hangs after many times its longest rest, whether anything changes behind it or not. */
const changesToTrust = 160;
const timesRested = 6;
const leastRestMs = 8000;

function isRestless({ changes, restedMs, sameSince }: Freeze, now: Mono): boolean {
  return changes >= changesToTrust && now - sameSince >= Math.max(leastRestMs, timesRested * restedMs);
}

export function isFrozen(freeze: Freeze, now: Mono): boolean {
  const { sameSince, changedAt } = freeze;
  if (isRestless(freeze, now)) return true;
  const patient = patienceMs(freeze);
  return changedAt !== undefined && now - sameSince >= patient && now - changedAt >= patient;
}

/** What a person is told: what happened, and what to do. */
export const frozenText = (what: string, { sameSince, changedAt }: Freeze, now: Mono) => ({
  message: `${what} has said the same for ${Math.round((now - sameSince) / 1000)} s ${changedAt === undefined ? 'and never rested before' : 'while chargers behind it changed'}`,
  remedy:
    'Restart the meter or its converter, and look whether it is wired where these chargers are. It counts as lost.',
});
