// What the tariff of the site says that a session costs, shown to the driver at stations that can: while it goes on and at its
// end. Where a central system says what sessions cost, nobody else does.

import type { StationId } from '../../model/ids.ts';
import { moneyText, roundMoney } from '../../model/money.ts';
import { knownSetting } from '../../model/capabilities.ts';
import { isoOf } from '../../model/time.ts';
import type { Order } from '../../ocpp/order.ts';
import type { Priced, Prices } from '../../control/cost.ts';
import { priceAt } from '../../control/tariff.ts';
import { keepNewest } from '../../site/part.ts';
import type { Transaction } from '../../site/transaction.ts';
import { isUnknown } from '../hear/unknown-actions.ts';
import type { Decided } from '../heard.ts';
import { costVendor } from '../orders/cost-vendor.ts';
import { isCallable, passOn } from '../orders/context.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { dialectOfStation } from '../station-dialect.ts';
import { uplinksOf } from '../uplink/work.ts';

/** A driver looks now and then; a station shows nothing else meanwhile. */
const everyMs = 60_000;
/** More transactions than a site has at once. */
const mostShown = 4096;

/** By the site file; where it says nothing, unless a central system of OCPP has the say at this station. */
export function showsCosts(state: State, station: StationId, { costTold }: Pick<Transaction, 'costTold'>): boolean {
  if (costTold !== undefined) return false;
  const isCommanded = (): boolean =>
    uplinksOf(state, station).some(({ config: { role, kind } }) => role === 'control' && kind === 'ocpp');
  return siteOf(state).tariff?.show ?? !isCommanded();
}

interface Shown {
  readonly prices: Prices;
  readonly station: StationId;
  readonly known: Transaction;
  readonly priced: Priced;
}

/** The cost so far, where it is another than the station shows, and not too often. */
export function showCost(state: State, decided: Decided, about: Shown, now: Now): void {
  const { prices, station, known, priced } = about;
  if (known.history === true || !showsCosts(state, station, known) || !isCallable(state, station, now)) return;
  const amount = roundMoney(priced.cost, prices.tariff.currency);
  const { shown } = state.prices;
  const before = shown.get(known.transaction);
  if (before?.amount === amount || (before !== undefined && now.mono - before.at < everyMs)) return;
  const order = runningOrder(state, about, amount, now);
  if (order === undefined) return;
  shown.delete(known.transaction);
  shown.set(known.transaction, { amount, at: now.mono });
  keepNewest(shown, mostShown);
  say(state, decided, station, order, now);
}

/** What it cost in all: 2.x hears it in the answer to the end, 1.6 in a message of its own. */
export function showFinalCost(
  state: State,
  decided: Decided,
  { prices, station, known, priced }: Shown,
  now: Now,
): void {
  state.prices.shown.delete(known.transaction);
  const { currency } = prices.tariff;
  if (known.history === true || !showsCosts(state, station, known) || !canShow16(state, station)) return;
  const cost = roundMoney(priced.cost, currency);
  const data = { transactionId: known.number, cost, priceText: `${moneyText(priced.cost, currency)} ${currency}` };
  say(state, decided, station, message('FinalCost', data), now);
}

const say = (state: State, decided: Decided, station: StationId, order: Order, now: Now): void =>
  passOn({ state, decided, from: { kind: 'gateway', purpose: 'cost' }, now }, order, [{ station, order }]);

function runningOrder(state: State, about: Shown, amount: number, now: Now): Order | undefined {
  const { station, known } = about;
  if (dialectOfStation(state, station).version === '1.6')
    return canShow16(state, station) ? message('RunningCost', runningData(about, amount, now)) : undefined;
  const own = known.stationTransaction;
  if (own === undefined) return undefined;
  const order: Order = { kind: 'costUpdated', payload: { totalCost: amount, transactionId: own }, transaction: own };
  return isUnknown(state, station, order) || says(state, station, noCosts, 'false') ? undefined : order;
}

/** OCA, "OCPP & California Pricing Requirements". */
function runningData({ prices: { tariff, series, timezone }, known, priced }: Shown, cost: number, now: Now): object {
  return {
    transactionId: known.number,
    timestamp: isoOf(priced.at),
    meterValue: Math.round(priced.wh),
    cost,
    state: known.chargingState === undefined || known.chargingState === 'Charging' ? 'Charging' : 'Idle',
    chargingPrice: { kWhPrice: priceAt(tariff, series, timezone, now.utc).pricePerKwh },
  };
}

const message = (name: string, data: object): Order => ({
  kind: 'dataTransfer',
  vendor: costVendor,
  message: name,
  data: JSON.stringify(data),
});

/** By this setting a station of 1.6 says that it knows the messages of the white paper. */
const canShow = ['CustomDisplayCostAndPrice'];
/** And so may one of 2.x that it shows no costs. */
const noCosts = ['TariffCostCtrlr.Available[Cost]', 'TariffCostCtrlr.Enabled[Cost]'];

const canShow16 = (state: State, station: StationId): boolean =>
  dialectOfStation(state, station).version === '1.6' && says(state, station, canShow, 'true');

function says(state: State, station: StationId, keys: readonly string[], value: string): boolean {
  const settings = state.ledger.stations.get(station)?.capabilities.settings;
  return keys.some((key) => knownSetting(settings, key)?.value?.toLowerCase() === value);
}
