// Security events, one at a time, critical ones first. They are facts: a restart tells again what was not taken, under the
// same id.

import { nextSecurityEvent } from '../../site/security-events.ts';
import { dialectOfLink } from '../links.ts';
import { wakeBy } from '../state.ts';
import type { Teller } from './telling.ts';
import { tell } from './telling.ts';

export const tellSecurity: Teller = (telling) => {
  const { state, id, uplink, now } = telling;
  const part = state.ledger.uplinks.get(id);
  const event = part === undefined ? undefined : nextSecurityEvent(part.security);
  if (event === undefined || state.live.disk === 'absent') return false;
  if (now.mono < uplink.securityRetryAt) {
    wakeBy(state, uplink.securityRetryAt);
    return false;
  }
  const { type, happenedAt, techInfo, messageId } = event;
  return tell(
    telling,
    dialectOfLink(telling.link).toCsms.securityEvent(type, happenedAt, techInfo),
    { kind: 'security', uplink: id },
    1,
    messageId,
  );
};
