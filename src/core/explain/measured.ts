import type { EvseKey } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import { readingOnLines } from '../limits/drawn.ts';
import type { State } from '../state.ts';

/** What was measured last, on the fullest line; EVSE 0 is all of the station. Nothing where nobody measures. */
export function measuredAt(state: State, key: EvseKey): { readonly measuredAmps?: number } {
  const { station, evse } = evseOf(key);
  const load = state.loadsOfStation
    .get(station)
    ?.find(({ evses }) => evse === 0 || evses.some(({ id }) => id === evse));
  const lines = load === undefined ? undefined : readingOnLines(state, load);
  return lines === undefined ? {} : { measuredAmps: Math.round(Math.max(...lines.amps) * 10) / 10 };
}
