// A station that names what belongs to another. Ids are looked up within their station, so it reaches nothing of it; but
// somebody should hear of it (F053).

import { openOnes } from '../../site/transaction.ts';
import type { Transaction } from '../../site/transaction.ts';
import { raiseSecurityEvent } from '../security-event.ts';
import type { Context } from './context.ts';
import { hasRation, isInRation } from './notifications.ts';

/** It names a transaction that it does not have; `isMeant` knows it where another station has it open. */
export function noteForeign(context: Context, isMeant: (one: Transaction) => boolean): void {
  const { state, heard, station, live, now } = context;
  // Who has used up what he may say of such things is not worth a look at every station.
  if (!hasRation(live, now.mono)) return;
  for (const [other, { transactions }] of state.ledger.stations) {
    if (other === station || !openOnes(transactions).some(isMeant)) continue;
    isInRation(live, now.mono);
    const techInfo = `a transaction of ${other} was named`;
    raiseSecurityEvent(state, heard.facts, { type: 'InvalidMessages', techInfo, station }, now);
    state.alarms.set(
      `BB_STATION_FOREIGN:${station}`,
      `${station} named a transaction that ${other} has under way. It changed nothing. Look whether two devices were mixed up, or somebody uses the key of ${station}.`,
    );
    return;
  }
}
