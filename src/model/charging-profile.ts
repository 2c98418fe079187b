// Charging profiles in the words of OCPP 2.0.1, whatever version they came in.

import type { TransactionId } from './ids.ts';
import type { Utc } from './time.ts';

export type ProfilePurpose = 'ChargingStationMaxProfile' | 'TxDefaultProfile' | 'TxProfile';

export interface ChargingProfile {
  readonly id: number;
  /** The highest one of its purpose that is valid counts. */
  readonly stackLevel: number;
  readonly purpose: ProfilePurpose;
  readonly kind: 'Absolute' | 'Recurring' | 'Relative';
  readonly recurrency?: 'Daily' | 'Weekly';
  readonly validFrom?: Utc;
  readonly validTo?: Utc;
  /** A TxProfile dies with its transaction. */
  readonly transaction?: TransactionId;
  readonly schedule: ChargingSchedule;
}

export interface ChargingSchedule {
  /** When its first period begins; a Relative one begins with its transaction. */
  readonly startAt?: Utc;
  readonly durationSeconds?: number;
  /** A: per phase. W: all phases together. */
  readonly unit: 'A' | 'W';
  readonly minRate?: number;
  readonly periods: readonly SchedulePeriod[];
}

export interface SchedulePeriod {
  /** From the start of the schedule. */
  readonly startSeconds: number;
  readonly limit: number;
  /** 3 when absent. */
  readonly phases?: number;
}
