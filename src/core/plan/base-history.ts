// What other load was at this time of the day, on the days before: for the hours that nobody has measured yet.

import type { Calendar } from '../../control/plan/forecast.ts';
import { forecast, newHistory, remember } from '../../control/plan/forecast.ts';
import type { Circuit } from '../../model/config/site.ts';
import type { Utc } from '../../model/time.ts';
import { after, utc } from '../../model/time.ts';
import { localTime } from '../../model/zone.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import type { Slots } from './slots.ts';

const quarterMs = 900_000;
const lines = 3;
const noteEachMs = 60_000;
/** One hour in ten has more. */
const quantile = 0.9;

/** Takes in what is measured now, once a minute, while the time is known: a mean of each quarter of an hour is remembered. */
export function noteBases(state: State, now: Now): void {
  const { plan, bases, clock } = state;
  const { circuits } = plan.history;
  if (now.mono < plan.history.dueAt || bases.known.size === 0 || !clock.trusted) return;
  plan.history.dueAt = after(now.mono, noteEachMs);
  const quarter = Math.floor(now.utc / quarterMs);
  const calendar = calendarOf(siteOf(state).timezone);
  for (const id of circuits.keys()) if (!bases.metered.has(id)) circuits.delete(id);
  for (const [id, { amps }] of bases.known) {
    let seen = circuits.get(id);
    if (seen === undefined) {
      const histories = Array.from({ length: lines }, newHistory);
      circuits.set(id, (seen = { quarter, count: 0, sums: [0, 0, 0], histories }));
    }
    if (seen.quarter !== quarter) {
      const { count, sums } = seen;
      const at = utc(seen.quarter * quarterMs);
      if (count > 0)
        seen.histories = seen.histories.map((one, line) => remember(one, { at, value: sums[line]! / count }, calendar));
      seen.quarter = quarter;
      seen.count = 0;
      seen.sums = [0, 0, 0];
    }
    seen.count += 1;
    seen.sums = seen.sums.map((sum, line) => sum + (amps[line] ?? 0));
  }
}

/**
 * Other load on this line in each slot: what it is now goes over to a high quantile of that time on such days. Where too few
 * are known, it stays as it is now. Undefined where nobody measures it.
 */
export function basesLater(
  state: State,
  { id }: Circuit,
  line: number,
  { startsAt, minutes }: Slots,
): number[] | undefined {
  const seen = state.plan.history.circuits.get(id);
  const now = state.bases.known.get(id)?.amps[line];
  if (seen === undefined || now === undefined) return undefined;
  const outlook = { startsAt, slotMinutes: minutes, quantile, now, unknown: now };
  return forecast(seen.histories[line]!, outlook, calendarOf(siteOf(state).timezone));
}

/** Calendars are slow, and all lines ask for the same moments: the last ones are kept. */
export function calendarOf(timezone: string): Calendar {
  const known = new Map<Utc, ReturnType<typeof localTime>>();
  const at = (moment: Utc): ReturnType<typeof localTime> => {
    let local = known.get(moment);
    if (local === undefined) known.set(moment, (local = localTime(timezone, moment)));
    return local;
  };
  return {
    minuteOfDay: (moment) => at(moment).minuteOfDay,
    isWorkday: (moment) => !['sat', 'sun'].includes(at(moment).weekday),
  };
}
