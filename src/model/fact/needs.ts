import type { StationId, TransactionId, UplinkId } from '../ids.ts';
import type { Needs, NeedsSource } from '../needs.ts';
import type { Utc } from '../time.ts';

/** Somebody said what the vehicle at an EVSE needs. It takes the place of all that the same source said before. */
export interface NeedsSet {
  readonly kind: 'NeedsSet';
  readonly station: StationId;
  readonly evse: number;
  readonly by: NeedsSource;
  /** The central system, where one said so. */
  readonly csms?: UplinkId;
  /** The session that it is about; the next one that begins there when absent. */
  readonly transaction?: TransactionId;
  readonly needs: Needs;
  readonly happenedAt: Utc;
}

/** That source says nothing any more. */
export interface NeedsCleared {
  readonly kind: 'NeedsCleared';
  readonly station: StationId;
  readonly evse: number;
  readonly by: NeedsSource;
  readonly happenedAt: Utc;
}
