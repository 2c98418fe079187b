// A gateway on a computer that has no CA: whoever asks for a certificate is told so.

import type { Harness } from './harness.ts';

/** Answers what the gateway wants done with certificates. */
export function withoutCa({ certificates, offers }: Harness): void {
  for (const { id } of certificates.splice(0))
    offers({ kind: 'certified', id, outcome: { ok: false, why: 'absent', reason: 'there is no CA here' } });
}
