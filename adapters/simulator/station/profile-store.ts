// Charging profiles as a simulated station takes, drops and shows them, in no version's words.

import { volts } from '../electric-vehicle.ts';
import type { Body } from './body.ts';
import { heldLevel } from './electric.ts';
import type { ChargingProfile, SchedulePeriod } from './profiles.ts';
import { compositePeriods, hold, stationLevel } from './profiles.ts';
import { evseAt } from './sessions.ts';
import type { At } from './types.ts';

/** The status of the answer to SetChargingProfile. */
export function setProfile(body: Body, connectorId: unknown, profile: ChargingProfile, said?: object): string {
  const { refusesProfiles } = body.options;
  const purpose = profile.chargingProfilePurpose;
  if (refusesProfiles === true) return 'NotSupported';
  if (refusesProfiles?.includes(purpose) === true) return 'Rejected';
  const evse = evseAt(body, connectorId);
  if (typeof connectorId !== 'number' || (connectorId !== 0 && evse === undefined)) return 'Rejected';
  if (purpose === 'ChargePointMaxProfile' && connectorId !== 0) return 'Rejected';
  if (profile.stackLevel < 0 || profile.stackLevel > 100) return 'Rejected';
  const kept = said === undefined ? {} : { said };
  if (purpose !== 'TxProfile') {
    body.memory.profiles = hold(body.memory.profiles, { connectorId, profile, ...kept });
    return 'Accepted';
  }
  const transaction = evse?.transaction;
  if (transaction === undefined) return 'Rejected';
  const named = profile.stationTransaction ?? profile.transactionId;
  if (named !== undefined && named !== transaction.id) return 'Rejected';
  body.memory.profiles = hold(body.memory.profiles, { connectorId, profile, session: transaction.session, ...kept });
  return 'Accepted';
}

/** Which profiles somebody means. */
export interface ProfileWish {
  readonly id?: unknown;
  readonly connectorId?: unknown;
  readonly chargingProfilePurpose?: unknown;
  readonly stackLevel?: unknown;
}

/** The status of the answer to ClearChargingProfile: an id decides alone, else everything that is named must fit. */
export function clearProfiles(body: Body, wanted: ProfileWish): string {
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

/** What it would let flow from now on; EVSE 0 is the station as a whole. Undefined for one that there is not. */
export function compositeOf(
  body: Body,
  { evse: number, seconds, unit }: { readonly evse: unknown; readonly seconds: unknown; readonly unit: 'A' | 'W' },
  now: At,
): readonly SchedulePeriod[] | undefined {
  const evse = evseAt(body, number);
  if (typeof seconds !== 'number' || (number !== 0 && evse === undefined)) return undefined;
  const sum = body.ratingAmps * body.evses.length;
  const levelAt = (utc: number): { amps: number; until: number } => {
    if (evse !== undefined) return heldLevel(body, evse, utc);
    const { amps, until } = stationLevel(body.memory.profiles, utc, body.memory.cutOffSince);
    return { amps: Math.min(amps ?? sum, sum), until };
  };
  const factor = unit === 'W' ? 3 * volts : 1;
  return compositePeriods(levelAt, now.utc, seconds).map(({ startPeriod, limit }) => ({
    startPeriod,
    limit: Math.floor(limit * factor * 10 + 1e-6) / 10,
  }));
}
