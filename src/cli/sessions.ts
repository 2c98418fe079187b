// Sessions as the API shows them: those that ended by the history, those that go on by the ledger.

import type { EventEntry } from '../../adapters/history/event-entry.ts';
import type { LimitEntry } from '../../adapters/history/limit-entry.ts';
import type { SessionDetail, SessionFound } from '../../adapters/history/session.ts';
import type { SessionLooks, SessionPage, SessionPageQuery } from '../../adapters/http/session-routes.ts';
import { eventWords } from '../local/event-words.ts';
import { explain } from '../local/explain.ts';
import type { OpenSession } from '../local/session-views.ts';
import { asKept, curveOf, isAsked, sessionView } from '../local/session-views.ts';
import type { StationId } from '../model/ids.ts';
import { isoOf, utc } from '../model/time.ts';
import type { GatewayPart } from '../site/gateway-part.ts';
import { predecessorsOf } from '../site/gateway-part.ts';
import { roundMoney } from '../model/money.ts';
import type { Core } from './core-asks.ts';
import type { Store } from './store.ts';

type Past = Pick<Store, 'search' | 'detail' | 'curve' | 'limits' | 'events'>;

/** The ledger is asked anew for each question: a station may take the place of another. */
export const sessionsIn = (store: Past, ledger: { readonly gateway: GatewayPart }, ask: Core): SessionLooks => ({
  search: (query) => search(store, ledger.gateway, ask, query),
  detail: (id) => detail(store, ask, id),
});

async function search(store: Past, known: GatewayPart, ask: Core, asked: SessionPageQuery): Promise<SessionPage> {
  const { station, state, ...rest } = asked;
  const stations = station === undefined ? {} : { stations: [station, ...predecessorsOf(known, station as StationId)] };
  const query = { ...rest, ...stations };
  const open = (await ask({ kind: 'openSessions' })) as readonly OpenSession[];
  const byId = new Map<string, OpenSession>(open.map((one) => [one.id, one]));
  // One more than fits on the page says whether there is a next one.
  const limit = query.limit + 1;
  const found: readonly (SessionFound | ReturnType<typeof asKept>)[] =
    state === 'open'
      ? open
          .filter((one) => isAsked(one, query))
          .slice(0, limit)
          .map(asKept)
      : await store.search({ ...query, limit, ...(state === 'ended' && { ended: true }) });
  const page = found.slice(0, query.limit);
  const last = page.at(-1);
  return {
    sessions: page.map((one) => sessionView(one, byId.get(one.id))),
    ...(found.length > page.length &&
      last !== undefined && { next: { at: last.startedAt ?? last.endedAt ?? 0, id: last.id } }),
  };
}

async function detail(store: Past, ask: Core, id: string): Promise<object | undefined> {
  const open = ((await ask({ kind: 'openSessions' })) as readonly OpenSession[]).find((one) => one.id === id);
  const kept = (await store.detail(id)) ?? (open === undefined ? undefined : { session: asKept(open), costs: [] });
  if (kept === undefined) return undefined;
  const { session, costs } = kept;
  const { startedAt, endedAt } = session;
  const from = utc(startedAt ?? endedAt ?? 0);
  const to = utc((endedAt ?? Date.now()) + 1);
  const station = session.station as StationId;
  const [stretches, limits, events] = await Promise.all([
    session.evse === undefined ? [] : store.curve({ names: [`${station}/${session.evse}`], from, to }),
    session.evse === undefined ? [] : store.limits({ stations: [station], evse: session.evse, from, to, limit: most }),
    store.events({ station, from, to, limit: most }),
  ]);
  // Oldest first, as it went.
  const told = [...limits].reverse();
  return {
    ...sessionView(session, open),
    curve: curveOf(
      stretches,
      told.filter(({ what, outcome }) => what === 'limit' && outcome !== 'refused' && outcome !== 'withdrawn'),
    ),
    limits: told.map(({ at, what, amps, reason, outcome }) => ({
      ...{ at: isoOf(at), what, amps, why: explain(reason, { amps }).text },
      ...(outcome !== undefined && { outcome }),
    })),
    costs: costsOf(session, costs),
    events: eventsOf(session, told, [...events].reverse()),
  };
}

/** A page of each. */
const most = 500;

const costsOf = ({ currency = '' }: { readonly currency?: string }, costs: SessionDetail['costs']): object[] =>
  costs.map(({ at, energyWh, cost }) => ({ at: isoOf(at), energyWh, amount: roundMoney(cost, currency), currency }));

interface Told {
  readonly at: number;
  readonly code: string;
  readonly text: string;
}

/** What became of it: beginning and end, what bound it, and what happened at its station meanwhile. */
function eventsOf(
  { transaction, evse, startedAt, endedAt, reason }: SessionFound | ReturnType<typeof asKept>,
  limits: readonly LimitEntry[],
  events: readonly EventEntry[],
): object[] {
  const isOfIt = ({ about }: EventEntry): boolean =>
    (about['transaction'] === undefined || about['transaction'] === transaction) &&
    (about['evse'] === undefined || about['evse'] === evse || typeof about['evse'] !== 'number');
  const all: Told[] = [
    ...(startedAt === undefined ? [] : [{ at: startedAt, code: 'TransactionStarted', text: 'It began.' }]),
    ...limits
      .filter(({ what }) => what === 'reason')
      .map((one) => ({ at: one.at, code: 'ReasonChanged', text: explain(one.reason, { amps: one.amps }).text })),
    ...events.filter(isOfIt).map(({ at, kind, about }) => ({ at, code: kind, text: eventWords(kind, about) })),
    ...(endedAt === undefined
      ? []
      : [{ at: endedAt, code: 'TransactionEnded', text: `It ended${reason === undefined ? '' : ` (${reason})`}.` }]),
  ];
  return all.sort((one, other) => one.at - other.at).map(({ at, ...one }) => ({ ...one, at: isoOf(utc(at)) }));
}
