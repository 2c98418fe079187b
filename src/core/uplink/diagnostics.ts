// What the gateway can tell of itself to whoever looks for a fault: no secret is in it, and of a token no more than its end.

import type { UplinkId } from '../../model/ids.ts';
import { isoOf } from '../../model/time.ts';
import { openOnes } from '../../site/transaction.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import type { Upload } from './upload-job.ts';
import { siteView } from '../view.ts';

/** Plain data; the adapter adds the last lines of the log. */
export function diagnosticsOf(state: State, { type, uplink }: Upload, now: Now): object {
  const about = { gateway: 'Busbar', version: state.firmware, at: isoOf(now.utc), type };
  const security = securityOf(state, uplink);
  if (type === 'SecurityLog') return { ...about, security };
  return {
    ...about,
    site: siteView(state, now),
    counters: Object.fromEntries(state.counters),
    quarantined: Object.fromEntries(state.quarantined),
    ledger: ledgerOf(state, now),
    security,
  };
}

function ledgerOf(state: State, now: Now): object {
  const { head, gateway, tokens, stations, uplinks } = state.ledger;
  return {
    head,
    durable: now.durable,
    epoch: gateway.epoch,
    nextNumber: gateway.nextNumber,
    tokensRemembered: tokens.reduce((sum, { cache }) => sum + cache.accepted.size + cache.refused.size, 0),
    stations: [...stations].map(([id, part]) => ({
      id,
      open: openOnes(part.transactions).map(({ transaction, evse, startedAt }) => ({
        transaction,
        evse,
        startedAt: isoOf(startedAt),
      })),
      availability: Object.fromEntries(part.availability),
      reservations: part.reservations.size,
      featureProfiles: part.capabilities.featureProfiles ?? [],
    })),
    uplinks: [...uplinks].map(([id, { watermark, done, sent, parked, parkedTotal, gaps }]) => ({
      id,
      watermark,
      doneAbove: done.size,
      underWay: sent.size,
      parked: parked.map(({ messageId, action, code }) => ({ messageId, action, code })),
      parkedTotal,
      gaps,
    })),
  };
}

/** Security events that this uplink has not taken yet. */
function securityOf(state: State, uplink: UplinkId): object[] {
  const events = state.ledger.uplinks.get(uplink)?.security;
  return [...(events?.critical ?? []), ...(events?.others ?? [])].map(({ type, techInfo, happenedAt }) => ({
    type,
    at: isoOf(happenedAt),
    ...(techInfo !== undefined && { techInfo }),
  }));
}
