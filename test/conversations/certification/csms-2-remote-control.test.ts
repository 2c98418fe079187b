// Block F: what a central system has a station of OCPP 2.x do, through the gateway.

import { describe, expect } from 'vitest';
import { certify } from './kit/certify.ts';
import type { Depot } from './kit/depot-2.ts';
import { idToken, newDepot, reports, versions } from './kit/depot-2.ts';
import type { Said } from './kit/party.ts';
import { accepted, authorizes, charging, leaves, newSession, plugsIn, register, told } from './kit/states-2.ts';

/** A remote start at EVSE 1 of the station; what the station is told to call it. */
function startsRemotely({ station, csms }: Depot): number {
  station.byHand('RequestStartTransaction');
  const order = csms.says('RequestStartTransaction', { evseId: 2, remoteStartId: 7, idToken });
  const given = station.takes('RequestStartTransaction', { evseId: 1, idToken }, accepted);
  order.answered(accepted);
  return given['remoteStartId'] as number;
}

describe.each(versions)('a remote start at a station of OCPP %s', (version) => {
  certify('TC_F_01_CSMS after the cable was plugged in', () => {
    const depot = newDepot({ version });
    const session = newSession(depot);
    plugsIn(depot, session, 'Started');
    const remoteStartId = startsRemotely(depot);
    session.event('Updated', 'RemoteStart', { token: idToken, info: { remoteStartId } }, { idTokenInfo: accepted });
    session.event('Updated', 'ChargingStateChanged', { state: 'Charging' });
    told(depot, 'Updated', 'RemoteStart', { remoteStartId: 7 }, { idToken });
    told(depot, 'Updated', 'ChargingStateChanged', { chargingState: 'Charging' });
  });

  function startsFirst(asks: boolean): void {
    const variables = { 'AuthCtrlr.AuthorizeRemoteStart': String(asks) };
    const depot = newDepot({ version, variables });
    const remoteStartId = startsRemotely(depot);
    if (asks) authorizes(depot);
    else depot.csms.hearsNo('Authorize');
    const session = newSession(depot);
    session.event('Started', 'RemoteStart', { token: idToken, info: { remoteStartId } }, { idTokenInfo: accepted });
    plugsIn(depot, session);
    session.event('Updated', 'ChargingStateChanged', { state: 'Charging' });
    told(depot, 'Started', 'RemoteStart', { remoteStartId: 7 }, { idToken });
    told(depot, 'Updated', 'ChargingStateChanged', { chargingState: 'Charging' });
  }

  certify('TC_F_02_CSMS before the cable is plugged in, where the station asks about the token', () => {
    startsFirst(true);
  });

  certify('TC_F_03_CSMS before the cable is plugged in, where the station does not ask about the token', () => {
    startsFirst(false);
  });

  certify('TC_F_04_CSMS and nobody plugs a cable in before the time is over', () => {
    const depot = newDepot({ version });
    const remoteStartId = startsRemotely(depot);
    const session = newSession(depot);
    session.event('Started', 'RemoteStart', { token: idToken, info: { remoteStartId } });
    depot.passes(60);
    session.event('Ended', 'EVConnectTimeout', { state: 'Idle', reason: 'Timeout' });
    told(depot, 'Started', 'RemoteStart', { remoteStartId: 7 });
    told(depot, 'Ended', 'EVConnectTimeout', { stoppedReason: 'Timeout' });
  });
});

describe.each(versions)('a connector of a station of OCPP %s', (version) => {
  certify('TC_F_06_CSMS where nothing charges is unlocked', () => {
    const depot = newDepot({ version });
    depot.station.byHand('UnlockConnector');
    const order = depot.csms.says('UnlockConnector', { evseId: 2, connectorId: 1 });
    depot.station.takes('UnlockConnector', { evseId: 1, connectorId: 1 }, { status: 'Unlocked' });
    order.answered({ status: 'Unlocked' });
  });
});

describe.each(versions)('a station of OCPP %s is asked to send', (version) => {
  /** The site is asked, and the station for each EVSE that is meant. */
  function triggers(depot: Depot, requestedMessage: string, evse: number | undefined, asked: readonly number[]): Said {
    depot.station.byHand('TriggerMessage');
    const about = evse === undefined ? {} : { evse: { id: evse } };
    const order = depot.csms.says('TriggerMessage', { requestedMessage, ...about });
    for (const id of asked) depot.station.takes('TriggerMessage', { requestedMessage, evse: { id } }, accepted);
    order.answered(accepted);
    return order;
  }

  /** The station itself is asked, which has no number upstream. */
  function triggersItself(depot: Depot, requestedMessage: string, status = 'Accepted'): void {
    depot.station.byHand('TriggerMessage');
    const data = { station: 'CP-02', request: { requestedMessage } };
    const order = depot.csms.says('DataTransfer', { vendorId: 'Busbar', messageId: 'TriggerMessage', data });
    expect(depot.station.takes('TriggerMessage', {}, { status })).toEqual({ requestedMessage });
    order.answered({});
  }

  const values = (depot: Depot, evseId: number): void => {
    depot.station.asks('MeterValues', { evseId, meterValue: [register(depot.time(), 1234, 'Trigger')] }, {});
    depot.csms.hears('MeterValues', { evseId: evseId + 1 });
  };

  certify('TC_F_11_CSMS meter values of one EVSE', () => {
    const depot = newDepot({ version });
    triggers(depot, 'MeterValues', 2, [1]);
    values(depot, 1);
  });

  certify('TC_F_12_CSMS meter values of all EVSEs', () => {
    const depot = newDepot({ version });
    triggers(depot, 'MeterValues', undefined, [1, 2]);
    for (const evse of [1, 2]) values(depot, evse);
  });

  certify('TC_F_13_CSMS an event of the session at one EVSE', () => {
    const depot = newDepot({ version });
    const session = charging(depot);
    triggers(depot, 'TransactionEvent', 2, [1]);
    session.event('Updated', 'Trigger', { state: 'Charging', wh: 1200, context: 'Trigger' });
    told(depot, 'Updated', 'Trigger');
  });

  certify('TC_F_14_CSMS events of all sessions', () => {
    const depot = newDepot({ version });
    const session = charging(depot);
    triggers(depot, 'TransactionEvent', undefined, [1]);
    session.event('Updated', 'Trigger', { state: 'Charging', wh: 1200, context: 'Trigger' });
    told(depot, 'Updated', 'Trigger');
  });

  certify('TC_F_15_CSMS how its log stands', () => {
    const depot = newDepot({ version });
    triggersItself(depot, 'LogStatusNotification');
    depot.station.asks('LogStatusNotification', { status: 'Idle' }, {});
  });

  certify('TC_F_18_CSMS how its firmware stands', () => {
    const depot = newDepot({ version });
    triggersItself(depot, 'FirmwareStatusNotification');
    depot.station.asks('FirmwareStatusNotification', { status: 'Idle' }, {});
  });

  certify('TC_F_20_CSMS a heartbeat', () => {
    const depot = newDepot({ version });
    triggersItself(depot, 'Heartbeat');
    depot.station.asks('Heartbeat', {}, { currentTime: depot.time() });
  });

  function showsStatus(connectorStatus: string): void {
    const depot = newDepot({ version });
    if (connectorStatus !== 'Available') reports(depot, 1, connectorStatus);
    depot.csms.forgets();
    depot.csms.asks(
      'TriggerMessage',
      { requestedMessage: 'StatusNotification', evse: { id: 2, connectorId: 1 } },
      accepted,
    );
    depot.passes(5);
    depot.csms.hears('StatusNotification', { evseId: 2, connectorId: 1, connectorStatus });
  }

  certify('TC_F_23_CSMS the status of a connector that is free', () => {
    showsStatus('Available');
  });

  certify('TC_F_24_CSMS the status of a connector that is taken', () => {
    showsStatus('Occupied');
  });

  certify('TC_F_27_CSMS what it does not know', () => {
    triggersItself(newDepot({ version }), 'SignCombinedCertificate', 'NotImplemented');
  });
});

describe.each(versions)('a session of a station of OCPP %s', (version) => {
  certify('TC_E_21_CSMS ends as any other when its remote stop came too late', () => {
    const depot = newDepot({ version });
    const session = charging(depot);
    session.event('Updated', 'MeterValuePeriodic', { wh: 1500 });
    const transactionId = told(depot, 'Updated', 'MeterValuePeriodic');
    leaves(depot, session);
    depot.csms.asks('RequestStopTransaction', { transactionId }, { status: 'Rejected' });
  });
});
