// Charging profiles in the words of OCPP 2.0.1, whatever version they came in.

import type { TransactionId } from './ids.ts';
import type { Utc } from './time.ts';

/** The last two are words of 2.1. The site takes them and nothing is allowed for them: limits only tighten. */
export type ProfilePurpose =
  | 'ChargingStationExternalConstraints'
  | 'ChargingStationMaxProfile'
  | 'TxDefaultProfile'
  | 'TxProfile'
  | 'LocalGeneration'
  | 'PriorityCharging';

export interface ChargingProfile {
  readonly id: number;
  /** The highest one of its purpose that is valid counts. */
  readonly stackLevel: number;
  readonly purpose: ProfilePurpose;
  /** `Dynamic` (2.1): one period, whose limit is changed without a new profile. */
  readonly kind: 'Absolute' | 'Dynamic' | 'Recurring' | 'Relative';
  readonly recurrency?: 'Daily' | 'Weekly';
  readonly validFrom?: Utc;
  readonly validTo?: Utc;
  /** A TxProfile dies with its transaction. */
  readonly transaction?: TransactionId;
  /** It counts for so long after its station lost whoever set it (2.1); `forGood`: also when that is back. */
  readonly offline?: { readonly seconds: number; readonly forGood?: true };
  /** How often its station asks for the limit of a Dynamic one. */
  readonly updateSeconds?: number;
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
  /** The one that is used of several (2.x), 1 to 3. */
  readonly phaseToUse?: number;
}

/** Where a period of 2.1 sets no limit; JSON has no infinity. */
export const noLimit = 1e9;

/**
 * How a station takes a limit, the best way first: a TxProfile above a TxDefaultProfile that it falls back to; the
 * TxDefaultProfile of an EVSE alone; that of all its EVSEs; the ChargingStationMaxProfile for their sum. Only the first
 * has a fallback of its own; on the others the one profile is both. `lease` is a TxDefaultProfile with an end, above the one
 * that has none: where a station was proved to let it end, it takes the place of the TxProfile.
 */
export type Rung = LadderRung | 'lease';

export type LadderRung = 'tx' | 'default' | 'default0' | 'max';

/** In this order. */
export const rungs: readonly LadderRung[] = ['tx', 'default', 'default0', 'max'];

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
