// ChargingProfile and ChargingSchedule of OCPP 1.6, and the canonical words for them.

import type {
  ChargingProfile,
  ChargingSchedule,
  ProfilePurpose,
  SchedulePeriod,
} from '../../model/charging-profile.ts';
import { tenthDown } from '../../model/electric.ts';
import type { Utc } from '../../model/time.ts';
import { isoOf } from '../../model/time.ts';
import { parseTime } from '../time.ts';

export interface ProfileType {
  readonly chargingProfileId: number;
  readonly transactionId?: number;
  readonly stackLevel: number;
  readonly chargingProfilePurpose: string;
  readonly chargingProfileKind: 'Absolute' | 'Recurring' | 'Relative';
  readonly recurrencyKind?: 'Daily' | 'Weekly';
  readonly validFrom?: string;
  readonly validTo?: string;
  readonly chargingSchedule: ScheduleType;
}

export interface ScheduleType {
  readonly duration?: number;
  readonly startSchedule?: string;
  readonly chargingRateUnit: string;
  readonly chargingSchedulePeriod: readonly {
    readonly startPeriod: number;
    readonly limit: number;
    readonly numberPhases?: number;
  }[];
  readonly minChargingRate?: number;
}

/** 1.6 calls the station a charge point. */
export const readPurpose = (purpose: string): ProfilePurpose =>
  purpose === 'ChargePointMaxProfile' ? 'ChargingStationMaxProfile' : (purpose as ProfilePurpose);

export const sayPurpose = (purpose: ProfilePurpose): string =>
  purpose === 'ChargingStationMaxProfile' ? 'ChargePointMaxProfile' : purpose;

const timeOf = (text: string | undefined): Utc | undefined =>
  text === undefined ? undefined : (parseTime(text) as Utc | undefined);

/** The transaction that a TxProfile names stays with the message: its number is the sender's own. */
export function readProfile(profile: ProfileType): ChargingProfile {
  const validFrom = timeOf(profile.validFrom);
  const validTo = timeOf(profile.validTo);
  return {
    id: profile.chargingProfileId,
    stackLevel: profile.stackLevel,
    purpose: readPurpose(profile.chargingProfilePurpose),
    kind: profile.chargingProfileKind,
    ...(profile.recurrencyKind !== undefined && { recurrency: profile.recurrencyKind }),
    ...(validFrom !== undefined && { validFrom }),
    ...(validTo !== undefined && { validTo }),
    schedule: readSchedule(profile.chargingSchedule),
  };
}

/** A unit that is written loosely ("power", "w") is watts when it says so, else amps (Q36). */
export function readSchedule(schedule: ScheduleType): ChargingSchedule {
  const startAt = timeOf(schedule.startSchedule);
  return {
    ...(startAt !== undefined && { startAt }),
    ...(schedule.duration !== undefined && { durationSeconds: schedule.duration }),
    unit: /^(w|power|watt)/i.test(schedule.chargingRateUnit) ? 'W' : 'A',
    ...(schedule.minChargingRate !== undefined && { minRate: schedule.minChargingRate }),
    periods: schedule.chargingSchedulePeriod.map(({ startPeriod, limit, numberPhases }): SchedulePeriod => ({
      startSeconds: startPeriod,
      limit,
      ...(numberPhases !== undefined && { phases: numberPhases }),
    })),
  };
}

export const sayProfile = (profile: ChargingProfile, number?: number): ProfileType => ({
  chargingProfileId: profile.id,
  ...(number !== undefined && { transactionId: number }),
  stackLevel: profile.stackLevel,
  chargingProfilePurpose: sayPurpose(profile.purpose),
  chargingProfileKind: sayKind(profile),
  ...(profile.recurrency !== undefined && { recurrencyKind: profile.recurrency }),
  ...(profile.validFrom !== undefined && { validFrom: isoOf(profile.validFrom) }),
  ...(profile.validTo !== undefined && { validTo: isoOf(profile.validTo) }),
  chargingSchedule: saySchedule(profile.schedule),
});

/** 1.6 has no Dynamic one: told anew at each change, it is one that begins by itself. */
const sayKind = ({ kind, schedule }: ChargingProfile): ProfileType['chargingProfileKind'] =>
  kind !== 'Dynamic' ? kind : schedule.startAt === undefined ? 'Relative' : 'Absolute';

/** One decimal is what the schema takes; cut down, never up. */
export const saySchedule = (schedule: ChargingSchedule): ScheduleType => ({
  ...(schedule.durationSeconds !== undefined && { duration: schedule.durationSeconds }),
  ...(schedule.startAt !== undefined && { startSchedule: isoOf(schedule.startAt) }),
  chargingRateUnit: schedule.unit,
  chargingSchedulePeriod: schedule.periods.map(({ startSeconds, limit, phases }) => ({
    startPeriod: startSeconds,
    limit: tenthDown(limit),
    ...(phases !== undefined && { numberPhases: phases }),
  })),
  ...(schedule.minRate !== undefined && { minChargingRate: tenthDown(schedule.minRate) }),
});
