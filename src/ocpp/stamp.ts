// Times of stations, as they are heard and as they are told on.

import type { Utc } from '../model/time.ts';
import { isoOf } from '../model/time.ts';
import type { Stamped } from './heard.ts';
import { firstYearMs, isZoneless, parseTime } from './time.ts';

const unstamped: Stamped = {};

/** The time of a payload; nothing where there is none that can be read. */
export function stampOf(text: string | undefined): Stamped {
  const at = text === undefined ? undefined : parseTime(text);
  if (at === undefined || text === undefined) return unstamped;
  return text.endsWith('Z') || !isZoneless(text) ? { at: at as Utc } : { at: at as Utc, zoneless: true };
}

/** How the times of one message are to be understood. */
export interface TimeFrame {
  /** When it happened, or came where the station does not know. */
  readonly happenedAt: Utc;
  /** How far the station's clock is ahead: counts for times without zone. */
  readonly offsetMs: number;
  /** The newest time in the message, as the station wrote it: what it says of earlier ones is how much earlier. */
  readonly newest?: number;
}

/** Whole seconds with a zone, as every CSMS takes it. */
const strict = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** The time as the CSMS must take it: one that is in order stays as the station wrote it. */
export function strictTime(text: string | undefined, { happenedAt, offsetMs, newest }: TimeFrame): string {
  const at = text === undefined ? undefined : parseTime(text);
  if (at === undefined || text === undefined) return isoOf(happenedAt);
  if (at < firstYearMs) return isoOf((happenedAt - Math.max(0, (newest ?? at) - at)) as Utc);
  if (strict.test(text)) return text;
  return isoOf((isZoneless(text) ? at - offsetMs : at) as Utc);
}

/** The moment that a fact has beyond its raw payload. */
export const timesOf = (fact: { readonly happenedAt: Utc; readonly clockOffsetSeconds?: number }): TimeFrame => ({
  happenedAt: fact.happenedAt,
  offsetMs: (fact.clockOffsetSeconds ?? 0) * 1000,
});
