// What a session of the past costs, as people are told: the word of a central system counts before the tariff.

import { roundMoney } from '../model/money.ts';

/** As the history has it. */
export interface CostKept {
  readonly cost?: number;
  readonly currency?: string;
  readonly costIsFinal?: number;
  readonly toldCost?: number;
  readonly toldCostIsFinal?: number;
}

export interface SessionCost {
  readonly amount: number;
  readonly currency?: string;
  readonly source: 'tariff' | 'csms';
  /** In all; else as far as it was written down or told. */
  readonly isFinal: boolean;
}

/** Undefined where neither a tariff nor a central system said it. */
export function costOf({ cost, currency, costIsFinal, toldCost, toldCostIsFinal }: CostKept): SessionCost | undefined {
  const inCurrency = currency === undefined ? {} : { currency };
  if (toldCost !== undefined)
    return { amount: toldCost, ...inCurrency, source: 'csms', isFinal: toldCostIsFinal === 1 };
  if (cost === undefined || currency === undefined) return undefined;
  return { amount: roundMoney(cost, currency), ...inCurrency, source: 'tariff', isFinal: costIsFinal === 1 };
}
