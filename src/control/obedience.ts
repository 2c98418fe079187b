// Whether a vehicle does what its limit says, by what is measured. A limit is confirmed when the current is at or below it, not
// when a station has accepted it.

import type { Mono } from '../model/time.ts';
import { after, never } from '../model/time.ts';

/** What was seen of one load since its limit changed last. */
export interface Obedience {
  /** What may have been in force last. */
  amps: number;
  /** The least and the most of what was in force until shortly before that, and when it changed last. */
  before: number;
  was: number;
  changedAt: Mono;
  /** It was lowered, and nobody has seen yet that the vehicle followed: until then it counts with this. */
  releasing: { readonly amps: number; readonly since: Mono } | undefined;
  /** Amps that it draws above what it may, on its fullest line, as far as they are counted. */
  excess: number;
  /** The same on each line as its readings showed it last: what a vehicle draws above one limit it draws above the next. */
  usual: readonly number[];
  /** It draws more than it may, and has not drawn less since then. */
  above: { readonly amps: number; readonly since: Mono } | undefined;
  /** It does not obey: nobody can wait for it any longer. */
  overSince: Mono | undefined;
  /** How far it was gone to bring it down. */
  step: EscalationStep;
  stepAt: Mono;
}

/** What is tried on a station that draws more than it may while a circuit is over its limit, the mildest first. */
export const escalation = ['none', 'again', 'zero', 'stop', 'inoperative'] as const;
export type EscalationStep = (typeof escalation)[number];

/** After an acknowledgement a vehicle follows within this time, where nobody measures it. */
export const lagMs = 12_000;

/** Before that, a reading above the limit says nothing: a signal takes so long to be followed (IEC 61851-1). */
export const followsMs = 5000;

/** Less is what vehicles draw above the signal, and what meters are off by (E13). */
export const toleratedAmps = (amps: number): number => Math.max(1, amps * 0.1);

/** A reading that is to show it comes within this time. */
export const verificationMs = (sampleSeconds: number): number => Math.max(15_000, 2000 * sampleSeconds + 5000);

/** A step of the escalation gets so long to work. */
export const stepMs = 5000;

export const newObedience = (amps: number): Obedience => ({
  amps,
  before: amps,
  was: amps,
  changedAt: Number.NEGATIVE_INFINITY as Mono,
  releasing: undefined,
  excess: 0,
  usual: [],
  above: undefined,
  overSince: undefined,
  step: 'none',
  stepAt: Number.NEGATIVE_INFINITY as Mono,
});

/** What may be in force changed. A vehicle that charges keeps what it had until it is seen, or must have followed. */
export function limitIs(one: Obedience, amps: number, isCharging: boolean, now: Mono): void {
  if (amps < one.amps && isCharging) one.releasing = { amps: Math.max(one.amps, one.releasing?.amps ?? 0), since: now };
  if (!isCharging) one.usual = [];
  if (!isCharging || (one.releasing !== undefined && amps >= one.releasing.amps)) one.releasing = undefined;
  if (amps === one.amps) return;
  const isSoon = now - one.changedAt < lagMs;
  one.before = isSoon ? Math.min(one.before, one.amps) : one.amps;
  one.was = isSoon ? Math.max(one.was, one.amps) : one.amps;
  one.changedAt = now;
  one.amps = amps;
}

/** What was measured last. */
export interface Seen {
  readonly readAt: Mono;
  /** On its fullest line. */
  readonly amps: number;
  /** On the line where it draws the most above what its limit allows; negative below it. */
  readonly overAmps: number;
}

/** Takes in what was measured. Within `windowMs` a vehicle follows and a reading shows it. Returns when to look again. */
export function look(one: Obedience, seen: Seen | undefined, windowMs: number, now: Mono): Mono {
  const isOver = seen !== undefined && seen.overAmps > toleratedAmps(one.amps);
  if (!isOver) {
    one.above = undefined;
    one.overSince = undefined;
    one.step = 'none';
  } else {
    // Who goes down follows, however late.
    if (one.above === undefined || seen.amps < one.above.amps - toleratedAmps(one.above.amps))
      one.above = { amps: seen.amps, since: seen.readAt };
    if (seen.readAt - one.above.since >= windowMs) one.overSince ??= seen.readAt;
  }
  return followRelease(one, seen, isOver, windowMs, now);
}

/** When it is to be looked at again. Who was seen not to have followed is not taken to have done so by time alone. */
function followRelease(one: Obedience, seen: Seen | undefined, isOver: boolean, windowMs: number, now: Mono): Mono {
  if (one.releasing === undefined) return never;
  const { since } = one.releasing;
  const isLater = seen !== undefined && seen.readAt >= (isOver ? after(since, followsMs) : since);
  // From then on what it draws counts, not what it might have had.
  const isCounted = one.overSince !== undefined;
  const mustHaveFollowed = after(isLater && isOver ? seen.readAt : since, isLater && isOver ? windowMs : lagMs);
  if ((isLater && !isOver) || isCounted || now >= mustHaveFollowed) one.releasing = undefined;
  return one.releasing === undefined ? never : mustHaveFollowed;
}

/** The next thing to try, if it is time; only while a circuit is over its limit. */
export function escalate(one: Obedience, now: Mono): EscalationStep | undefined {
  if (one.overSince === undefined || now < after(one.stepAt, stepMs)) return undefined;
  const next = escalation[escalation.indexOf(one.step) + 1];
  if (next === undefined) return undefined;
  one.step = next;
  one.stepAt = now;
  return next;
}

/** What a vehicle may still have drawn by a limit that it had before, when it was read. */
export function explainedAmps({ amps, was, releasing, changedAt }: Obedience, readAt: Mono): number {
  return Math.max(amps, releasing?.amps ?? 0, readAt < after(changedAt, followsMs) ? was : 0);
}

/**
 * What counts above its limit on each line, when a reading showed so much. Where it was read before it could follow, it counts
 * with what it is known for; what no limit before explains counts at any time. `over`, `beyond`: above the limit, and above all
 * that it may still have drawn.
 */
export function excessOf(
  one: Obedience,
  over: readonly number[],
  beyond: readonly number[],
  readAt: Mono,
): readonly number[] {
  if (one.overSince !== undefined) return over;
  const isEarly = readAt < after(one.changedAt, followsMs);
  const most = toleratedAmps(one.amps);
  const usual = over.map((_, line) => Math.max(Math.min(most, one.usual[line] ?? 0), beyond[line]!));
  // Who is on the way down counts with what it had. What was read before it could follow a lower limit says nothing of it.
  if (one.releasing !== undefined || (isEarly && one.amps < one.before)) return usual;
  if (isEarly) return over.map((more, line) => Math.max(more, usual[line]!));
  one.usual = over;
  return over;
}
