// ChargingProfile and ChargingSchedule of OCPP 2.x, and the canonical words for them.

import type { ChargingProfileType, ChargingScheduleType } from 'typed-ocpp/dist/ocpp20/types.js';
import type {
  ChargingProfileType as ChargingProfileType21,
  ChargingSchedulePeriodType,
  ChargingScheduleType as ChargingScheduleType21,
} from 'typed-ocpp/dist/ocpp21/types.js';
import type { ChargingProfile, ChargingSchedule, SchedulePeriod } from '../../model/charging-profile.ts';
import { noLimit } from '../../model/charging-profile.ts';
import { tenthDown } from '../../model/electric.ts';
import type { Utc } from '../../model/time.ts';
import { isoOf } from '../../model/time.ts';
import { parseTime } from '../time.ts';

const timeOf = (text: string | undefined): Utc | undefined =>
  text === undefined ? undefined : (parseTime(text) as Utc | undefined);

/**
 * The transaction that a TxProfile names stays with the message. Of several schedules, which only ISO 15118 needs, the first
 * counts.
 */
export function readProfile(profile: ChargingProfileType | ChargingProfileType21): ChargingProfile {
  const validFrom = timeOf(profile.validFrom);
  const validTo = timeOf(profile.validTo);
  const { maxOfflineDuration, invalidAfterOfflineDuration, dynUpdateInterval } = profile as ChargingProfileType21;
  return {
    id: profile.id,
    stackLevel: profile.stackLevel,
    purpose: profile.chargingProfilePurpose,
    kind: profile.chargingProfileKind,
    ...(profile.recurrencyKind !== undefined && { recurrency: profile.recurrencyKind }),
    ...(validFrom !== undefined && { validFrom }),
    ...(validTo !== undefined && { validTo }),
    ...(maxOfflineDuration !== undefined && {
      offline: { seconds: maxOfflineDuration, ...(invalidAfterOfflineDuration === true && { forGood: true }) },
    }),
    ...(dynUpdateInterval !== undefined && { updateSeconds: dynUpdateInterval }),
    schedule: readSchedule(profile.chargingSchedule[0]!),
  };
}

export type ScheduleWords = Pick<
  ChargingScheduleType,
  'startSchedule' | 'duration' | 'chargingRateUnit' | 'chargingSchedulePeriod' | 'minChargingRate'
>;

export function readSchedule(schedule: ScheduleWords | ChargingScheduleType21): ChargingSchedule {
  const startAt = timeOf(schedule.startSchedule);
  const unit = schedule.chargingRateUnit;
  return {
    ...(startAt !== undefined && { startAt }),
    ...(schedule.duration !== undefined && { durationSeconds: schedule.duration }),
    unit,
    ...(schedule.minChargingRate !== undefined && { minRate: schedule.minChargingRate }),
    periods: schedule.chargingSchedulePeriod.map((period) => readPeriod(period, unit)),
  };
}

function readPeriod(period: ChargingSchedulePeriodType, unit: ChargingSchedule['unit']): SchedulePeriod {
  const { startPeriod, numberPhases, phaseToUse } = period;
  return {
    startSeconds: startPeriod,
    limit: plainLimit(period, unit),
    ...(numberPhases !== undefined && { phases: numberPhases }),
    ...(phaseToUse !== undefined && { phaseToUse }),
  };
}

/** What 2.1 says of a limit in several fields. */
export type LimitFields = Pick<
  ChargingSchedulePeriodType,
  'limit' | 'limit_L2' | 'limit_L3' | 'setpoint' | 'setpoint_L2' | 'setpoint_L3'
> & { readonly operationMode?: ChargingSchedulePeriodType['operationMode'] };

/**
 * The one limit that allows no more than all that is said: the least of the phases (in watts that many times), and of what
 * is to be drawn exactly. Whoever is to feed in, or to rest, draws nothing.
 */
export function plainLimit(fields: LimitFields, unit: ChargingSchedule['unit']): number {
  const { limit, limit_L2, limit_L3, setpoint, setpoint_L2, setpoint_L3, operationMode } = fields;
  if (operationMode === 'Idle') return 0;
  const least = (...some: readonly (number | undefined)[]): number => {
    const said = some.filter((one) => one !== undefined);
    if (said.length === 0) return noLimit;
    return Math.max(0, Math.min(...said)) * (unit === 'W' ? said.length : 1);
  };
  return Math.min(least(limit, limit_L2, limit_L3), least(setpoint, setpoint_L2, setpoint_L3));
}

/** A TxProfile names its transaction by the station's own id. What only 2.1 knows is set for stations of 2.1 only. */
export const sayProfile = (profile: ChargingProfile, transaction?: string): ChargingProfileType => ({
  id: profile.id,
  stackLevel: profile.stackLevel,
  chargingProfilePurpose: profile.purpose as ChargingProfileType['chargingProfilePurpose'],
  chargingProfileKind: profile.kind as ChargingProfileType['chargingProfileKind'],
  ...(profile.recurrency !== undefined && { recurrencyKind: profile.recurrency }),
  ...(profile.validFrom !== undefined && { validFrom: isoOf(profile.validFrom) }),
  ...(profile.validTo !== undefined && { validTo: isoOf(profile.validTo) }),
  ...(transaction !== undefined && { transactionId: transaction }),
  ...sayOffline(profile),
  ...(profile.updateSeconds !== undefined && { dynUpdateInterval: profile.updateSeconds }),
  chargingSchedule: [{ id: profile.id, ...saySchedule(profile.schedule) }],
});

const sayOffline = ({ offline }: ChargingProfile): object =>
  offline === undefined
    ? {}
    : {
        maxOfflineDuration: offline.seconds,
        ...(offline.forGood === true && { invalidAfterOfflineDuration: true }),
      };

/** One decimal is what every station takes; cut down, never up. */
export const saySchedule = (schedule: ChargingSchedule): ScheduleWords => ({
  ...(schedule.startAt !== undefined && { startSchedule: isoOf(schedule.startAt) }),
  ...(schedule.durationSeconds !== undefined && { duration: schedule.durationSeconds }),
  chargingRateUnit: schedule.unit,
  chargingSchedulePeriod: schedule.periods.map(({ startSeconds, limit, phases, phaseToUse }) => ({
    startPeriod: startSeconds,
    limit: tenthDown(limit),
    ...(phases !== undefined && { numberPhases: phases }),
    ...(phaseToUse !== undefined && { phaseToUse }),
  })),
  ...(schedule.minRate !== undefined && { minChargingRate: tenthDown(schedule.minRate) }),
});
