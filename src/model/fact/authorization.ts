import type { Verdict } from '../status.ts';
import type { Utc } from '../time.ts';

/** The central system said what it thinks of a token: what the authorization cache remembers. */
export interface TokenJudged {
  readonly kind: 'TokenJudged';
  /** As the station sent it; compared without case. */
  readonly token: string;
  readonly verdict: Verdict;
  readonly happenedAt: Utc;
}
