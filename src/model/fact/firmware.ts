import type { UplinkId } from '../ids.ts';
import type { Utc } from '../time.ts';

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
