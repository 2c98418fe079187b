import type { UplinkId } from '../ids.ts';
import type { Utc } from '../time.ts';

/** A central system wants firmware offered to the stations of this network: it is being fetched, until it is here or given up. */
export interface FirmwareWanted {
  readonly kind: 'FirmwareWanted';
  readonly checksum: string;
  /** Where it lies, sealed: a user and a password may be in it. */
  readonly sealed: string;
  readonly by: UplinkId;
  /** The number of its order. */
  readonly request: number;
  readonly retries: number;
  readonly retrySeconds: number;
  readonly happenedAt: Utc;
}

/** It could not be fetched, or is not what it should be. */
export interface FirmwareGivenUp {
  readonly kind: 'FirmwareGivenUp';
  readonly checksum: string;
  readonly happenedAt: Utc;
}

/** Firmware that a central system wanted offered to the stations of this network lies here, and its checksum is right. */
export interface FirmwarePublished {
  readonly kind: 'FirmwarePublished';
  /** MD5, lower case: its name here. */
  readonly checksum: string;
  /** Where it came from, without user and password. */
  readonly source: string;
  readonly bytes: number;
  readonly by: UplinkId;
  readonly happenedAt: Utc;
}

/** It is offered no more. */
export interface FirmwareUnpublished {
  readonly kind: 'FirmwareUnpublished';
  readonly checksum: string;
  readonly happenedAt: Utc;
}
