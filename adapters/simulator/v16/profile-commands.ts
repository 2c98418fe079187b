// Smart charging as a simulated charge point obeys it (1.6 §5.5, §5.7, §5.16).

import type { Payload } from '../frame.ts';
import { isoOf, utc as asUtc } from '../../../src/model/time.ts';
import type { Body } from '../station/body.ts';
import type { Handlers } from '../station/reply.ts';
import { done, incomplete, status as answerStatus } from '../station/reply.ts';
import type { ChargingProfile } from '../station/profiles.ts';
import { clearProfiles, compositeOf, setProfile } from '../station/profile-store.ts';
import type { At } from '../station/types.ts';

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

/** GetCompositeSchedule.conf; connector 0 is the station as a whole. */
function compositeSchedule(body: Body, wanted: Payload, now: At): Payload {
  const { connectorId, duration, chargingRateUnit } = wanted;
  const unit = chargingRateUnit === 'W' ? 'W' : 'A';
  const periods = compositeOf(body, { evse: connectorId, seconds: duration, unit }, now);
  if (periods === undefined) return { status: 'Rejected' };
  const startSchedule = isoOf(asUtc(now.utc));
  return {
    status: 'Accepted',
    connectorId,
    scheduleStart: startSchedule,
    chargingSchedule: { duration, startSchedule, chargingRateUnit: unit, chargingSchedulePeriod: periods },
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
