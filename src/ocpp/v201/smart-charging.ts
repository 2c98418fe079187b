import type {
  ChargingProfileType,
  ClearChargingProfileRequest,
  CompositeScheduleType,
} from 'typed-ocpp/dist/ocpp20/types.js';
import type { ProfilePurpose } from '../../model/charging-profile.ts';
import { isoOf } from '../../model/time.ts';
import type { Utc } from '../../model/time.ts';
import type { LimitWords } from '../dialect.ts';
import type { Wording } from '../heard.ts';
import { limitProfile } from '../limit-profile.ts';
import type { OrderOf, OrderWords } from '../order.ts';
import { oneOf } from '../order.ts';
import { parseTime } from '../time.ts';
import { readProfile, readSchedule, sayProfile, saySchedule } from './charging-profile.ts';

/** A limit that a station holds on its own until it is told another. */
export function sayLimit(limit: LimitWords): Wording {
  const { rung, evse, stationTransaction } = limit;
  const isOfAll = rung === 'default0' || rung === 'max';
  const chargingProfile = sayProfile(limitProfile(limit), rung === 'tx' ? stationTransaction : undefined);
  return { action: 'SetChargingProfile', payload: { evseId: isOfAll ? 0 : evse, chargingProfile } };
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
  }),
  answer: ({ status }) => ({ status: oneOf(status, ['Accepted', 'Rejected'], 'Rejected') }),
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
      purpose: criteria.chargingProfilePurpose as ProfilePurpose,
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
