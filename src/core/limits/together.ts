// Several sessions under one limit.

import type { Cap } from '../../control/allocate.ts';
import type { Load } from '../../control/envelope.ts';
import type { TransactionId } from '../../model/ids.ts';
import type { Transaction } from '../../site/transaction.ts';

interface Capped {
  readonly session: Transaction;
  readonly cap: Cap | undefined;
}

/** The station shares one limit out among its EVSEs by itself. */
export const isShared = ({ station, evses, hold }: Load): boolean =>
  station.sharedLimit === true && hold.rung === 'max' && evses.length > 1;

/**
 * What these sessions may have. One limit that holds for each of them is the least that any of them may have; one that their
 * station shares out is what all of them may have together.
 */
export function capsOf(load: Load, sessions: readonly Capped[], solar: ReadonlyMap<TransactionId, Cap>): Cap[] {
  const caps = sessions.map(({ session, cap }) => leastOf([cap, solar.get(session.transaction)]));
  if (!isShared(load)) return caps.flatMap((cap) => cap ?? []);
  const least = leastOf(caps);
  let amps = 0;
  for (const [at, { session }] of sessions.entries()) {
    const rating = load.evses.find(({ id }) => id === session.evse)?.maxAmps ?? 0;
    amps += Math.min(rating, caps[at]?.amps ?? Infinity);
  }
  return [{ amps, reason: least === undefined ? { kind: 'rating' } : least.reason }];
}

const leastOf = (caps: readonly (Cap | undefined)[]): Cap | undefined =>
  caps.reduce((least, one) => (one !== undefined && one.amps < (least?.amps ?? Infinity) ? one : least), undefined);
