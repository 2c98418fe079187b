// Which transactions are to be priced anew, and when prices may be others.

import type { Fact } from '../../model/fact/fact.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { pricesInForce } from './in-force.ts';

export function followPrices(state: State, fact: Fact, now: Now): void {
  switch (fact.kind) {
    case 'TransactionSampled':
      if (fact.transaction === undefined || fact.registerWh === undefined) return;
      return void state.prices.due.set(fact.transaction, { station: fact.station });
    case 'TransactionEnded': {
      const { transaction, station, energyWh, meterStopWh } = fact;
      if (transaction === undefined || fact.anomalies?.includes('secondStop') === true) return;
      const known = state.ledger.stations.get(station)?.transactions.known.get(transaction);
      const start = known?.believedStartWh ?? known?.meterStartWh ?? meterStopWh;
      state.prices.due.set(transaction, { station, endedWh: energyWh ?? Math.max(0, meterStopWh - start) });
      return void (state.prices.dueAt = now.mono);
    }
    case 'SiteChanged':
    case 'PricesSet':
    case 'TariffSet':
    case 'TariffsCleared':
      state.prices.mayHaveChanged = true;
      return void (state.prices.dueAt = now.mono);
    default:
      return;
  }
}

/** By what was in force when the process ended. */
export function rememberPrices(state: State): void {
  state.prices.used = pricesInForce(state);
}
