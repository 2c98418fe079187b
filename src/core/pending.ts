// Questions of stations that wait for the CSMS's word about a token.

import type { StationId, TransactionId } from '../model/ids.ts';
import type { Mono } from '../model/time.ts';
import type { Asker } from './asker.ts';

export interface PendingAuthorization {
  readonly station: StationId;
  readonly asker: Asker;
  readonly token: string;
  /** Set where a transaction has begun already: its answer carries the number. */
  readonly started?: { readonly transaction: TransactionId; readonly number: number };
  /** From here on the local verdict counts. */
  readonly deadline: Mono;
}
