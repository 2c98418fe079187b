// Whether what stations draw behind a meter is something else than when it said something new last: then it has to show it. Each
// EVSE is held against what it said itself since then: what it says late, or for the first time, is no change (F092).

import { nominalVolts } from '../../model/electric.ts';
import type { EvseKey, StationId } from '../../model/ids.ts';
import { evseKey } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import type { Behind, Freeze } from '../../modbus/meter-freeze.ts';
import type { Measured, StationLive } from '../../site/live.ts';
import { openOnes } from '../../site/transaction.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import type { Drawn, MeterWatch, StationBehind } from './live.ts';
import { producedW } from './produced.ts';
import { lookEveryMs } from './watch.ts';

/** Less is noise: a meter of whole amps need not show it, nor need it be there where a station says whole amps. */
const otherAmps = 5;

/** After each reading; `settledAt`: what they draw from then on is not in its last new one. Undefined between two looks. */
export function lookBehind(
  state: State,
  meter: string,
  { sameSince, changedAt }: Freeze,
  settledAt: Mono,
  at: Now,
): Behind | undefined {
  const now = at.mono;
  const watch = state.told.watches.get(meter);
  if (watch === undefined || now - watch.lookedAt < lookEveryMs) return undefined;
  watch.lookedAt = now;
  const { otherBy, isWhole } = sumUp(state, watch, sameSince, settledAt, changedAt ?? now, now);
  const fed = producedW(state, watch.isGrid, at);
  if (fed === undefined) return { isOther: isMuch(otherBy), isWhole };
  // What comes from behind it as well need not flow through it.
  const made = (watch.fed = noted({ amps: -fed / nominalVolts, at: now }, watch.fed, sameSince, settledAt));
  const madeBy = made.thenAmps === undefined ? 0 : made.amps - made.thenAmps;
  return { isOther: isMuch(otherBy) && isMuch(otherBy + madeBy), isWhole };
}

const isMuch = (amps: number): boolean => Math.abs(amps) >= otherAmps;

function sumUp(
  state: State,
  watch: MeterWatch,
  since: Mono,
  settledAt: Mono,
  changedAt: Mono,
  now: Mono,
): { otherBy: number; isWhole: boolean } {
  const before = watch.drawn;
  const drawn = new Map<EvseKey, Drawn>();
  let otherBy = 0;
  let isWhole = true;
  for (const [station, behind] of watch.stations) {
    const live = state.live.stations.get(station);
    if (live === undefined) continue;
    const open = openAtEvses(state, station);
    for (const evse of new Set([...behind.evses, ...live.measured.keys()])) {
      const key = evseKey(station, evse);
      const isOpen = open.has(evse);
      const said = wordOf(live, behind, evse, isOpen, now) ?? before.get(key);
      const one = said === undefined ? undefined : noted(said, before.get(key), since, settledAt);
      if (one !== undefined) drawn.set(key, one);
      if (one?.thenAmps !== undefined) otherBy += one.amps - one.thenAmps;
      if (live.connected && (isOpen || behind.isAsked) && isAwaited(one, behind, changedAt, now)) isWhole = false;
    }
  }
  watch.drawn = drawn;
  return { otherBy, isWhole };
}

function openAtEvses({ ledger }: State, station: StationId): ReadonlySet<number> {
  const part = ledger.stations.get(station);
  return new Set(part === undefined ? [] : openOnes(part.transactions).map(({ evse }) => evse));
}

type Word = Pick<Drawn, 'amps' | 'at'>;

/** What is known of it by now; undefined where it says nothing of it. */
function wordOf(live: StationLive, behind: StationBehind, evse: number, isOpen: boolean, now: Mono): Word | undefined {
  const reading = live.measured.get(evse);
  const amps = reading === undefined ? undefined : drawnOf(reading, behind.ac.has(evse));
  // It need not say again and again that nothing goes on there.
  if (!isOpen && live.connected && !behind.isAsked && (amps ?? 0) < otherAmps) return { amps: amps ?? 0, at: now };
  return amps === undefined ? undefined : { amps, at: reading!.readAt };
}

/** Of all lines. A DC unit says the current of the vehicle. */
function drawnOf({ amps, powerW }: Measured, isAc: boolean): number | undefined {
  const byPower = powerW === undefined ? undefined : powerW / nominalVolts;
  const byLines = amps?.reduce<number>((sum, one) => sum + (one ?? 0), 0);
  return isAc ? (byLines ?? byPower) : (byPower ?? byLines);
}

function noted({ amps, at }: Word, before: Drawn | undefined, since: Mono, settledAt: Mono): Drawn {
  const thenAmps = before?.since === since ? before.thenAmps : undefined;
  return { amps, at, since, thenAmps: thenAmps ?? (at >= settledAt ? amps : undefined) };
}

/** It may draw something else meanwhile, and is going to say so. */
const isAwaited = (one: Word | undefined, { oldMs }: StationBehind, changedAt: Mono, now: Mono): boolean =>
  one === undefined || (one.at < changedAt && now - one.at <= oldMs);
