// Charging profiles as a central system of OCPP 2.x writes them.

import type { DepotOptions } from './depot.ts';
import { Depot } from './depot.ts';

export const profile = (more: object = {}, schedule: object = {}): Record<string, unknown> => ({
  id: 10,
  stackLevel: 0,
  chargingProfilePurpose: 'TxDefaultProfile',
  chargingProfileKind: 'Relative',
  chargingSchedule: [
    { id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 10 }], ...schedule },
  ],
  ...more,
});
export const max = (limit: number, more: object = {}): Record<string, unknown> =>
  profile(
    { id: 20, chargingProfilePurpose: 'ChargingStationMaxProfile', chargingProfileKind: 'Absolute', ...more },
    { startSchedule: '2026-01-01T00:00:00Z', chargingSchedulePeriod: [{ startPeriod: 0, limit }] },
  );

export function charging(options: DepotOptions): { depot: Depot; transaction: string } {
  const depot = new Depot(options);
  depot.post.starts();
  depot.attends();
  const transaction = depot.transaction();
  depot.passes(60);
  depot.told = [];
  return { depot, transaction };
}

export const sets = (depot: Depot, evseId: number, chargingProfile: object) =>
  depot.asks('SetChargingProfile', { evseId, chargingProfile });
