// What stations refuse of limits over OCPP 1.6, and how they get one all the same.

import { describe, expect, it } from 'vitest';
import type { Site } from '../../src/model/config/site.ts';
import { evsesOf, newDepot, ready, siteOf } from './limit-depot.ts';
import type { Post, PostOptions } from './post.ts';

const rejected = { status: 'Rejected' };

describe('what a station refuses', () => {
  const refusing =
    (...purposes: string[]): NonNullable<PostOptions['refuses']> =>
    ({ purpose, connector }) =>
      purposes.some((one) => one === purpose || one === `${purpose}@${connector}`) ? rejected : undefined;

  it('Q34 no TxProfile: its limit is its TxDefaultProfile', () => {
    const depot = ready(siteOf(1, 32), { refuses: refusing('TxProfile') });
    const [post] = depot.posts as [Post];
    post.starts();
    depot.passes(61);
    // One that takes no level but 0 is asked so as well.
    expect(post.told()).toEqual(['TxProfile@1 32 A', 'TxProfile@1 32 A', 'TxDefaultProfile@1 32 A']);
    expect(depot.view().stations[0]!.evses[0]).toMatchObject({ takesLimits: 'default', envelopeAmps: 32 });
    post.stops();
    depot.passes(11);
    expect(post.told()).toEqual(['TxDefaultProfile@1 6 A']);
  });

  it('Q34 E36 a TxProfile of a higher level: it gets one of level 0', () => {
    const depot = ready(siteOf(1, 32), {
      refuses: ({ level }) => (level > 0 ? { code: 'PropertyConstraintViolation' } : undefined),
    });
    const [post] = depot.posts as [Post];
    post.starts();
    depot.passes(40);
    expect(post.lastTold()?.csChargingProfiles).toMatchObject({ stackLevel: 0, chargingProfilePurpose: 'TxProfile' });
    expect(post.mayDraw()).toBe(32);
    post.told();
    post.stops();
    post.starts();
    depot.passes(11);
    expect(post.lastTold()?.csChargingProfiles.stackLevel).toBe(0);
    expect(post.told()).toEqual(['TxProfile@1 32 A']);
  });

  it('Q34 a TxDefaultProfile of one connector: it gets one for all, and the same for each', () => {
    const depot = newDepot(evsesOf(siteOf(1, 40), 2), {
      refuses: refusing('TxDefaultProfile@1', 'TxDefaultProfile@2'),
    });
    const [post] = depot.posts as [Post];
    post.connects().boots();
    depot.passes(45);
    expect(post.told()).toContain('TxDefaultProfile@0 6 A');
    post.starts(2);
    depot.passes(30);
    expect(post.told()).toEqual(['TxDefaultProfile@0 20 A']);
    expect([post.mayDraw(1), post.mayDraw(2)]).toEqual([20, 20]);
    expect(depot.view().circuits[0]).toMatchObject({ worstCaseAmps: 40 });
  });

  it('Q34 any TxDefaultProfile: a ChargePointMaxProfile that began long ago holds the sum', () => {
    const depot = newDepot(evsesOf(siteOf(1, 40), 2), { refuses: refusing('TxDefaultProfile') });
    const [post] = depot.posts as [Post];
    post.connects().boots();
    depot.passes(80);
    post.told();
    post.starts(1);
    depot.passes(30);
    expect(post.lastTold()).toMatchObject({
      connectorId: 0,
      csChargingProfiles: { chargingProfileKind: 'Absolute', stackLevel: 0 },
    });
    expect(post.lastTold()?.csChargingProfiles.chargingSchedule.startSchedule).toBe('1970-01-01T00:00:00.000Z');
    expect(post.told()).toEqual(['ChargePointMaxProfile@0 40 A']);
    expect(depot.view().circuits[0]).toMatchObject({ worstCaseAmps: 40 });
  });

  it('Q35 E36 every profile: it counts at its rating, and people are told', () => {
    const depot = newDepot(siteOf(2, 60), [{ refuses: () => ({ status: 'NotSupported' }) }, {}]);
    const [deaf, other] = depot.posts as [Post, Post];
    for (const post of depot.posts) post.connects().boots();
    depot.passes(15);
    expect(deaf.told()).toEqual(['TxDefaultProfile@1 6 A', 'TxDefaultProfile@0 6 A', 'ChargePointMaxProfile@0 6 A']);
    expect(depot.alarms()).toContain('BB_STATION_UNCONTROLLABLE:CP-01/1');
    other.starts();
    depot.passes(20);
    expect(other.mayDraw()).toBe(28);
    expect(depot.view().stations[0]!.evses[0]).toMatchObject({ envelopeAmps: 32, reason: { kind: 'uncontrollable' } });
    depot.restarts();
    for (const post of depot.posts) post.connects();
    depot.passes(40);
    expect(deaf.told()).toEqual([]);
    expect(depot.alarms()).toContain('BB_STATION_UNCONTROLLABLE:CP-01/1');
  });

  it('Q34 what one showed counts for others of its model and firmware', () => {
    const refuses = refusing('TxProfile');
    const depot = newDepot(siteOf(3, 90), [{ refuses }, { refuses }, { refuses, boot: { firmwareVersion: '2' } }]);
    const [first, second, third] = depot.posts as [Post, Post, Post];
    first.connects().boots();
    depot.passes(5);
    first.starts();
    depot.passes(61);
    for (const post of [second, third]) {
      post.connects().boots();
      depot.passes(5);
      post.starts();
      post.told();
    }
    depot.passes(15);
    expect(second.told()).toEqual(['TxDefaultProfile@1 30 A']);
    expect(third.told()).toEqual(['TxProfile@1 30 A']);
  });

  it('Q34 one refusal of a rung that worked changes nothing: it is tried again', () => {
    let isBusy = false;
    const depot = ready(siteOf(1, 32), { refuses: () => (isBusy ? rejected : undefined) });
    const [post] = depot.posts as [Post];
    post.starts();
    depot.passes(15);
    isBusy = true;
    post.stops();
    post.starts();
    depot.passes(120);
    expect(depot.alarms()).toContain('BB_LIMIT_REFUSED:CP-01/1');
    isBusy = false;
    depot.passes(31);
    expect(depot.alarms()).toEqual([]);
    expect(depot.view().stations[0]!.evses[0]).toMatchObject({ takesLimits: 'tx', limitAmps: 32 });
  });

  it('Q36 amps: it gets watts, rounded down, and counts with all of them on one line', () => {
    const depot = ready(siteOf(1, 100), { settings: { ChargingScheduleAllowedChargingRateUnit: 'Power' } });
    const [post] = depot.posts as [Post];
    post.starts();
    depot.passes(11);
    expect(post.told()).toEqual(['TxProfile@1 22080 W']);
    expect(depot.view().stations[0]!.evses[0]).toMatchObject({ envelopeAmps: 32, limitAmps: 32 });
    const tight = ready(siteOf(1, 30), { settings: { ChargingScheduleAllowedChargingRateUnit: 'W' } });
    tight.posts[0]!.starts();
    tight.passes(11);
    // 9 A on three lines are 27 A on one, and 30 A where the grid sags by a tenth.
    expect(tight.posts[0]!.told()).toEqual(['TxProfile@1 6210 W']);
    expect(tight.view().circuits[0]).toMatchObject({ worstCaseAmps: 30 });
  });

  it('Q38 a limit of 0: it keeps its minimum, which counts', () => {
    const zero: PostOptions = {
      refuses: ({ amps }) => (amps === 0 ? rejected : undefined),
      boot: { chargePointModel: 'Other' },
    };
    const depot = newDepot(siteOf(3, 14), [{}, {}, zero]);
    for (const post of depot.posts) post.connects().boots();
    depot.passes(20);
    const [first, second, third] = depot.posts as [Post, Post, Post];
    expect(third.told()).toEqual(['TxDefaultProfile@1 0 A', 'TxDefaultProfile@1 6 A']);
    expect(depot.alarms()).toEqual(['BB_LIMIT_ZERO_REFUSED:CP-03/1']);
    // Its minimum is counted before anybody else is given one.
    expect([first.mayDraw(), second.mayDraw()].sort()).toEqual([0, 6]);
    expect(depot.view().circuits[0]).toMatchObject({ worstCaseAmps: 12 });
  });

  /** A station that refuses 0, with a session that the central system allows nothing. */
  function allowedNothing(zeroRefused: 'stop' | 'inoperative') {
    const change = (site: Site): Site => ({
      ...site,
      stations: site.stations.map((station) => ({ ...station, zeroRefused })),
    });
    const depot = newDepot(siteOf(1, 32, change), { refuses: ({ amps }) => (amps === 0 ? rejected : undefined) });
    const [post] = depot.posts as [Post];
    post.connects().boots();
    post.says('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Available' });
    const accepts = () => ({ status: 'Accepted', currentTime: '2026-01-15T18:00:00Z', interval: 300 });
    /** Its connection is over when it has not answered for a while. */
    const orders = (action: string, payload: object): void => {
      const csms = depot.harness().connectCsms();
      depot.harness().answers(csms, accepts);
      depot.harness().says(csms, [2, action, action, payload]);
      depot.passes(1);
      depot.harness().drop(csms);
    };
    post.starts();
    depot.passes(15);
    const allows = (limit: number): void => {
      const csChargingProfiles = {
        chargingProfileId: 1,
        stackLevel: 0,
        chargingProfilePurpose: 'TxDefaultProfile',
        chargingProfileKind: 'Relative',
        chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit }] },
      };
      orders('SetChargingProfile', { connectorId: 1, csChargingProfiles });
    };
    post.calls();
    const number = post.number();
    allows(0);
    depot.passes(60);
    const told = (): unknown[] =>
      post
        .calls()
        .filter(([action]) => action === 'RemoteStopTransaction' || action === 'ChangeAvailability')
        .map(([action, { type, transactionId }]) => [action, type ?? transactionId]);
    return { depot, post, orders, allows, told, number };
  }

  it('Q38 a limit of 0 where the site file asks for it: its session is stopped instead, once', () => {
    const { told, number } = allowedNothing('stop');
    expect(told()).toEqual([['RemoteStopTransaction', number]]);
  });

  it('Q38 a limit of 0 where it is to be inoperative then: stopped and out of service, until it may have something', () => {
    const { depot, post, allows, told, number } = allowedNothing('inoperative');
    expect(told()).toEqual([
      ['RemoteStopTransaction', number],
      ['ChangeAvailability', 'Inoperative'],
    ]);
    post.stops();
    depot.passes(1200);
    expect(told()).toEqual([]);
    // It may have forgotten: told again in the next connection, also of another process.
    depot.restarts();
    post.connects();
    depot.passes(30);
    expect(told()).toEqual([['ChangeAvailability', 'Inoperative']]);
    allows(16);
    depot.passes(60);
    expect(told()).toEqual([['ChangeAvailability', 'Operative']]);
    post.starts();
    depot.passes(60);
    expect(post.mayDraw()).toBe(16);
    expect(told()).toEqual([]);
  });

  it('Q38 what the central system took out of service itself is not put back', () => {
    const { depot, post, orders, allows, told } = allowedNothing('inoperative');
    post.stops();
    orders('ChangeAvailability', { connectorId: 1, type: 'Inoperative' });
    depot.passes(700);
    told();
    allows(16);
    depot.passes(60);
    expect(told()).toEqual([]);
    orders('ChangeAvailability', { connectorId: 1, type: 'Operative' });
    expect(told()).toEqual([['ChangeAvailability', 'Operative']]);
  });

  it('Q40 numberPhases that is ignored: none is sent, and every line that is wired counts in full', () => {
    const depot = ready(siteOf(2, 40));
    const [first, second] = depot.posts as [Post, Post];
    first.starts();
    depot.passes(30);
    expect(JSON.stringify(first.lastTold())).not.toContain('numberPhases');
    // It draws on one line only; the others stay counted, because the next moment may be another.
    const sampledValue = ['L1', 'L2', 'L3'].map((phase, at) => ({
      value: at === 0 ? '32' : '0',
      measurand: 'Current.Import',
      unit: 'A',
      phase,
    }));
    const meterValue = [{ timestamp: new Date(depot.harness().utc()).toISOString(), sampledValue }];
    first.says('MeterValues', { connectorId: 1, transactionId: first.number(), meterValue });
    second.starts();
    depot.passes(60);
    expect([first.mayDraw(), second.mayDraw()]).toEqual([20, 20]);
    expect(depot.view().circuits[0]!.worstCaseAmpsOnLines).toEqual([40, 40, 40]);
  });

  it('holds no more profiles than it can: one for each connector, or one for all', () => {
    const has = (MaxChargingProfilesInstalled: string): PostOptions => ({ settings: { MaxChargingProfilesInstalled } });
    const rungWith = (most: string): string => {
      const depot = ready(evsesOf(siteOf(1, 80), 2), has(most));
      return depot.view().stations[0]!.evses[0]!.takesLimits;
    };
    expect(['4', '3', '2', '1', '0', ''].map(rungWith)).toEqual(['tx', 'default', 'default', 'default0', 'none', 'tx']);
  });
});
