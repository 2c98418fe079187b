// Whether a certificate that has expired was good until then. TLS tells one fault of a certificate, and that it has expired may
// hide another: so everything else is looked at here.

import type { X509Certificate } from 'node:crypto';
import { certificatesIn, revokedIn } from './pem-files.ts';
import type { ListenerPems } from './server-tls.ts';

/** More CAs than stand between a station and its root. */
const mostSteps = 6;

/** A CA that counts now signed it, or one that such a CA signed; and nobody has revoked it. */
export function wasGood(leaf: X509Certificate, { clientCa, crl = [] }: ListenerPems, nowMs: number): boolean {
  if (clientCa === undefined || leaf.validFromDate.getTime() > nowMs) return false;
  const revoked = new Set(crl.flatMap(revokedIn));
  const roots = certificatesIn(clientCa).filter((ca) => ca.ca && counts(ca, nowMs));
  let one = leaf;
  for (let step = 0; step < mostSteps; step += 1) {
    if (revoked.has(numberOf(one))) return false;
    if (roots.some((ca) => isSignedBy(one, ca))) return true;
    const next = one.issuerCertificate;
    if (next === undefined || next === one || !next.ca || !counts(next, nowMs) || !isSignedBy(one, next)) return false;
    one = next;
  }
  return false;
}

const counts = ({ validFromDate, validToDate }: X509Certificate, nowMs: number): boolean =>
  validFromDate.getTime() <= nowMs && nowMs < validToDate.getTime();

const isSignedBy = (one: X509Certificate, ca: X509Certificate): boolean =>
  one.checkIssued(ca) && one.verify(ca.publicKey);

const numberOf = ({ serialNumber }: X509Certificate): string => serialNumber.replace(/^0+/, '').toUpperCase();
