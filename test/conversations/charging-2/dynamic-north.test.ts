// What only a central system of OCPP 2.1 orders of smart charging (K21, K28), and what of it the site does not do.

import { describe, expect, it } from 'vitest';
import { Depot } from './depot.ts';
import { charging, profile, sets } from './profiles.ts';

describe('a central system of 2.1', () => {
  it('TC_K_122_CS TC_K_123_CS K28 a dynamic profile gets another limit without a new profile, and one that makes sense', () => {
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

  it('TC_K_118_CS K21 priority charging goes before others, and raises nothing above a profile', () => {
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
