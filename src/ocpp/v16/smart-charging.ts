import type { Wording } from '../heard.ts';

/**
 * A limit that a 1.6 station holds on its own for good: a TxDefaultProfile without expiry, one per connector and always
 * the same id, so that a new one replaces it (3.13.1). One decimal is what the schema takes; cut down, never up.
 */
export function sayLimit(connectorId: number, amps: number): Wording {
  return {
    action: 'SetChargingProfile',
    payload: {
      connectorId,
      csChargingProfiles: {
        chargingProfileId: connectorId,
        stackLevel: 0,
        chargingProfilePurpose: 'TxDefaultProfile',
        chargingProfileKind: 'Relative',
        chargingSchedule: {
          chargingRateUnit: 'A',
          chargingSchedulePeriod: [{ startPeriod: 0, limit: Math.floor(amps * 10) / 10 }],
        },
      },
    },
  };
}
