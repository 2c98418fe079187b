// Charging profiles as a central system of OCPP 2.x gives them, and what becomes of them.

import { expect } from 'vitest';
import type { Depot } from './depot-2.ts';
import type { Payload } from './party.ts';
import { accepted } from './states-2.ts';

export type Period = readonly [startPeriod: number, limit: number];

export interface Profile {
  readonly id: number;
  readonly purpose: 'ChargingStationMaxProfile' | 'TxDefaultProfile' | 'TxProfile';
  readonly stackLevel?: number;
  readonly transactionId?: string;
  readonly duration?: number;
  readonly periods: readonly Period[];
}

/** An absolute profile that begins now, in amps, on three phases. */
export function profileOf({ time }: Depot, profile: Profile): Payload {
  const { id, purpose, stackLevel = 0, transactionId, duration, periods } = profile;
  return {
    id,
    stackLevel,
    chargingProfilePurpose: purpose,
    chargingProfileKind: 'Absolute',
    ...(transactionId !== undefined && { transactionId }),
    validFrom: time(),
    validTo: time(86_400),
    chargingSchedule: [
      {
        id,
        ...(duration !== undefined && { duration }),
        startSchedule: time(),
        chargingRateUnit: 'A',
        chargingSchedulePeriod: periods.map(([startPeriod, limit]) => ({ startPeriod, limit, numberPhases: 3 })),
      },
    ],
  };
}

/** EVSE 1 of the station is 2 upstream. */
export const upstream = 2;

export function sets(depot: Depot, profile: Profile, evseId = upstream, answer: object = accepted): Payload {
  const chargingProfile = profileOf(depot, profile);
  depot.csms.asks('SetChargingProfile', { evseId, chargingProfile }, answer);
  return chargingProfile;
}

/** Profiles that are reported, with their EVSEs. */
export function reported(depot: Depot, chargingProfile: object, evseId?: number): [evse: unknown, profile: Payload][] {
  const request = { requestId: 7, chargingProfile, ...(evseId !== undefined && { evseId }) };
  const { status } = depot.csms.asks('GetChargingProfiles', request, {});
  depot.passes(2);
  const pages = depot.csms.hearsAll('ReportChargingProfiles');
  expect(status).toBe(pages.length === 0 ? 'NoProfiles' : 'Accepted');
  for (const page of pages) expect(page).toMatchObject({ requestId: 7 });
  return pages.flatMap((page) =>
    (page['chargingProfile'] as Payload[]).map((one): [unknown, Payload] => [page['evseId'], one]),
  );
}

/** What the next `duration` seconds at an EVSE look like. */
export function composite({ csms }: Depot, duration: number, evseId = upstream): readonly Period[] {
  const request = { evseId, duration, chargingRateUnit: 'A' };
  const { schedule } = csms.asks('GetCompositeSchedule', request, accepted) as { schedule: Payload };
  expect(schedule).toMatchObject({ evseId, duration, chargingRateUnit: 'A' });
  return (schedule['chargingSchedulePeriod'] as { startPeriod: number; limit: number }[]).map(
    ({ startPeriod, limit }): Period => [startPeriod, limit],
  );
}

/** The limit that the station was told last for its EVSE 1. */
export function heldBy({ station }: Depot): unknown {
  const last = station.hearsAll('SetChargingProfile').findLast(({ evseId }) => evseId === 1);
  const { chargingSchedule } = (last?.['chargingProfile'] ?? {}) as { chargingSchedule?: Payload[] };
  return (chargingSchedule?.[0]?.['chargingSchedulePeriod'] as Payload[] | undefined)?.[0]?.['limit'];
}

export const six = { id: 1, purpose: 'TxDefaultProfile', periods: [[0, 6]] } as const;
