// What a circuit has in the hours to come: its limit by the clock, less the other load that is to be expected.

import { withReserve } from '../../control/books.ts';
import { leastLimit, limitAt } from '../../control/windows.ts';
import type { Circuit } from '../../model/config/site.ts';
import type { Utc } from '../../model/time.ts';
import { utc } from '../../model/time.ts';
import { limitingOf } from '../inputs/orders.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { basesLater } from './base-history.ts';
import type { Slots } from './slots.ts';

const minuteMs = 60_000;
const quarterMs = 900_000;

/** The moments at which each slot is looked at: windows and other load change with quarters of an hour. */
export function momentsOf({ startsAt, minutes }: Slots): Utc[][] {
  let from: number = startsAt;
  return minutes.map((length) => {
    const until = from + length * minuteMs;
    const moments: Utc[] = [];
    for (let at = from; at < until; at = (Math.floor(at / quarterMs) + 1) * quarterMs) moments.push(utc(at));
    from = until;
    return moments;
  });
}

/** Its limit at each of these moments: by the clock, by what somebody set, and by what holds now and nobody knows until when. */
export function limitsLater(state: State, circuit: Circuit, moments: readonly (readonly Utc[])[]): number[][] {
  const { timezone } = siteOf(state);
  const temporary = state.ledger.outside.temporary.get(circuit.id);
  const least = Math.min(
    leastOfInputs(state, circuit),
    state.clock.trusted ? circuit.limitAmps : leastLimit(circuit).amps,
  );
  const isSteady = (circuit.limits ?? []).length === 0 && temporary === undefined;
  return moments.map((slot) =>
    slot.map((at) => {
      if (isSteady) return least;
      const isOver = temporary?.until !== undefined && temporary.until <= at;
      const set = temporary === undefined || isOver ? Infinity : temporary.amps;
      return Math.min(least, set, limitAt(circuit, timezone, at).amps);
    }),
  );
}

const leastOfInputs = (state: State, { id }: Circuit): number =>
  Math.min(Infinity, ...limitingOf(state, id).map(({ limit }) => limit.amps));

export interface LineNow {
  readonly line: number;
  /** What counts as other load on it now. */
  readonly counted: number;
}

/** For each slot, the least that there is beside other load. */
export function roomLater(
  state: State,
  circuit: Circuit,
  { line, counted }: LineNow,
  limits: readonly (readonly number[])[],
  slots: Slots,
): number[] {
  const metered = state.bases.metered.get(circuit.id);
  const expected = metered === undefined ? undefined : basesLater(state, circuit, line, slots);
  return limits.map((ofSlot, slot) => {
    const least = Math.min(...ofSlot);
    if (expected === undefined || slot === 0) return least - counted;
    return least - withReserve(Math.max(0, expected[slot]!), metered!.reserveAmps, circuit);
  });
}
