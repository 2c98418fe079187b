// Stations that have not answered the limit that lowers them. Such a station may never have heard it and go on with what it had:
// others yield within seconds, and not when its call is given up (load-management.md §4.3). Its own share is what it would be
// anyway: whatever it is told below what it has adds nothing.

import type { Question } from '../../control/allocate.ts';
import type { Load } from '../../control/envelope.ts';
import { inForce } from '../../control/envelope.ts';
import type { EvseKey } from '../../model/ids.ts';
import { after } from '../../model/time.ts';
import { mostOf, slotsOf } from '../../site/limits.ts';
import { slotName } from '../../site/live.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { wakeBy } from '../state.ts';
import { readingOnLines } from './drawn.ts';

/** Stations answer at once. */
export const answersMs = 3000;

/** What each of them may go on with, or draws. */
export function unansweredOf(state: State, now: Now): ReadonlyMap<EvseKey, number> {
  const unanswered = new Map<EvseKey, number>();
  for (const load of state.loads) if (isUnanswered(state, load, now)) unanswered.set(load.key, mayGoOn(state, load));
  return unanswered;
}

/** What others share while these count with what they may go on with, or with more where that is known of them. */
export function besideUnanswered(question: Question, unanswered: ReadonlyMap<EvseKey, number>): Question {
  const fixed = new Map(question.fixed);
  for (const [key, amps] of unanswered) fixed.set(key, Math.max(amps, fixed.get(key) ?? 0));
  return { ...question, fixed };
}

const mayGoOn = (state: State, load: Load): number =>
  Math.max(Math.min(load.maxAmps, inForce(state.ledger, load)), ...(readingOnLines(state, load)?.amps ?? []));

export function isUnanswered(state: State, { station, evses, hold }: Load, now: Now): boolean {
  const rung = hold.holding === 'lease' ? 'lease' : hold.rung;
  const limits = state.ledger.stations.get(station.id)?.limits;
  if (rung === 'none' || limits === undefined) return false;
  const evse = rung === 'default0' || rung === 'max' ? 0 : evses[0]!.id;
  const held = slotsOf(limits, rung).get(evse);
  const last = held?.at(-1);
  if (last === undefined || last.state === 'confirmed' || mostOf(held) <= last.amps) return false;
  // What another process told is told again at once.
  const since = state.live.stations.get(station.id)?.slots.get(slotName(rung, evse))?.unansweredSince;
  if (since === undefined) return false;
  if (last.state === 'unknown') return true;
  const isLateAt = after(since, answersMs);
  if (isLateAt > now.mono) wakeBy(state, isLateAt);
  return isLateAt <= now.mono;
}
