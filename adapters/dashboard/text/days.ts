// Days as people write them, and when they begin on the clock of the site.

/** `2026-03-29`. */
export type Day = string;

const dayMs = 86_400_000;

/** `29.3.2026`, `29/03/2026`, `29-3-2026` and `2026-03-29`; undefined for what is no day of the calendar. */
export function dayIn(text: string): Day | undefined {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text.trim());
  const local = /^(\d{1,2})[./-] ?(\d{1,2})[./-] ?(\d{4})$/.exec(text.trim());
  const [year, month, day] = iso !== null ? iso.slice(1) : local !== null ? local.slice(1).reverse() : [];
  if (year === undefined) return undefined;
  const at = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return at.getUTCMonth() === Number(month) - 1 && at.getUTCDate() === Number(day) ? isoDay(at) : undefined;
}

const isoDay = (at: Date): Day => at.toISOString().slice(0, 10);

export const dayAfter = (day: Day, days: number): Day => isoDay(new Date(Date.parse(day) + days * dayMs));

/** The day that it is there; without a zone, the one of this browser counts. */
export function dayAt(moment: number, zone: string | undefined): Day {
  return isoDay(new Date(wallAt(moment, zone)));
}

/** When a day begins there: the first moment of it, where clocks are changed at midnight. */
export function startOf(day: Day, zone: string | undefined): string {
  const wall = Date.parse(day);
  const shift = (moment: number): number => wallAt(moment, zone) - moment;
  const guess = wall - shift(wall);
  return new Date(wall - shift(guess)).toISOString();
}

/** What clocks on the wall show there, as if they showed UTC. */
function wallAt(moment: number, zone: string | undefined): number {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23', timeZone: zone },
  } as const);
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(moment)) part[type] = Number(value);
  return Date.UTC(part['year']!, part['month']! - 1, part['day'], part['hour'], part['minute'], part['second']);
}
