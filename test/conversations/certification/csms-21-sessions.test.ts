// What only 2.1 has in blocks B and E: limits of a transaction, and transactions that go on after an interruption.

import { describe, expect } from 'vitest';
import type { Site } from '../../../src/model/config/site.ts';
import { certify } from './kit/certify.ts';
import type { Depot } from './kit/depot-2.ts';
import { boots, idToken, newDepot, reports } from './kit/depot-2.ts';
import type { Payload } from './kit/party.ts';
import type { Session } from './kit/states-2.ts';
import { accepted, authorizes, charging, newSession, told } from './kit/states-2.ts';

const version = '2.1';
const limit = (transactionLimit: object): Payload => ({ transactionLimit });

/** The central system answers each event of the transaction so, until it hears the limit that it set. */
function limits({ csms }: Depot, transactionLimit: object, more: object = {}): void {
  csms.always({
    TransactionEvent: ({ idToken: shown, transactionInfo }: Payload) => ({
      ...(shown !== undefined && { idTokenInfo: accepted }),
      ...more,
      ...(JSON.stringify((transactionInfo as Payload)['transactionLimit']) !== JSON.stringify(transactionLimit) && {
        transactionLimit,
      }),
    }),
  });
}

/** Connected, and charging from its first event on. */
function starts(depot: Depot): { session: Session; answer: Payload } {
  authorizes(depot);
  reports(depot, 1, 'Occupied');
  const session = newSession(depot);
  const about = { state: 'Charging', token: idToken, wh: 1000, context: 'Transaction.Begin' };
  return { session, answer: session.event('Started', 'ChargingStateChanged', about, { idTokenInfo: accepted }) };
}

describe('a session of a station of OCPP 2.1 is limited', () => {
  certify('TC_E_102_CSMS to some energy by its driver, and to more by the central system', () => {
    const depot = newDepot({ version });
    const session = charging(depot);
    limits(depot, { maxEnergy: 10_000 });
    session.event('Updated', 'LimitSet', { info: limit({ maxEnergy: 6000 }) });
    told(depot, 'Updated', 'LimitSet', limit({ maxEnergy: 6000 }));
    session.event('Updated', 'MeterValuePeriodic', { wh: 1500 }, limit({ maxEnergy: 10_000 }));
    expect(session.event('Updated', 'LimitSet', { info: limit({ maxEnergy: 10_000 }) })).toEqual({});
    told(depot, 'Updated', 'LimitSet', limit({ maxEnergy: 10_000 }));
    session.event('Ended', 'EnergyLimitReached', { reason: 'EnergyLimitReached', wh: 11_000 });
    told(depot, 'Ended', 'EnergyLimitReached', { stoppedReason: 'EnergyLimitReached' });
  });

  certify('TC_E_106_CSMS to some energy at the station', () => {
    const depot = newDepot({ version });
    const session = charging(depot);
    expect(session.event('Updated', 'LimitSet', { info: limit({ maxEnergy: 6000 }) })).toEqual({});
    session.event('Ended', 'EnergyLimitReached', { reason: 'EnergyLimitReached', wh: 7000 });
    told(depot, 'Updated', 'LimitSet', limit({ maxEnergy: 6000 }));
    told(depot, 'Ended', 'EnergyLimitReached', { stoppedReason: 'EnergyLimitReached' });
  });

  certify('TC_E_107_CSMS to some time at the station', () => {
    const depot = newDepot({ version });
    const session = charging(depot);
    expect(session.event('Updated', 'LimitSet', { info: limit({ maxTime: 120 }) })).toEqual({});
    depot.passes(120);
    session.event('Ended', 'TimeLimitReached', { reason: 'TimeLimitReached', wh: 1200 });
    told(depot, 'Updated', 'LimitSet', limit({ maxTime: 120 }));
    told(depot, 'Ended', 'TimeLimitReached', { stoppedReason: 'TimeLimitReached' });
  });

  certify('TC_E_108_CSMS to some cost, which the station works out by the tariff that it was given', () => {
    const depot = newDepot({ version });
    depot.station.byHand('SetDefaultTariff');
    const tariff = { tariffId: 'T-1', currency: 'EUR', chargingTime: { prices: [{ priceMinute: 1 }] } };
    const order = depot.csms.says('SetDefaultTariff', { evseId: 2, tariff });
    depot.station.takes('SetDefaultTariff', { evseId: 1, tariff }, accepted);
    order.answered(accepted);
    const session = charging(depot);
    const costs = (inclTax: number): Payload => ({
      costDetails: {
        totalCost: { currency: 'EUR', typeOfCost: 'NormalCost', chargingTime: { inclTax }, total: { inclTax } },
        totalUsage: { energy: 3000, chargingTime: 60, idleTime: 0 },
      },
    });
    session.event('Updated', 'LimitSet', { info: limit({ maxCost: 2 }), more: costs(1) });
    session.event('Updated', 'RunningCost', { more: costs(1.5) });
    session.event('Ended', 'CostLimitReached', { reason: 'LocalOutOfCredit', wh: 7000, more: costs(2) });
    told(depot, 'Updated', 'LimitSet', limit({ maxCost: 2 }), costs(1));
    told(depot, 'Updated', 'RunningCost', {}, costs(1.5));
    told(depot, 'Ended', 'CostLimitReached', {}, costs(2));
  });

  certify('TC_E_109_CSMS to some cost by the central system, which works it out and says it each time', () => {
    const depot = newDepot({ version });
    limits(depot, { maxCost: 10 }, { totalCost: 0.5 });
    const { session, answer } = starts(depot);
    expect(answer).toMatchObject({ totalCost: 0.5, ...limit({ maxCost: 10 }) });
    const next = session.event('Updated', 'LimitSet', { info: limit({ maxCost: 10 }) });
    // What it says to this event comes with the answer to the next one.
    expect(next).not.toHaveProperty('transactionLimit');
    expect(session.event('Updated', 'MeterValuePeriodic', { wh: 1500 })).toEqual({ totalCost: 0.5 });
    const transactionId = told(depot, 'Updated', 'LimitSet', limit({ maxCost: 10 }));
    depot.station.byHand('CostUpdated');
    const order = depot.csms.says('CostUpdated', { totalCost: 1.5, transactionId });
    depot.station.takes('CostUpdated', { totalCost: 1.5, transactionId: session.id }, {});
    order.answered({});
  });

  certify('TC_E_110_CSMS to some energy by the central system', () => {
    const depot = newDepot({ version });
    limits(depot, { maxEnergy: 10_000 });
    const { session, answer } = starts(depot);
    expect(answer['transactionLimit']).toEqual({ maxEnergy: 10_000 });
    expect(session.event('Updated', 'LimitSet', { info: limit({ maxEnergy: 10_000 }) })).toEqual({});
    session.event('Updated', 'EnergyLimitReached', { state: 'SuspendedEVSE', info: limit({ maxEnergy: 10_000 }) });
    told(depot, 'Updated', 'EnergyLimitReached', { chargingState: 'SuspendedEVSE' });
  });

  certify('TC_E_111_CSMS to some time by the central system', () => {
    const depot = newDepot({ version });
    limits(depot, { maxTime: 3600 });
    const { session, answer } = starts(depot);
    expect(answer['transactionLimit']).toEqual({ maxTime: 3600 });
    expect(session.event('Updated', 'LimitSet', { info: limit({ maxTime: 3600 }) })).toEqual({});
    told(depot, 'Updated', 'LimitSet', limit({ maxTime: 3600 }));
  });
});

/** Alone, each station gives 6 A: what a session gets above that is for it only. */
const sixAlone = (site: Site): Site => ({
  ...site,
  stations: site.stations.map((station) => ({ ...station, fallbackAmps: 6 })),
});

const feeds = ({ station, time }: Depot, eventId: number, isBroken: boolean): void =>
  void station.asks(
    'NotifyEvent',
    {
      generatedAt: time(),
      seqNo: 0,
      eventData: [
        {
          eventId,
          timestamp: time(),
          trigger: 'Delta',
          actualValue: String(isBroken),
          eventNotificationType: 'HardWiredNotification',
          severity: 3,
          component: { name: 'ElectricalFeed' },
          variable: { name: 'Problem' },
        },
      ],
    },
    {},
  );

/** It was gone for a while, and its transactions go on. */
function comesBack(depot: Depot, reason: string, session?: Session): void {
  depot.station.drops();
  depot.passes(20);
  depot.station.connects();
  boots(depot.station, reason);
  reports(depot, 1, session === undefined ? 'Available' : 'Occupied');
  depot.station.asks('SecurityEventNotification', { type: 'StartupOfTheDevice', timestamp: depot.time() }, {});
  if (session === undefined) return;
  depot.station.forgets();
  session.event('Updated', 'TxResumed', { state: 'Charging', wh: 1600 });
  depot.passes(60);
}

/** What it may draw in its session is told once more: it may have kept nothing. */
const isLimitedAgain = ({ station }: Depot, session: Session): void =>
  void station.hears('SetChargingProfile', {
    evseId: 1,
    chargingProfile: { chargingProfilePurpose: 'TxProfile', transactionId: session.id },
  });

function charges(): { depot: Depot; session: Session } {
  const depot = newDepot({ version, site: sixAlone });
  const session = charging(depot);
  depot.passes(60);
  return { depot, session };
}

describe('a session of a station of OCPP 2.1 is interrupted', () => {
  certify('TC_E_113_CSMS by a loss of power, and goes on', () => {
    const { depot, session } = charges();
    depot.station.drops();
    depot.passes(20);
    depot.station.connects();
    boots(depot.station, 'PowerUp');
    reports(depot, 1, 'Occupied');
    feeds(depot, 1, true);
    feeds(depot, 2, false);
    session.event('Updated', 'TxResumed', { state: 'Charging', wh: 1600 });
    told(depot, 'Updated', 'TxResumed', { chargingState: 'Charging' });
    depot.csms.hearsNo('TransactionEvent', { eventType: 'Started' });
    depot.csms.hearsNo('TransactionEvent', { eventType: 'Ended' });
  });

  certify('TC_E_117_CSMS by a loss of power: its limit is told again when it goes on', () => {
    const { depot, session } = charges();
    comesBack(depot, 'PowerUp', session);
    isLimitedAgain(depot, session);
  });

  function resets(depot: Depot): void {
    depot.station.byHand('Reset');
    const order = depot.csms.says('Reset', { type: 'ImmediateAndResume', evseId: 2 });
    depot.station.takes('Reset', { type: 'ImmediateAndResume', evseId: 1 }, accepted);
    order.answered(accepted);
  }

  certify('TC_B_103_CSMS by a reset that ends no session, and goes on', () => {
    const { depot, session } = charges();
    resets(depot);
    session.event('Updated', 'ResetCommand', { state: 'SuspendedEVSE', wh: 1500 });
    comesBack(depot, 'RemoteReset', session);
    told(depot, 'Updated', 'ResetCommand', { chargingState: 'SuspendedEVSE' });
    told(depot, 'Updated', 'TxResumed', { chargingState: 'Charging' });
    depot.csms.hearsNo('TransactionEvent', { eventType: 'Ended' });
  });

  certify('TC_B_104_CSMS by no reset of this kind, while there is none', () => {
    const depot = newDepot({ version });
    resets(depot);
    comesBack(depot, 'RemoteReset');
    depot.csms.hearsNo('TransactionEvent');
  });

  certify('TC_B_116_CSMS by a reset that ends no session: its limit is told again when it goes on', () => {
    const { depot, session } = charges();
    resets(depot);
    session.event('Updated', 'ResetCommand', { state: 'SuspendedEVSE', wh: 1500 });
    comesBack(depot, 'RemoteReset', session);
    isLimitedAgain(depot, session);
  });
});
