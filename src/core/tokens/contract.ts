// The contract certificate that a vehicle shows for its token (2.x C07). The gateway looks at no certificate itself: the central
// system does, each time anew, and without it nobody does.

import type { TokenQuestion } from '../../control/authorize.ts';
import type { TokenRules } from '../../control/token-rules.ts';
import type { Verdict } from '../../model/status.ts';
import type { PendingAuthorization } from './pending.ts';

/** A central system may ask a responder about each certificate of the chain; stations wait 30 s for an answer, vehicles 60 s. */
export const contractWaitMs = 20_000;

/** C07.FR.07 and FR.17: what nobody could verify is not good, and its certificate is said to be so. */
export const unverifiedContract: Verdict = { status: 'Invalid', by: 'offline' };
const unverifiedCertificate = 'CertChainError';

type Asked = Pick<PendingAuthorization, 'contract' | 'certificate' | 'said'>;

/**
 * Whether the central system has to look at it. Where the site alone decides about tokens, what the station could verify itself
 * is enough: it passes the chain on only where it could not (C07.FR.06). Where everybody may charge there is nothing to verify.
 */
export function mustVerify({ contract }: Asked, { mode }: Pick<TokenRules, 'mode'>): boolean {
  if (contract === undefined || mode === 'free') return false;
  return mode === 'csms' || contract['certificate'] !== undefined;
}

/** Whether the central system is asked. What the site's own list blocks needs no certificate. */
export const canVerify = ({ site, csms }: TokenQuestion, { mode }: Pick<TokenRules, 'mode'>): boolean =>
  mode === 'csms' && csms === 'reachable' && site?.blocked !== true;

/** What the station is told of the certificate; undefined where nobody has to say anything about it. */
export function certificateOf(asked: Asked, verdict: Verdict, rules: Pick<TokenRules, 'mode'>): string | undefined {
  if (asked.certificate !== undefined) return asked.certificate;
  const isUnverified = asked.said === undefined && verdict.by === unverifiedContract.by && mustVerify(asked, rules);
  return isUnverified ? unverifiedCertificate : undefined;
}
