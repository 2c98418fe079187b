// What was learned about tokens. The journal keeps no token in the open here: `key` is a keyed hash, for comparison, and
// `sealed` can be opened only with the secret of this gateway, for the lists of stations.

import type { StationId, TransactionId, UplinkId } from '../ids.ts';
import type { Verdict } from '../status.ts';
import type { Utc } from '../time.ts';
import type { SiteToken } from '../config/tokens.ts';
import type { TokenKey } from '../token.ts';

/** A verdict as it is remembered. */
export type Judgement = Omit<Verdict, 'by'>;

/**
 * The central system said what it thinks of a token: what the authorization cache remembers. Rows of before have the token
 * itself and no key: they are read and not remembered, and the token is asked about again.
 */
export interface TokenJudged {
  readonly kind: 'TokenJudged';
  readonly key: TokenKey;
  readonly sealed: string;
  /** The central system: what one says counts for its own stations only. */
  readonly from: UplinkId;
  readonly verdict: Verdict;
  readonly happenedAt: Utc;
}

/** The verdicts of one central system are forgotten; of all when absent. */
export interface CacheCleared {
  readonly kind: 'CacheCleared';
  readonly from?: UplinkId;
  readonly happenedAt: Utc;
}

/** A central system sent its local list, or a change of it. An entry without a verdict leaves the list. */
export interface LocalListChanged {
  readonly kind: 'LocalListChanged';
  readonly from: UplinkId;
  readonly version: number;
  readonly update: 'Full' | 'Differential';
  readonly entries: readonly ListedToken[];
  readonly happenedAt: Utc;
}

export interface ListedToken {
  readonly key: TokenKey;
  readonly sealed: string;
  readonly verdict?: Judgement;
}

/** A token of the site's own list, with what the list says of it. An alias names the token that it stands for. */
export type SealedToken = Omit<SiteToken, 'token' | 'aliases'> & {
  readonly key: TokenKey;
  readonly sealed: string;
  /** Of an alias: the token that it stands for, sealed. */
  readonly of?: string;
};

/**
 * The site's own list changed. A large change comes in several of these, all in one step; the first of a list that is new
 * as a whole says `whole`, and the last one has the hash of the list.
 */
export interface SiteTokensChanged {
  readonly kind: 'SiteTokensChanged';
  readonly hash?: string;
  readonly whole?: true;
  readonly set: readonly SealedToken[];
  readonly dropped: readonly TokenKey[];
  readonly happenedAt: Utc;
}

/**
 * Keys are made with another secret from here on: what was remembered under the old one can never be found again. `check`
 * is what the secret makes of a fixed text.
 */
export interface TokensRekeyed {
  readonly kind: 'TokensRekeyed';
  readonly check: TokenKey;
  readonly happenedAt: Utc;
}

/**
 * The central system refused a token after its transaction had begun: the transaction is stopped, or goes on without
 * energy. Recorded once for a transaction.
 */
export interface TransactionDeauthorized {
  readonly kind: 'TransactionDeauthorized';
  readonly station: StationId;
  readonly transaction: TransactionId;
  readonly verdict: Verdict;
  readonly policy: 'stop' | 'noEnergy';
  readonly happenedAt: Utc;
}

/** The list that a station keeps itself is what we sent it, under this version. */
export interface StationListed {
  readonly kind: 'StationListed';
  readonly station: StationId;
  readonly version: number;
  /** Hash of what the list holds. */
  readonly content: string;
  readonly tokens: number;
}
