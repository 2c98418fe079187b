// Whether a meter still follows what happens behind it: the same to the last digit, while what hangs on it changes or after it
// has never rested before, is a meter that hangs (F092). The same for every meter, whatever it is read by.

import type { Mono } from '../model/time.ts';
import { mono } from '../model/time.ts';

/** Everything that moves in what a meter says, each value in its place. */
type Said = readonly (number | null)[];

export interface Freeze {
  said: Said;
  sameSince: Mono;
  /** When it said so last. */
  heardAt: Mono;
  /** How often it said something new, and the longest that it ever said the same before that. */
  changes: number;
  longestMs: number;
  /** The same with what may have been a fault: a meter that has ever rested may rest again. */
  restedMs: number;
  /** The smallest step in which each value ever moved. */
  steps: (number | undefined)[];
  /** Since when what is drawn behind it is something else than when it said something new, and it says the same. */
  changedAt: Mono | undefined;
  /** Since when it is the same as then again. */
  backAt: Mono | undefined;
  /** It did not follow a change. It moves before it is believed again. */
  hangs: boolean;
}

export const newFreeze = (): Freeze => ({
  said: [],
  sameSince: mono(0),
  heardAt: mono(0),
  changes: 0,
  longestMs: 0,
  restedMs: 0,
  steps: [],
  changedAt: undefined,
  backAt: undefined,
  hangs: false,
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

/** What a station says to draw from then on is not in the last new reading. */
export const settledAt = ({ sameSince }: Freeze, periodMs: number): Mono => mono(sameSince + patientPeriods * periodMs);

export function noteSaid(freeze: Freeze, said: Said, now: Mono): void {
  const before = freeze.said;
  freeze.heardAt = now;
  const isAlike = said.length === before.length;
  if (isAlike && said.every((one, at) => one === before[at])) return;
  // Where it says more values or fewer, each is in another place.
  freeze.steps = isAlike ? said.map((one, at) => smallest(freeze.steps[at], one, before[at])) : [];
  if (before.length > 0) freeze.restedMs = Math.max(freeze.restedMs, now - freeze.sameSince);
  // What it did while it hung, or while nothing changed behind it, is no habit.
  if (before.length > 0 && now - freeze.sameSince < slowestMs) {
    freeze.changes += 1;
    freeze.longestMs = Math.max(freeze.longestMs, now - freeze.sameSince);
  }
  freeze.said = said;
  freeze.sameSince = now;
  freeze.changedAt = freeze.backAt = undefined;
  freeze.hangs = false;
}

function smallest(step = Infinity, now: number | null, before: number | null | undefined): number | undefined {
  if (typeof now !== 'number' || typeof before !== 'number' || now === before) return step;
  return Math.min(step, Math.abs(now - before));
}

/** What stations draw behind a meter, beside what they drew when it said something new last. */
export interface Behind {
  readonly isOther: boolean;
  /** Each that may draw has said what it draws since that began: no other makes up for it. */
  readonly isWhole: boolean;
}

/** Who has not said by now what it draws makes up for nothing: within two windows of a minute a meter that hangs is lost (F092). */
const wholeWithinMs = 60_000;

/** After what it said. A change that has come and gone before a slow meter had to show it was none. */
export function noteBehind(freeze: Freeze, { isOther, isWhole }: Behind, now: Mono): void {
  const patient = patienceMs(freeze);
  if (isOther) {
    freeze.changedAt ??= now;
    freeze.backAt = undefined;
    const otherMs = now - freeze.changedAt;
    if (otherMs >= patient && (isWhole || otherMs >= wholeWithinMs)) freeze.hangs = true;
  } else if (freeze.changedAt !== undefined) {
    freeze.backAt ??= now;
    if (now - freeze.backAt >= patient) freeze.changedAt = freeze.backAt = undefined;
  }
}

/** One that never rested, in so many readings, hangs after many times its longest rest, whether anything changes behind it or not. */
const changesToTrust = 160;
const timesRested = 6;
const leastRestMs = 8000;

/** What flows is never as even as this; a meter that shows so small a share of it does not rest of its own. */
const fineShare = 0.002;

function isRestless({ changes, restedMs, sameSince, heardAt, said, steps }: Freeze): boolean {
  if (changes < changesToTrust || heardAt - sameSince < Math.max(leastRestMs, timesRested * restedMs)) return false;
  // Nothing is shown alike however fine the meter is, and so is little by a coarse one.
  return said.some((one, at) => one !== null && (steps[at] ?? Infinity) <= fineShare * Math.abs(one));
}

export const isFrozen = (freeze: Freeze): boolean => freeze.hangs || isRestless(freeze);

/** What a person is told: what happened, and what to do. */
export const frozenText = (what: string, { sameSince, hangs }: Freeze, now: Mono) => ({
  message: `${what} has said the same for ${Math.round((now - sameSince) / 1000)} s ${hangs ? 'while chargers behind it changed' : 'and never rested before'}`,
  remedy:
    'Restart the meter or its converter, and look whether it is wired where these chargers are. It counts as lost.',
});
