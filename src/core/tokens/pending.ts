// Questions of stations that wait for the CSMS's word about a token, and what it said a moment ago.

import type { Judgement } from '../../model/fact/authorization.ts';
import type { StationId, TransactionId } from '../../model/ids.ts';
import type { TokenKey } from '../../model/token.ts';
import type { Mono } from '../../model/time.ts';
import type { Passage } from '../../ocpp/order.ts';
import type { Asker } from '../hear/asker.ts';

export interface PendingAuthorization {
  readonly station: StationId;
  readonly asker: Asker;
  /** As the site and the CSMS write it. */
  readonly token: string;
  readonly key: TokenKey;
  /** As the station said it. */
  readonly shown: string;
  readonly tokenType?: string;
  /** What the station shows of the contract certificate behind the token. */
  readonly contract?: Passage;
  /** A start with this token was ordered a while ago, by whoever decides about it. */
  readonly isOrdered: boolean;
  /** Set where a transaction has begun already: its answer carries the number. */
  readonly started?: { readonly transaction: TransactionId; readonly number: number };
  /** From here on the local verdict counts. */
  readonly deadline: Mono;
  /** What the CSMS said. */
  readonly said?: Judgement;
  /** What it said of the certificate. */
  readonly certificate?: string;
}

/** What is to be said with the next answer to an event, by transaction; the oldest one first. */
export type ForDrivers = Map<TransactionId, Passage>;

/** By token and central system; the oldest one first. */
export type FreshVerdicts = Map<string, { readonly verdict: Judgement; readonly until: Mono }>;
