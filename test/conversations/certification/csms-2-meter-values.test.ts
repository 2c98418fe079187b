// Block J: values of the meter as a station of OCPP 2.x tells them, with the gateway as its central system.

import { describe, expect } from 'vitest';
import { certify } from './kit/certify.ts';
import type { Depot } from './kit/depot-2.ts';
import { idToken, newDepot, reports, versions } from './kit/depot-2.ts';
import { accepted, authorizes, charging, leaves, newSession, register, told } from './kit/states-2.ts';

const signedMeterValue = {
  signedMeterData: 'AP8BAv8=',
  signingMethod: 'ECDSAP256SHA256',
  encodingMethod: 'OCMF',
  publicKey: 'MFkwEwYHKoZIzj0C',
};

interface Values {
  readonly meterValue: readonly { readonly sampledValue: readonly { value: number; context: string }[] }[];
}

/** Values and contexts of a message, in their order. */
const listOf = ({ meterValue }: Values) =>
  meterValue.flatMap(({ sampledValue }) => sampledValue.map(({ value, context }) => [value, context]));

const heardIn = ({ csms }: Depot, action: string, wanted: object) =>
  listOf(csms.hears(action, wanted) as unknown as Values);

describe.each(versions)('values at round times of a station of OCPP %s', (version) => {
  certify('TC_J_01_CSMS while nothing charges', () => {
    const depot = newDepot({ version });
    for (const value of [10, 20, 30]) {
      for (const evseId of [0, 1, 2])
        depot.station.asks('MeterValues', { evseId, meterValue: [register(depot.time(), value, 'Sample.Clock')] }, {});
      const event = {
        eventId: value,
        timestamp: depot.time(),
        trigger: 'Periodic',
        actualValue: String(value),
        eventNotificationType: 'CustomMonitor',
        component: { name: 'FiscalMetering' },
        variable: { name: 'EnergyImport' },
      };
      depot.station.asks('NotifyEvent', { generatedAt: depot.time(), seqNo: 0, eventData: [event] }, {});
      depot.passes(1);
    }
    const told = depot.csms.hearsAll('MeterValues').filter(({ evseId }) => evseId === 2);
    expect(told.flatMap((one) => listOf(one as unknown as Values))).toEqual([
      [10, 'Sample.Clock'],
      [20, 'Sample.Clock'],
      [30, 'Sample.Clock'],
    ]);
  });

  certify('TC_J_02_CSMS during a session', () => {
    const depot = newDepot({ version });
    const session = charging(depot);
    depot.station.asks('MeterValues', { evseId: 2, meterValue: [register(depot.time(), 7, 'Sample.Clock')] }, {});
    session.event('Updated', 'MeterValueClock', { wh: 1500, context: 'Sample.Clock' });
    expect(heardIn(depot, 'TransactionEvent', { triggerReason: 'MeterValueClock' })).toEqual([[1500, 'Sample.Clock']]);
  });
});

describe.each(versions)('values in the events of a session of a station of OCPP %s', (version) => {
  /** The end of a session with values of its course. */
  function endsWith(context: string, more: object = {}): void {
    const depot = newDepot({ version });
    const session = charging(depot);
    depot.passes(60);
    const meterValue = [
      register(depot.time(-60), 1000, 'Transaction.Begin', more),
      register(depot.time(-30), 1500, context, more),
      register(depot.time(), 2000, 'Transaction.End', more),
    ];
    leaves(depot, session, 'EVDisconnected', { more: { meterValue } });
    const heard = depot.csms.hears('TransactionEvent', { eventType: 'Ended' }) as unknown as Values;
    expect(listOf(heard)).toEqual([
      [1000, 'Transaction.Begin'],
      [1500, context],
      [2000, 'Transaction.End'],
    ]);
    for (const { sampledValue } of heard.meterValue) expect(sampledValue).toMatchObject([more]);
  }

  certify('TC_J_03_CSMS those of round times in its end', () => {
    endsWith('Sample.Clock');
  });

  certify('TC_J_04_CSMS those of round times, signed', () => {
    endsWith('Sample.Clock', { signedMeterValue });
  });

  certify('TC_J_07_CSMS the first in its start', () => {
    const depot = newDepot({ version });
    reports(depot, 1, 'Occupied');
    const about = { state: 'EVConnected', wh: 1000, context: 'Transaction.Begin' };
    newSession(depot).event('Started', 'CablePluggedIn', about);
    expect(heardIn(depot, 'TransactionEvent', { eventType: 'Started' })).toEqual([[1000, 'Transaction.Begin']]);
  });

  certify('TC_J_08_CSMS the first once the connector is known, where a token began it', () => {
    const depot = newDepot({ version });
    authorizes(depot);
    const session = newSession(depot);
    session.event('Started', 'Authorized', { token: idToken, more: { evse: undefined } }, { idTokenInfo: accepted });
    reports(depot, 1, 'Occupied');
    session.event('Updated', 'CablePluggedIn', { state: 'EVConnected', wh: 1000, context: 'Transaction.Begin' });
    session.event('Updated', 'ChargingStateChanged', { state: 'Charging' });
    const wanted = { triggerReason: 'CablePluggedIn', evse: { id: 2 } };
    expect(heardIn(depot, 'TransactionEvent', wanted)).toEqual([[1000, 'Transaction.Begin']]);
    told(depot, 'Updated', 'ChargingStateChanged', { chargingState: 'Charging' });
  });

  certify('TC_J_09_CSMS those of its course', () => {
    const depot = newDepot({ version });
    const session = charging(depot);
    for (const wh of [1100, 1200, 1300]) {
      depot.passes(30);
      session.event('Updated', 'MeterValuePeriodic', { wh });
    }
    const heard = [1100, 1200, 1300].map(() =>
      heardIn(depot, 'TransactionEvent', { triggerReason: 'MeterValuePeriodic' }),
    );
    expect(heard.flat()).toEqual([1100, 1200, 1300].map((wh) => [wh, 'Sample.Periodic']));
  });

  certify('TC_J_10_CSMS those of its course in its end', () => {
    endsWith('Sample.Periodic');
  });

  certify('TC_J_11_CSMS those of its course, signed', () => {
    endsWith('Sample.Periodic', { signedMeterValue });
  });
});
