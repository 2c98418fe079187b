// Block E as a station of OCPP 2.x tells its sessions, with the gateway as its central system and another one behind it.

import { describe, expect } from 'vitest';
import { certify } from './kit/certify.ts';
import { idToken, newDepot, reports, versions } from './kit/depot-2.ts';
import { accepted, authorizes, charging, leaves, newSession, plugsIn, told } from './kit/states-2.ts';

const signed = {
  signedMeterValue: {
    signedMeterData: 'AP8BAv8=',
    signingMethod: 'ECDSAP256SHA256',
    encodingMethod: 'OCMF',
    publicKey: 'MFkwEwYHKoZIzj0C',
  },
};

describe.each(versions)('a session of a station of OCPP %s begins', (version) => {
  certify('TC_E_01_CSMS with the power path closed: a token, then the cable', () => {
    const depot = newDepot({ version });
    authorizes(depot);
    reports(depot, 1, 'Occupied');
    const session = newSession(depot);
    const about = { state: 'SuspendedEVSE', token: idToken, wh: 1000, context: 'Transaction.Begin' };
    session.event('Started', 'CablePluggedIn', about, { idTokenInfo: accepted });
    session.event('Updated', 'ChargingStateChanged', { state: 'Charging' });
    told(depot, 'Started', 'CablePluggedIn', { chargingState: 'SuspendedEVSE' }, { idToken, evse: { id: 2 } });
    told(depot, 'Updated', 'ChargingStateChanged', { chargingState: 'Charging' });
  });

  certify('TC_E_02_CSMS when energy flows', () => {
    const depot = newDepot({ version });
    authorizes(depot);
    reports(depot, 1, 'Occupied');
    const about = { state: 'Charging', token: idToken, wh: 1000, context: 'Transaction.Begin' };
    newSession(depot).event('Started', 'ChargingStateChanged', about, { idTokenInfo: accepted });
    told(depot, 'Started', 'ChargingStateChanged', { chargingState: 'Charging' }, { idToken });
  });

  certify('TC_E_03_CSMS the cable is plugged in, then the driver is authorised', () => {
    const depot = newDepot({ version });
    const session = newSession(depot);
    plugsIn(depot, session, 'Started');
    authorizes(depot);
    session.event('Updated', 'Authorized', { token: idToken }, { idTokenInfo: accepted });
    session.event('Updated', 'ChargingStateChanged', { state: 'Charging' });
    const id = told(depot, 'Started', 'CablePluggedIn', { chargingState: 'EVConnected' });
    expect(told(depot, 'Updated', 'Authorized', {}, { idToken })).toBe(id);
    expect(told(depot, 'Updated', 'ChargingStateChanged', { chargingState: 'Charging' })).toBe(id);
  });

  certify('TC_E_04_CSMS the driver is authorised, then the cable is plugged in', () => {
    const depot = newDepot({ version });
    authorizes(depot);
    const session = newSession(depot);
    session.event('Started', 'Authorized', { token: idToken }, { idTokenInfo: accepted });
    plugsIn(depot, session);
    session.event('Updated', 'ChargingStateChanged', { state: 'Charging' });
    depot.csms.hears('Authorize', { idToken: { idToken: idToken.idToken } });
    told(depot, 'Started', 'Authorized', {}, { idToken });
    told(depot, 'Updated', 'CablePluggedIn', { chargingState: 'EVConnected' });
    told(depot, 'Updated', 'ChargingStateChanged', { chargingState: 'Charging' });
    depot.csms.hears('StatusNotification', { evseId: 2, connectorStatus: 'Occupied' });
  });

  certify('TC_E_09_CSMS when the vehicle is connected', () => {
    const depot = newDepot({ version });
    plugsIn(depot, newSession(depot), 'Started');
    const { idToken: nobody } = depot.csms.hears('TransactionEvent', { eventType: 'Started', evse: { id: 2 } });
    expect(nobody).toBeUndefined();
  });

  certify('TC_E_10_CSMS when the driver is authorised', () => {
    const depot = newDepot({ version });
    authorizes(depot);
    newSession(depot).event('Started', 'Authorized', { token: idToken }, { idTokenInfo: accepted });
    told(depot, 'Started', 'Authorized', {}, { idToken });
  });

  certify('TC_E_11_CSMS with a signed value of the meter', () => {
    const depot = newDepot({ version });
    authorizes(depot);
    reports(depot, 1, 'Occupied');
    const sample = { value: 1000, context: 'Transaction.Begin', ...signed };
    const meterValue = [{ timestamp: depot.time(), sampledValue: [sample] }];
    const about = { state: 'EVConnected', token: idToken, more: { meterValue } };
    newSession(depot).event('Started', 'SignedDataReceived', about, { idTokenInfo: accepted });
    const { meterValue: values } = depot.csms.hears('TransactionEvent', { triggerReason: 'SignedDataReceived' });
    expect(values).toMatchObject([{ sampledValue: [{ value: 1000, ...signed }] }]);
  });

  certify('TC_E_12_CSMS when the parking bay is taken', () => {
    const depot = newDepot({ version });
    newSession(depot).event('Started', 'EVDetected', { state: 'Idle' });
    told(depot, 'Started', 'EVDetected', { chargingState: 'Idle' });
  });

  certify('TC_E_38_CSMS the vehicle is not ready', () => {
    const depot = newDepot({ version });
    authorizes(depot);
    const session = newSession(depot);
    session.event('Started', 'Authorized', { token: idToken }, { idTokenInfo: accepted });
    plugsIn(depot, session);
    session.event('Updated', 'ChargingStateChanged', { state: 'SuspendedEV' });
    told(depot, 'Updated', 'ChargingStateChanged', { chargingState: 'SuspendedEV' });
  });

  certify('TC_E_53_CSMS twice: events of each are counted from 0', () => {
    const depot = newDepot({ version });
    leaves(depot, charging(depot));
    const second = charging(depot);
    leaves(depot, second);
    told(depot, 'Ended', 'EVCommunicationLost', { stoppedReason: 'EVDisconnected' });
    depot.csms.hearsNo('TransactionEvent', { eventType: 'Ended' });
  });
});

describe.each(versions)('a session of a station of OCPP %s ends', (version) => {
  /** The driver stops with the token; the power path is opened. */
  function stopsByToken(eventType: string, trigger: string, about: object): void {
    const depot = newDepot({ version });
    const session = charging(depot);
    session.event(eventType, trigger, { token: idToken, ...about }, { idTokenInfo: accepted });
    told(depot, eventType, trigger, {}, { idToken });
    if (eventType !== 'Ended') return;
    depot.csms.hearsNo('TransactionEvent');
    reports(depot, 1, 'Available');
    depot.csms.hears('StatusNotification', { evseId: 2, connectorStatus: 'Available' });
  }

  certify('TC_E_07_CSMS with the power path opened, by the driver', () => {
    stopsByToken('Ended', 'StopAuthorized', { state: 'EVConnected', reason: 'Local', wh: 2000 });
  });

  certify('TC_E_08_CSMS when no more energy flows, by the driver', () => {
    const depot = newDepot({ version });
    const session = charging(depot);
    session.event('Updated', 'StopAuthorized', { token: idToken, state: 'Charging' }, { idTokenInfo: accepted });
    session.event('Ended', 'ChargingStateChanged', { state: 'EVConnected', reason: 'Local', wh: 2000 });
    told(depot, 'Updated', 'StopAuthorized', {}, { idToken });
    told(depot, 'Ended', 'ChargingStateChanged', { stoppedReason: 'Local' });
  });

  certify('TC_E_14_CSMS when the cable is pulled out of the station', () => {
    const depot = newDepot({ version });
    const session = charging(depot);
    session.event('Updated', 'StopAuthorized', { token: idToken, state: 'EVConnected' }, { idTokenInfo: accepted });
    leaves(depot, session);
    told(depot, 'Ended', 'EVCommunicationLost', { stoppedReason: 'EVDisconnected' });
    depot.csms.hears('StatusNotification', { evseId: 2, connectorStatus: 'Available' });
  });

  certify('TC_E_15_CSMS with the right to charge, given back at the station', () => {
    stopsByToken('Ended', 'StopAuthorized', { state: 'EVConnected', reason: 'Local', wh: 2000 });
  });

  certify('TC_E_16_CSMS because the token is no good', () => {
    const depot = newDepot({ version });
    const refused = { idTokenInfo: { status: 'Invalid' } };
    depot.csms.always({ Authorize: refused, TransactionEvent: refused });
    const session = newSession(depot);
    reports(depot, 1, 'Occupied');
    const about = { token: idToken, state: 'Charging', more: { offline: true } };
    session.event('Started', 'Authorized', about, refused);
    session.event('Ended', 'Deauthorized', { state: 'EVConnected', reason: 'DeAuthorized' });
    told(depot, 'Ended', 'Deauthorized', { stoppedReason: 'DeAuthorized' });
  });

  certify('TC_E_17_CSMS because the cable is pulled out of the vehicle, which ends the right to charge', () => {
    const depot = newDepot({ version });
    const session = charging(depot);
    session.event('Updated', 'ChargingStateChanged', { state: 'SuspendedEV' });
    session.event('Ended', 'Deauthorized', { state: 'Idle', reason: 'EVDisconnected', wh: 2000 });
    told(depot, 'Ended', 'Deauthorized', { stoppedReason: 'EVDisconnected' });
  });

  certify('TC_E_19_CSMS when the parking bay is free', () => {
    const depot = newDepot({ version });
    const session = charging(depot);
    session.event('Updated', 'StopAuthorized', { token: idToken, state: 'EVConnected' }, { idTokenInfo: accepted });
    session.event('Updated', 'EVCommunicationLost', { state: 'Idle' });
    session.event('Ended', 'EVDeparted', { state: 'Idle', reason: 'Local', wh: 2000 });
    told(depot, 'Ended', 'EVDeparted', { stoppedReason: 'Local' });
  });

  certify('TC_E_20_CSMS when the cable is pulled out of the vehicle', () => {
    const depot = newDepot({ version });
    const session = charging(depot);
    session.event('Updated', 'ChargingStateChanged', { state: 'SuspendedEV' });
    leaves(depot, session);
    told(depot, 'Updated', 'ChargingStateChanged', { chargingState: 'SuspendedEV' });
    told(depot, 'Ended', 'EVCommunicationLost', { stoppedReason: 'EVDisconnected' });
  });

  certify('TC_E_21_CSMS by the central system', () => {
    const depot = newDepot({ version });
    const session = charging(depot);
    session.event('Updated', 'MeterValuePeriodic', { wh: 1500 });
    const transactionId = told(depot, 'Updated', 'MeterValuePeriodic');
    depot.station.byHand('RequestStopTransaction');
    const order = depot.csms.says('RequestStopTransaction', { transactionId });
    depot.station.takes('RequestStopTransaction', { transactionId: session.id }, accepted);
    order.answered(accepted);
    session.event('Ended', 'RemoteStop', { state: 'EVConnected', reason: 'Remote', wh: 2000 });
    told(depot, 'Ended', 'RemoteStop', { transactionId, stoppedReason: 'Remote' });
  });

  certify('TC_E_22_CSMS when the vehicle takes no more', () => {
    const depot = newDepot({ version });
    const session = charging(depot);
    session.event('Ended', 'ChargingStateChanged', { state: 'SuspendedEV', reason: 'StoppedByEV', wh: 2000 });
    told(depot, 'Ended', 'ChargingStateChanged', { stoppedReason: 'StoppedByEV' });
  });

  certify('TC_E_39_CSMS because nobody plugs in before the time is over', () => {
    const depot = newDepot({ version });
    authorizes(depot);
    const session = newSession(depot);
    session.event('Started', 'Authorized', { token: idToken }, { idTokenInfo: accepted });
    depot.passes(60);
    session.event('Ended', 'EVConnectTimeout', { state: 'Idle', reason: 'Timeout' });
    told(depot, 'Ended', 'EVConnectTimeout', { stoppedReason: 'Timeout' });
  });
});

describe.each(versions)('a session of a station of OCPP %s goes on', (version) => {
  certify('TC_E_26_CSMS after the cable was pulled out of the vehicle and plugged in again', () => {
    const depot = newDepot({ version });
    const session = charging(depot);
    session.event('Updated', 'EVCommunicationLost', { state: 'Idle' });
    session.event('Updated', 'CablePluggedIn', { state: 'EVConnected' });
    session.event('Updated', 'ChargingStateChanged', { state: 'Charging' });
    told(depot, 'Updated', 'EVCommunicationLost', { chargingState: 'Idle' });
    told(depot, 'Updated', 'CablePluggedIn', { chargingState: 'EVConnected' });
    told(depot, 'Updated', 'ChargingStateChanged', { chargingState: 'Charging' });
    depot.csms.hearsNo('TransactionEvent', { eventType: 'Ended' });
  });
});
