import type {
  ChargingProfileType,
  ClearChargingProfileRequest,
  CompositeScheduleType,
  GetChargingProfilesRequest,
} from 'typed-ocpp/dist/ocpp20/types.js';
import type { ChargingScheduleType as ChargingScheduleType21 } from 'typed-ocpp/dist/ocpp21/types.js';
import { tenthDown } from '../../model/electric.ts';
import { isoOf } from '../../model/time.ts';
import type { Utc } from '../../model/time.ts';
import type { LimitWords } from '../dialect.ts';
import type { Wording } from '../heard.ts';
import { amountOf, limitProfile, profileIdOf } from '../limit-profile.ts';
import type { OrderAnswer, OrderOf, OrderWords } from '../order.ts';
import { oneOf } from '../order.ts';
import { parseTime } from '../time.ts';
import { readProfile, readSchedule, sayProfile, saySchedule } from './charging-profile.ts';

/** A limit that a station holds on its own until it is told another. */
export function sayLimit(limit: LimitWords): Wording {
  const { rung, evse, stationTransaction } = limit;
  if (limit.dynamic === 'update')
    return {
      action: 'UpdateDynamicSchedule',
      payload: { chargingProfileId: profileIdOf(limit), scheduleUpdate: { limit: tenthDown(amountOf(limit)) } },
    };
  const isOfAll = rung === 'default0' || rung === 'max';
  const chargingProfile = sayProfile(limitProfile(limit), rung === 'tx' ? stationTransaction : undefined);
  return { action: 'SetChargingProfile', payload: { evseId: isOfAll ? 0 : evse, chargingProfile } };
}

/** Why something is refused. */
export const sayWhy = ({ status, reasonCode, why }: OrderAnswer): object =>
  reasonCode === undefined || status === 'Accepted'
    ? {}
    : { statusInfo: { reasonCode, ...(why !== undefined && { additionalInfo: why }) } };

/**
 * What 2.1 may ask for and the site does not do (K01.FR.123 and on): times on a wall, delays by chance, limits by how full
 * a vehicle is, and anything but charging.
 */
function lackOf(profile: ChargingProfileType): { readonly lacks?: string } {
  const schedules = profile.chargingSchedule as readonly ChargingScheduleType21[];
  if (
    schedules.some(
      ({ useLocalTime, randomizedDelay = 0, limitAtSoC }) =>
        useLocalTime === true || randomizedDelay > 0 || limitAtSoC !== undefined,
    )
  )
    return { lacks: 'UnsupportedParam' };
  const periods = schedules.flatMap(({ chargingSchedulePeriod }) => chargingSchedulePeriod);
  if (
    periods.some(({ operationMode = 'ChargingOnly' }) => operationMode !== 'ChargingOnly' && operationMode !== 'Idle')
  )
    return { lacks: 'InvalidOperationMode' };
  if (periods.some(({ evseSleep, preconditioningRequest }) => evseSleep === true || preconditioningRequest === true))
    return { lacks: 'UnsupportedParam' };
  const isBare = ({ limit, setpoint, operationMode }: (typeof periods)[number]): boolean =>
    limit === undefined && setpoint === undefined && operationMode !== 'Idle';
  return periods.some(isBare) ? { lacks: 'InvalidSchedule' } : {};
}

/** SetChargingProfile. */
export const setChargingProfile: OrderWords<OrderOf<'setChargingProfile'>> = {
  action: 'SetChargingProfile',
  kind: 'setChargingProfile',
  read: ({ evseId, chargingProfile }: { evseId: number; chargingProfile: ChargingProfileType }) => ({
    kind: 'setChargingProfile',
    evse: evseId,
    profile: readProfile(chargingProfile),
    ...(chargingProfile.transactionId !== undefined && { transaction: chargingProfile.transactionId }),
    ...lackOf(chargingProfile),
  }),
  answer: (answer) => ({ status: oneOf(answer.status, ['Accepted', 'Rejected'], 'Rejected'), ...sayWhy(answer) }),
  say: ({ evse, profile, transaction }) => ({ evseId: evse, chargingProfile: sayProfile(profile, transaction) }),
  readAnswer: ({ status }: { status: string }) => ({ status }),
};

/** ClearChargingProfile: an id, or criteria that each narrow it. */
export const clearChargingProfile: OrderWords<OrderOf<'clearChargingProfile'>> = {
  action: 'ClearChargingProfile',
  kind: 'clearChargingProfile',
  read: ({ chargingProfileId: id, chargingProfileCriteria: criteria = {} }: ClearChargingProfileRequest) => ({
    kind: 'clearChargingProfile',
    ...(id !== undefined && { id }),
    ...(criteria.evseId !== undefined && { evse: criteria.evseId }),
    ...(criteria.chargingProfilePurpose !== undefined && {
      purpose: criteria.chargingProfilePurpose,
    }),
    ...(criteria.stackLevel !== undefined && { stackLevel: criteria.stackLevel }),
  }),
  answer: ({ status }) => ({ status: oneOf(status, ['Accepted', 'Unknown'], 'Unknown') }),
  say: ({ id, evse, purpose, stackLevel }) => {
    const criteria = {
      ...(evse !== undefined && { evseId: evse }),
      ...(purpose !== undefined && { chargingProfilePurpose: purpose }),
      ...(stackLevel !== undefined && { stackLevel }),
    };
    if (id !== undefined) return { chargingProfileId: id };
    // Without anything it is all of them, of every EVSE and the station.
    return Object.keys(criteria).length === 0 ? {} : { chargingProfileCriteria: criteria };
  },
  readAnswer: ({ status }: { status: string }) => ({ status }),
};

/** GetChargingProfiles; the profiles come in ReportChargingProfiles. */
export const getChargingProfiles: OrderWords<OrderOf<'getChargingProfiles'>> = {
  action: 'GetChargingProfiles',
  kind: 'getChargingProfiles',
  read: ({ requestId, evseId, chargingProfile: criteria }: GetChargingProfilesRequest) => ({
    kind: 'getChargingProfiles',
    request: requestId,
    ...(evseId !== undefined && { evse: evseId }),
    ...(criteria.chargingProfileId !== undefined && { ids: criteria.chargingProfileId }),
    ...(criteria.chargingProfilePurpose !== undefined && {
      purpose: criteria.chargingProfilePurpose,
    }),
    ...(criteria.stackLevel !== undefined && { stackLevel: criteria.stackLevel }),
    ...(criteria.chargingLimitSource !== undefined && { sources: criteria.chargingLimitSource }),
  }),
  answer: ({ status }) => ({ status: oneOf(status, ['Accepted', 'NoProfiles'], 'NoProfiles') }),
  say: ({ request, evse, ids, purpose, stackLevel, sources }) => ({
    requestId: request,
    ...(evse !== undefined && { evseId: evse }),
    chargingProfile: {
      ...(ids !== undefined && { chargingProfileId: ids }),
      ...(purpose !== undefined && { chargingProfilePurpose: purpose }),
      ...(stackLevel !== undefined && { stackLevel }),
      ...(sources !== undefined && { chargingLimitSource: sources }),
    },
  }),
  readAnswer: ({ status }: { status: string }) => ({ status }),
};

interface CompositeConf {
  readonly status: string;
  readonly schedule?: CompositeScheduleType;
}

/** GetCompositeSchedule. The unit of the answer counts, not the one that was asked for (Q37). */
export const getCompositeSchedule: OrderWords<OrderOf<'getCompositeSchedule'>> = {
  action: 'GetCompositeSchedule',
  kind: 'getCompositeSchedule',
  read: (payload: { evseId: number; duration: number; chargingRateUnit?: 'A' | 'W' }) => ({
    kind: 'getCompositeSchedule',
    evse: payload.evseId,
    durationSeconds: payload.duration,
    ...(payload.chargingRateUnit !== undefined && { unit: payload.chargingRateUnit }),
  }),
  answer: ({ status, schedule }, order) => {
    if (schedule === undefined || status !== 'Accepted') return { status: 'Rejected' };
    const { chargingRateUnit, chargingSchedulePeriod } = saySchedule(schedule.schedule);
    return {
      status: 'Accepted',
      schedule: {
        evseId: schedule.evse,
        duration: schedule.schedule.durationSeconds ?? order.durationSeconds,
        scheduleStart: isoOf(schedule.startAt),
        chargingRateUnit,
        chargingSchedulePeriod,
      },
    };
  },
  say: ({ evse, durationSeconds, unit }) => ({
    evseId: evse,
    duration: durationSeconds,
    ...(unit !== undefined && { chargingRateUnit: unit }),
  }),
  readAnswer: ({ status, schedule }: CompositeConf) => {
    const startAt = schedule === undefined ? undefined : parseTime(schedule.scheduleStart);
    if (schedule === undefined || startAt === undefined) return { status };
    return { status, schedule: { evse: schedule.evseId, startAt: startAt as Utc, schedule: readSchedule(schedule) } };
  },
};
