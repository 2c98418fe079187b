// Who comes first when not all sessions can have their minimum: they take turns by the clock. The order follows from facts
// and the time alone, so that a restart changes nothing.

import type { EvseKey } from '../model/ids.ts';
import type { Utc } from '../model/time.ts';
import type { Turn } from '../site/limits.ts';

export interface Session {
  readonly key: EvseKey;
  readonly beganAt: Utc;
  /** Its last change between something and nothing; absent before the first. */
  readonly turn?: Turn;
  /** The vehicle takes nothing of what it may have. */
  readonly isIdle: boolean;
}

/** Turns end at these marks of the clock. A vehicle that starts and stops more often wears its contactor (P12, E12). */
export const turnMs = 15 * 60_000;
/** A turn that began just before a mark lasts until the next one. */
export const leastTurnMs = 5 * 60_000;

/**
 * Who was paused for want of room starts no earlier: a vehicle that is still winding down takes a new start for a fault, and
 * a limit that comes and goes does not become a contactor that comes and goes (P12, E54).
 */
export const leastPauseMs = 210_000;

/** When it may start again, where that is still to come. */
export function pausedUntil({ turn }: Session, now: Utc): Utc | undefined {
  if (turn?.isPaused !== true || turn.on) return undefined;
  const until = (turn.since + leastPauseMs) as Utc;
  // A clock that was set back must not make a pause longer.
  return now < until && now >= turn.since ? until : undefined;
}

/** When a turn that began at this moment may end: at a mark of the clock. */
const turnEndsAt = (since: Utc): Utc => (Math.ceil((since + leastTurnMs) / turnMs) * turnMs) as Utc;

/** Ranks, the first first. Who has waited since before the last mark comes before those whose turn was over at it. */
export const ranks = { inTurn: 0, waiting: 1, over: 2, justCame: 3, idle: 4 } as const;

export interface Ranked<One extends Session> {
  readonly session: One;
  /** Its place in the list that was ranked. */
  readonly place: number;
  readonly rank: number;
  /** Within a rank, the lower the sooner. */
  readonly at: number;
  /** Of one that waits, how long it had waited at the last mark; else 0. */
  readonly waitedMs: number;
}

/**
 * The order in which sessions get their minimum: those in their turn; those that wait, the longest first; those whose turn
 * is over, which go on if nobody who waits needs their room. `changesAt` is when the order may change by itself.
 */
export function inTurn<One extends Session>(
  sessions: readonly One[],
  now: Utc,
): { order: Ranked<One>[]; changesAt: Utc } {
  const { ranked, changesAt } = rankedAt(sessions, now);
  return { order: ranked.sort(byTurn), changesAt };
}

/** What the order follows from, for each session in its place; `byTurn` compares them. */
export function rankedAt<One extends Session>(
  sessions: readonly One[],
  now: Utc,
): { ranked: Ranked<One>[]; changesAt: Utc } {
  const mark = Math.floor(now / turnMs) * turnMs;
  let changesAt = (mark + turnMs) as Utc;
  const ranked = sessions.map((session, place) => {
    const { turn, beganAt, isIdle } = session;
    const since = turn?.since ?? beganAt;
    const isOn = turn?.on === true;
    const idleAt = (since + leastTurnMs) as Utc;
    if (isOn && isIdle && now < idleAt) changesAt = Math.min(changesAt, idleAt) as Utc;
    const rank = isOn
      ? isIdle && now >= idleAt
        ? ranks.idle
        : mark >= turnEndsAt(since)
          ? ranks.over
          : ranks.inTurn
      : since < mark
        ? ranks.waiting
        : ranks.justCame;
    // Of those whose turn is over, who was on for the shortest time goes on the longest.
    const at = rank === ranks.idle || rank === ranks.over ? 0 - since : since;
    return { session, place, rank, at, waitedMs: rank === ranks.waiting ? mark - since : 0 };
  });
  return { ranked, changesAt };
}

export const byTurn = (a: Ranked<Session>, b: Ranked<Session>): number =>
  a.rank - b.rank ||
  a.at - b.at ||
  (a.session.turn?.servedMs ?? 0) - (b.session.turn?.servedMs ?? 0) ||
  (a.session.key < b.session.key ? -1 : 1);
