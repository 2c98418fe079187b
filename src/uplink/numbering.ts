// Which number an EVSE has upstream. Append-only: a number is never changed and never used again, because a CSMS keeps
// prices, names and roaming ids under it.

import type { Site } from '../model/config/site.ts';
import type { EvseNumbered } from '../model/fact/gateway.ts';
import type { EvseKey } from '../model/ids.ts';
import { evseKey } from '../model/ids.ts';

/** Numbers for the EVSEs of the site that have none: those that the file fixes, then the next free ones in its order. */
export function assignNumbers(site: Site, numbering: ReadonlyMap<EvseKey, number>): EvseNumbered[] {
  const taken = new Set(numbering.values());
  const fresh = site.stations.flatMap((station) =>
    station.evses
      .map((evse) => ({ key: evseKey(station.id, evse.id), fixed: evse.upstreamEvse }))
      .filter(({ key }) => !numbering.has(key)),
  );
  const given = new Map<EvseKey, number>();
  for (const { key, fixed } of fresh) {
    if (fixed === undefined || taken.has(fixed)) continue;
    given.set(key, fixed);
    taken.add(fixed);
  }
  let next = 1;
  for (const { key } of fresh) {
    if (given.has(key)) continue;
    while (taken.has(next)) next += 1;
    given.set(key, next);
    taken.add(next);
  }
  return [...given].map(([evse, number]) => ({ kind: 'EvseNumbered', evse, number }));
}
