// Whose turn it is on the one connection upstream: boot first, then what the CSMS asked for, the heartbeat, what cannot
// wait, and statuses and rows of the journal in turn, so that neither starves the other.

import { tellNews } from '../asked/news.ts';
import { nextForRelay } from '../relay/tell.ts';
import { isRenamed, tellBoot, tellHeartbeat } from './boot.ts';
import { tellEvents } from './events.ts';
import { tellNotice, tellReadings } from './notices.ts';
import { tellPull } from './pulls.ts';
import { tellReports } from './reports.ts';
import { tellLetter, tellRows } from './rows.ts';
import { tellSecurity } from './security.ts';
import { tellSiteLimit } from './site-limit.ts';
import { tellStatus } from './status.ts';
import type { Teller, Telling } from './telling.ts';
import { tellTriggered } from './triggered.ts';

/** Puts the next CALL for this uplink in line, if there is one. Called when its slot is free. */
export function nextForUplink(telling: Telling): void {
  const { uplink } = telling;
  if (uplink.config.mode === 'relay') return nextForRelay(telling);
  if (uplink.accepted && isRenamed(telling)) {
    uplink.accepted = false;
    uplink.bootAt = telling.now.mono;
  }
  if (!uplink.accepted) {
    if (!uplink.pending || !tellTriggered(telling)) tellBoot(telling);
    return;
  }
  uplink.statusTurn = !uplink.statusTurn;
  for (const teller of uplink.statusTurn ? statusFirst : rowsFirst) if (teller(telling)) return;
}

const urgent: readonly Teller[] = [
  tellTriggered,
  tellHeartbeat,
  tellNotice,
  tellSecurity,
  tellEvents,
  tellNews,
  tellSiteLimit,
  tellPull,
  tellLetter,
];
const statusFirst: readonly Teller[] = [...urgent, tellStatus, tellRows, tellReports, tellReadings];
const rowsFirst: readonly Teller[] = [...urgent, tellRows, tellStatus, tellReports, tellReadings];
