// Whether a retained topic is to be told anew. What people act on is told at once; measured figures when they have moved by
// more than a deadband, and not often. Nothing that flaps is told each time.

import type { Mono } from '../../model/time.ts';

/** By how much a measured figure must differ from what was told to be news. */
export interface Deadband {
  readonly least: number;
  /** Of what was told; the larger of the two counts. */
  readonly share: number;
  /** Told at once like what people act on, within a while, or when there is time. */
  readonly when: 'now' | 'soon' | 'late';
}

/** What a topic would say now. */
export interface Shown {
  /** A change of it is told at once. */
  readonly now: string;
  /** A change of it is told within a while. */
  readonly soon?: string;
  /** A change of it is told when there is time. */
  readonly late?: string;
  /** Measured figures, and the deadband of each: always the same ones of one topic. */
  readonly figures: readonly (number | undefined)[];
  readonly deadbands: readonly Deadband[];
}

/** What it said last. */
export interface Said {
  readonly shown: Shown;
  readonly at: Mono;
  /** Changes that may still be told at once, and since when that counts. */
  readonly left: number;
  readonly leftAt: Mono;
}

/** How coarse state is told: 0 as usual, more where bytes run short. */
export type Coarseness = 0 | 1 | 2;

const soonMs: Readonly<Record<Coarseness, number>> = { 0: 10_000, 1: 60_000, 2: 600_000 };
const lateMs: Readonly<Record<Coarseness, number>> = { 0: 300_000, 1: 900_000, 2: 3_600_000 };
/** After so many changes at once of one topic, the next one waits: so often a session begins and ends, and no status flaps. */
const mostAtOnce = 4;
const oneMoreMs: Readonly<Record<Coarseness, number>> = { 0: 10_000, 1: 30_000, 2: 120_000 };

/** Shows nothing where something flowed, or the other way round; what lies between is neither. */
const nothing = 0.25;
const something = 0.5;

export function isNews(said: Said | undefined, shown: Shown, now: Mono, coarse: Coarseness): boolean {
  if (said === undefined) return true;
  const { shown: told } = said;
  const ageMs = now - said.at;
  if (told.now !== shown.now || moved(told, shown, 'now')) return leftOf(said, now, coarse) >= 1;
  if (ageMs >= soonMs[coarse] && (told.soon !== shown.soon || moved(told, shown, 'soon'))) return true;
  return ageMs >= lateMs[coarse] && (told.late !== shown.late || moved(told, shown, 'late'));
}

/** Just told. */
export function saidNow(said: Said | undefined, shown: Shown, now: Mono, coarse: Coarseness): Said {
  if (said === undefined) return { shown, at: now, left: mostAtOnce, leftAt: now };
  return { shown, at: now, left: Math.max(0, leftOf(said, now, coarse) - 1), leftAt: now };
}

const leftOf = ({ left, leftAt }: Said, now: Mono, coarse: Coarseness): number =>
  Math.min(mostAtOnce, left + (now - leftAt) / oneMoreMs[coarse]);

function moved({ figures: told }: Shown, { figures, deadbands }: Shown, when: Deadband['when']): boolean {
  for (let at = 0; at < figures.length; at += 1)
    if (deadbands[at]!.when === when && hasMoved(told[at], figures[at], deadbands[at]!)) return true;
  return false;
}

function hasMoved(told: number | undefined, value: number | undefined, { least, share }: Deadband): boolean {
  if (told === undefined || value === undefined) return told !== value;
  const [low, high] = [Math.min(Math.abs(told), Math.abs(value)), Math.max(Math.abs(told), Math.abs(value))];
  if (low < nothing && high >= something) return true;
  return Math.abs(value - told) > Math.max(least, share * Math.abs(told));
}
