// The site as the gateway uses it: the site file with ranges unrolled, templates applied and defaults filled in.
// Plain data, so that a change of it can be a fact.

import type { CircuitId, StationId, UplinkId } from '../ids.ts';

export interface Site {
  readonly id: string;
  readonly name: string;
  /** IANA name, for windows and reports. */
  readonly timezone: string;
  readonly supply: 'tn400' | 'it230' | 'split240';
  readonly circuits: readonly Circuit[];
  readonly stations: readonly Station[];
  readonly uplinks: readonly Uplink[];
  readonly authorization: Authorization;
}

/** A fuse and what hangs on it. The one without parent is the grid connection. */
export interface Circuit {
  readonly id: CircuitId;
  readonly parent?: CircuitId;
  /** Amps per phase. */
  readonly limitAmps: number;
  /** The most that everything else on this circuit may draw, per phase; 0 where nothing else hangs on it. */
  readonly worstCaseBaseAmps: number;
}

export interface Station {
  readonly id: StationId;
  readonly circuit: CircuitId;
  /** `planned` and `isolated` count 0; `retired` keeps its upstream numbers for ever. */
  readonly state: 'planned' | 'installed' | 'isolated' | 'retired';
  readonly evses: readonly Evse[];
  /** Interval of meter values, asked of the station. */
  readonly sampleSeconds: number;
  /** What the station draws at most when it is alone, per EVSE; `auto` is chosen from what fits. */
  readonly fallbackAmps: number | 'auto';
  readonly security: StationSecurity;
  /** What it speaks when it names no subprotocol (Q24). */
  readonly assumeProtocol?: '1.6';
}

export interface Evse {
  readonly id: number;
  readonly maxAmps: number;
  readonly minAmps: number;
  /** Which lines of the supply its phases are wired to, in order; `unknown` counts as all of them. */
  readonly phases:
    'unknown' | `L${1 | 2 | 3}` | `L${1 | 2 | 3}L${1 | 2 | 3}` | `L${1 | 2 | 3}L${1 | 2 | 3}L${1 | 2 | 3}`;
  /** Its number upstream, where the file fixes it. */
  readonly upstreamEvse?: number;
}

/** Profile 0 (no authentication) only for a station that is named so; 1 is HTTP Basic. */
export type StationSecurity = { readonly profile: 0 } | { readonly profile: 1; readonly password: string };

export interface Uplink {
  readonly id: UplinkId;
  readonly kind: 'ocpp';
  readonly mode: 'aggregate';
  readonly version: '1.6';
  readonly url: string;
  readonly identity: string;
  readonly password?: string;
  readonly role: 'control' | 'observe';
  /** Only these stations; all of them when absent. */
  readonly stations?: readonly StationId[];
  /** How many bytes of the journal an observer may hold back before its cursor is cut. */
  readonly quotaBytes: number;
  /** 1.6 TransactionMessageAttempts and TransactionMessageRetryInterval. */
  readonly attempts: number;
  readonly retryIntervalSeconds: number;
  /** The CSMS is lost when it does not answer a CALL for so long. */
  readonly callTimeoutSeconds: number;
  readonly backoff: { readonly minSeconds: number; readonly randomSeconds: number; readonly repeatTimes: number };
}

export interface Authorization {
  readonly mode: 'csms' | 'local' | 'free';
  /** How long a station waits for the CSMS before the local verdict counts. */
  readonly waitMs: number;
  readonly unknownOffline: 'accept' | 'refuse';
  readonly cacheSize: number;
  readonly cacheLifetimeDays: number;
}

export const stationOf = (site: Site, id: StationId): Station | undefined =>
  site.stations.find((station) => station.id === id);
