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

/**
 * How a station takes a limit, the best way first: a TxProfile above a TxDefaultProfile that it falls back to; the
 * TxDefaultProfile of an EVSE alone; that of all its EVSEs; the ChargingStationMaxProfile for their sum. Only the first
 * has a fallback of its own; on the others the one profile is both.
 */
export type Rung = 'tx' | 'default' | 'default0' | 'max';

/** In this order. */
export const rungs: readonly Rung[] = ['tx', 'default', 'default0', 'max'];

/** What the site takes of charging profiles as a station, in the words of its settings in OCPP 1.6. */
export const profileLimits = {
  /** ChargeProfileMaxStackLevel. */
  maxStackLevel: 100,
  /** ChargingScheduleMaxPeriods: a day of quarters of an hour, and some. */
  maxPeriods: 100,
  /** MaxChargingProfilesInstalled: a few for each of a hundred EVSEs. */
  maxProfiles: 400,
  /** Periods of all profiles together: a snapshot of them stays short work. */
  maxPeriodsTogether: 8000,
} as const;

/**
 * How it holds a limit when the gateway is gone: for good (`hold`), until its lease ends, or until a watchdog of its own
 * puts it to its fallback.
 */
export type Holding = 'hold' | 'lease' | 'watchdog';
