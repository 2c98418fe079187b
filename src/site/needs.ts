// What was said of the needs of the sessions of one station: bound to a session, and gone with it.

import type { NeedsCleared, NeedsSet } from '../model/fact/needs.ts';
import type { TransactionEnded, TransactionStarted } from '../model/fact/transaction.ts';
import type { TransactionId } from '../model/ids.ts';
import type { Needs, NeedsSource } from '../model/needs.ts';
import type { Utc } from '../model/time.ts';

export interface SaidNeeds {
  readonly needs: Needs;
  /** Absent until the session that it was said for has begun. */
  readonly transaction?: TransactionId;
  readonly saidAt: Utc;
}

/** EVSE number → what each source said. */
export type StationNeeds = Map<number, { readonly [Source in NeedsSource]?: SaidNeeds }>;

/** What was said before a session waits so long for it: it was said for a vehicle that did not come. */
const waitsMs = 24 * 3_600_000;
/** More EVSEs than a station has. */
const evsesKept = 64;

export function foldNeeds(all: StationNeeds, fact: NeedsSet | NeedsCleared): void {
  const { [fact.by]: _, ...others } = all.get(fact.evse) ?? {};
  all.delete(fact.evse);
  if (fact.kind === 'NeedsSet') {
    if (all.size >= evsesKept) return;
    const { needs, transaction, happenedAt: saidAt } = fact;
    const said: SaidNeeds = { needs, saidAt, ...(transaction !== undefined && { transaction }) };
    all.set(fact.evse, { ...others, [fact.by]: said });
  } else if (Object.keys(others).length > 0) all.set(fact.evse, others);
}

/** What waits for a session is about this one; what was about another is over. */
export function bindNeeds(all: StationNeeds, { evse, transaction, receivedAt, history }: TransactionStarted): void {
  if (history === true || all.size === 0) return;
  keep(all, evse, (said) => {
    if (said.transaction === transaction) return said;
    if (said.transaction !== undefined || receivedAt - said.saidAt > waitsMs) return undefined;
    return { ...said, transaction };
  });
}

export function dropNeeds(all: StationNeeds, { transaction }: TransactionEnded): void {
  if (transaction === undefined || all.size === 0) return;
  for (const evse of [...all.keys()]) keep(all, evse, (said) => (said.transaction === transaction ? undefined : said));
}

function keep(all: StationNeeds, evse: number, kept: (said: SaidNeeds) => SaidNeeds | undefined): void {
  const before = all.get(evse);
  if (before === undefined) return;
  const left = Object.entries(before).flatMap(([by, said]) => {
    const one = kept(said);
    return one === undefined ? [] : [[by, one] as const];
  });
  if (left.length === 0) all.delete(evse);
  else all.set(evse, Object.fromEntries(left));
}
