// One EVSE is lowered for a moment, so that somebody sees at a meter what follows: `busbar find-phases`. Whoever lowers it may go
// away at any time: it ends by itself, and a restart ends it too.

import type { Cap } from '../../control/allocate.ts';
import type { Load } from '../../control/envelope.ts';
import { isoOf, after, utc } from '../../model/time.ts';
import type { EvseKey } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import type { Now, Problem } from '../ports.ts';
import type { State } from '../state.ts';
import { wakeBy } from '../state.ts';
import { mostEvseLimitMs } from '../ports/outside.ts';
import { problem } from './problem.ts';

export interface EvseLimitView {
  readonly evse: EvseKey;
  readonly amps: number;
  /** When it ends by itself. */
  readonly until: string;
  /** Less is a pause. */
  readonly minAmps: number;
}

/** Lowers only: with more than its share it has its share. Without `amps` it has the least that a vehicle charges with. */
export function setEvseLimit(
  state: State,
  evse: EvseKey,
  { amps, durationMs }: { readonly amps?: number; readonly durationMs: number },
  now: Now,
): EvseLimitView | Problem {
  const load = loadOf(state, evse);
  if ('problem' in load) return load;
  const lasts = Math.min(durationMs, mostEvseLimitMs);
  const limit = { amps: amps ?? load.minAmps, endsAt: after(now.mono, lasts) };
  state.outside.evses.set(load.key, limit);
  state.reallocate = true;
  wakeBy(state, limit.endsAt);
  return { evse, amps: limit.amps, until: isoOf(utc(now.utc + lasts)), minAmps: load.minAmps };
}

export function clearEvseLimit(state: State, evse: EvseKey): { readonly evse: EvseKey } | Problem {
  const load = loadOf(state, evse);
  if ('problem' in load) return load;
  if (state.outside.evses.delete(load.key)) state.reallocate = true;
  return { evse };
}

function loadOf(state: State, key: EvseKey): Load | Problem {
  const { station, evse } = evseOf(key);
  const load = state.loads.find((one) => one.station.id === station && one.evses.some(({ id }) => id === evse));
  if (load === undefined)
    return problem(404, 'BB_EVSE_UNKNOWN', 'There is no such EVSE in the site file. GET /api/v1/site lists them.');
  if (load.evses.length === 1) return load;
  return problem(
    409,
    'BB_EVSE_LIMIT_SHARED',
    `${station} takes one limit for all of its ${load.evses.length} EVSEs: one of them cannot be lowered alone.`,
  );
}

/** What ends by itself has ended. */
export function endEvseLimits(state: State, now: Now): void {
  for (const [key, { endsAt }] of state.outside.evses) {
    if (now.mono < endsAt) {
      wakeBy(state, endsAt);
      continue;
    }
    state.outside.evses.delete(key);
    state.reallocate = true;
  }
}

export function capOfEvseLimit({ outside }: State, { key }: Load): Cap[] {
  const limit = outside.evses.get(key);
  return limit === undefined ? [] : [{ amps: limit.amps, reason: { kind: 'tried' } }];
}
