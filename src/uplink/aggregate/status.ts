// What the one logical station says of its connectors: each is an EVSE of some station, connector 0 is the gateway itself.

import type { StatusReported } from '../../model/fact/availability.ts';
import type { StationId } from '../../model/ids.ts';
import type { Utc } from '../../model/time.ts';

export type StatusUpstream = Omit<StatusReported, 'kind' | 'station' | 'evse'>;

export interface ConnectorFacts {
  readonly station: StationId;
  /** It was taken out of the site file, or is retired in it: its number stays. */
  readonly isRetired: boolean;
  /** Since when it is away, where that is long enough to be told. */
  readonly goneSince: Utc | undefined;
  /** What the EVSE said last, and what its station said of itself. */
  readonly own: StatusReported | undefined;
  readonly ofStation: StatusReported | undefined;
}

/** Undefined while nothing is known of it yet. */
export function statusUpstream(facts: ConnectorFacts, now: Utc): StatusUpstream | undefined {
  const { station, isRetired, goneSince, own, ofStation } = facts;
  if (isRetired) return { ...unavailable, info: `station-retired ${station}`, happenedAt: now };
  if (goneSince !== undefined)
    return { ...unavailable, errorCode: 'OtherError', info: `station-offline ${station}`, happenedAt: goneSince };
  // A station that is out of order has no connector that is in order, whatever that says of itself.
  const isOut = ofStation !== undefined && (ofStation.status === 'Faulted' || ofStation.status === 'Unavailable');
  if (isOut && (own === undefined || own.status === 'Available')) return ofStation;
  return own;
}

const unavailable = { status: 'Unavailable', native: 'Unavailable' } as const;

/** Connector 0: the gateway serves, or its store does not take transactions. */
export const gatewayUpstream = (storeWorks: boolean, now: Utc): StatusUpstream =>
  storeWorks
    ? { status: 'Available', native: 'Available', happenedAt: now }
    : {
        status: 'Faulted',
        native: 'Faulted',
        errorCode: 'InternalError',
        info: 'gateway-store takes no transactions',
        happenedAt: now,
      };

/** By what a status is known to be the one that was told last. */
export const signatureOf = ({ native, errorCode, info, vendorErrorCode }: StatusUpstream): string =>
  [native, errorCode, info, vendorErrorCode].join('|');
