// Questions of stations that wait for the CSMS's word about a token, and what it said a moment ago.

import type { Judgement } from '../../model/fact/authorization.ts';
import type { StationId, TransactionId } from '../../model/ids.ts';
import type { TokenKey } from '../../model/token.ts';
import type { Mono } from '../../model/time.ts';
import type { Asker } from '../hear/asker.ts';

export interface PendingAuthorization {
  readonly station: StationId;
  readonly asker: Asker;
  /** As the site and the CSMS write it. */
  readonly token: string;
  readonly key: TokenKey;
  /** As the station said it. */
  readonly shown: string;
  /** A start with this token was ordered a while ago, by whoever decides about it. */
  readonly isOrdered: boolean;
  /** Set where a transaction has begun already: its answer carries the number. */
  readonly started?: { readonly transaction: TransactionId; readonly number: number };
  /** From here on the local verdict counts. */
  readonly deadline: Mono;
  /** What the CSMS said. */
  readonly said?: Judgement;
}

/** By token and central system; the oldest one first. */
export type FreshVerdicts = Map<string, { readonly verdict: Judgement; readonly until: Mono }>;
