// When one phase is better than three, and how often that may be found: relays, contactors and vehicles wear out by switching.

import type { Mono } from '../model/time.ts';
import { after } from '../model/time.ts';

/** Load control lets so much time pass between two switches of an EVSE. */
export const betweenSwitchesMs = 600_000;
/** While a vehicle charges, what speaks for a switch has to last so long: a cloud passes, and a switch is a stop and a start. */
const lastsMs = 210_000;
/** A vehicle that is paused feels nothing of it. */
const lastsPausedMs = 30_000;
/** Load control switches an EVSE no more often in a day (UTC): twenty years of that are within what contactors bear. */
export const mostSwitchesPerDay = 24;
/** Three phases must be better by so much. */
export const worthKW = 0.2;
/** After as many switches that did not come about it is left as it is while the session lasts. */
export const mostRefusals = 2;

/** What has spoken for the other number of phases, and since when without a gap. */
export interface Opinion {
  readonly phases: 1 | 3;
  readonly since: Mono;
}

export const opinionOf = (before: Opinion | undefined, phases: 1 | 3 | undefined, now: Mono): Opinion | undefined =>
  phases === undefined ? undefined : before?.phases === phases ? before : { phases, since: now };

/** When it may be followed. */
export const ripeAt = ({ since }: Opinion, isPaused: boolean, lastSwitchAt: Mono): Mono =>
  Math.max(after(since, isPaused ? lastsPausedMs : lastsMs), after(lastSwitchAt, betweenSwitchesMs)) as Mono;

/** The least that a session takes on one phase and on three, kW. */
export interface Leasts {
  readonly one: number;
  readonly three: number;
}

/** For a session that has so many kW for itself; undefined where it stands well, or nothing helps. */
export function phasesFor(budgetKW: number, { one, three }: Leasts, stands: 1 | 3): 1 | 3 | undefined {
  if (stands === 3) return budgetKW < three && budgetKW >= one ? 1 : undefined;
  return budgetKW >= three + worthKW ? 3 : undefined;
}
