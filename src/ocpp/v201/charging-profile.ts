// ChargingProfile and ChargingSchedule of OCPP 2.x, and the canonical words for them.

import type { ChargingProfileType, ChargingScheduleType } from 'typed-ocpp/dist/ocpp20/types.js';
import type { ChargingProfile, ChargingSchedule, ProfilePurpose } from '../../model/charging-profile.ts';
import { tenthDown } from '../../model/electric.ts';
import type { Utc } from '../../model/time.ts';
import { isoOf } from '../../model/time.ts';
import { parseTime } from '../time.ts';

const timeOf = (text: string | undefined): Utc | undefined =>
  text === undefined ? undefined : (parseTime(text) as Utc | undefined);

/** The transaction that a TxProfile names stays with the message. Of several schedules, which only ISO 15118 needs, the first counts. */
export function readProfile(profile: ChargingProfileType): ChargingProfile {
  const validFrom = timeOf(profile.validFrom);
  const validTo = timeOf(profile.validTo);
  return {
    id: profile.id,
    stackLevel: profile.stackLevel,
    purpose: profile.chargingProfilePurpose as ProfilePurpose,
    kind: profile.chargingProfileKind,
    ...(profile.recurrencyKind !== undefined && { recurrency: profile.recurrencyKind }),
    ...(validFrom !== undefined && { validFrom }),
    ...(validTo !== undefined && { validTo }),
    schedule: readSchedule(profile.chargingSchedule[0]!),
  };
}

export type ScheduleWords = Pick<
  ChargingScheduleType,
  'startSchedule' | 'duration' | 'chargingRateUnit' | 'chargingSchedulePeriod' | 'minChargingRate'
>;

export function readSchedule(schedule: ScheduleWords): ChargingSchedule {
  const startAt = timeOf(schedule.startSchedule);
  return {
    ...(startAt !== undefined && { startAt }),
    ...(schedule.duration !== undefined && { durationSeconds: schedule.duration }),
    unit: schedule.chargingRateUnit,
    ...(schedule.minChargingRate !== undefined && { minRate: schedule.minChargingRate }),
    periods: schedule.chargingSchedulePeriod.map(({ startPeriod, limit, numberPhases }) => ({
      startSeconds: startPeriod,
      limit,
      ...(numberPhases !== undefined && { phases: numberPhases }),
    })),
  };
}

/** A TxProfile names its transaction by the station's own id. */
export const sayProfile = (profile: ChargingProfile, transaction?: string): ChargingProfileType => ({
  id: profile.id,
  stackLevel: profile.stackLevel,
  chargingProfilePurpose: profile.purpose,
  chargingProfileKind: profile.kind,
  ...(profile.recurrency !== undefined && { recurrencyKind: profile.recurrency }),
  ...(profile.validFrom !== undefined && { validFrom: isoOf(profile.validFrom) }),
  ...(profile.validTo !== undefined && { validTo: isoOf(profile.validTo) }),
  ...(transaction !== undefined && { transactionId: transaction }),
  chargingSchedule: [{ id: profile.id, ...saySchedule(profile.schedule) }],
});

/** One decimal is what every station takes; cut down, never up. */
export const saySchedule = (schedule: ChargingSchedule): ScheduleWords => ({
  ...(schedule.startAt !== undefined && { startSchedule: isoOf(schedule.startAt) }),
  ...(schedule.durationSeconds !== undefined && { duration: schedule.durationSeconds }),
  chargingRateUnit: schedule.unit,
  chargingSchedulePeriod: schedule.periods.map(({ startSeconds, limit, phases }) => ({
    startPeriod: startSeconds,
    limit: tenthDown(limit),
    ...(phases !== undefined && { numberPhases: phases }),
  })),
  ...(schedule.minRate !== undefined && { minChargingRate: tenthDown(schedule.minRate) }),
});
