// A station that names what belongs to another. Ids are looked up within their station, so it reaches nothing of it; but
// somebody should hear of it (F053).

import type { StationId } from '../../model/ids.ts';
import type { StationPart } from '../../site/station-part.ts';
import { openOnes } from '../../site/transaction.ts';
import type { Transaction } from '../../site/transaction.ts';
import { raiseSecurityEvent } from '../security-event.ts';
import type { Context } from './context.ts';
import { hasRation, isInRation } from './ration.ts';

/** It names a transaction that it does not have; `isMeant` knows it where another station has it open. */
export const noteForeign = (context: Context, isMeant: (one: Transaction) => boolean): void =>
  noteForeignOne(context, 'transaction', (_, { transactions }) => openOnes(transactions).some(isMeant));

/** It names something of this kind that it does not have; `isOf` says whether it is of another station. */
export function noteForeignOne(
  context: Context,
  what: 'transaction' | 'reservation' | 'request',
  isOf: (other: StationId, part: StationPart) => boolean,
): void {
  const { state, heard, station, live, now } = context;
  // Who has used up what he may say of such things is not worth a look at every station.
  if (!hasRation(live, now.mono)) return;
  for (const [other, part] of state.ledger.stations) {
    if (other === station || !isOf(other, part)) continue;
    isInRation(live, now.mono);
    const techInfo = `a ${what} of ${other} was named`;
    raiseSecurityEvent(state, heard.facts, { type: 'InvalidMessages', techInfo, station }, now);
    state.alarms.set(
      `BB_STATION_FOREIGN:${station}`,
      `${station} named a ${what} that ${other} has under way. It changed nothing. Look whether two devices were mixed up, or somebody uses the key of ${station}.`,
    );
    return;
  }
}

/** A reservation: its number towards a station is random, and given out once. */
export function noteForeignReservation(context: Context, reservation: number | undefined): void {
  if (reservation === undefined || context.part.reservations.has(reservation)) return;
  noteForeignOne(context, 'reservation', (_, { reservations }) => reservations.has(reservation));
}
