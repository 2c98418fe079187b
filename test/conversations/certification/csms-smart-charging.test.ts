// Charging profiles that the gateway gives a charge point. Those of a central system behind it are never passed on: they
// can only lower what the gateway allows.

import { describe, expect, it } from 'vitest';
import type { Site } from '../../../src/model/config/site.ts';
import { boots, newDepot } from './kit/depot.ts';
import type { Payload } from './kit/party.ts';
import { starts } from './kit/states.ts';

/** Alone, each charge point gives 6 A: what a session gets above that is for it only. */
const sixAlone = (site: Site): Site => ({
  ...site,
  stations: site.stations.map((station) => ({ ...station, fallbackAmps: 6 })),
});

describe('charging profiles', () => {
  it('TC_057_CSMS a charging profile for the session under way, by its number', () => {
    const depot = newDepot({ site: sixAlone });
    const transactionId = starts(depot.station, depot.time());
    depot.passes(60);
    const told = depot.station.hears('SetChargingProfile', {
      connectorId: 1,
      csChargingProfiles: { chargingProfilePurpose: 'TxProfile', transactionId },
    });
    const profile = told['csChargingProfiles'] as Payload;
    expect(profile).not.toHaveProperty('recurrencyKind');
    const schedule = profile['chargingSchedule'] as Payload;
    if (profile['chargingProfileKind'] === 'Relative') expect(schedule).not.toHaveProperty('startSchedule');
    else for (const field of ['startSchedule', 'duration']) expect(schedule).toHaveProperty(field);
    expect(schedule['chargingSchedulePeriod']).toEqual([{ startPeriod: 0, limit: 32 }]);
  });

  it('TC_066_CSMS a charge point is asked what all its charging profiles together come to', () => {
    const { station, time, passes } = newDepot({ connected: false });
    station.byHand('GetCompositeSchedule');
    station.connects();
    boots(station);
    passes(15);
    const asked = station.takes(
      'GetCompositeSchedule',
      { connectorId: 1, chargingRateUnit: 'A' },
      {
        status: 'Accepted',
        connectorId: 1,
        scheduleStart: time(),
        chargingSchedule: {
          duration: 86_400,
          chargingRateUnit: 'A',
          chargingSchedulePeriod: [{ startPeriod: 0, limit: 32 }],
        },
      },
    );
    expect(asked['duration']).toBeGreaterThan(0);
    station.takes('GetCompositeSchedule', { connectorId: 2, chargingRateUnit: 'A' }, { status: 'Rejected' });
  });
});
