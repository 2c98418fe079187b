// `busbar release`: the chargers get their own limits back, and the gateway limits nobody until that is ended. What it cannot
// bound counts at its rating.

import { firstHold } from '../../control/ladder.ts';
import type { Hold } from '../../control/ladder.ts';
import type { Site } from '../../model/config/site.ts';
import type { StationId } from '../../model/ids.ts';
import { evseKey } from '../../model/ids.ts';
import { isoOf } from '../../model/time.ts';
import { clearOf, purposesToClear } from '../adopt/clear-profiles.ts';
import type { Decided } from '../heard.ts';
import { isCallable, passOn } from '../orders/context.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';

export interface ReleaseView {
  readonly released: boolean;
  readonly text: string;
}

/** Nobody is told anything, and everybody counts at the rating. */
export const releasedHolds = ({ stations }: Site): Map<StationId, Hold> =>
  new Map(stations.map(({ id }) => [id, { ...firstHold, rung: 'none' }]));

export const isReleased = ({ ledger }: State): boolean => ledger.gateway.releasedAt !== undefined;

/** What is connected is cleared at once, the rest when it comes: a station that holds nothing of ours is cleared then. */
export function release(state: State, decided: Decided, now: Now): ReleaseView {
  if (isReleased(state)) return { released: true, text: 'The chargers have their own limits already.' };
  decided.facts.push({ kind: 'ChargersReleased', happenedAt: now.utc });
  const there = siteOf(state).stations.filter(({ id }) => isCallable(state, id, now));
  for (const station of there) {
    const { id, modbus, evses } = station;
    if (modbus === undefined) {
      clear(state, id, decided, now);
      continue;
    }
    for (const { id: evse, maxAmps: amps } of evses)
      decided.commands.push({
        ...{ kind: 'setLimit', station: id, evse: evseKey(id, evse), rung: 'default', amps, level: 0 },
        ...{ wattsPerAmp: undefined, transaction: undefined, reason: { kind: 'rating' }, lowers: false },
      });
  }
  state.proving.clear();
  const away = state.loads.length - state.loads.filter(({ station }) => there.includes(station)).length;
  const rest = away === 0 ? '' : ` ${away} EVSEs are away and follow when they come back.`;
  return {
    released: true,
    text: `The chargers get their own limits back: nothing holds them below a fuse but what is set in themselves.${rest} "busbar release --end" takes them back.`,
  };
}

function clear(state: State, station: StationId, decided: Decided, now: Now): void {
  const from = { kind: 'gateway', purpose: 'release' } as const;
  for (const order of purposesToClear(state, station).map(clearOf))
    passOn({ state, decided, from, now }, order, [{ station, order }]);
}

export function endRelease(state: State, decided: Decided, now: Now): ReleaseView {
  if (!isReleased(state)) return { released: false, text: 'The gateway limits the chargers already.' };
  decided.facts.push({ kind: 'ReleaseEnded', happenedAt: now.utc });
  return { released: false, text: 'The gateway limits the chargers again: each is told its fallback first.' };
}

export function setReleaseAlarm(state: State): void {
  const { releasedAt } = state.ledger.gateway;
  if (releasedAt === undefined) return void state.alarms.delete('BB_CHARGERS_RELEASED');
  state.alarms.set(
    'BB_CHARGERS_RELEASED',
    `Since ${isoOf(releasedAt)} the chargers have their own limits: the gateway limits nobody, and all count at their rating. "busbar release --end" takes them back.`,
  );
}
