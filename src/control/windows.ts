// The limit of a circuit by the clock: that of the site file, or less while a window is open.

import type { Circuit } from '../model/config/site.ts';
import type { Reason } from '../model/reason.ts';
import type { Utc } from '../model/time.ts';
import { openAt } from '../model/timetable.ts';

export interface LimitNow {
  /** On each line. */
  readonly amps: number;
  /** Absent while no window lowers it. */
  readonly reason?: Reason;
  /** When it may be another. */
  readonly changesAt: Utc;
}

type Limited = Pick<Circuit, 'id' | 'limitAmps' | 'limits'>;

/** Of several windows that are open the least counts. */
export function limitAt({ id, limitAmps, limits }: Limited, timezone: string, at: Utc): LimitNow {
  if (limits === undefined || limits.length === 0) return { amps: limitAmps, changesAt: Infinity as Utc };
  const { open, changesAt } = openAt(limits, timezone, at);
  const amps = Math.min(limitAmps, ...open.map((place) => limits[place]!.amps));
  return { amps, changesAt, ...(amps < limitAmps && { reason: { kind: 'window', circuit: id } }) };
}

/** While nobody knows the time, every window may be open. */
export function leastLimit({ id, limitAmps, limits = [] }: Limited): LimitNow {
  const amps = Math.min(limitAmps, ...limits.map((window) => window.amps));
  const reason = { kind: 'window', circuit: id } as const;
  return { amps, changesAt: Infinity as Utc, ...(amps < limitAmps && { reason }) };
}
