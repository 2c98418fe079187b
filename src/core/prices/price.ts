// What sessions cost by the tariff in force: written down at each end, and on the way where the price changed or a day ended, so
// that a restart goes on where it was and what costs what does not change with a later tariff.

import type { Priced, Prices, Reading } from '../../control/cost.ts';
import { bordersBetween, goOn } from '../../control/cost.ts';
import type { Fact } from '../../model/fact/fact.ts';
import type { TransactionEnded, TransactionPriced } from '../../model/fact/transaction.ts';
import type { StationId } from '../../model/ids.ts';
import { roundMoney } from '../../model/money.ts';
import { never } from '../../model/time.ts';
import type { Transaction } from '../../site/transaction.ts';
import { openOnes } from '../../site/transaction.ts';
import type { Decided } from '../heard.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { isSame, pricesInForce } from './in-force.ts';
import { showCost, showFinalCost } from './show.ts';

export function priceSessions(state: State, decided: Decided, now: Now): void {
  const { facts } = decided;
  const live = state.prices;
  live.dueAt = never;
  if (live.due.size === 0 && !live.mayHaveChanged) return;
  // To find them is a look at every central system.
  const prices = live.mayHaveChanged ? pricesInForce(state) : live.used;
  if (live.mayHaveChanged) {
    live.mayHaveChanged = false;
    const { used } = live;
    live.used = prices;
    if (used !== undefined && !isSame(used, prices)) {
      settleOpen(state, used, facts);
      // What ended meanwhile goes on from there: its facts must be known first.
      if (live.due.size > 0) live.dueAt = now.mono;
      return;
    }
  }
  for (const [transaction, { station, endedWh }] of live.due) {
    const known = state.ledger.stations.get(station)?.transactions.known.get(transaction);
    if (prices === undefined || known === undefined || known.priced?.isFinal === true) continue;
    if (known.priced !== undefined && known.priced.currency !== prices.tariff.currency) continue;
    const { end, borders } = pricedAlong(prices, known, endedWh);
    const { currency } = prices.tariff;
    for (const border of borders) facts.push(factOf(station, known, border, currency));
    if (endedWh !== undefined) facts.push({ ...factOf(station, known, end, currency), isFinal: true });
    const show = endedWh === undefined ? showCost : showFinalCost;
    show(state, decided, { prices, station, known, priced: end }, now);
  }
  live.due.clear();
}

/** Up to its last reading, or its end: where it has to be written down, and what it costs up to there. */
function pricedAlong(
  prices: Prices,
  known: Transaction,
  endedWh: number | undefined,
): { readonly end: Priced; readonly borders: readonly Priced[] } {
  const last = lastReading(known);
  const start = startOf(known);
  const to = endedWh === undefined ? last : { at: known.endedAt ?? last.at, wh: start.wh + endedWh };
  const from = endedWh !== undefined ? last : (beforeOf(known) ?? start);
  const since = pricedOf(known);
  // Two readings of one moment are one piece without length.
  let priced = from.at >= since.at ? goOn(prices, since, from) : since;
  const borders: Priced[] = [];
  for (const border of bordersBetween(prices, since.at, priced.at > from.at ? priced : from, to)) {
    // What came late is of a time that is written down already.
    if (border.at <= since.at) continue;
    priced = goOn(prices, priced, border);
    borders.push(priced);
  }
  return { end: goOn(prices, priced, to), borders };
}

/** What a transaction that goes on costs so far, by its last reading. */
export function costSoFar(prices: Prices, known: Transaction): Priced {
  const since = pricedOf(known);
  const last = lastReading(known);
  return known.priced?.isFinal === true || last.at < since.at ? since : goOn(prices, since, last);
}

/**
 * What it costs in all, for the answer to its end, which is not known yet when that is written. Nothing without a tariff, or
 * where it was priced in another currency.
 */
export function costAtEnd(state: State, known: Transaction, ended: TransactionEnded | undefined): number | undefined {
  const { priced } = known;
  if (priced?.isFinal === true) return roundMoney(priced.cost, priced.currency);
  const prices = pricesInForce(state);
  if (ended === undefined || prices === undefined) return undefined;
  if (priced !== undefined && priced.currency !== prices.tariff.currency) return undefined;
  const endedWh = ended.energyWh ?? Math.max(0, ended.meterStopWh - startOf(known).wh);
  const endedAt = known.endedAt ?? (ended.happenedAt < known.startedAt ? known.startedAt : ended.happenedAt);
  return roundMoney(pricedAlong(prices, { ...known, endedAt }, endedWh).end.cost, prices.tariff.currency);
}

/** All that goes on is priced as far as it is read. */
function settleOpen(state: State, prices: Prices, facts: Fact[]): void {
  for (const [station, { transactions }] of state.ledger.stations)
    for (const known of openOnes(transactions)) {
      const last = lastReading(known);
      const since = pricedOf(known);
      if (last.at < since.at || last.wh === since.wh) continue;
      if (known.priced !== undefined && known.priced.currency !== prices.tariff.currency) continue;
      facts.push(factOf(station, known, goOn(prices, since, last), prices.tariff.currency));
    }
}

const startOf = (known: Transaction): Reading => ({
  at: known.startedAt,
  wh: known.believedStartWh ?? known.meterStartWh,
});

const beforeOf = ({ registerBefore }: Transaction): Reading | undefined => registerBefore;

const lastReading = (known: Transaction): Reading =>
  known.registerWh === undefined || known.registerAt === undefined
    ? startOf(known)
    : { at: known.registerAt, wh: known.registerWh };

function pricedOf(known: Transaction): Priced {
  const start = startOf(known);
  const { priced } = known;
  return priced === undefined
    ? { ...start, cost: 0 }
    : { at: priced.happenedAt, wh: start.wh + priced.energyWh, cost: priced.cost };
}

const factOf = (
  station: StationId,
  known: Transaction,
  { at, wh, cost }: Priced,
  currency: string,
): TransactionPriced => ({
  kind: 'TransactionPriced',
  station,
  transaction: known.transaction,
  energyWh: Math.round((wh - startOf(known).wh) * 1000) / 1000,
  cost,
  currency,
  happenedAt: at,
});
