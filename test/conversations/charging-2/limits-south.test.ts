// How stations of OCPP 2.x are told their limits, and what they say of limits and vehicles (block K, by the numbers of its cases).

import { describe, expect, it } from 'vitest';
import type { Capabilities } from '../../../src/model/capabilities.ts';
import type { CommandId, StationId } from '../../../src/model/ids.ts';
import type { Version } from '../../../src/model/protocol.ts';
import type { DepotOptions } from './depot.ts';
import { Depot } from './depot.ts';

const says = (...names: readonly string[]): Capabilities => ({
  settings: Object.fromEntries(names.map((name) => [`SmartChargingCtrlr.${name}`, { value: 'true', readonly: true }])),
});

function charging(options: DepotOptions): Depot {
  const depot = new Depot(options);
  for (const post of depot.posts) post.starts();
  depot.passes(60);
  return depot;
}

const fuse = (depot: Depot) => depot.harness.gateway.state.ledger.gateway.site!.circuits[0]!.id;
const dims = (depot: Depot, amps: number): void => {
  depot.harness.asks({ kind: 'setCircuitLimit', circuit: fuse(depot), amps });
  depot.passes(1);
};
const frees = (depot: Depot): void => {
  depot.harness.asks({ kind: 'clearCircuitLimit', circuit: fuse(depot) });
  depot.passes(30);
};

describe.each<Version>(['2.0.1', '2.1'])('a station of %s', (south) => {
  it('K10.FR.02 what others left in it goes, purpose by purpose; TC_K_60_CSMS a fallback, and a TxProfile with its own id', () => {
    const depot = new Depot({ south });
    const cleared = depot.post.first.filter(([action]) => action === 'ClearChargingProfile');
    expect(cleared.map(([, payload]) => payload['chargingProfileCriteria'])).toEqual(
      ['TxProfile', 'TxDefaultProfile', 'ChargingStationMaxProfile'].map((chargingProfilePurpose) => ({
        chargingProfilePurpose,
      })),
    );
    // A new connection: it holds ours, and is not cleared.
    depot.post.drops();
    depot.post.connects().boots();
    depot.passes(10);
    expect(depot.post.orders('ClearChargingProfile')).toEqual([]);
    expect(depot.post.profiles).toMatchObject([{ purpose: 'TxDefaultProfile', evse: 1, limit: 6, stackLevel: 0 }]);
    depot.post.starts();
    depot.passes(60);
    expect(depot.post.profiles).toMatchObject([
      {},
      { purpose: 'TxProfile', transaction: depot.post.transaction, limit: 32 },
    ]);
    expect(depot.post.mayDraw()).toBe(32);
  });

  it.each([
    [['TxProfile'], 'TxDefaultProfile', 1],
    [['TxProfile', 'TxDefaultProfile'], 'TxDefaultProfile', 0],
    [['TxProfile', 'TxDefaultProfile', 'TxDefaultProfile0'], 'ChargingStationMaxProfile', 0],
  ])('Q34 Q35 that takes no %j gets its limits as a %s of EVSE %i', (takesNo, purpose, evse) => {
    const depot = new Depot({ south, takesNo });
    const { post } = depot;
    depot.passes(200);
    post.starts();
    depot.passes(240);
    expect(post.profiles.at(-1)).toMatchObject({ purpose, evse, limit: 32 });
    expect(post.mayDraw()).toBe(32);
  });

  it('K12 K13 TC_K_48_CSMS TC_K_51_CSMS what others limit it to is told upstream, and others have the rest', () => {
    const depot = charging({ south, north: '2.0.1', stations: 2, limitAmps: 40 });
    const [one, two] = depot.posts as [typeof depot.post, typeof depot.post];
    expect([one.mayDraw(), two.mayDraw()]).toEqual([20, 20]);
    depot.told = [];
    const schedule = {
      id: 1,
      startSchedule: one.now(),
      chargingRateUnit: 'A',
      chargingSchedulePeriod: [{ startPeriod: 0, limit: 8 }],
    };
    expect(
      one.says('NotifyChargingLimit', {
        evseId: 1,
        chargingLimit: { chargingLimitSource: 'EMS' },
        chargingSchedule: [schedule],
      }),
    ).toEqual({});
    depot.passes(60);
    expect([one.mayDraw(), two.mayDraw()]).toEqual([8, 32]);
    expect(depot.heard('NotifyChargingLimit')).toMatchObject([
      { evseId: 1, chargingLimit: { chargingLimitSource: 'EMS' } },
    ]);
    expect(depot.harness.asks({ kind: 'why', evse: `${one.id}/1` as never })).toMatchObject({
      reason: { kind: 'stationLimit', source: 'EMS' },
    });
    one.says('ClearedChargingLimit', { evseId: 1, chargingLimitSource: 'EMS' });
    depot.passes(60);
    expect([one.mayDraw(), two.mayDraw()]).toEqual([20, 20]);
    expect(depot.heard('ClearedChargingLimit')).toEqual([{ evseId: 1, chargingLimitSource: 'EMS' }]);
  });

  it('K15 TC_K_53_CSMS what its vehicle needs counts, is passed on, and a schedule follows', () => {
    const depot = new Depot({ south, north: '2.0.1' });
    const { post } = depot;
    const departureTime = new Date(depot.harness.utc() + 8 * 3_600_000).toISOString();
    const needs = {
      evseId: 1,
      chargingNeeds: {
        requestedEnergyTransfer: 'AC_three_phase',
        departureTime,
        acChargingParameters: { energyAmount: 20_000, evMinCurrent: 6, evMaxCurrent: 32, evMaxVoltage: 400 },
      },
    };
    expect(post.says('NotifyEVChargingNeeds', needs)).toMatchObject({ status: 'Rejected' });
    post.starts();
    depot.passes(60);
    post.orders();
    depot.told = [];
    expect(post.says('NotifyEVChargingNeeds', needs)).toMatchObject({ status: 'Accepted' });
    depot.passes(15);
    expect(post.orders('SetChargingProfile')).toHaveLength(1);
    expect(depot.heard('NotifyEVChargingNeeds')).toEqual([needs]);
    expect(depot.harness.asks({ kind: 'needs', evse: `${post.id}/1` as never })).toMatchObject({
      needs: { departsAt: departureTime, energyKwh: 20 },
      said: { vehicle: { energyKwh: 20 } },
    });
  });

  it('K15.FR.11 TC_K_55_CSMS a schedule of the vehicle above the limit is refused, and the limit told again', () => {
    const depot = charging({ south, limitAmps: 16 });
    const { post } = depot;
    post.orders();
    const chooses = (limit: number) =>
      post.says('NotifyEVChargingSchedule', {
        timeBase: post.now(),
        evseId: 1,
        chargingSchedule: { id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit }] },
      })['status'];
    expect(chooses(16)).toBe('Accepted');
    depot.passes(15);
    expect(post.orders('SetChargingProfile')).toEqual([]);
    expect(chooses(20)).toBe('Rejected');
    depot.passes(15);
    expect(post.orders('SetChargingProfile')).toHaveLength(1);
  });
});

describe('a station of 2.1', () => {
  it('TC_K_100_CSMS what is above the fallback ends when it is left alone, what is below goes on', () => {
    const depot = charging({ south: '2.1', about: says('SupportsMaxOfflineDuration') });
    const { post } = depot;
    expect(post.profiles.find(({ purpose }) => purpose === 'TxProfile')).toMatchObject({ limit: 32, maxOffline: 300 });
    const at = depot.harness.utc();
    post.isCutOff();
    expect([post.mayDraw(at + 299_000), post.mayDraw(at + 301_000)]).toEqual([32, 6]);
    post.offlineSince = undefined;
    // Back again, it counts once more.
    expect(post.mayDraw()).toBe(32);
  });

  it('K01.FR.20 is told on which phase its session goes on, only where it says that it selects one', () => {
    const periodsOf = (about: Capabilities): unknown => {
      const depot = charging({ south: '2.1', about });
      const station = depot.post.id as StationId;
      const command = 'switch' as CommandId;
      const happenedAt = depot.harness.utc();
      const commanded = { kind: 'PhasesCommanded', command, station, evse: 1, phases: 1, phaseToUse: 2, happenedAt };
      depot.knows([commanded, { kind: 'CommandSettled', command, station, outcome: 'accepted' }]);
      depot.post.connects().boots();
      depot.passes(60);
      depot.post.orders();
      dims(depot, 16);
      const [told] = depot.post.orders('SetChargingProfile');
      return (told as { chargingProfile: { chargingSchedule: object[] } }).chargingProfile.chargingSchedule;
    };
    const period = { startPeriod: 0, limit: 16 };
    expect(periodsOf(says('ACPhaseSwitchingSupported'))).toMatchObject([
      { chargingSchedulePeriod: [{ ...period, numberPhases: 1, phaseToUse: 2 }] },
    ]);
    expect(periodsOf({})).toMatchObject([{ chargingSchedulePeriod: [period] }]);
    expect(JSON.stringify(periodsOf({}))).not.toMatch(/numberPhases|phaseToUse/u);
  });

  it('says nothing of it to one that does not know it', () => {
    const depot = charging({ south: '2.1' });
    expect(depot.post.profiles.some(({ maxOffline }) => maxOffline !== undefined)).toBe(false);
    expect(depot.post.profiles.some(({ kind }) => kind === 'Dynamic')).toBe(false);
  });

  it('TC_K_121_CSMS K28 is told the next limits as one figure, and asks for it', () => {
    const depot = charging({ south: '2.1', about: says('SupportsDynamicProfiles') });
    const { post } = depot;
    expect(post.profiles.find(({ purpose }) => purpose === 'TxProfile')).toMatchObject({ kind: 'Dynamic', limit: 32 });
    post.orders();
    dims(depot, 16);
    expect(post.told.map(([action]) => action)).toEqual(['UpdateDynamicSchedule']);
    expect(post.mayDraw()).toBe(16);
    expect(post.says('PullDynamicScheduleUpdate', { chargingProfileId: 101 })).toEqual({
      status: 'Accepted',
      scheduleUpdate: { limit: 16 },
    });
    expect(post.says('PullDynamicScheduleUpdate', { chargingProfileId: 7000 })).toEqual({ status: 'Rejected' });
    // A refusal of the way is none of the limit.
    post.refuses.add('UpdateDynamicSchedule');
    post.orders();
    dims(depot, 10);
    expect(post.mayDraw()).toBe(10);
    expect(post.told.map(([action]) => action)).toEqual(['UpdateDynamicSchedule', 'SetChargingProfile']);
    frees(depot);
    expect(post.mayDraw()).toBe(32);
    expect(depot.alarms()).toEqual([]);
  });

  it('TC_K_119_CS K22 its driver goes first, and the central system hears of it', () => {
    const depot = charging({ south: '2.1', north: '2.1', stations: 2, limitAmps: 20 });
    const [one] = depot.posts as [typeof depot.post];
    const before = one.mayDraw();
    depot.told = [];
    expect(one.says('NotifyPriorityCharging', { transactionId: one.transaction, activated: true })).toEqual({});
    depot.passes(120);
    expect(one.mayDraw()).toBeGreaterThan(before);
    const [told] = depot.heard('NotifyPriorityCharging');
    expect(told).toMatchObject({ activated: true });
    expect(told?.['transactionId']).not.toBe(one.transaction);
  });

  it('a lease is given, renewed, and ends when the gateway is silent; the books count it so', () => {
    const depot = charging({
      south: '2.1',
      about: { ...says('SupportsMaxOfflineDuration'), lease: 'proved' },
    });
    const { post } = depot;
    const lease = () =>
      post.profiles.find(({ stackLevel, purpose }) => purpose === 'TxDefaultProfile' && stackLevel === 1);
    const { limits } = depot.harness.gateway.state.ledger.stations.get(post.id as never)!;
    expect(lease()).toMatchObject({ limit: 32, isFinal: true });
    const { validTo: first, maxOffline } = lease()!;
    expect(maxOffline).toBeDefined();
    depot.passes(330);
    expect(lease()!.validTo).toBeGreaterThan(first!);
    expect(post.mayDraw()).toBe(32);
    // The gateway is gone, and nobody tells it anything any more.
    const silentAt = depot.harness.utc();
    post.drops();
    expect(post.mayDraw(silentAt + maxOffline! * 1000 + 1000)).toBe(6);
    expect(limits.lease.get(1)?.length).toBeGreaterThan(0);
    depot.passes(maxOffline! + 60);
    expect(limits.lease.get(1) ?? []).toEqual([]);
    expect(post.mayDraw()).toBe(6);
  });
});
