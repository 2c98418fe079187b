// Smart charging as a simulated station of 2.x obeys it (K01, K08 to K10).

import type { Payload } from '../frame.ts';
import type { Body } from '../station/body.ts';
import { say } from '../station/outbox.ts';
import { clearProfiles, compositeOf, setProfile } from '../station/profile-store.ts';
import type { ChargingProfile, ChargingSchedule, HeldProfile } from '../station/profiles.ts';
import type { Handler, Handlers } from '../station/reply.ts';
import { done, incomplete, status } from '../station/reply.ts';
import { evseAt } from '../station/sessions.ts';
import { iso } from './words.ts';

/** How the purposes are called in the station. Those of others it takes from nobody (K01.FR.22). */
const purposes: Readonly<Record<string, ChargingProfile['chargingProfilePurpose']>> = {
  ChargingStationMaxProfile: 'ChargePointMaxProfile',
  TxDefaultProfile: 'TxDefaultProfile',
  TxProfile: 'TxProfile',
};

interface Said {
  readonly id: number;
  readonly stackLevel: number;
  readonly chargingProfilePurpose: string;
  readonly chargingProfileKind: ChargingProfile['chargingProfileKind'];
  readonly recurrencyKind?: 'Daily' | 'Weekly';
  readonly validFrom?: string;
  readonly validTo?: string;
  readonly transactionId?: string;
  readonly maxOfflineDuration?: number;
  readonly invalidAfterOfflineDuration?: boolean;
  readonly chargingSchedule: readonly ChargingSchedule[];
}

/** Undefined for what is not whole; a word for what it does not take. */
function readProfile(value: unknown): ChargingProfile | 'Rejected' | undefined {
  const said = value as Said | undefined;
  const schedule = said?.chargingSchedule[0];
  const first = schedule?.chargingSchedulePeriod[0];
  if (said === undefined || schedule === undefined || first === undefined) return undefined;
  const purpose = purposes[said.chargingProfilePurpose];
  // K01.FR.31: a schedule begins with its first period.
  if (purpose === undefined || first.startPeriod !== 0) return 'Rejected';
  if (schedule.chargingSchedulePeriod.some(({ limit }) => typeof limit !== 'number')) return 'Rejected';
  const { id, stackLevel, chargingProfileKind, recurrencyKind, validFrom, validTo, transactionId } = said;
  return {
    chargingProfileId: id,
    stackLevel,
    chargingProfilePurpose: purpose,
    chargingProfileKind,
    chargingSchedule: schedule,
    ...(recurrencyKind !== undefined && { recurrencyKind }),
    ...(validFrom !== undefined && { validFrom }),
    ...(validTo !== undefined && { validTo }),
    ...(transactionId !== undefined && { stationTransaction: transactionId }),
    ...(said.maxOfflineDuration !== undefined && { maxOfflineSeconds: said.maxOfflineDuration }),
    ...(said.invalidAfterOfflineDuration !== undefined && { endsWhenOffline: said.invalidAfterOfflineDuration }),
  };
}

/** The profile of an order to start: it has no transaction yet (F01.FR.09). */
export function profileOfStart(value: unknown): ChargingProfile | undefined | 'Rejected' {
  if (value === undefined) return undefined;
  const profile = readProfile(value);
  if (profile === undefined || profile === 'Rejected') return 'Rejected';
  return profile.chargingProfilePurpose === 'TxProfile' && profile.stationTransaction === undefined
    ? profile
    : 'Rejected';
}

const setChargingProfile: Handler = (body, _live, { evseId, chargingProfile }) => {
  const profile = readProfile(chargingProfile);
  if (profile === undefined) return incomplete('chargingProfile is not whole');
  if (profile === 'Rejected') return status('Rejected');
  // K01.FR.03: it says of which transaction it is.
  if (profile.chargingProfilePurpose === 'TxProfile' && profile.stationTransaction === undefined)
    return status('Rejected');
  if (isTaken(body, evseId, profile)) return status('Rejected');
  const said = setProfile(body, evseId, profile, chargingProfile as Payload);
  return status(said === 'Accepted' ? said : 'Rejected');
};

/** K01.FR.06: two profiles of one place and level are not valid at one time, unless one takes the place of the other by its id. */
function isTaken({ memory, evses }: Body, evseId: unknown, profile: ChargingProfile): boolean {
  const session = typeof evseId === 'number' ? evses[evseId - 1]?.transaction?.session : undefined;
  return memory.profiles.some(
    (one) =>
      one.profile.chargingProfileId !== profile.chargingProfileId &&
      one.connectorId === evseId &&
      one.profile.chargingProfilePurpose === profile.chargingProfilePurpose &&
      one.profile.stackLevel === profile.stackLevel &&
      (one.session === undefined || one.session === session) &&
      overlap(one.profile, profile),
  );
}

const overlap = (one: ChargingProfile, other: ChargingProfile): boolean => {
  const from = (profile: ChargingProfile): number =>
    profile.validFrom === undefined ? -Infinity : Date.parse(profile.validFrom);
  const to = (profile: ChargingProfile): number =>
    profile.validTo === undefined ? Infinity : Date.parse(profile.validTo);
  return from(one) < to(other) && from(other) < to(one);
};

const ownPurpose = (purpose: unknown): unknown =>
  purpose === undefined ? undefined : (purposes[purpose as string] ?? 'none');

const clearChargingProfile: Handler = (body, _live, { chargingProfileId, chargingProfileCriteria }) => {
  const { evseId, chargingProfilePurpose, stackLevel } = (chargingProfileCriteria ?? {}) as Payload;
  const wish = {
    id: chargingProfileId,
    connectorId: evseId,
    chargingProfilePurpose: ownPurpose(chargingProfilePurpose),
    stackLevel,
  };
  return status(clearProfiles(body, wish));
};

const getCompositeSchedule: Handler = (body, _live, { evseId, duration, chargingRateUnit }, now) => {
  const unit = chargingRateUnit === 'W' ? 'W' : 'A';
  const periods = compositeOf(body, { evse: evseId, seconds: duration, unit }, now);
  if (periods === undefined) return status('Rejected');
  return done({
    status: 'Accepted',
    schedule: {
      evseId,
      duration,
      scheduleStart: iso(now.utc),
      chargingRateUnit: unit,
      chargingSchedulePeriod: periods,
    },
  });
};

const getChargingProfiles: Handler = (body, live, { requestId, evseId, chargingProfile }) => {
  if (typeof requestId !== 'number') return incomplete('requestId is missing');
  const { chargingProfileId, stackLevel, chargingProfilePurpose, chargingLimitSource } = (chargingProfile ??
    {}) as Payload;
  const purpose = ownPurpose(chargingProfilePurpose);
  const found = body.memory.profiles.filter(
    ({ connectorId, profile }) =>
      (evseId === undefined || evseId === connectorId) &&
      (!Array.isArray(chargingProfileId) || chargingProfileId.includes(profile.chargingProfileId)) &&
      (stackLevel === undefined || stackLevel === profile.stackLevel) &&
      (purpose === undefined || purpose === profile.chargingProfilePurpose) &&
      (!Array.isArray(chargingLimitSource) || chargingLimitSource.includes('CSO')),
  );
  if (found.length === 0 || (evseId !== undefined && evseId !== 0 && evseAt(body, evseId) === undefined))
    return status('NoProfiles');
  const places = [...new Set(found.map(({ connectorId }) => connectorId))];
  places.forEach((place, at) => {
    const payload = {
      requestId,
      chargingLimitSource: 'CSO',
      evseId: place,
      chargingProfile: found.filter(({ connectorId }) => connectorId === place).map(shown),
      tbc: at < places.length - 1,
    };
    say(body, live, 'ReportChargingProfiles', payload);
  });
  return status('Accepted');
};

/** As it was said. */
const shown = ({ said, profile }: HeldProfile): object =>
  said ?? {
    id: profile.chargingProfileId,
    stackLevel: profile.stackLevel,
    chargingProfilePurpose: profile.chargingProfilePurpose,
    chargingProfileKind: profile.chargingProfileKind,
    chargingSchedule: [profile.chargingSchedule],
  };

export const profileHandlers: Handlers = {
  ClearChargingProfile: ['SmartCharging', clearChargingProfile],
  GetChargingProfiles: ['SmartCharging', getChargingProfiles],
  GetCompositeSchedule: ['SmartCharging', getCompositeSchedule],
  SetChargingProfile: ['SmartCharging', setChargingProfile],
};
