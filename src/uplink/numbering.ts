// Which number an EVSE has upstream. Append-only: a number is never changed and never used again, because a CSMS keeps
// prices, names and roaming ids under it. Only a station that takes the place of another takes its numbers too.

import type { Site } from '../model/config/site.ts';
import type { EvseNumbered } from '../model/fact/gateway.ts';
import type { EvseKey } from '../model/ids.ts';
import { evseKey } from '../model/ids.ts';

type Numbering = ReadonlyMap<EvseKey, number>;

/** A number that the file fixes and that cannot be given: the EVSE has one, or another EVSE of the site has this one. */
export interface KeptNumber {
  readonly evse: EvseKey;
  readonly fixed: number;
  /** What it has instead; undefined where it gets the next free one. */
  readonly has: number | undefined;
  /** Who has the number. */
  readonly owner: EvseKey | undefined;
}

export interface Assigned {
  readonly facts: readonly EvseNumbered[];
  readonly kept: readonly KeptNumber[];
}

/**
 * Numbers for the EVSEs of the site that have none: those that the file fixes, then the next free ones in its order. A fixed
 * number of an EVSE that is not in the file any more goes over to the one that names it now.
 */
export function assignNumbers(site: Site, numbering: Numbering): Assigned {
  const wanted = site.stations.flatMap((station) =>
    station.evses.map((evse) => ({ key: evseKey(station.id, evse.id), fixed: evse.upstreamEvse })),
  );
  const former = new Map(site.formerNumbers);
  const owners = new Map([...numbering].map(([key, number]) => [number, key]));
  const present = new Set(wanted.map(({ key }) => key));
  const facts: EvseNumbered[] = [];
  const kept: KeptNumber[] = [];
  const give = (evse: EvseKey, number: number): void => {
    const insteadOf = owners.get(number);
    owners.set(number, evse);
    facts.push({ kind: 'EvseNumbered', evse, number, ...(insteadOf !== undefined && { insteadOf }) });
  };

  // Numbers of EVSEs that are gone are taken all the same; after the loss of the journal only the file knows them.
  for (const [key, number] of former) if (!numbering.has(key) && !owners.has(number)) give(key, number);
  const without: EvseKey[] = [];
  for (const { key, fixed } of wanted) {
    const has = numbering.get(key);
    const owner = fixed === undefined ? undefined : owners.get(fixed);
    const isFree = owner === undefined || (!present.has(owner) && !former.has(owner));
    if (has === undefined && fixed !== undefined && isFree) give(key, fixed);
    else {
      if (fixed !== undefined && has !== fixed) kept.push({ evse: key, fixed, has, owner });
      if (has === undefined) without.push(key);
    }
  }
  let next = 1;
  for (const key of without) {
    while (owners.has(next)) next += 1;
    give(key, next);
  }
  return { facts, kept };
}
