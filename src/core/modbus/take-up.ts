// After a restart the journal knows what goes on at a charger: the same transaction goes on.

import type { Mono } from '../../model/time.ts';
import { isoOf, utc } from '../../model/time.ts';
import type { Transaction } from '../../site/transaction.ts';
import { openOnes } from '../../site/transaction.ts';
import type { State } from '../state.ts';
import type { ChargerLive } from './live.ts';

/** Returns the StartTransaction that is to be said again: one that was recorded and whose token nobody has judged. */
export function takeUp(state: State, { station, evse, session }: ChargerLive): object | undefined {
  if (session.step !== 'idle' || session.saying !== undefined) return undefined;
  const part = state.ledger.stations.get(station);
  const known = part && openOnes(part.transactions).findLast((one) => one.evse === evse);
  if (known === undefined) return undefined;
  const { verdict, number, token } = known;
  session.token = token;
  session.hasLeft = false;
  const again = verdict === undefined ? startOf(known) : undefined;
  session.step = again === undefined ? 'open' : 'starting';
  if (again !== undefined) return again;
  session.number = number;
  session.sampleAt = 0 as Mono;
  if (verdict !== undefined && verdict.status !== 'Accepted') session.ending = 'DeAuthorized';
  return undefined;
}

/** Word for word, by which it is known to be the same. */
function startOf({ evse, startKey }: Transaction): object | undefined {
  const [, idTag, meterStart, at] = /^\d+\|(.*)\|(\d+)\|(\d+)$/.exec(startKey) ?? [];
  if (at === undefined) return undefined;
  return { connectorId: evse, idTag, meterStart: Number(meterStart), timestamp: isoOf(utc(Number(at))) };
}
