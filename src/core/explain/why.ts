import type { WhyView } from '../../local/site-view.ts';
import type { EvseKey } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import { isoOf } from '../../model/time.ts';
import type { Now, Problem } from '../ports.ts';
import type { State } from '../state.ts';
import { evseView } from '../view.ts';
import { momentOf } from './moment.ts';

/** One EVSE as it is now; a problem where the site file has no such EVSE, or it counts nothing. */
export function whyAt(state: State, key: EvseKey, now: Now): WhyView | Problem {
  const { station, evse } = evseOf(key);
  const load = state.loadsOfStation.get(station)?.find(({ evses }) => evses.some(({ id }) => id === evse));
  if (load === undefined) {
    const detail = `There is no EVSE ${key} that may charge: it is not in the site file, or planned, isolated or retired. GET /api/v1/site lists them.`;
    return { problem: { status: 404, code: 'BB_EVSE_UNKNOWN', detail } };
  }
  return { station, at: isoOf(now.utc), ...evseView(momentOf(state, now), load, evse) };
}
