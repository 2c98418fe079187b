// Block K at a station of OCPP 2.x: what others limit it to, and vehicles that negotiate with the gateway (K11 to K20).

import { describe, expect } from 'vitest';
import type { Site } from '../../../src/model/config/site.ts';
import { certify } from './kit/certify.ts';
import type { Depot, Version2 } from './kit/depot-2.ts';
import { boots, idToken, newDepot, reports, versions } from './kit/depot-2.ts';
import type { Payload } from './kit/party.ts';
import type { Session } from './kit/states-2.ts';
import { accepted, authorizes, charging, newSession, plugsIn, told } from './kit/states-2.ts';

/** Alone, each station gives 6 A: what a session gets above that is for it only. */
const sixAlone = (site: Site): Site => ({
  ...site,
  stations: site.stations.map((station) => ({ ...station, fallbackAmps: 6 })),
});

/** The driver is let in and the vehicle is connected; it has not charged yet. */
function connected(version: Version2): { depot: Depot; session: Session } {
  const depot = newDepot({ version, site: sixAlone });
  authorizes(depot);
  const session = newSession(depot);
  session.event('Started', 'Authorized', { token: idToken }, { idTokenInfo: accepted });
  plugsIn(depot, session);
  depot.passes(60);
  depot.station.forgets();
  return { depot, session };
}

const needsOf = (energyAmount: number): Payload => ({
  requestedEnergyTransfer: 'AC_three_phase',
  acChargingParameters: { energyAmount, evMinCurrent: 6, evMaxCurrent: 32, evMaxVoltage: 400 },
});
/** Of ISO 15118-20, with a vehicle that may feed in. */
const v2xNeedsOf = (controlMode: string, more: Payload = {}): Payload => ({
  requestedEnergyTransfer: 'AC_BPT',
  availableEnergyTransfer: ['AC_three_phase', 'AC_BPT'],
  controlMode,
  v2xChargingParameters: { maxChargePower: 8000, maxDischargePower: 0 },
  ...more,
});

const says = ({ station }: Depot, chargingNeeds: Payload): void =>
  void station.asks('NotifyEVChargingNeeds', { evseId: 1, chargingNeeds }, accepted);

/** A profile for its session follows; the vehicle says how it charges by it. */
function follows(depot: Depot, session: Session): number {
  const { station, time, passes } = depot;
  passes(15);
  const wanted = { chargingProfilePurpose: 'TxProfile', transactionId: session.id };
  const { chargingProfile } = station.hears('SetChargingProfile', { evseId: 1, chargingProfile: wanted });
  const [schedule] = (chargingProfile as Payload)['chargingSchedule'] as [Payload];
  const [{ limit }] = schedule['chargingSchedulePeriod'] as [{ limit: number }];
  const chargingSchedule = { id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit }] };
  station.asks('NotifyEVChargingSchedule', { timeBase: time(), evseId: 1, chargingSchedule }, accepted);
  return limit;
}

function negotiated(version: Version2, needs: Payload): { depot: Depot; session: Session } {
  const { depot, session } = connected(version);
  says(depot, needs);
  follows(depot, session);
  session.event('Updated', 'ChargingStateChanged', { state: 'Charging', wh: 1000, context: 'Transaction.Begin' });
  return { depot, session };
}

/** The site may use less: what it was told before is too much. */
function dims(depot: Depot, amps: number): void {
  const circuit = depot.harness().gateway.state.ledger.gateway.site!.circuits[0]!.id;
  depot.asks({ kind: 'setCircuitLimit', circuit, amps });
}

const changes = (depot: Depot, session: Session): void => {
  session.event('Updated', 'ChargingRateChanged', { state: 'Charging', wh: 1200 });
  told(depot, 'Updated', 'ChargingRateChanged');
};

describe.each(versions)('a vehicle at a station of OCPP %s', (version) => {
  certify('TC_K_57_CSMS negotiates once more, because it wants something else', () => {
    const { depot, session } = negotiated(version, needsOf(20_000));
    says(depot, needsOf(30_000));
    follows(depot, session);
    changes(depot, session);
  });

  certify('TC_K_58_CSMS negotiates once more, because it is given less', () => {
    const { depot, session } = negotiated(version, needsOf(20_000));
    dims(depot, 12);
    expect(follows(depot, session)).toBeLessThanOrEqual(12);
    changes(depot, session);
  });

  certify('TC_K_59_CSMS negotiates once more, because it is given less, and answers with other needs', () => {
    const { depot, session } = negotiated(version, needsOf(20_000));
    dims(depot, 12);
    expect(follows(depot, session)).toBeLessThanOrEqual(12);
    says(depot, needsOf(10_000));
    expect(follows(depot, session)).toBeLessThanOrEqual(12);
    changes(depot, session);
  });
});

describe('a vehicle of ISO 15118-20 at a station of OCPP 2.1', () => {
  const version = '2.1';

  certify('TC_K_113_CSMS negotiates once more, because it is given less', () => {
    const { depot, session } = negotiated(version, v2xNeedsOf('ScheduledControl'));
    dims(depot, 12);
    expect(follows(depot, session)).toBeLessThanOrEqual(12);
    changes(depot, session);
  });

  certify('TC_K_114_CSMS negotiates once more, because it wants something else', () => {
    const { depot, session } = negotiated(version, needsOf(20_000));
    says(depot, v2xNeedsOf('ScheduledControl'));
    follows(depot, session);
    changes(depot, session);
  });

  certify('TC_K_115_CSMS leaves it to the station how it charges', () => {
    negotiated(version, v2xNeedsOf('DynamicControl'));
  });

  certify('TC_K_117_CSMS leaves it to the station how it charges, and departs at another time after all', () => {
    const { depot, session } = negotiated(version, v2xNeedsOf('DynamicControl'));
    says(depot, v2xNeedsOf('DynamicControl', { departureTime: depot.time(4 * 3600) }));
    follows(depot, session);
  });
});

describe.each(versions)('a station of OCPP %s', (version) => {
  const firstLimitOf = (chargingProfile: Payload): unknown => {
    const [schedule] = chargingProfile['chargingSchedule'] as [Payload];
    return (schedule['chargingSchedulePeriod'] as Payload[])[0]!['limit'];
  };

  certify('TC_K_04_CSMS is given a profile in the place of one of the same id', () => {
    const depot = newDepot({ version, site: sixAlone });
    charging(depot);
    depot.passes(60);
    depot.station.forgets();
    const given = [30, 24].map((amps) => {
      dims(depot, amps);
      depot.passes(15);
      const told = depot.station.hearsAll('SetChargingProfile').findLast(({ evseId }) => evseId === 1);
      return (told?.['chargingProfile'] ?? {}) as Payload;
    });
    const [before, after] = given as [Payload, Payload];
    for (const field of ['id', 'chargingProfileKind', 'chargingProfilePurpose', 'stackLevel'])
      expect(after[field], field).toBe(before[field]);
    expect(firstLimitOf(after)).toBeLessThan(firstLimitOf(before) as number);
  });

  certify('TC_K_15_CSMS takes no profiles, and is counted as one that may draw all it can', () => {
    const depot = newDepot({ version, site: sixAlone, connected: false });
    const { station } = depot;
    station.byHand('SetChargingProfile');
    station.always({ ChangeAvailability: accepted });
    station.connects();
    boots(station);
    let refused = 0;
    for (let second = 0; second < 200; second += 1) {
      depot.passes(1);
      if (!station.isWaiting('SetChargingProfile')) continue;
      station.refuses('SetChargingProfile', {}, 'NotSupported');
      refused += 1;
    }
    expect(refused).toBeGreaterThan(0);
    const keys = [...depot.harness().gateway.state.alarms.keys()];
    for (const evse of [1, 2]) expect(keys).toContain(`BB_STATION_UNCONTROLLABLE:CP-02/${evse}`);
  });

  certify('TC_K_43_CSMS is asked what all profiles of one EVSE come to', () => {
    const depot = newDepot({ version, connected: false });
    const { station, time, passes } = depot;
    station.byHand('GetCompositeSchedule');
    station.connects();
    boots(station);
    for (const evse of [1, 2]) reports(depot, evse, 'Available');
    passes(12);
    const schedule = {
      evseId: 1,
      duration: 86_400,
      scheduleStart: time(),
      chargingRateUnit: 'A',
      chargingSchedulePeriod: [{ startPeriod: 0, limit: 32 }],
    };
    const asked = station.takes(
      'GetCompositeSchedule',
      { evseId: 1, chargingRateUnit: 'A' },
      { status: 'Accepted', schedule },
    );
    expect(asked['duration']).toBeGreaterThan(0);
  });

  certify('TC_K_50_CSMS is limited by others while nothing charges, and then no more', () => {
    const depot = newDepot({ version });
    const { station, csms, passes } = depot;
    const chargingSchedule = [
      {
        id: 1,
        startSchedule: depot.time(),
        chargingRateUnit: 'A',
        chargingSchedulePeriod: [{ startPeriod: 0, limit: 8 }],
      },
    ];
    const chargingLimit = { chargingLimitSource: 'EMS' };
    station.asks('NotifyChargingLimit', { evseId: 1, chargingLimit, chargingSchedule }, {});
    passes(5);
    csms.hears('NotifyChargingLimit', { evseId: 2, chargingLimit });
    station.asks('ClearedChargingLimit', { evseId: 1, chargingLimitSource: 'EMS' }, {});
    passes(5);
    csms.hears('ClearedChargingLimit', { evseId: 2, chargingLimitSource: 'EMS' });
  });
});

describe('a station of OCPP 2.1 with a system of its own', () => {
  certify('TC_K_109_CSMS is given profiles with ids that are not those of others', () => {
    const variables = { 'SmartChargingCtrlr.MaxExternalConstraintsId': '2147400000' };
    const depot = newDepot({ version: '2.1', site: sixAlone, variables });
    const session = newSession(depot);
    session.event('Started', 'Authorized', { state: 'Charging', token: idToken });
    depot.passes(60);
    const given = depot.station.hearsAll('SetChargingProfile');
    expect(given.length).toBeGreaterThan(0);
    for (const { chargingProfile } of given) expect((chargingProfile as Payload)['id']).toBeGreaterThan(2147400000);
  });
});
