// What a session needs, as people, central systems and the site's own list say it.

import type { Utc } from './time.ts';
import { utc } from './time.ts';

/** Every field may be absent: then the next source counts, or nobody knows. */
export interface Needs {
  /** A moment, or what a clock on the wall of the site shows: minutes of the day, the next time it shows them. */
  readonly departs?: { readonly at: Utc } | { readonly minuteOfDay: number };
  /** Since it was plugged in, by the departure. */
  readonly energyKwh?: number;
  /** Of that, what it must have before others get more than theirs. */
  readonly leastKwh?: number;
  /** 1 to 9, the more the sooner; 5 when absent. */
  readonly priority?: number;
  /** It does not take up again after a pause. */
  readonly noPause?: boolean;
  readonly solar?: SolarMode;
}

/** `surplus`: it charges on what the site would feed into the grid, or not. `minimum`: on that beside its minimum. */
export type SolarMode = 'surplus' | 'minimum';

/** What counts the most comes first; what the vehicle says itself before the site's own list, which is the last. */
export const needsSources = ['api', 'uplink', 'vehicle'] as const;
export type NeedsSource = (typeof needsSources)[number];

export const usualPriority = 5;
/** More than the largest battery on wheels. */
const mostKwh = 2000;
/** Nobody plans a departure further ahead; a typing error in the year is found so. */
const mostAheadMs = 31 * 86_400_000;

const keys = ['departsAt', 'energyKwh', 'leastKwh', 'priority', 'noPause', 'solar'] as const;

/**
 * Reads needs as the API and central systems write them. What cannot be used is said as a sentence, and then nothing of it is
 * used. `now`: a moment of departure lies after it; absent while nobody knows the time.
 */
export function readNeeds(value: unknown, now: Utc | undefined): Needs | string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return `Needs are an object with ${list}.`;
  const said = value as Record<string, unknown>;
  const strange = Object.keys(said).find((key) => !(keys as readonly string[]).includes(key));
  if (strange !== undefined) return `"${strange.slice(0, 30)}" is nothing that can be needed. There are ${list}.`;
  const departs = readDeparture(said['departsAt'], now);
  if (typeof departs === 'string') return departs;
  const wrong = wrongIn(said);
  if (wrong !== undefined) return wrong;
  const { departsAt: _, ...rest } = said as Omit<Needs, 'departs'> & { departsAt?: unknown };
  return { ...rest, ...(departs !== undefined && { departs }) };
}

const list = keys.map((key) => `"${key}"`).join(', ');

function wrongIn({ energyKwh, leastKwh, priority, noPause, solar }: Record<string, unknown>): string | undefined {
  for (const [key, one] of Object.entries({ energyKwh, leastKwh }))
    if (one !== undefined && !(typeof one === 'number' && one >= 0 && one <= mostKwh))
      return `"${key}" is a number of kWh, 0 to ${mostKwh}.`;
  if (typeof energyKwh === 'number' && typeof leastKwh === 'number' && leastKwh > energyKwh)
    return `"leastKwh" (${leastKwh}) is a part of "energyKwh" (${energyKwh}): it cannot be more.`;
  if (priority !== undefined && !(Number.isInteger(priority) && Number(priority) >= 1 && Number(priority) <= 9))
    return '"priority" is a whole number from 1 (last) to 9 (first).';
  if (noPause !== undefined && typeof noPause !== 'boolean') return '"noPause" is true or false.';
  if (solar !== undefined && solar !== 'surplus' && solar !== 'minimum') return '"solar" is "surplus" or "minimum".';
  return undefined;
}

function readDeparture(text: unknown, now: Utc | undefined): Needs['departs'] | string {
  if (text === undefined) return undefined;
  if (typeof text !== 'string') return departureForm;
  const minuteOfDay = minuteIn(text);
  if (minuteOfDay !== undefined) return { minuteOfDay };
  // With an offset: what has none may mean the time of any place.
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/.test(text)) return departureForm;
  const at = Date.parse(text);
  if (Number.isNaN(at)) return departureForm;
  if (now !== undefined && at <= now) return `"departsAt" ${text} is past. Check its date and its offset.`;
  if (now !== undefined && at > now + mostAheadMs) return `"departsAt" ${text} is more than 31 days ahead.`;
  return { at: utc(at) };
}

const departureForm =
  '"departsAt" is a time with its offset, such as 2026-05-01T05:30:00+02:00, or what the clock at the site shows, such as "05:30".';

/** `05:30` as minutes of the day, `24:00` as its end; undefined for anything else. */
export function minuteIn(text: string): number | undefined {
  const found = /^([01]\d|2[0-3]|24(?=:00)):([0-5]\d)$/.exec(text);
  return found === null ? undefined : Number(found[1]) * 60 + Number(found[2]);
}
