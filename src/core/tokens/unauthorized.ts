// Transactions that go on although their token was refused: each is stopped, or goes on
// without energy. What was told to a station is never repeated blindly: after each new connection it is looked at first
// whether the transaction still goes on.

import type { AlarmKey } from '../../model/alarm.ts';
import type { StationId, TransactionId, UplinkId } from '../../model/ids.ts';
import type { EvseKey } from '../../model/ids.ts';
import { evseKey } from '../../model/ids.ts';
import type { Verdict } from '../../model/status.ts';
import { tokenEnd } from '../../model/token.ts';
import { after, earliest, mono, never } from '../../model/time.ts';
import { openOnes } from '../../site/transaction.ts';
import type { Transaction } from '../../site/transaction.ts';
import type { Decided, Heard } from '../heard.ts';
import { isCallable, passOn } from '../orders/context.ts';
import { stopOf } from '../orders/stop-order.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { wakeBy } from '../state.ts';
import { allowanceAt, mayDrawUntil } from './allowance.ts';
import { isBlocked, policyAt, rulesAt } from './tokens.ts';
import type { Unwelcome } from './unwelcome.ts';

/**
 * A station that was told no, or to stop, has stopped after this time; one that connects anew has told by then what
 * ended meanwhile.
 */
const settleMs = 30_000;

/** The central system judged a token late. Recorded when the site had said otherwise and its transaction still goes on. */
export function judgeLate(
  state: State,
  heard: Pick<Heard, 'facts'>,
  said: {
    readonly from: UplinkId;
    readonly station: StationId;
    readonly transaction: TransactionId;
    readonly verdict: Verdict;
  },
  now: Now,
): void {
  const { from, station, transaction, verdict } = said;
  const rules = rulesAt(state, station);
  if (rules.mode !== 'csms' || rules.csms !== from) return;
  const known = state.ledger.stations.get(station)?.transactions.known.get(transaction);
  if (known?.verdict === undefined || known.endedAt !== undefined || known.deauthorized !== undefined) return;
  const wasAccepted = known.verdict.status === 'Accepted';
  if (verdict.status === 'Accepted') {
    // It goes on, if the station has not ended it yet; nobody overrules the site's own list.
    if (!wasAccepted && known.verdict.by !== 'site')
      heard.facts.push({ kind: 'TransactionJudged', station, transaction, verdict });
    return;
  }
  if (!wasAccepted) return;
  const policy = policyAt(state, station);
  heard.facts.push({ kind: 'TransactionDeauthorized', station, transaction, verdict, policy, happenedAt: now.utc });
}

/** The site's own list has changed: whoever is blocked on it from now on does not go on charging either. */
export function deauthorizeBlocked(state: State, decided: Pick<Decided, 'facts'>, now: Now): void {
  state.listChanged = false;
  for (const [station, { transactions }] of state.ledger.stations)
    for (const { transaction, token, verdict, deauthorized } of openOnes(transactions)) {
      if (verdict?.status !== 'Accepted' || deauthorized !== undefined || !isBlocked(state, token)) continue;
      const policy = policyAt(state, station);
      decided.facts.push({
        kind: 'TransactionDeauthorized',
        station,
        transaction,
        verdict: { status: 'Blocked', by: 'site' },
        policy,
        happenedAt: now.utc,
      });
    }
}

/** Called when the ledger has learned something about a transaction. */
export function noteVerdict(state: State, station: StationId, transaction: TransactionId, now: Now): void {
  const known = state.ledger.stations.get(station)?.transactions.known.get(transaction);
  if (known === undefined) return;
  const refusal = refusalOf(known);
  if (refusal === undefined) {
    if (state.unwelcome.delete(transaction)) state.reallocate = true;
    return;
  }
  const isLate = known.deauthorized !== undefined && known.history !== true;
  note(state, station, known, refusal, isLate ? 0 : settleMs, now);
}

export function noteEnded(state: State, transaction: TransactionId | undefined): void {
  const one = transaction === undefined ? undefined : state.unwelcome.get(transaction);
  if (one === undefined) return;
  state.unwelcome.delete(transaction!);
  state.alarms.delete(alarmOf(one.evse));
}

/** After a restart: what the ledger says of transactions that are open. */
export function findUnwelcome(state: State, now: Now): void {
  for (const [station, { transactions }] of state.ledger.stations)
    for (const known of openOnes(transactions)) {
      const refusal = refusalOf(known);
      if (refusal !== undefined) note(state, station, known, refusal, settleMs, now);
    }
}

function refusalOf({ verdict, deauthorized }: Transaction): Verdict | undefined {
  if (deauthorized !== undefined) return deauthorized.verdict;
  return verdict === undefined || verdict.status === 'Accepted' ? undefined : verdict;
}

function note(state: State, station: StationId, known: Transaction, refusal: Verdict, waitMs: number, now: Now): void {
  const evse = evseKey(station, known.evse);
  state.unwelcome.set(known.transaction, {
    station,
    evse,
    number: known.number,
    policy: known.deauthorized?.policy ?? policyAt(state, station),
    link: state.stationLinks.get(station)?.id,
    actAt: after(now.mono, waitMs),
    seenAt: now.mono,
    isAllowed: false,
    wasTold: false,
    isWithheld: false,
  });
  state.unwelcomeDueAt = mono(0);
  wakeBy(state, now.mono);
  if (known.deauthorized === undefined) return;
  const measure = known.deauthorized.policy === 'stop' ? 'is stopped' : goesOn(allowanceAt(state, station));
  state.alarms.set(
    alarmOf(evse),
    `The token ${tokenEnd(known.token)} was refused (${refusal.status}) after its transaction at ${evse} had begun, so it ${measure}. See who the driver is.`,
  );
}

const goesOn = (allowanceWh: number): string =>
  allowanceWh === 0 ? 'goes on without energy' : `may take ${allowanceWh} Wh in all and goes on without energy then`;

const alarmOf = (evse: EvseKey): AlarmKey => `BB_TRANSACTION_DEAUTHORIZED:${evse}`;

export function dealWithUnwelcome(state: State, decided: Decided, now: Now): void {
  if (now.mono < state.unwelcomeDueAt) return wakeBy(state, state.unwelcomeDueAt);
  state.unwelcomeDueAt = never;
  for (const [transaction, one] of state.unwelcome) {
    dealWith(state, transaction, one, decided, now);
    state.unwelcomeDueAt = earliest(state.unwelcomeDueAt, one.actAt);
  }
  wakeBy(state, state.unwelcomeDueAt);
}

function dealWith(state: State, transaction: TransactionId, one: Unwelcome, decided: Decided, now: Now): void {
  const link = state.stationLinks.get(one.station)?.id;
  if (link !== one.link) {
    one.link = link;
    one.wasTold = false;
    one.seenAt = now.mono;
    one.actAt = link === undefined ? never : after(now.mono, settleMs);
  }
  if (now.mono < one.actAt) return;
  if (one.policy === 'stop' && !one.wasTold) return tellStop(state, transaction, one, decided, now);
  const until = one.isWithheld ? undefined : mayDrawUntil(state, transaction, one, now);
  one.isAllowed = until !== undefined;
  if (until !== undefined) return void (one.actAt = until);
  // What does not stop when it is told to gets no more energy.
  one.isWithheld = true;
  one.actAt = never;
  state.reallocate = true;
}

function tellStop(state: State, transaction: TransactionId, one: Unwelcome, decided: Decided, now: Now): void {
  one.actAt = after(now.mono, settleMs);
  if (!isCallable(state, one.station, now)) return;
  one.wasTold = true;
  const known = state.ledger.stations.get(one.station)?.transactions.known.get(transaction);
  const order = stopOf(known ?? one);
  const from = { kind: 'gateway', purpose: 'stop what was refused' } as const;
  passOn({ state, decided, from, now }, order, [{ station: one.station, transaction, order }]);
}

/**
 * EVSEs that are not authorized to draw: an input of whoever shares the current out. Those of a station that was enrolled
 * and has no place yet are among them.
 */
export const withheldEvses = (state: State): ReadonlySet<EvseKey> =>
  new Set([
    ...[...state.unwelcome.values()].filter(({ isWithheld }) => isWithheld).map(({ evse }) => evse),
    ...state.enrolledEvses,
  ]);
