// Charging profiles of a central system of OCPP 2.x, by the numbers of its test cases (block K): which are taken, and that they lower
// what the site allows.

import { describe, expect, it } from 'vitest';
import type { Version } from '../../../src/model/protocol.ts';
import { Depot } from './depot.ts';
import { charging, max, profile, sets } from './profiles.ts';

describe.each<Version>(['2.0.1', '2.1'])('a central system of %s', (north) => {
  it.each<Version>(['1.6', '2.0.1', '2.1'])(
    'TC_K_01_CS TxDefaultProfile of an EVSE lowers a station of %s',
    (south) => {
      if (south === '1.6') return;
      const { depot } = charging({ north, south });
      expect(depot.post.mayDraw()).toBe(32);
      expect(sets(depot, 1, profile())).toMatchObject({ status: 'Accepted' });
      depot.passes(1);
      expect(depot.post.mayDraw()).toBe(10);
      expect(depot.asks('ClearChargingProfile', { chargingProfileId: 10 })).toMatchObject({ status: 'Accepted' });
      depot.passes(60);
      expect(depot.post.mayDraw()).toBe(32);
      expect(depot.asks('ClearChargingProfile', { chargingProfileId: 10 })).toMatchObject({ status: 'Unknown' });
    },
  );

  it('TC_K_60_CS K01.FR.03 K01.FR.33 TxProfile names the transaction that goes on', () => {
    const { depot, transaction } = charging({ north, south: north });
    const own = { id: 11, chargingProfilePurpose: 'TxProfile' };
    expect(sets(depot, 1, profile(own))).toMatchObject({
      status: 'Rejected',
      statusInfo: { reasonCode: 'MissingParam' },
    });
    expect(sets(depot, 1, profile({ ...own, transactionId: 'no' }))).toMatchObject({ status: 'Rejected' });
    expect(sets(depot, 1, profile({ ...own, transactionId: transaction }))).toMatchObject({ status: 'Accepted' });
    depot.passes(1);
    expect(depot.post.mayDraw()).toBe(10);
  });

  it('TC_K_02_CS TxProfile without a transaction, TC_K_14_CS unknown EVSE', () => {
    const depot = new Depot({ north });
    const own = profile({ chargingProfilePurpose: 'TxProfile', transactionId: 'no' });
    expect(sets(depot, 1, own)).toMatchObject({ status: 'Rejected', statusInfo: { reasonCode: 'TxNotFound' } });
    expect(sets(depot, 77, profile())).toMatchObject({ status: 'Rejected', statusInfo: { reasonCode: 'UnknownEvse' } });
  });

  it.each([
    ['K01.FR.31 the first period begins at 0', {}, { chargingSchedulePeriod: [{ startPeriod: 5, limit: 10 }] }],
    [
      'K01.FR.35 periods follow one another',
      {},
      {
        chargingSchedulePeriod: [
          { startPeriod: 0, limit: 10 },
          { startPeriod: 60, limit: 9 },
          { startPeriod: 30, limit: 8 },
        ],
      },
    ],
    ['K01.FR.38 the maximum is not relative', { chargingProfilePurpose: 'ChargingStationMaxProfile' }, {}],
    ['K01.FR.40 what is absolute has a start', { chargingProfileKind: 'Absolute' }, {}],
    ['K01.FR.41 what is relative has none', {}, { startSchedule: '2026-01-01T00:00:00Z' }],
    ['K01.FR.22 limits of others are not set', { chargingProfilePurpose: 'ChargingStationExternalConstraints' }, {}],
  ])('refuses a profile: %s', (_, more, schedule) => {
    const depot = new Depot({ north });
    expect(sets(depot, 0, profile(more, schedule))).toMatchObject({ status: 'Rejected' });
    expect(sets(depot, 0, profile())).toMatchObject({ status: 'Accepted' });
  });

  it('TC_K_04_CS K01.FR.05 the same id replaces, K01.FR.52 another one of the same level is refused', () => {
    const depot = new Depot({ north });
    expect(sets(depot, 0, profile())).toMatchObject({ status: 'Accepted' });
    expect(sets(depot, 0, profile({}, { chargingSchedulePeriod: [{ startPeriod: 0, limit: 8 }] }))).toMatchObject({
      status: 'Accepted',
    });
    expect(sets(depot, 1, profile({ id: 12 }))).toMatchObject({ statusInfo: { reasonCode: 'DuplicateProfile' } });
    expect(sets(depot, 1, profile({ id: 12, stackLevel: 1 }))).toMatchObject({ status: 'Accepted' });
    // One after the other is no double.
    const first = max(20, { validTo: '2030-01-01T00:00:00Z' });
    const second = max(15, { id: 21, validFrom: '2030-01-01T00:00:00Z' });
    expect(sets(depot, 0, first)).toMatchObject({ status: 'Accepted' });
    expect(sets(depot, 0, second)).toMatchObject({ status: 'Accepted' });
    depot.asks('GetChargingProfiles', { requestId: 1, chargingProfile: { chargingProfileId: [20, 21] } });
    expect(depot.heard('ReportChargingProfiles').flatMap((one) => one['chargingProfile'] as object[])).toHaveLength(2);
  });

  it('TC_K_03_CS the maximum of the station bounds all together', () => {
    const { depot } = charging({ north, south: north });
    expect(sets(depot, 0, max(16))).toMatchObject({ status: 'Accepted' });
    depot.passes(1);
    expect(depot.post.mayDraw()).toBe(16);
    expect(depot.asks('GetCompositeSchedule', { evseId: 0, duration: 300 })).toMatchObject({
      status: 'Accepted',
      schedule: { evseId: 0, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 16 }] },
    });
  });
});
