// What other load was at this time of the day, on the days before: for the hours that nobody has measured yet.

import type { CircuitId } from '../../model/ids.ts';
import type { Utc } from '../../model/time.ts';
import { after } from '../../model/time.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import type { BaseHistory } from './live.ts';

const quarterMs = 900_000;
const quarters = 96;
const lines = 3;
/** Two weeks have each day of the week twice; memory is 16 kB a circuit and week. */
const mostDays = 14;
/** Fewer say nothing of a quantile. */
const leastDays = 3;
const noteEachMs = 60_000;
/** One day in ten has more. */
const quantile = 0.9;

/** Takes in what is measured now, once a minute, while the time is known. */
export function noteBases({ plan: { history }, bases, clock }: State, now: Now): void {
  if (now.mono < history.dueAt || bases.known.size === 0 || !clock.trusted) return;
  history.dueAt = after(now.mono, noteEachMs);
  const day = Math.floor(now.utc / (quarterMs * quarters));
  const quarter = Math.floor(now.utc / quarterMs) % quarters;
  for (const id of history.days.keys()) if (!bases.metered.has(id)) history.days.delete(id);
  for (const [id, { amps }] of bases.known) {
    const table = tableOf(history, id, day);
    for (const [line, one] of amps.entries()) {
      const at = quarter * lines + line;
      const before = table[at]!;
      table[at] = Number.isNaN(before) ? one : Math.max(before, one);
    }
  }
}

/** The table of today: its last entry says which day it is. */
function tableOf({ days }: BaseHistory, circuit: CircuitId, day: number): Float64Array {
  const tables = days.get(circuit) ?? [];
  days.set(circuit, tables);
  const known = tables.find((table) => table[quarters * lines] === day);
  if (known !== undefined) return known;
  const table = new Float64Array(quarters * lines + 1).fill(Number.NaN);
  table[quarters * lines] = day;
  tables.push(table);
  if (tables.length > mostDays) tables.shift();
  return table;
}

/** Amps on this line at that time of the day: a high quantile of the days; undefined where too few are known. */
export function forecastOf({ days }: BaseHistory, circuit: CircuitId, line: number, at: Utc): number | undefined {
  const place = (Math.floor(at / quarterMs) % quarters) * lines + line;
  const seen = (days.get(circuit) ?? []).flatMap((table) => (Number.isNaN(table[place]) ? [] : [table[place]!]));
  if (seen.length < leastDays) return undefined;
  seen.sort((a, b) => a - b);
  return seen[Math.min(seen.length - 1, Math.ceil(quantile * seen.length) - 1)];
}
