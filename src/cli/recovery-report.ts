// What people are told of the last run when the next one begins, and of this one when it ends.

import type { Log } from '../../adapters/log/log.ts';
import type { Opened } from '../core/ports/journal.ts';
import type { recover } from '../core/recover.ts';
import type { EvseKey } from '../model/ids.ts';

export function reportRecovery(recovered: ReturnType<typeof recover>, opened: Opened, log: Log): void {
  if (opened.movedAside !== undefined)
    log.error(
      'BB_JOURNAL_MOVED_ASIDE',
      `The journal was damaged (${opened.movedAside.reason}); it is kept as ${opened.movedAside.path}.`,
    );
  if (recovered.setAside.length > 0)
    log.error(
      'BB_FACT_SET_ASIDE',
      `${recovered.setAside.length} rows of the journal could not be read and were set aside, the first is ${recovered.setAside[0]}.`,
    );
  for (const part of recovered.damaged) log.error('BB_SNAPSHOT_DAMAGED', `The snapshot of ${part} could not be read.`);
}

export function reportUntold(untold: readonly EvseKey[], log: Log): void {
  if (untold.length === 0) return;
  log.warn(
    'BB_MODBUS_FALLBACK_NOT_TOLD',
    `${untold.join(', ')} did not take the current to fall back to before the gateway stopped: each may keep its last limit until the gateway is back, or its own watchdog acts.`,
  );
}
