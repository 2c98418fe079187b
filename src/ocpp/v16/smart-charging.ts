import { isoOf } from '../../model/time.ts';
import type { Utc } from '../../model/time.ts';
import type { LimitWords } from '../dialect.ts';
import type { Wording } from '../heard.ts';
import { limitProfile } from '../limit-profile.ts';
import type { OrderOf, OrderWords } from '../order.ts';
import { oneOf } from '../order.ts';
import { parseTime } from '../time.ts';
import type { ProfileType, ScheduleType } from './charging-profile.ts';
import { readProfile, readPurpose, readSchedule, sayProfile, sayPurpose, saySchedule } from './charging-profile.ts';

/** A limit that a station holds on its own until it is told another. One decimal is what the schema takes; cut down. */
export function sayLimit(limit: LimitWords): Wording {
  const { rung, evse, number } = limit;
  const isOfAll = rung === 'default0' || rung === 'max';
  const csChargingProfiles = sayProfile(limitProfile(limit), rung === 'tx' ? number : undefined);
  return { action: 'SetChargingProfile', payload: { connectorId: isOfAll ? 0 : evse, csChargingProfiles } };
}

/** SetChargingProfile. */
export const setChargingProfile: OrderWords<OrderOf<'setChargingProfile'>> = {
  action: 'SetChargingProfile',
  kind: 'setChargingProfile',
  read: ({ connectorId, csChargingProfiles }: { connectorId: number; csChargingProfiles: ProfileType }) => ({
    kind: 'setChargingProfile',
    evse: connectorId,
    profile: readProfile(csChargingProfiles),
    ...(csChargingProfiles.transactionId !== undefined && { number: csChargingProfiles.transactionId }),
  }),
  answer: ({ status }) => ({ status: oneOf(status, ['Accepted', 'Rejected', 'NotSupported'], 'Rejected') }),
  say: ({ evse, profile, number }) => ({ connectorId: evse, csChargingProfiles: sayProfile(profile, number) }),
  readAnswer: ({ status }: { status: string }) => ({ status }),
};

interface ClearReq {
  readonly id?: number;
  readonly connectorId?: number;
  readonly chargingProfilePurpose?: string;
  readonly stackLevel?: number;
}

/** ClearChargingProfile: every criterion narrows it. */
export const clearChargingProfile: OrderWords<OrderOf<'clearChargingProfile'>> = {
  action: 'ClearChargingProfile',
  kind: 'clearChargingProfile',
  read: ({ id, connectorId, chargingProfilePurpose, stackLevel }: ClearReq) => ({
    kind: 'clearChargingProfile',
    ...(id !== undefined && { id }),
    ...(connectorId !== undefined && { evse: connectorId }),
    ...(chargingProfilePurpose !== undefined && { purpose: readPurpose(chargingProfilePurpose) }),
    ...(stackLevel !== undefined && { stackLevel }),
  }),
  answer: ({ status }) => ({ status: oneOf(status, ['Accepted', 'Unknown'], 'Unknown') }),
  say: ({ id, evse, purpose, stackLevel }) => ({
    ...(id !== undefined && { id }),
    ...(evse !== undefined && { connectorId: evse }),
    ...(purpose !== undefined && { chargingProfilePurpose: sayPurpose(purpose) }),
    ...(stackLevel !== undefined && { stackLevel }),
  }),
  readAnswer: ({ status }: { status: string }) => ({ status }),
};

interface CompositeConf {
  readonly status: string;
  readonly connectorId?: number;
  readonly scheduleStart?: string;
  readonly chargingSchedule?: ScheduleType;
}

/** GetCompositeSchedule. The unit of the answer counts, not the one that was asked for (Q37). */
export const getCompositeSchedule: OrderWords<OrderOf<'getCompositeSchedule'>> = {
  action: 'GetCompositeSchedule',
  kind: 'getCompositeSchedule',
  read: (payload: { connectorId: number; duration: number; chargingRateUnit?: 'A' | 'W' }) => ({
    kind: 'getCompositeSchedule',
    evse: payload.connectorId,
    durationSeconds: payload.duration,
    ...(payload.chargingRateUnit !== undefined && { unit: payload.chargingRateUnit }),
  }),
  answer: ({ status, schedule }) =>
    schedule === undefined || status !== 'Accepted'
      ? { status: 'Rejected' }
      : {
          status: 'Accepted',
          connectorId: schedule.evse,
          scheduleStart: isoOf(schedule.startAt),
          chargingSchedule: saySchedule(schedule.schedule),
        },
  say: ({ evse, durationSeconds, unit }) => ({
    connectorId: evse,
    duration: durationSeconds,
    ...(unit !== undefined && { chargingRateUnit: unit }),
  }),
  readAnswer: ({ status, connectorId, scheduleStart, chargingSchedule }: CompositeConf, order) => {
    const startAt = scheduleStart === undefined ? undefined : parseTime(scheduleStart);
    if (chargingSchedule === undefined || startAt === undefined) return { status };
    return {
      status,
      schedule: {
        evse: connectorId ?? order.evse,
        startAt: startAt as Utc,
        schedule: readSchedule(chargingSchedule),
      },
    };
  },
};
