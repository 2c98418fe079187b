// What others left in a station of OCPP 2.x: it is asked for, cleared, and asked for again (K09, K10).

import { describe, expect, it } from 'vitest';
import type { Version } from '../../../src/model/protocol.ts';
import { Depot } from './depot.ts';
import type { Post, Profile } from './post.ts';

const left = (id: number, purpose: string, limit = 32, stackLevel = 5): Profile => ({
  ...{ id, purpose, limit, stackLevel, evse: purpose === 'ChargingStationMaxProfile' ? 0 : 1 },
  ...{ kind: 'Absolute', isFinal: false },
});

const alarmOf = ({ post }: Depot): string => `BB_STATION_FOREIGN_PROFILE:${post.id}`;
const strange = ({ harness }: Depot): number => harness.gateway.state.counters.get('strangeReports') ?? 0;

/** The first of its stations has these in it when it comes, and keeps some. */
function depotWith(profiles: readonly Profile[], keeps: readonly number[] = [], south: Version = '2.1'): Depot {
  let isFirst = true;
  const came = (post: Post): void => {
    if (!isFirst) return;
    isFirst = false;
    post.profiles.push(...profiles);
    for (const id of keeps) post.keeps.add(id);
  };
  return new Depot({ south, stations: 2, limitAmps: 40, came });
}

function charge(depot: Depot): void {
  for (const post of depot.posts) post.starts();
  depot.passes(90);
}

function comesBack(depot: Depot): void {
  depot.post.connects().boots();
  depot.passes(90);
}

const draw = ({ posts }: Depot): number[] => posts.map((post) => post.mayDraw());
const ids = ({ profiles }: Post): number[] => profiles.map(({ id }) => id).sort((a, b) => a - b);

describe.each<Version>(['2.0.1', '2.1'])('a station of %s', (south) => {
  it('K09.FR.03 TC_K_31_CSMS is asked for the profiles of all its EVSEs, purpose by purpose, once in each connection', () => {
    const depot = depotWith([], [], south);
    const asked = depot.post.first.filter(([action]) => action === 'GetChargingProfiles').map(([, payload]) => payload);
    expect(asked.map(({ chargingProfile }) => chargingProfile)).toEqual(
      ['TxProfile', 'TxDefaultProfile', 'ChargingStationMaxProfile', 'ChargingStationExternalConstraints'].map(
        (chargingProfilePurpose) => ({ chargingProfilePurpose }),
      ),
    );
    expect(asked.every((one) => one['evseId'] === undefined)).toBe(true);
    expect(new Set(asked.map(({ requestId }) => requestId)).size).toBe(4);
    expect(depot.post.orders('GetChargingProfiles')).toEqual([]);
    expect(strange(depot)).toBe(0);
  });

  it('TC_K_08_CSMS is cleared where there is nothing in it, and adopted all the same', () => {
    const depot = depotWith([], [], south);
    const cleared = depot.post.first.filter(([action]) => action === 'ClearChargingProfile');
    expect(cleared).toHaveLength(3);
    charge(depot);
    expect(draw(depot)).toEqual([20, 20]);
  });

  it('what came into it while it was away goes by its id, and nothing of ours', () => {
    const depot = depotWith([], [], south);
    charge(depot);
    depot.post.drops();
    depot.post.profiles.push(left(900, 'TxDefaultProfile'), left(901, 'TxProfile'), left(102, 'TxDefaultProfile'));
    comesBack(depot);
    expect(ids(depot.post)).toEqual([1, 101]);
    expect(draw(depot)).toEqual([20, 20]);
    expect(depot.alarms()).toEqual([]);
  });

  it('what took the place of ours under its id gives it back', () => {
    const depot = depotWith([], [], south);
    charge(depot);
    depot.post.drops();
    depot.post.profiles.splice(0, 1, left(1, 'TxProfile'));
    comesBack(depot);
    expect(depot.post.profiles.map(({ id, purpose }) => `${id} ${purpose}`).sort()).toEqual([
      '1 TxDefaultProfile',
      '101 TxProfile',
    ]);
    expect(depot.alarms()).toEqual([]);
  });

  it('K12 TC_K_52_CSMS is asked what limits it from elsewhere, which counts and is told; nobody clears it', () => {
    const depot = depotWith([left(900, 'ChargingStationExternalConstraints', 8)], [], south);
    expect(depot.heardAtFirst('NotifyChargingLimit')).toMatchObject([
      { evseId: 1, chargingLimit: { chargingLimitSource: 'EMS' } },
    ]);
    charge(depot);
    expect(depot.posts[1]!.mayDraw()).toBe(32);
    expect(ids(depot.post)).toContain(900);
    expect(depot.alarms()).toEqual([]);
    depot.post.says('ClearedChargingLimit', { evseId: 1, chargingLimitSource: 'EMS' });
    depot.passes(90);
    expect(depot.posts[1]!.mayDraw()).toBe(20);
  });
});

describe('what a station does not let go', () => {
  it('may count above ours: it counts at its rating, and is told its limits all the same', () => {
    const depot = depotWith([left(900, 'TxDefaultProfile')], [900]);
    expect(depot.alarms()).toContain(alarmOf(depot));
    charge(depot);
    const { post, posts } = depot;
    expect(posts[1]!.mayDraw()).toBe(8);
    expect(post.profiles.find(({ id }) => id === 101)!.limit).toBeLessThanOrEqual(32);
    // So it does for another process, before the station is back.
    depot.restarts();
    depot.passes(5);
    expect(depot.alarms()).toContain(alarmOf(depot));
  });

  it('and came while others had more: they yield', () => {
    const depot = depotWith([]);
    charge(depot);
    expect(draw(depot)).toEqual([20, 20]);
    depot.post.drops();
    depot.post.profiles.push(left(900, 'TxProfile'));
    depot.post.keeps.add(900);
    comesBack(depot);
    expect(draw(depot)).toEqual([32, 8]);
  });

  it('and has no room without a gateway is told of its circuit', () => {
    const came = (post: Post): void => {
      post.profiles.push(left(900, 'TxDefaultProfile'));
      post.keeps.add(900);
    };
    const depot = new Depot({ south: '2.1', stations: 2, limitAmps: 40, came });
    expect(depot.alarms().some((key) => key.startsWith('BB_CIRCUIT_OVERCOMMITTED'))).toBe(true);
    expect(depot.posts.map(({ profiles }) => profiles.find(({ id }) => id === 1)?.limit)).toEqual([6, 6]);
  });

  it('and does when it comes once more counts no longer', () => {
    const depot = depotWith([left(900, 'TxDefaultProfile')], [900]);
    charge(depot);
    depot.post.drops();
    depot.post.keeps.clear();
    comesBack(depot);
    expect(ids(depot.post)).not.toContain(900);
    expect(depot.alarms()).toEqual([]);
    expect(draw(depot)).toEqual([20, 20]);
  });

  it('and only lowers what it may have changes nothing', () => {
    const depot = depotWith([left(900, 'ChargingStationMaxProfile', 10)], [900]);
    charge(depot);
    expect(depot.alarms()).toEqual([]);
    expect(draw(depot)).toEqual([10, 20]);
  });

  it('and adds to what it may have counts too, where it says that it has such (2.1)', () => {
    const came = (post: Post): void => {
      post.variables.set('SmartChargingCtrlr.SupportedAdditionalPurposes', 'PriorityCharging,LocalGeneration');
      post.profiles.push(left(900, 'LocalGeneration', 10));
      post.keeps.add(900);
    };
    const depot = new Depot({ south: '2.1', came });
    expect(depot.alarms()).toContain(alarmOf(depot));
    expect(depot.post.first.some(([, payload]) => JSON.stringify(payload).includes('PriorityCharging'))).toBe(true);
  });
});

describe('a station that does not say what it holds', () => {
  it.each(['never', 'refused', 'endless'] as const)('(%s) is adopted as ever', (how) => {
    const came = (post: Post): void => {
      if (how === 'refused') post.refuses.add('GetChargingProfiles');
      else post.reports = how;
      post.profiles.push(left(900, 'LocalGeneration'));
    };
    const depot = new Depot({ south: '2.1', stations: 2, limitAmps: 40, came });
    depot.passes(60);
    for (const { first, told } of depot.posts) {
      const actions = [...first, ...told].map(([action]) => action);
      const asked = actions.filter((action) => action === 'GetChargingProfiles').length;
      expect(asked).toBe(how === 'endless' ? 4 : 1);
      expect(actions).toContain('GetBaseReport');
    }
    charge(depot);
    expect(draw(depot)).toEqual([20, 20]);
    expect(depot.alarms()).toEqual([]);
  });

  it('in this connection leaves what it said in another as it was', () => {
    const depot = depotWith([left(900, 'TxDefaultProfile')], [900]);
    depot.post.drops();
    depot.post.reports = 'never';
    comesBack(depot);
    expect(depot.alarms()).toContain(alarmOf(depot));
  });

  it('and reports what nobody asked for changes nothing', () => {
    const depot = depotWith([]);
    const report = { requestId: 7, chargingLimitSource: 'CSO', evseId: 1, chargingProfile: [] as object[] };
    const chargingSchedule = [{ id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 1 }] }];
    const one = { id: 5, stackLevel: 0, chargingProfilePurpose: 'TxDefaultProfile', chargingProfileKind: 'Relative' };
    report.chargingProfile.push({ ...one, chargingSchedule });
    expect(depot.post.says('ReportChargingProfiles', report)).toEqual({});
    depot.passes(15);
    expect(strange(depot)).toBe(1);
    expect(depot.post.orders('ClearChargingProfile')).toEqual([]);
  });
});
