// What the core wants done with certificates, done by whoever has the keys.

import { createOffice } from '../../adapters/certificates/office.ts';
import type { OwnStore } from '../../adapters/certificates/own-store.ts';
import type { Log } from '../../adapters/log/log.ts';
import type { Door } from '../core/ports.ts';
import type { CertificateTask } from '../core/ports/certificates.ts';
import type { GatewayConfig } from '../model/config/gateway.ts';

export interface Certificates {
  do(id: string, task: CertificateTask): Promise<void>;
}

/** A new length of life counts from the next start on. */
export function certificatesFor(
  { data, site }: GatewayConfig,
  store: OwnStore,
  door: Pick<Door, 'offer'>,
  log: Log,
): Certificates {
  const office = createOffice({ dir: data.dir, days: site.certificates?.days ?? usualDays, now: Date.now, store });
  return {
    async do(id, task) {
      const outcome = await office.do(task);
      if (task.kind === 'sign' && outcome.ok)
        log.info('BB_AUDIT_CERTIFICATE', `The CA of the site signed a certificate for ${task.subject.commonName}.`);
      door.offer({ kind: 'certified', id, outcome });
    },
  };
}

const usualDays = 365;
