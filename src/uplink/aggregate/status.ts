// What the one logical station says of its connectors: each is an EVSE of some station, connector 0 is the gateway itself.

import type { StatusReported } from '../../model/fact/availability.ts';
import type { StationId } from '../../model/ids.ts';
import type { Utc } from '../../model/time.ts';
import type { StatusUpstream } from '../../ocpp/dialect.ts';

export interface ConnectorFacts {
  readonly station: StationId;
  /** It was taken out of the site file, or is retired in it: its number stays. */
  readonly isRetired: boolean;
  /** Since when it is away, and whether that is long enough to be told; undefined where it is connected. */
  readonly away: { readonly since: Utc; readonly gone: boolean } | undefined;
  /** What the EVSE said last, and what its station said of itself. */
  readonly own: StatusReported | undefined;
  readonly ofStation: StatusReported | undefined;
}

/** A connector of which nothing is known yet is Unavailable: nobody can charge there. */
export function statusUpstream(facts: ConnectorFacts, now: Utc): StatusUpstream {
  const { station, isRetired, away, own, ofStation } = facts;
  if (isRetired) return { ...unavailable, info: `station-retired ${station}`, happenedAt: now };
  if (away !== undefined && (away.gone || (own ?? ofStation) === undefined))
    return { ...unavailable, errorCode: 'OtherError', info: `station-offline ${station}`, happenedAt: away.since };
  // A station that is out of order has no connector that is in order, whatever that says of itself.
  const isOut = ofStation !== undefined && (ofStation.status === 'Faulted' || ofStation.status === 'Unavailable');
  if (isOut && (own === undefined || own.status === 'Available')) return ofStation;
  return own ?? { ...unavailable, info: `station-silent ${station}`, happenedAt: now };
}

const unavailable = { status: 'Unavailable', native: 'Unavailable' } as const;

/** Connector 0 is the gateway: its store does not take transactions, or it was taken out of service, or it serves. */
export function gatewayUpstream(storeWorks: boolean, operative: boolean, now: Utc): StatusUpstream {
  if (!storeWorks)
    return {
      status: 'Faulted',
      native: 'Faulted',
      errorCode: 'InternalError',
      info: 'gateway-store takes no transactions',
      happenedAt: now,
    };
  return operative
    ? { status: 'Available', native: 'Available', happenedAt: now }
    : { ...unavailable, happenedAt: now };
}

/** By what a status is known to be the one that was told last. */
export const signatureOf = ({ native, errorCode, info, vendorErrorCode }: StatusUpstream): string =>
  [native, errorCode, info, vendorErrorCode].join('|');
