// A central system of OCPP 2.x may let a token in at some EVSEs only, which it names by its own numbers. A station is told
// of those that it has; at a place that is not among them the token is refused.

import { stationOf } from '../../model/config/site.ts';
import type { StationId } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import type { Verdict } from '../../model/status.ts';
import { evseNumbered } from '../../site/gateway-part.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';

/** `evse` is where it is shown; 0 or undefined where nobody knows. */
export function placedVerdict(state: State, station: StationId, verdict: Verdict, evse = 0): Verdict {
  const { more, ...plain } = verdict;
  if (more?.evses === undefined) return verdict;
  const own = more.evses.flatMap((number) => {
    const key = evseNumbered(state.ledger.gateway, number);
    if (key === undefined) return [];
    const place = evseOf(key);
    return place.station === station ? [place.evse] : [];
  });
  const { evses: _, ...others } = more;
  const isHere = evse === 0 ? own.length > 0 : own.includes(evse);
  if (!isHere) return { ...plain, ...(verdict.status === 'Accepted' && { status: 'NotAtThisLocation' }), more: others };
  const has = stationOf(siteOf(state), station)?.evses.length ?? 0;
  return { ...plain, more: own.length < has ? { ...others, evses: own } : others };
}
