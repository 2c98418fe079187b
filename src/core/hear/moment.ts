import type { Anomaly } from '../../model/fact/transaction.ts';
import type { Utc } from '../../model/time.ts';

/** When something happened that a station tells, as far as its clock can be believed. */
export interface Moment {
  /** As the station wrote it; its arrival, where it wrote nothing that can be a time. */
  readonly happenedAt: Utc;
  /** Told long after it happened: kept, and never acted on. */
  readonly isHistory: boolean;
  /** It says something about now. False also where a bad clock leaves it open. */
  readonly isLive: boolean;
  /** How long before its arrival that was, ms, by a clock that may be right; undefined where none tells. */
  readonly agoMs?: number;
  /** It named no zone. */
  readonly isZoneless: boolean;
  readonly anomaly: Anomaly | undefined;
}
