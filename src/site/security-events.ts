// Security events that an uplink has not taken yet, in two lanes: whoever floods one evicts nothing from the other.

import type { SecurityEventRaised, SecurityEventTold } from '../model/fact/uplink.ts';

export interface SecurityEvents {
  critical: SecurityEventRaised[];
  others: SecurityEventRaised[];
}

/** More than happen in a month; beyond it the oldest of the lane goes. */
const criticalKept = 200;
const othersKept = 50;

export const newSecurityEvents = (): SecurityEvents => ({ critical: [], others: [] });

export function foldSecurityEvent(events: SecurityEvents, fact: SecurityEventRaised | SecurityEventTold): void {
  if (fact.kind === 'SecurityEventTold') {
    events.critical = events.critical.filter(({ messageId }) => messageId !== fact.messageId);
    events.others = events.others.filter(({ messageId }) => messageId !== fact.messageId);
  } else if (fact.critical) events.critical = [...events.critical, fact].slice(-criticalKept);
  else events.others = [...events.others, fact].slice(-othersKept);
}

/** The one whose turn it is. */
export const nextSecurityEvent = ({ critical, others }: SecurityEvents): SecurityEventRaised | undefined =>
  critical[0] ?? others[0];
