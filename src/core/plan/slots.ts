import type { Utc } from '../../model/time.ts';

/** The slots of a plan: how long each is, from its start on. */
export interface Slots {
  readonly startsAt: Utc;
  readonly minutes: readonly number[];
}

/** What leaves later is planned for then: a plan is made anew each quarter of an hour. */
export const mostMinutes = 48 * 60;
