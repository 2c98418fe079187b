// Times as stations write them. Without a zone they count as UTC; what is no time at all is undefined, never NaN.

const form =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9})\d*)?)?\s*([Zz]|[+-]\d{2}(?::?\d{2})?)?$/;

/** UTC milliseconds of an ISO 8601 time. Takes offsets `+02`, many digits, the leap second `:60` and `24:00`. */
export function parseTime(text: string): number | undefined {
  const found = form.exec(text.trim());
  if (found === null) return undefined;
  const [, year, month, day, hour, minute, second = '0', fraction = '', zone = 'Z'] = found;
  if (!inRange(Number(month), 1, 12) || !inRange(Number(day), 1, 31)) return undefined;
  if (!inRange(Number(hour), 0, 24) || !inRange(Number(minute), 0, 59) || !inRange(Number(second), 0, 60)) return undefined;
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day));
  // The 31st of a short month is no day, whatever Date makes of it.
  if (new Date(midnight).getUTCDate() !== Number(day)) return undefined;
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  const ms = Math.floor(Number(`0.${fraction || '0'}`) * 1000);
  return midnight + seconds * 1000 + ms - offsetMs(zone);
}

const inRange = (value: number, least: number, most: number): boolean => value >= least && value <= most;

function offsetMs(zone: string): number {
  if (zone === 'Z' || zone === 'z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', '') || '0');
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
