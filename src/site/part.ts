// The ledger is kept in parts, each a fold of facts on its own, so that a snapshot of one is short work.

import type { Row } from '../model/ids.ts';
import { row } from '../model/ids.ts';

export interface Part {
  /** The last row that this part has folded; a fact is never folded twice. */
  through: Row;
}

export const unfolded = row(0);

/** Drops the oldest entries of a Map (in order of insertion) above `most`. */
export function keepNewest<Key>(map: Map<Key, unknown> | Set<Key>, most: number): void {
  if (map.size <= most) return;
  for (const key of map.keys()) {
    map.delete(key);
    if (map.size <= most) return;
  }
}
