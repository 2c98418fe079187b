// Smart charging as a simulated charge point obeys it (1.6 §5.5, §5.7, §5.16).

import { volts } from '../electric-vehicle.ts';
import type { Payload } from '../frame.ts';
import { isoOf, utc as asUtc } from '../../../src/model/time.ts';
import type { Body } from './body.ts';
import type { Handlers } from './reply.ts';
import { done, incomplete, status as answerStatus } from './reply.ts';
import { heldLevel } from './electric.ts';
import type { ChargingProfile } from './profiles.ts';
import { compositePeriods, hold, stationLevel } from './profiles.ts';
import { evseAt } from './sessions.ts';
import type { At } from './types.ts';

const purposes: ReadonlySet<unknown> = new Set(['ChargePointMaxProfile', 'TxDefaultProfile', 'TxProfile']);
const kinds: ReadonlySet<unknown> = new Set(['Absolute', 'Recurring', 'Relative']);

/** The profile, if it has what 1.6 §7.8 asks for. */
export function readProfile(value: unknown): ChargingProfile | undefined {
  const profile = value as Partial<ChargingProfile> | null | undefined;
  const schedule = profile?.chargingSchedule as Partial<ChargingProfile['chargingSchedule']> | undefined;
  const periods: unknown = schedule?.chargingSchedulePeriod;
  const isWhole =
    Number.isInteger(profile?.chargingProfileId) &&
    Number.isInteger(profile?.stackLevel) &&
    purposes.has(profile?.chargingProfilePurpose) &&
    kinds.has(profile?.chargingProfileKind) &&
    (schedule?.chargingRateUnit === 'A' || schedule?.chargingRateUnit === 'W') &&
    Array.isArray(periods) &&
    periods.length > 0 &&
    periods.every((one: Payload) => Number.isInteger(one['startPeriod']) && typeof one['limit'] === 'number');
  return isWhole ? (profile as ChargingProfile) : undefined;
}

/** The status of SetChargingProfile.conf. */
function setProfile(body: Body, connectorId: unknown, profile: ChargingProfile): string {
  const { refusesProfiles } = body.options;
  const purpose = profile.chargingProfilePurpose;
  if (refusesProfiles === true) return 'NotSupported';
  if (refusesProfiles?.includes(purpose) === true) return 'Rejected';
  const evse = evseAt(body, connectorId);
  if (typeof connectorId !== 'number' || (connectorId !== 0 && evse === undefined)) return 'Rejected';
  if (purpose === 'ChargePointMaxProfile' && connectorId !== 0) return 'Rejected';
  if (profile.stackLevel < 0 || profile.stackLevel > 100) return 'Rejected';
  if (purpose !== 'TxProfile') {
    body.memory.profiles = hold(body.memory.profiles, { connectorId, profile });
    return 'Accepted';
  }
  const transaction = evse?.transaction;
  if (transaction === undefined) return 'Rejected';
  if (profile.transactionId !== undefined && profile.transactionId !== transaction.id) return 'Rejected';
  body.memory.profiles = hold(body.memory.profiles, { connectorId, profile, session: transaction.session });
  return 'Accepted';
}

/** The status of ClearChargingProfile.conf: an id decides alone, else everything that is named must fit. */
function clearProfiles(body: Body, wanted: Payload): string {
  const { id, connectorId, chargingProfilePurpose, stackLevel } = wanted;
  const fits = (said: unknown, is: unknown): boolean => said === undefined || said === is;
  const rest = body.memory.profiles.filter((one) =>
    id !== undefined
      ? one.profile.chargingProfileId !== id
      : !(
          fits(connectorId, one.connectorId) &&
          fits(chargingProfilePurpose, one.profile.chargingProfilePurpose) &&
          fits(stackLevel, one.profile.stackLevel)
        ),
  );
  const status = rest.length < body.memory.profiles.length ? 'Accepted' : 'Unknown';
  body.memory.profiles = rest;
  return status;
}

/** GetCompositeSchedule.conf; connector 0 is the station as a whole. */
function compositeSchedule(body: Body, wanted: Payload, now: At): Payload {
  const { connectorId, duration, chargingRateUnit } = wanted;
  const evse = evseAt(body, connectorId);
  if (typeof duration !== 'number' || (connectorId !== 0 && evse === undefined)) return { status: 'Rejected' };
  const sum = body.ratingAmps * body.evses.length;
  const levelAt = (utc: number): { amps: number; until: number } => {
    if (evse !== undefined) return heldLevel(body, evse, utc);
    const { amps, until } = stationLevel(body.memory.profiles, utc);
    return { amps: Math.min(amps ?? sum, sum), until };
  };
  const factor = chargingRateUnit === 'W' ? 3 * volts : 1;
  const periods = compositePeriods(levelAt, now.utc, duration);
  return {
    status: 'Accepted',
    connectorId,
    scheduleStart: isoOf(asUtc(now.utc)),
    chargingSchedule: {
      duration,
      startSchedule: isoOf(asUtc(now.utc)),
      chargingRateUnit: chargingRateUnit === 'W' ? 'W' : 'A',
      chargingSchedulePeriod: periods.map(({ startPeriod, limit }) => ({
        startPeriod,
        limit: Math.floor(limit * factor * 10 + 1e-6) / 10,
      })),
    },
  };
}

export const profileHandlers: Handlers = {
  SetChargingProfile: [
    'SmartCharging',
    (body, _live, { connectorId, csChargingProfiles }) => {
      const profile = readProfile(csChargingProfiles);
      if (profile === undefined) return incomplete('csChargingProfiles is not whole');
      return answerStatus(setProfile(body, connectorId, profile));
    },
  ],
  ClearChargingProfile: ['SmartCharging', (body, _live, payload) => answerStatus(clearProfiles(body, payload))],
  GetCompositeSchedule: ['SmartCharging', (body, _live, payload, now) => done(compositeSchedule(body, payload, now))],
};
