// Whom an uplink trusts, and what it shows of itself: read at each try, so that whoever replaces a file need not restart
// anything.

import { rootCertificates } from 'node:tls';
import type { WantedLink } from '../../src/core/ports/wanted-link.ts';
import { certificateIn } from '../certificates/ca-file.ts';
import type { OwnStore } from '../certificates/own-store.ts';

/** One try to connect. */
export interface Tried {
  /** Throws a CaFileError. */
  tls(): { readonly ca?: string | string[]; readonly cert?: string; readonly key?: string };
  /** True when a new certificate of ours was thrown away, because the old one is taken and it is not. */
  outcome(outcome: 'opened' | 'refused'): boolean;
}

export interface Trust {
  of(wanted: WantedLink): Tried;
}

/** With the files of the site file alone. */
export const plainTrust: Trust = {
  of: ({ ca, cert, key }) => ({
    tls: () => ({
      ...caOf(ca, []),
      ...(cert !== undefined &&
        key !== undefined && { cert: certificateIn(cert), key: certificateIn(key, 'PRIVATE KEY') }),
    }),
    outcome: () => false,
  }),
};

/** With what central systems had installed and renewed. */
export const trustIn = (store: OwnStore): Trust => ({
  of({ uplink, ca, cert, key }) {
    let isNew = false;
    const hasOwn = cert !== undefined && key !== undefined;
    return {
      tls() {
        const trusted = caOf(ca, store.roots(uplink));
        if (!hasOwn) return trusted;
        const pair = store.pairFor({ uplink, cert, key, ...(ca !== undefined && { ca }) });
        isNew = pair.isNew;
        return { ...trusted, cert: pair.cert, key: pair.key };
      },
      outcome: (outcome) => hasOwn && store.tried(uplink, isNew, outcome),
    };
  },
});

/** No other CA is trusted than the one of the file, and what was installed besides. */
function caOf(ca: string | undefined, installed: readonly string[]): { readonly ca?: string | string[] } {
  if (ca !== undefined) return { ca: [certificateIn(ca), ...installed] };
  return installed.length === 0 ? {} : { ca: [...rootCertificates, ...installed] };
}
