// What a central system of OCPP 2.x is told of limits: the profiles that it gave, what limits the site besides, and limits of running
// transactions (K09, K12, K14, K24).

import { describe, expect, it } from 'vitest';
import type { Version } from '../../../src/model/protocol.ts';
import { Depot } from './depot.ts';
import { charging, max, profile, sets } from './profiles.ts';

describe.each<Version>(['2.0.1', '2.1'])('a central system of %s', (north) => {
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

  describe('a limit that becomes another again within a minute', () => {
    /** It charges with 32 A, and the central system was told of 12 A and of 10 A just now. */
    const toldOf = (): ReturnType<typeof charging>['depot'] => {
      const { depot } = charging({ north, south: north });
      depot.passes(60);
      becomes(depot, 12);
      becomes(depot, 10);
      expect(changes(depot)).toBe(2);
      return depot;
    };
    const becomes = (depot: Depot, limit: number): void => {
      const chargingSchedulePeriod = [{ startPeriod: 0, limit }];
      sets(depot, 1, profile({}, { chargingSchedulePeriod }));
      depot.passes(12);
    };
    const changes = (depot: Depot): number =>
      depot.heard('TransactionEvent').filter((one) => one['triggerReason'] === 'ChargingRateChanged').length;

    it('is told of at the end of that minute, the last one only', () => {
      const depot = toldOf();
      becomes(depot, 14);
      becomes(depot, 8);
      expect(changes(depot)).toBe(0);
      depot.passes(60);
      expect(changes(depot)).toBe(1);
      depot.passes(120);
      expect(changes(depot)).toBe(0);
    });

    it('and then what was told, is told of no more', () => {
      const depot = toldOf();
      becomes(depot, 14);
      becomes(depot, 10);
      depot.passes(120);
      expect(changes(depot)).toBe(0);
    });

    it('is not told of when its transaction is over by then', () => {
      const depot = toldOf();
      becomes(depot, 14);
      depot.post.stops();
      depot.passes(120);
      expect(changes(depot)).toBe(0);
    });
  });

  it('hears of no limit of a transaction that is over, whatever its station answers late', () => {
    const { depot } = charging({ north, south: north });
    depot.passes(60);
    depot.told = [];
    depot.harness.says(depot.csms, [2, 'late', 'SetChargingProfile', { evseId: 1, chargingProfile: profile() }]);
    // It is told its limit, and answers when it has said that its vehicle is gone.
    depot.harness.sleep(200);
    const before = depot.harness.facts.length;
    depot.post.stops();
    const settled = depot.harness.facts.slice(before).filter(({ kind }) => kind === 'CommandSettled');
    expect(settled).toMatchObject([{ outcome: 'accepted' }]);
    depot.passes(60);
    const events = depot.heard('TransactionEvent');
    expect(events.map((one) => one['eventType'])).toEqual(['Ended']);
  });
});
