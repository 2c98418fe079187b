// Charging profiles of a central system of OCPP 2.x, by the numbers of its test cases (block K): they lower what the site allows, and
// are reported as they were given.

import { describe, expect, it } from 'vitest';
import type { Version } from '../../../src/model/protocol.ts';
import type { DepotOptions } from './depot.ts';
import { Depot } from './depot.ts';

const profile = (more: object = {}, schedule: object = {}): Record<string, unknown> => ({
  id: 10,
  stackLevel: 0,
  chargingProfilePurpose: 'TxDefaultProfile',
  chargingProfileKind: 'Relative',
  chargingSchedule: [
    { id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 10 }], ...schedule },
  ],
  ...more,
});
const max = (limit: number, more: object = {}): Record<string, unknown> =>
  profile(
    { id: 20, chargingProfilePurpose: 'ChargingStationMaxProfile', chargingProfileKind: 'Absolute', ...more },
    { startSchedule: '2026-01-01T00:00:00Z', chargingSchedulePeriod: [{ startPeriod: 0, limit }] },
  );

function charging(options: DepotOptions): { depot: Depot; transaction: string } {
  const depot = new Depot(options);
  depot.post.starts();
  depot.attends();
  const transaction = depot.transaction();
  depot.passes(60);
  depot.told = [];
  return { depot, transaction };
}

const sets = (depot: Depot, evseId: number, chargingProfile: object) =>
  depot.asks('SetChargingProfile', { evseId, chargingProfile });

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

  it('TC_K_29_CS TC_K_30_CS TC_K_31_CS TC_K_32_CS TC_K_33_CS TC_K_35_CS reports what it was given', () => {
    const depot = new Depot({ north });
    const one = profile();
    const two = max(16);
    sets(depot, 1, one);
    sets(depot, 0, two);
    let requestId = 0;
    const report = (criteria: object, more: object = {}): unknown[] => {
      depot.told = [];
      const answer = depot.asks('GetChargingProfiles', {
        requestId: (requestId += 1),
        chargingProfile: criteria,
        ...more,
      });
      depot.attends();
      const reports = depot.heard('ReportChargingProfiles');
      expect(answer?.['status']).toBe(reports.length > 0 ? 'Accepted' : 'NoProfiles');
      for (const said of reports) expect(said).toMatchObject({ requestId, chargingLimitSource: 'CSO' });
      reports.forEach((said, at) => expect(said['tbc'] === true).toBe(at < reports.length - 1));
      return reports.flatMap((said) =>
        (said['chargingProfile'] as object[]).map((its) => ({ evseId: said['evseId'], its })),
      );
    };
    const ofOne = {
      evseId: 1,
      its: expect.objectContaining({ id: 10, chargingProfilePurpose: 'TxDefaultProfile' }) as unknown,
    };
    const ofTwo = { evseId: 0, its: expect.objectContaining({ id: 20, chargingProfileKind: 'Absolute' }) as unknown };
    expect(report({}, { evseId: 0 })).toEqual([ofTwo]);
    expect(report({}, { evseId: 1 })).toEqual([ofOne]);
    expect(report({ chargingProfilePurpose: 'ChargingStationMaxProfile' })).toEqual([ofTwo]);
    expect(report({ chargingProfileId: [10] })).toEqual([ofOne]);
    expect(report({ stackLevel: 0 }, { evseId: 1 })).toEqual([ofOne]);
    expect(report({ stackLevel: 1 }, { evseId: 1 })).toEqual([]);
    expect(report({ chargingLimitSource: ['EMS'] })).toEqual([]);
    expect(report({ chargingLimitSource: ['CSO'] })).toHaveLength(2);
  });

  it('K14.FR.02 TC_K_50_CS TC_K_52_CS a limit of the site is told when it comes, changes and goes, and reported', () => {
    const { depot } = charging({ north, south: north });
    const circuit = depot.harness.gateway.state.ledger.gateway.site!.circuits[0]!.id;
    const limit = (amps: number) => depot.harness.asks({ kind: 'setCircuitLimit', circuit, amps });
    limit(20);
    depot.passes(1);
    expect(depot.heard('NotifyChargingLimit')).toMatchObject([
      {
        chargingLimit: { chargingLimitSource: 'EMS' },
        chargingSchedule: [{ chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 20 }] }],
      },
    ]);
    expect(depot.post.mayDraw()).toBe(20);
    depot.asks('GetChargingProfiles', { requestId: 5, chargingProfile: { chargingLimitSource: ['EMS'] } });
    expect(depot.heard('ReportChargingProfiles')).toMatchObject([
      {
        requestId: 5,
        chargingLimitSource: 'EMS',
        evseId: 0,
        chargingProfile: [{ chargingProfilePurpose: 'ChargingStationExternalConstraints' }],
      },
    ]);
    depot.harness.asks({ kind: 'clearCircuitLimit', circuit });
    depot.passes(1);
    expect(depot.heard('ClearedChargingLimit')).toEqual([{ chargingLimitSource: 'EMS' }]);
  });

  it('tells a running transaction that its limit is another (ChargingRateChanged)', () => {
    const { depot } = charging({ north, south: north });
    depot.passes(60);
    depot.told = [];
    sets(depot, 1, profile());
    depot.passes(5);
    const events = depot.heard('TransactionEvent').filter((one) => one['triggerReason'] === 'ChargingRateChanged');
    expect(events).toMatchObject([{ eventType: 'Updated' }]);
  });
});

describe('a central system of 2.1', () => {
  it('K28 TC_K_106_CS a dynamic profile gets another limit without a new profile', () => {
    const { depot } = charging({ north: '2.1', south: '2.1' });
    expect(sets(depot, 1, profile({ id: 30, chargingProfileKind: 'Dynamic' }))).toMatchObject({ status: 'Accepted' });
    depot.passes(1);
    expect(depot.post.mayDraw()).toBe(10);
    const update = (id: number, scheduleUpdate: object) =>
      depot.asks('UpdateDynamicSchedule', { chargingProfileId: id, scheduleUpdate })?.['status'];
    expect(update(30, { limit: 8 })).toBe('Accepted');
    depot.passes(1);
    expect(depot.post.mayDraw()).toBe(8);
    expect(update(30, { limit: 20, setpoint: 7 })).toBe('Accepted');
    depot.passes(1);
    expect(depot.post.mayDraw()).toBe(7);
    expect(update(30, {})).toBe('Rejected');
    expect(update(31, { limit: 8 })).toBe('Rejected');
    const two = [
      { startPeriod: 0, limit: 10 },
      { startPeriod: 60, limit: 12 },
    ];
    const wrong = profile({ id: 31, chargingProfileKind: 'Dynamic', stackLevel: 3 }, { chargingSchedulePeriod: two });
    expect(sets(depot, 1, wrong)).toMatchObject({ status: 'Rejected' });
  });

  it('K21 priority charging goes before others, and raises nothing above a profile', () => {
    const depot = new Depot({ north: '2.1', south: '2.1', stations: 2, limitAmps: 20 });
    for (const post of depot.posts) post.starts();
    depot.attends();
    const transaction = depot.transaction();
    depot.passes(120);
    const before = depot.post.mayDraw();
    expect(depot.asks('UsePriorityCharging', { transactionId: 'no', activate: true })).toMatchObject({
      status: 'Rejected',
    });
    expect(depot.asks('UsePriorityCharging', { transactionId: transaction, activate: true })).toMatchObject({
      status: 'Accepted',
    });
    depot.passes(120);
    expect(depot.post.mayDraw()).toBeGreaterThan(before);
    for (const chargingProfilePurpose of ['PriorityCharging', 'LocalGeneration'])
      expect(sets(depot, 1, profile({ id: 40, stackLevel: 5, chargingProfilePurpose }))).toMatchObject({
        status: 'Accepted',
      });
    sets(depot, 1, profile({}, { chargingSchedulePeriod: [{ startPeriod: 0, limit: 6 }] }));
    depot.passes(60);
    expect(depot.post.mayDraw()).toBe(6);
  });

  it.each([
    ['K01.FR.123 times on a wall', {}, { useLocalTime: true }],
    ['K01.FR.124 a delay by chance', {}, { randomizedDelay: 30 }],
    ['TC_K_102_CS limits by how full it is', {}, { limitAtSoC: { soc: 80, limit: 6 } }],
    [
      'TC_K_101_CS other modes than charging',
      {},
      { chargingSchedulePeriod: [{ startPeriod: 0, operationMode: 'CentralSetpoint', setpoint: -5 }] },
    ],
  ])('refuses what the site does not do: %s', (_, more, schedule) => {
    const depot = new Depot({ north: '2.1' });
    expect(sets(depot, 1, profile(more, schedule))).toMatchObject({ status: 'Rejected' });
  });
});
