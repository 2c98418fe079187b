import type { StationId, UplinkId } from '../ids.ts';
import type { Raw } from '../raw.ts';
import type { Utc } from '../time.ts';

/** Long work that a station was asked for. `signedFirmware` is that of the security whitepaper of 1.6. */
export type Job = 'diagnostics' | 'log' | 'firmware' | 'signedFirmware';

/** A central system wanted such work of a station, and hears how far it is: in its words, under its number. */
export interface JobOrdered {
  readonly kind: 'JobOrdered';
  readonly station: StationId;
  readonly job: Job;
  readonly by: UplinkId;
  /** What the work is called there. */
  readonly toldAs: Job;
  /** The number by which the station names it, and that of the central system. */
  readonly request?: number;
  readonly upstream?: number;
  readonly happenedAt: Utc;
}

/** A station said how far it is with an upload or an update. */
export interface JobReported {
  readonly kind: 'JobReported';
  readonly station: StationId;
  readonly happenedAt: Utc;
  readonly job: Job;
  /** In the station's own words. */
  readonly status: string;
  /** The request that asked for it, where the station says. */
  readonly request?: number;
}

/** A station said something that is kept as an event and not acted on. */
export interface StationRemarked {
  readonly kind: 'StationRemarked';
  readonly station: StationId;
  readonly happenedAt: Utc;
  readonly action: string;
  readonly raw: Raw;
}
