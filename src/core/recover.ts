// From what a journal holds to a ledger: the snapshot of each part, and every fact after it. What cannot be read is set
// aside and reported; it never stops the gateway from coming up.

import type { Row } from '../model/ids.ts';
import { row } from '../model/ids.ts';
import { decodeFact } from '../model/line.ts';
import type { Ledger } from '../site/ledger.ts';
import { foldFact, newLedger, restorePart } from '../site/ledger.ts';
import type { Identity, Opened } from './ports/journal.ts';

export interface Recovered {
  readonly ledger: Ledger;
  readonly identity: Identity;
  readonly snapshotRows: ReadonlyMap<string, Row>;
  /** Rows that could not be read or folded. */
  readonly setAside: readonly Row[];
  /** Parts whose snapshot could not be read. */
  readonly damaged: readonly string[];
}

/** A snapshot that says no more than this: every part has one at or after its row. */
export const foldedPart = 'folded';

export const noIdentity: Identity = { epoch: 0, numbersBelow: 0, numbering: [] };

export function recover(opened: Opened): Recovered {
  const ledger = newLedger();
  const snapshotRows = new Map<string, Row>();
  const damaged: string[] = [];
  for (const { part, row: at, json } of opened.snapshots) {
    try {
      restorePart(ledger, part, json);
      snapshotRows.set(part, at);
    } catch {
      damaged.push(part);
    }
  }
  const setAside: Row[] = [];
  const folded = snapshotRows.get(foldedPart) ?? 0;
  for (const { row: at, json } of opened.lines) {
    // Kept for an uplink that has not taken them; every part has folded them.
    if (at <= folded) continue;
    try {
      foldFact(ledger, at, decodeFact(json));
    } catch {
      setAside.push(at);
    }
  }
  ledger.head = row(Math.max(ledger.head, opened.head));
  dropForgottenUplinks(ledger);
  return { ledger, identity: opened.identity ?? noIdentity, snapshotRows, setAside, damaged };
}

/** The snapshot of an uplink outlives the uplink. */
function dropForgottenUplinks(ledger: Ledger): void {
  const named = new Set(ledger.gateway.site?.uplinks.map((uplink) => uplink.id));
  for (const id of ledger.uplinks.keys()) if (!named.has(id)) ledger.uplinks.delete(id);
}
