import type { ChargingProfile, Rung } from '../../model/charging-profile.ts';
import { isoOf } from '../../model/time.ts';
import type { Utc } from '../../model/time.ts';
import type { Wording } from '../heard.ts';
import type { OrderOf, OrderWords } from '../order.ts';
import { oneOf } from '../order.ts';
import { parseTime } from '../time.ts';
import type { ProfileType, ScheduleType } from './charging-profile.ts';
import { readProfile, readPurpose, readSchedule, sayProfile, sayPurpose, saySchedule } from './charging-profile.ts';

/** A limit as a station is to hold it. */
export interface LimitWords {
  readonly rung: Rung;
  /** The connector; of no meaning where the rung is for all. */
  readonly evse: number;
  readonly amps: number;
  /** Set where the station takes watts only (Q36). */
  readonly wattsPerAmp: number | undefined;
  /** Stack level of a TxProfile; everything else is at 0. */
  readonly level: number;
  /** The transaction of a TxProfile, by the number that the station got. */
  readonly number: number | undefined;
  /** Where it ends by itself. It began before now, so that a clock that is behind has it in force at once. */
  readonly lasts?: { readonly from: Utc; readonly until: Utc };
}

/** Ids of our profiles: one for each place, so that a new one replaces the old. Connectors have their own number. */
const ids = { tx: 100, default0: 200, max: 201, lease: 300 } as const;

/** Before any time that a station without a clock may take for now. */
const longAgo = 0 as Utc;

/**
 * A limit that a station holds on its own until it is told another (3.13.1): one period, without an end but that of a lease. It begins with the
 * transaction; a ChargePointMaxProfile, which may not, began long ago. One decimal is what the schema takes; cut down.
 */
export function sayLimit(limit: LimitWords): Wording {
  const { rung, evse, amps, wattsPerAmp, level, number, lasts } = limit;
  const isOfAll = rung === 'default0' || rung === 'max';
  const period = { startSeconds: 0, limit: wattsPerAmp === undefined ? amps : Math.floor(amps * wattsPerAmp + 1e-6) };
  const profile: ChargingProfile = {
    id: idOf(rung, evse),
    stackLevel: rung === 'tx' || rung === 'lease' ? level : 0,
    purpose: rung === 'max' ? 'ChargingStationMaxProfile' : rung === 'tx' ? 'TxProfile' : 'TxDefaultProfile',
    kind: rung === 'max' || lasts !== undefined ? 'Absolute' : 'Relative',
    // Some look at the one, some at the other.
    ...(lasts !== undefined && { validFrom: lasts.from, validTo: lasts.until }),
    schedule: {
      ...(rung === 'max' && { startAt: longAgo }),
      ...(lasts !== undefined && {
        startAt: lasts.from,
        durationSeconds: Math.round((lasts.until - lasts.from) / 1000),
      }),
      unit: wattsPerAmp === undefined ? 'A' : 'W',
      periods: [period],
    },
  };
  const csChargingProfiles = sayProfile(profile, rung === 'tx' ? number : undefined);
  return { action: 'SetChargingProfile', payload: { connectorId: isOfAll ? 0 : evse, csChargingProfiles } };
}

function idOf(rung: Rung, evse: number): number {
  switch (rung) {
    case 'default':
      return evse;
    case 'tx':
    case 'lease':
      return ids[rung] + evse;
    case 'default0':
    case 'max':
      return ids[rung];
  }
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
