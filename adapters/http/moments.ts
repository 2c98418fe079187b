import type { Utc } from '../../src/model/time.ts';
import { utc } from '../../src/model/time.ts';

/** With an offset: what has none may mean the time of any place. */
export function momentIn(text: string): Utc | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : utc(at);
}

export const noMomentText = (key: string, text: string): string =>
  `"${key}" is a time with its offset, such as 2026-05-01T19:00:00+02:00 or …Z, and not "${text.slice(0, 40)}".`;
