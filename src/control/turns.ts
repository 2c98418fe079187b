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

/** When a turn that began at this moment may end: at a mark of the clock. */
export const turnEndsAt = (since: Utc): Utc => (Math.ceil((since + leastTurnMs) / turnMs) * turnMs) as Utc;

/**
 * The order in which sessions get their minimum: those in their turn; those that wait, the longest first; those whose turn
 * is over, which go on if nobody who waits needs their room. `changesAt` is when the order changes by itself.
 */
export function inTurn<One extends Session>(sessions: readonly One[], now: Utc): { order: One[]; changesAt: Utc } {
  let changesAt = Infinity as Utc;
  const ranked = sessions.map((session) => {
    const { turn, beganAt, key } = session;
    if (turn?.on !== true) return { session, key, rank: 1, at: turn?.since ?? beganAt };
    const idleAt = session.isIdle ? ((turn.since + leastTurnMs) as Utc) : Infinity;
    const endsAt = Math.min(turnEndsAt(turn.since), idleAt) as Utc;
    if (now >= endsAt) return { session, key, rank: 2, at: 0 - turn.since };
    changesAt = Math.min(changesAt, endsAt) as Utc;
    return { session, key, rank: 0, at: turn.since };
  });
  ranked.sort((a, b) => a.rank - b.rank || a.at - b.at || (a.key < b.key ? -1 : 1));
  return { order: ranked.map(({ session }) => session), changesAt };
}
