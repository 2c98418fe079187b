// Blocks B and N: a station of OCPP 2.x boots, is asked and told its variables, and starts anew, with the gateway as its
// central system and another one behind it.

import { describe, expect } from 'vitest';
import { utc } from '../../../src/model/time.ts';
import { certify } from './kit/certify.ts';
import type { Depot } from './kit/depot-2.ts';
import { boots, idToken, inventories, newDepot, reports, variableNamed, versions } from './kit/depot-2.ts';
import type { Payload } from './kit/party.ts';
import { accepted, charging, leaves, told } from './kit/states-2.ts';

const chargingStation = { vendorName: 'Acme', model: 'Twin' };

describe.each(versions)('a station of OCPP %s boots', (version) => {
  certify('TC_B_01_CSMS and is accepted', () => {
    const depot = newDepot({ version, connected: false });
    const { station, time, passes } = depot;
    station.connects();
    const about = { reason: 'PowerUp', chargingStation };
    const { interval, currentTime } = station.asks('BootNotification', about, accepted);
    expect(interval).toBeGreaterThan(0);
    expect(currentTime).toBe(time());
    for (const evse of [1, 2]) reports(depot, evse, 'Available');
    passes(interval as number);
    station.asks('Heartbeat', {}, { currentTime: time() });
  });

  /** Nobody knows the time yet. */
  const doubtful = () =>
    newDepot({
      version,
      connected: false,
      clock: { clock: { builtAt: utc(Date.UTC(2026, 0, 1)) }, hostUtc: Date.UTC(1970, 0, 1) },
    });

  certify('TC_B_02_CSMS and is told to wait, then accepted', () => {
    const depot = doubtful();
    const { station, csms } = depot;
    station.connects();
    const { interval } = boots(station, 'PowerUp', 'Pending');
    csms.always({
      BootNotification: () => ({ status: 'Accepted', currentTime: '2026-06-01T12:00:00Z', interval: 300 }),
    });
    csms.connects();
    depot.passes(interval as number);
    boots(station, 'PowerUp', 'Accepted');
    for (const evse of [1, 2]) reports(depot, evse, 'Available');
  });

  certify('TC_B_30_CSMS and says something else while it is told to wait: SecurityError', () => {
    const depot = doubtful();
    const { station, time } = depot;
    station.connects();
    boots(station, 'PowerUp', 'Pending');
    const status = { timestamp: time(), connectorStatus: 'Available', evseId: 1, connectorId: 1 };
    station.says('StatusNotification', status).refused('SecurityError');
  });

  certify('TC_B_58_CSMS in the protocol that both speak, and in none where there is none', () => {
    const { harness } = newDepot({ version, connected: false });
    const knock = { path: '/ocpp/CP-02', paths: ['/*'], remoteAddress: '10.0.0.7', secure: false };
    const admits = (...subprotocols: readonly string[]) => harness().driver.admit({ ...knock, subprotocols });
    const own = `ocpp${version}`;
    expect(admits(own)).toMatchObject({ kind: 'admit', version, subprotocol: own });
    expect(admits('ocpp0.1', own)).toMatchObject({ kind: 'admit', subprotocol: own });
    expect(admits('ocpp0.1')).toMatchObject({ kind: 'noProtocol' });
  });
});

const pairs = (...texts: readonly string[]) => texts.map((text) => variableNamed(text));
const at2 = (text: string): string => text.replace('.', '@2.');

interface Result {
  readonly attributeStatus: string;
  readonly attributeValue?: string;
}

describe.each(versions)('variables of a station of OCPP %s', (version) => {
  /** The central system asks for those of the station at EVSE 2; how many each message to the station asked for. */
  function gets(depot: Depot, values: Readonly<Record<string, string>>): number[] {
    const texts = Object.keys(values);
    const order = depot.csms.says('GetVariables', { getVariableData: pairs(...texts.map(at2)) });
    depot.passes(5);
    const { getVariableResult } = order.answered({});
    expect((getVariableResult as Result[]).map((one) => one.attributeValue)).toEqual(Object.values(values));
    const messages = depot.station.hearsAll('GetVariables').map((one) => one['getVariableData'] as Payload[]);
    expect(messages.flat()).toMatchObject(pairs(...texts));
    return messages.map((one) => one.length);
  }

  certify('TC_B_06_CSMS one is asked for', () => {
    expect(gets(newDepot({ version }), { 'OCPPCommCtrlr.OfflineThreshold': '60' })).toEqual([1]);
  });

  certify('TC_B_07_CSMS several are asked for', () => {
    const values = { 'OCPPCommCtrlr.OfflineThreshold': '60', 'AuthCtrlr.AuthorizeRemoteStart': 'false' };
    expect(gets(newDepot({ version }), values)).toEqual([2]);
  });

  certify('TC_B_08_CSMS more are asked for than it takes at once', () => {
    const most = { 'DeviceDataCtrlr.ItemsPerMessage[GetVariables]': '4' };
    const own = Object.fromEntries(['A', 'B', 'C', 'D', 'E'].map((name) => [`Vendor.${name}`, name]));
    const depot = newDepot({ version, variables: { ...most, ...own } });
    expect(gets(depot, own)).toEqual([4, 1]);
  });

  function sets(values: Readonly<Record<string, string>>): void {
    const depot = newDepot({ version });
    const setVariableData = Object.entries(values).map(([text, attributeValue]) => ({
      ...variableNamed(at2(text)),
      attributeValue,
    }));
    const order = depot.csms.says('SetVariables', { setVariableData });
    depot.passes(5);
    const { setVariableResult } = order.answered({});
    expect((setVariableResult as Result[]).map((one) => one.attributeStatus)).toEqual(
      setVariableData.map(() => 'Accepted'),
    );
    const messages = depot.station.hearsAll('SetVariables').flatMap((one) => one['setVariableData'] as Payload[]);
    expect(messages).toMatchObject(
      Object.entries(values).map(([text, attributeValue]) => ({ ...variableNamed(text), attributeValue })),
    );
  }

  certify('TC_B_09_CSMS one is set', () => {
    sets({ 'OCPPCommCtrlr.OfflineThreshold': '123' });
  });

  certify('TC_B_10_CSMS several are set', () => {
    sets({ 'OCPPCommCtrlr.OfflineThreshold': '123', 'AuthCtrlr.AuthorizeRemoteStart': 'true' });
  });

  certify('TC_B_13_CSMS all are reported, in one page or several', () => {
    const depot = newDepot({ version, connected: false });
    depot.station.connects();
    boots(depot.station);
    depot.passes(12);
    inventories(depot, depot.station, { 'OCPPCommCtrlr.OfflineThreshold': '60' });
  });

  certify('TC_B_12_CSMS those that can be set are reported, where it has no report of all', () => {
    const { station, passes } = newDepot({ version, connected: false });
    station.byHand('GetBaseReport');
    station.connects();
    boots(station);
    passes(12);
    station.takes('GetBaseReport', { reportBase: 'FullInventory' }, { status: 'NotSupported' });
    passes(12);
    station.takes('GetBaseReport', { reportBase: 'ConfigurationInventory' }, accepted);
  });
});

describe.each(versions)('the reset of a station of OCPP %s', (version) => {
  /** Of the whole of one station, which the central system names in a message of the gateway's own. */
  function ordersWhole(depot: Depot, type: string, status: string): void {
    depot.station.byHand('Reset');
    const data = { station: 'CP-02', type };
    const order = depot.csms.says('DataTransfer', { vendorId: 'Busbar', messageId: 'ResetStation', data });
    expect(depot.station.takes('Reset', {}, { status })).toEqual({ type });
    order.answered({});
    depot.neighbour.hearsNo('Reset');
  }

  function ordersEvse(depot: Depot, type: string, status: string): void {
    depot.station.byHand('Reset');
    const order = depot.csms.says('Reset', { type, evseId: 2 });
    depot.station.takes('Reset', { type, evseId: 1 }, { status });
    order.answered({ status });
  }

  function restarts(depot: Depot): void {
    depot.station.drops();
    depot.passes(20);
    depot.station.connects();
    boots(depot.station, 'RemoteReset');
    for (const evse of [1, 2]) reports(depot, evse, 'Available');
  }

  type Orders = typeof ordersEvse;

  function afterSession(orders: Orders): Depot {
    const depot = newDepot({ version });
    const session = charging(depot);
    orders(depot, 'OnIdle', 'Scheduled');
    session.event('Updated', 'StopAuthorized', { token: idToken, state: 'EVConnected' }, { idTokenInfo: accepted });
    leaves(depot, session);
    told(depot, 'Ended', 'EVCommunicationLost', { stoppedReason: 'EVDisconnected' });
    return depot;
  }

  function duringSession(orders: Orders): Depot {
    const depot = newDepot({ version });
    const session = charging(depot);
    orders(depot, 'Immediate', 'Accepted');
    session.event('Ended', 'ResetCommand', { state: 'EVConnected', reason: 'ImmediateReset', wh: 2000 });
    told(depot, 'Ended', 'ResetCommand', { stoppedReason: 'ImmediateReset' });
    return depot;
  }

  certify('TC_B_20_CSMS while nothing charges', () => {
    const depot = newDepot({ version });
    ordersWhole(depot, 'OnIdle', 'Accepted');
    restarts(depot);
  });

  certify('TC_B_21_CSMS when its session has ended', () => {
    restarts(afterSession(ordersWhole));
  });

  certify('TC_B_22_CSMS at once, which ends its session', () => {
    restarts(duringSession(ordersWhole));
  });

  certify('TC_B_25_CSMS of one EVSE, while nothing charges', () => {
    ordersEvse(newDepot({ version }), 'OnIdle', 'Accepted');
  });

  certify('TC_B_26_CSMS of one EVSE, when its session has ended', () => {
    afterSession(ordersEvse);
  });

  certify('TC_B_27_CSMS of one EVSE at once, which ends its session', () => {
    duringSession(ordersEvse);
  });
});

describe.each(versions)('the log of a station of OCPP %s', (version) => {
  function uploads(logType: string): void {
    const depot = newDepot({ version });
    depot.station.byHand('GetLog');
    const log = { remoteLocation: 'https://files.example/CP-02' };
    const request = { logType, requestId: 4, log };
    const data = { station: 'CP-02', request };
    const order = depot.csms.says('DataTransfer', { vendorId: 'Busbar', messageId: 'GetLog', data });
    const { requestId } = depot.station.takes('GetLog', { logType, log }, { status: 'Accepted', filename: 'log.zip' });
    order.answered(accepted);
    for (const status of ['Uploading', 'Uploaded'])
      depot.station.asks('LogStatusNotification', { status, requestId }, {});
  }

  certify('TC_N_25_CSMS of its diagnostics is put where it is wanted', () => {
    uploads('DiagnosticsLog');
  });

  certify('TC_N_35_CSMS of its security is put where it is wanted', () => {
    uploads('SecurityLog');
  });
});
