import type { CostView } from '../../local/site-view.ts';
import { roundMoney } from '../../model/money.ts';
import { isoOf } from '../../model/time.ts';
import type { Transaction } from '../../site/transaction.ts';
import type { State } from '../state.ts';
import { pricesInForce } from './in-force.ts';
import { costSoFar } from './price.ts';

/** What a session costs so far; nothing where no central system said it and there is no tariff. */
export function costView(state: State, known: Transaction): { readonly cost?: CostView } {
  const prices = pricesInForce(state);
  const { costTold } = known;
  if (costTold !== undefined)
    return {
      cost: {
        amount: costTold.cost,
        ...(prices !== undefined && { currency: prices.tariff.currency }),
        source: 'csms',
        at: isoOf(costTold.happenedAt),
      },
    };
  if (prices === undefined) return {};
  const { currency } = prices.tariff;
  if (known.priced !== undefined && known.priced.currency !== currency) return {};
  const { cost, at } = costSoFar(prices, known);
  return { cost: { amount: roundMoney(cost, currency), currency, source: 'tariff', at: isoOf(at) } };
}
