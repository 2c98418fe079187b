// Sessions that go on, as the ledger knows them.

import type { OpenSession } from '../../local/session-views.ts';
import { evseKey } from '../../model/ids.ts';
import { openOnes } from '../../site/transaction.ts';
import { deliveredTo } from '../plan/need-of.ts';
import { vehicleOf } from '../plan/listed-needs.ts';
import { costView } from '../prices/view.ts';
import type { State } from '../state.ts';

/** The newest first. */
export function openSessions(state: State): OpenSession[] {
  const all: OpenSession[] = [];
  for (const [station, { transactions }] of state.ledger.stations)
    for (const open of openOnes(transactions)) {
      const { transaction, evse, number, token, startedAt } = open;
      const miss = state.plan.misses.get(evseKey(station, evse));
      const { cost } = costView(state, open);
      all.push({
        ...{ id: transaction, station, evse, number, token, startedAt, energyWh: deliveredTo(open) * 1000 },
        ...vehicleOf(state.siteTokens, token),
        ...(cost !== undefined && { cost }),
        ...(miss?.transaction === transaction && { plannedMiss: Math.round(miss.kWh * 10) / 10 }),
      });
    }
  return all.sort((one, other) => other.startedAt - one.startedAt || (one.id < other.id ? 1 : -1));
}
