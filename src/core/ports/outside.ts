// What people and other systems ask of limits from outside, and of prices.

import type { CircuitId, EvseKey } from '../../model/ids.ts';
import type { PriceEntry } from '../../model/price.ts';
import type { Utc } from '../../model/time.ts';

/** Long enough for a vehicle and a slow meter to follow, too short to cost a departure. */
export const mostEvseLimitMs = 180_000;

/** On each line, or in all: one of the two. */
export type Amount = { readonly amps: number } | { readonly watts: number };

export type OutsideQuestion =
  | {
      readonly kind: 'setCircuitLimit';
      readonly circuit: CircuitId;
      readonly amps: number;
      /** At most one of the two; until it is cleared when both are absent. */
      readonly until?: Utc;
      readonly durationMs?: number;
      readonly reason?: string;
    }
  | { readonly kind: 'clearCircuitLimit'; readonly circuit: CircuitId }
  | { readonly kind: 'acknowledgeLockout'; readonly circuit: CircuitId }
  /** Lowers one EVSE for a moment, at most three minutes; to its minimum without `amps`. */
  | { readonly kind: 'setEvseLimit'; readonly evse: EvseKey; readonly amps?: number; readonly durationMs: number }
  | { readonly kind: 'clearEvseLimit'; readonly evse: EvseKey }
  /** The control box: it is there, it limits, it says what holds while it is not there. */
  | { readonly kind: 'grid' | 'gridHeartbeat' }
  | {
      readonly kind: 'gridLimit';
      readonly active: boolean;
      readonly amount?: Amount;
      /** Absent is for ever, and 0 ends it. */
      readonly durationMs?: number;
    }
  | { readonly kind: 'gridFailsafe'; readonly amount: Amount; readonly minHours: number }
  | { readonly kind: 'prices'; readonly from?: Utc; readonly slots: number }
  | { readonly kind: 'setPrices'; readonly entries: readonly PriceEntry[] };
