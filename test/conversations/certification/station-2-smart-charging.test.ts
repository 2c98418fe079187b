// Block K as a central system of OCPP 2.x meets it: profiles that it clears, asks for and adds up.

import { describe, expect } from 'vitest';
import { certify } from './kit/certify.ts';
import type { Depot } from './kit/depot-2.ts';
import { idToken, newDepot, reports, versions } from './kit/depot-2.ts';
import type { Payload } from './kit/party.ts';
import type { Period } from './kit/profiles-2.ts';
import { composite, heldBy, profileOf, reported, sets, six, upstream } from './kit/profiles-2.ts';
import { accepted, charging, newSession, told } from './kit/states-2.ts';

const clears = ({ csms }: Depot, about: object, status = 'Accepted'): void =>
  void csms.asks('ClearChargingProfile', about, { status });
const byCriteria = (chargingProfilePurpose: string, stackLevel: number) => ({
  chargingProfileCriteria: { chargingProfilePurpose, stackLevel },
});

describe.each(versions)('profiles of a central system of OCPP %s are cleared', (version) => {
  certify('TC_K_05_CS by their id', () => {
    const depot = newDepot({ version });
    sets(depot, six);
    clears(depot, { chargingProfileId: 1 });
    expect(reported(depot, { chargingProfileId: [1] })).toEqual([]);
  });

  certify('TC_K_06_CS by what they are for and their level, which is one of them', () => {
    const depot = newDepot({ version });
    charging(depot);
    sets(depot, { ...six, stackLevel: 1 });
    sets(depot, { ...six, id: 2 });
    clears(depot, byCriteria('TxDefaultProfile', 1));
    expect(reported(depot, { chargingProfilePurpose: 'TxDefaultProfile', stackLevel: 1 })).toEqual([]);
    expect(reported(depot, { chargingProfilePurpose: 'TxDefaultProfile' })).toHaveLength(1);
  });

  certify('TC_K_07_CS by what none of them is for: there is none to clear', () => {
    const depot = newDepot({ version });
    sets(depot, { ...six, stackLevel: 1 });
    clears(depot, byCriteria('ChargingStationMaxProfile', 0), 'Unknown');
    expect(reported(depot, { chargingProfileId: [1] })).toHaveLength(1);
  });

  certify('TC_K_08_CS where there is none', () => {
    clears(newDepot({ version }), { chargingProfileId: 77 }, 'Unknown');
  });

  certify('TC_K_09_CS the default one, which limits the session under way no more', () => {
    const depot = newDepot({ version });
    sets(depot, { ...six, duration: 400 });
    charging(depot);
    depot.passes(60);
    expect(composite(depot, 300)).toEqual([[0, 6]]);
    clears(depot, { chargingProfileCriteria: { chargingProfilePurpose: 'TxDefaultProfile' } });
    const [[, limit]] = composite(depot, 300) as [Period];
    expect(limit).toBeGreaterThan(6);
    depot.passes(60);
    expect(heldBy(depot)).toBe(limit);
  });

  certify('TC_K_24_CS by what they are for and their level, which are several', () => {
    const depot = newDepot({ version });
    sets(depot, six, 2);
    sets(depot, { ...six, id: 2 }, 3);
    clears(depot, byCriteria('TxDefaultProfile', 0));
    expect(reported(depot, {})).toEqual([]);
  });
});

describe.each(versions)('profiles of a central system of OCPP %s are reported', (version) => {
  function given(): Depot {
    const depot = newDepot({ version });
    sets(depot, six);
    sets(depot, { ...six, id: 2, stackLevel: 1 });
    sets(depot, { ...six, id: 3 }, 3);
    sets(depot, { id: 4, purpose: 'ChargingStationMaxProfile', periods: [[0, 100]] }, 0);
    return depot;
  }
  const ids = (found: [unknown, Payload][]): unknown[] => found.map(([evse, { id }]) => [evse, id]);

  certify('TC_K_34_CS of one EVSE, by who set them', () => {
    const depot = given();
    expect(ids(reported(depot, { chargingLimitSource: ['CSO'] }, 2))).toEqual([
      [2, 1],
      [2, 2],
    ]);
    expect(reported(depot, { chargingLimitSource: ['SO'] }, 2)).toEqual([]);
  });

  certify('TC_K_36_CS of one EVSE, by what they are for and their level', () => {
    const depot = given();
    expect(ids(reported(depot, { chargingProfilePurpose: 'TxDefaultProfile', stackLevel: 1 }, 2))).toEqual([[2, 2]]);
  });
});

describe.each(versions)('a profile of a central system of OCPP %s', (version) => {
  certify('TC_P_04_CS holds whatever a vendor put in it besides', () => {
    const depot = newDepot({ version });
    const customData = { vendorId: 'org.example', anything: { at: ['all'] } };
    const chargingProfile = profileOf(depot, six);
    const [schedule] = chargingProfile['chargingSchedule'] as [Payload];
    const periods = (schedule['chargingSchedulePeriod'] as Payload[]).map((period) => ({ ...period, customData }));
    const chargingSchedule = [{ ...schedule, chargingSchedulePeriod: periods }];
    const request = { evseId: upstream, chargingProfile: { ...chargingProfile, customData, chargingSchedule } };
    depot.csms.asks('SetChargingProfile', request, accepted);
    expect(composite(depot, 300)).toEqual([[0, 6]]);
  });
});

describe.each(versions)('a remote start by a central system of OCPP %s', (version) => {
  certify('TC_K_37_CS brings a profile for the session that it starts', () => {
    const depot = newDepot({ version });
    const { station, csms } = depot;
    reports(depot, 1, 'Occupied');
    const {
      validFrom: _,
      validTo: __,
      ...profile
    } = profileOf(depot, {
      id: 5,
      purpose: 'TxProfile',
      periods: [[0, 7]],
    });
    station.byHand('RequestStartTransaction');
    const order = csms.says('RequestStartTransaction', {
      evseId: upstream,
      idToken,
      remoteStartId: 9,
      chargingProfile: profile,
    });
    const { remoteStartId, ...given } = station.takes('RequestStartTransaction', { evseId: 1, idToken }, accepted);
    expect(given).not.toHaveProperty('chargingProfile');
    order.answered(accepted);
    const session = newSession(depot);
    session.event('Started', 'RemoteStart', { token: idToken, state: 'Charging', info: { remoteStartId } });
    depot.passes(60);
    const transactionId = told(depot, 'Started', 'RemoteStart', { remoteStartId: 9 });
    expect(heldBy(depot)).toBe(7);
    expect(reported(depot, { chargingProfileId: [5] })).toEqual([
      [upstream, expect.objectContaining({ id: 5, chargingProfilePurpose: 'TxProfile', transactionId })],
    ]);
  });
});

describe.each(versions)('what all profiles come to, for a central system of OCPP %s', (version) => {
  certify('TC_K_39_CS where it gave none: what the site has', () => {
    const depot = newDepot({ version });
    expect(composite(depot, 300, 0)).toEqual([[0, expect.any(Number)]]);
  });

  certify('TC_K_40_CS the higher one as long as it lasts, then the lower one', () => {
    const depot = newDepot({ version });
    const low: readonly Period[] = [
      [0, 6],
      [100, 8],
      [200, 10],
    ];
    const high: readonly Period[] = [
      [0, 7],
      [100, 9],
    ];
    sets(depot, { id: 1, purpose: 'TxDefaultProfile', duration: 400, periods: low });
    sets(depot, { id: 2, purpose: 'TxDefaultProfile', stackLevel: 1, duration: 150, periods: high });
    expect(composite(depot, 350)).toEqual([
      [0, 7],
      [100, 9],
      [150, 8],
      [200, 10],
    ]);
  });

  certify('TC_K_41_CS the least of the whole and of the session, which counts before the default', () => {
    const depot = newDepot({ version });
    const session = charging(depot);
    session.event('Updated', 'MeterValuePeriodic', { wh: 1500 });
    const transactionId = told(depot, 'Updated', 'MeterValuePeriodic');
    sets(depot, { id: 1, purpose: 'ChargingStationMaxProfile', duration: 86_400, periods: [[0, 10]] }, 0);
    const byDefault: readonly Period[] = [
      [0, 6],
      [60, 10],
      [120, 8],
      [180, 15],
      [260, 8],
    ];
    sets(depot, { id: 2, purpose: 'TxDefaultProfile', duration: 300, periods: byDefault });
    const own: readonly Period[] = [
      [0, 8],
      [50, 11],
      [140, 16],
      [200, 6],
      [240, 12],
    ];
    sets(depot, { id: 3, purpose: 'TxProfile', transactionId, duration: 260, periods: own });
    expect(composite(depot, 400)).toEqual([
      [0, 8],
      [50, 10],
      [200, 6],
      [240, 10],
      [260, 8],
      [300, 10],
    ]);
  });

  certify('TC_K_47_CS at an EVSE that there is not', () => {
    const answer = newDepot({ version }).csms.asks(
      'GetCompositeSchedule',
      { evseId: 77, duration: 300, chargingRateUnit: 'A' },
      { status: 'Rejected' },
    );
    expect(answer).not.toHaveProperty('schedule');
  });
});

describe('a dynamic profile of a central system of OCPP 2.1', () => {
  certify('TC_K_121_CS gets its next limit when its time has come', () => {
    const depot = newDepot({ version: '2.1' });
    depot.csms.always({ PullDynamicScheduleUpdate: { status: 'Accepted', scheduleUpdate: { limit: 9 } } });
    const { validFrom: _, validTo: __, ...plain } = profileOf(depot, { ...six, periods: [[0, 12]] });
    const chargingProfile = { ...plain, chargingProfileKind: 'Dynamic', dynUpdateInterval: 30 };
    depot.csms.asks('SetChargingProfile', { evseId: upstream, chargingProfile }, accepted);
    expect(composite(depot, 300)).toEqual([[0, 12]]);
    depot.passes(40);
    depot.csms.hears('PullDynamicScheduleUpdate', { chargingProfileId: 1 });
    expect(composite(depot, 300)).toEqual([[0, 9]]);
  });
});
