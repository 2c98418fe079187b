// What people must know of limits that do not hold as they should.

import type { AlarmCode } from '../../model/alarm.ts';
import type { Load, Room } from '../../control/envelope.ts';
import { linesAt } from '../../control/envelope.ts';
import { lineCount, lineName } from '../../model/electric.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';

/** One alarm of this code for each of `ids`, and none for others. */
export function setAlarms<Id extends string>(
  state: State,
  code: AlarmCode,
  ids: readonly Id[],
  text: (id: Id) => string,
): void {
  const wanted = new Set(ids.map((id) => `${code}:${id}`));
  for (const key of state.alarms.keys()) if (key.startsWith(`${code}:`) && !wanted.has(key)) state.alarms.delete(key);
  for (const id of ids) state.alarms.set(`${code}:${id}`, text(id));
}

const insteadOfNothing = {
  minimum: 'it keeps that instead',
  stop: 'its sessions are stopped instead',
  inoperative: 'its sessions are stopped instead, and it is out of service for as long',
};

/** Stations that take no limit, or no 0, and circuits that this leaves no room in. */
export function setLoadAlarms(state: State, room: Room): void {
  const { circuits, supply } = siteOf(state);
  const byKey = new Map<string, Load>(state.loads.map((load) => [load.key, load]));
  const those = (which: (load: Load) => boolean): string[] => state.loads.filter(which).map(({ key }) => key);
  const isAllReleased = state.ledger.gateway.releasedAt !== undefined;
  setAlarms(
    state,
    'BB_STATION_UNCONTROLLABLE',
    isAllReleased ? [] : those(({ hold, station }) => hold.rung === 'none' && station.state === 'installed'),
    (key) => {
      const { maxAmps } = byKey.get(key)!;
      return `${key} takes no limit: it counts at its rating of ${maxAmps} A on each of its lines, which others cannot have. Check its smart-charging support, or give it a circuit of its own.`;
    },
  );
  setAlarms(
    state,
    'BB_LIMIT_ZERO_REFUSED',
    those(({ hold, minAmps }) => !hold.zeroOk && minAmps > 0),
    (key) => {
      const { minAmps, station } = byKey.get(key)!;
      const instead = insteadOfNothing[station.zeroRefused ?? 'minimum'];
      return `${key} refuses a limit of 0: it counts with at least ${minAmps} A, and where it should have nothing ${instead}. Set zeroRefused to choose.`;
    },
  );
  const over = new Map(
    circuits.flatMap(({ id }, at) => {
      const free = linesAt(room, at, lineCount[supply]);
      const least = Math.min(...free);
      return least < -1e-3 ? [[id, { line: free.indexOf(least), missing: Math.ceil(-least * 10) / 10 }]] : [];
    }),
  );
  setAlarms(state, 'BB_CIRCUIT_OVERCOMMITTED', [...over.keys()], (id) => {
    const { line, missing } = over.get(id)!;
    return `Circuit ${id}, ${lineName(line)}: what takes no limit, the fallbacks and the other load are ${missing} A above its limit even when nobody gets more. Take a station off it, or lower fallbackAmps.`;
  });
}
