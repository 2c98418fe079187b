// Vehicles that negotiate with a central system of OCPP 2.x through the site (K15 to K20).

import { describe, expect } from 'vitest';
import { certify } from './kit/certify.ts';
import type { Depot } from './kit/depot-2.ts';
import { idToken, newDepot, versions } from './kit/depot-2.ts';
import { heldBy, sets, six, upstream } from './kit/profiles-2.ts';
import type { Session } from './kit/states-2.ts';
import { accepted, authorizes, newSession, plugsIn, told } from './kit/states-2.ts';

/** The driver is let in and the vehicle is connected; it has not charged yet. */
function connected(depot: Depot): Session {
  authorizes(depot);
  const session = newSession(depot);
  session.event('Started', 'Authorized', { token: idToken }, { idTokenInfo: accepted });
  plugsIn(depot, session);
  return session;
}

const acNeeds = (energyAmount: number, more: object = {}): object => ({
  evseId: 1,
  chargingNeeds: {
    requestedEnergyTransfer: 'AC_three_phase',
    acChargingParameters: { energyAmount, evMinCurrent: 6, evMaxCurrent: 32, evMaxVoltage: 400 },
    ...more,
  },
});

function needs({ station, csms }: Depot, said: object): void {
  station.asks('NotifyEVChargingNeeds', said, accepted);
  csms.hears('NotifyEVChargingNeeds', { ...said, evseId: upstream });
}

/** The central system limits the session; its vehicle takes that and says how it will charge. */
function follows(depot: Depot, session: Session, limit: number): void {
  session.event('Updated', 'MeterValuePeriodic', { wh: 1500 });
  const transactionId = told(depot, 'Updated', 'MeterValuePeriodic');
  sets(depot, { id: 9, purpose: 'TxProfile', transactionId, periods: [[0, limit]] });
  depot.passes(15);
  expect(heldBy(depot)).toBe(limit);
  chooses(depot, limit);
}

function chooses({ station, csms, time }: Depot, limit: number): void {
  const chargingSchedule = {
    id: 1,
    chargingRateUnit: 'A',
    chargingSchedulePeriod: [{ startPeriod: 0, limit }],
  };
  station.asks('NotifyEVChargingSchedule', { timeBase: time(), evseId: 1, chargingSchedule }, accepted);
  csms.hears('NotifyEVChargingSchedule', { evseId: upstream, chargingSchedule });
}

function begins(depot: Depot, session: Session): void {
  session.event('Updated', 'ChargingStateChanged', { state: 'Charging', wh: 1000, context: 'Transaction.Begin' });
  depot.passes(5);
  told(depot, 'Updated', 'ChargingStateChanged', { chargingState: 'Charging' });
}

/** Its needs are known, a profile follows, and it charges by it. */
function negotiated(depot: Depot): Session {
  const session = connected(depot);
  needs(depot, acNeeds(20_000));
  follows(depot, session, 12);
  begins(depot, session);
  depot.passes(60);
  for (const party of [depot.station, depot.csms]) party.forgets();
  return session;
}

describe.each(versions)('a vehicle negotiates with a central system of OCPP %s', (version) => {
  certify('TC_K_53_CS and charges by the profile that follows its needs', () => {
    negotiated(newDepot({ version }));
  });

  certify('TC_K_54_CS which has no schedule for it: it charges within what the site allows', () => {
    const depot = newDepot({ version });
    depot.csms.always({ NotifyEVChargingNeeds: { status: 'Rejected' } });
    const session = connected(depot);
    needs(depot, acNeeds(20_000));
    depot.passes(15);
    expect(heldBy(depot)).toBe(32);
    chooses(depot, 16);
    begins(depot, session);
  });

  certify('TC_K_56_CS which is away: it charges by the default profile, and that is told when it is back', () => {
    const depot = newDepot({ version });
    sets(depot, { ...six, duration: 400 });
    const session = connected(depot);
    depot.csms.drops();
    depot.station.asks('NotifyEVChargingNeeds', acNeeds(20_000), accepted);
    depot.passes(30);
    expect(heldBy(depot)).toBe(6);
    session.event('Updated', 'ChargingStateChanged', { state: 'Charging', wh: 1000, context: 'Transaction.Begin' });
    depot.passes(60);
    depot.csms.connects();
    depot.passes(60);
    told(depot, 'Updated', 'ChargingStateChanged', { chargingState: 'Charging' }, { offline: true });
  });

  certify('TC_K_57_CS once more, because it wants something else', () => {
    const depot = newDepot({ version });
    const session = negotiated(depot);
    needs(depot, acNeeds(30_000));
    follows(depot, session, 15);
    depot.passes(5);
    told(depot, 'Updated', 'ChargingRateChanged');
  });

  certify('TC_K_58_CS once more, because the central system wants something else', () => {
    const depot = newDepot({ version });
    follows(depot, negotiated(depot), 8);
    depot.passes(5);
    told(depot, 'Updated', 'ChargingRateChanged');
  });
});

/** Needs of a vehicle of ISO 15118-20 that may feed in. */
const v2xNeeds = (more: object = {}): object => ({
  evseId: 1,
  chargingNeeds: {
    requestedEnergyTransfer: 'AC_BPT',
    availableEnergyTransfer: ['AC_three_phase', 'AC_BPT'],
    v2xChargingParameters: { maxChargePower: 11_000, maxDischargePower: 0 },
    ...more,
  },
});

describe('a vehicle of ISO 15118-20 negotiates with a central system of OCPP 2.1', () => {
  const version = '2.1';

  certify('TC_K_113_CS once more, because the central system wants something else', () => {
    const depot = newDepot({ version });
    const session = connected(depot);
    needs(depot, v2xNeeds({ controlMode: 'ScheduledControl' }));
    begins(depot, session);
    depot.passes(60);
    follows(depot, session, 8);
    depot.passes(5);
    told(depot, 'Updated', 'ChargingRateChanged');
  });

  certify('TC_K_114_CS once more, because it wants something else', () => {
    const depot = newDepot({ version });
    const session = negotiated(depot);
    needs(depot, v2xNeeds({ controlMode: 'ScheduledControl' }));
    follows(depot, session, 15);
  });

  certify('TC_K_115_CS and leaves it to the station how it charges', () => {
    const depot = newDepot({ version });
    const session = connected(depot);
    needs(depot, v2xNeeds({ controlMode: 'DynamicControl' }));
    follows(depot, session, 12);
    begins(depot, session);
  });

  certify('TC_K_116_CS once more, because it needs more by another time', () => {
    const depot = newDepot({ version });
    const session = connected(depot);
    needs(depot, v2xNeeds({ controlMode: 'DynamicControl', departureTime: depot.time(8 * 3600) }));
    begins(depot, session);
    needs(depot, v2xNeeds({ controlMode: 'DynamicControl', departureTime: depot.time(4 * 3600) }));
    follows(depot, session, 16);
  });
});
