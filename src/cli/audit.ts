// The audit log of a gateway: what the API tells, within bounds, on disk.

import { join } from 'node:path';
import type { AuditTrail } from '../../adapters/audit/trail.ts';
import { openTrail } from '../../adapters/audit/trail.ts';
import type { Log } from '../../adapters/log/log.ts';
import type { Told } from '../local/audit.ts';
import { createFloods, draftOf } from '../local/audit.ts';

export interface Audit {
  readonly tell: (told: Told) => void;
  readonly trail: AuditTrail;
  stop(): Promise<void>;
}

/** What was only counted is written then. */
const lookEachMs = 60_000;

export function startAudit(dataDir: string, log: Log, now: () => number, days: number | undefined): Audit {
  const dir = join(dataDir, 'audit');
  const floods = createFloods();
  const trail = openTrail({
    dir,
    now,
    ...(days !== undefined && { days }),
    onTrouble(detail) {
      if (detail === undefined) return log.info('BB_AUDIT_OK', 'The audit log is written again.');
      log.error(
        'BB_AUDIT_UNWRITABLE',
        `The audit log in ${dir} cannot be written (${detail}). Entries wait in memory, at most a thousand. Free some space or correct the rights.`,
      );
    },
  });
  const timer = setInterval(() => trail.add(floods.due(now())), lookEachMs);
  timer.unref();
  return {
    tell: (told) => trail.add(floods.admit(draftOf(told), now())),
    trail,
    async stop() {
      clearInterval(timer);
      trail.add(floods.due(Infinity));
      await trail.settled();
    },
  };
}
