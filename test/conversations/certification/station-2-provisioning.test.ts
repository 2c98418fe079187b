// Blocks A, B, D, N and P as a central system of OCPP 2.x meets the site as one station.

import { describe, expect } from 'vitest';
import { certify } from './kit/certify.ts';
import type { Depot } from './kit/depot-2.ts';
import { idToken, newDepot, reports, versions } from './kit/depot-2.ts';
import { accepted, authorizes, charging, leaves, told } from './kit/states-2.ts';

describe.each(versions)('the site at a central system of OCPP %s', (version) => {
  certify('TC_A_01_CS comes in with its name and its password', () => {
    const password = 'aVeryGoodPassword-1';
    const { csms, passes, harness } = newDepot({
      version,
      connected: false,
      site: (site) => ({
        ...site,
        uplinks: site.uplinks.map((uplink) => ({ ...uplink, password })),
      }),
    });
    const [wanted] = harness().wanted();
    const basic = Buffer.from(`${wanted!.identity}:${password}`).toString('base64');
    expect(wanted).toMatchObject({ version, authorization: `Basic ${basic}` });
    csms.connects();
    passes(10);
    csms.hears('BootNotification', { reason: 'PowerUp' });
  });
});

describe.each(versions)('the site boots at a central system of OCPP %s', (version) => {
  certify('TC_B_01_CS and tells its connectors once it is accepted', () => {
    const { csms, passes } = newDepot({ version, connected: false });
    csms.connects();
    passes(10);
    csms.hears('BootNotification', { reason: 'PowerUp', chargingStation: { vendorName: 'Busbar' } });
    for (const evseId of [1, 2, 3]) csms.hears('StatusNotification', { evseId, connectorId: 1 });
    passes(310);
    csms.hears('Heartbeat', {});
  });

  certify('TC_B_02_CS and is told to wait: it shows its variables meanwhile, then boots again', () => {
    const { csms, time, passes } = newDepot({ version, connected: false });
    csms.byHand('BootNotification');
    csms.connects();
    csms.takes('BootNotification', {}, { status: 'Pending', currentTime: time(), interval: 20 });
    const asked = { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'HeartbeatInterval' } };
    csms.asks('GetVariables', { getVariableData: [asked] }, { getVariableResult: [{ attributeStatus: 'Accepted' }] });
    csms.hearsNo('StatusNotification');
    passes(20);
    csms.takes('BootNotification', {}, { status: 'Accepted', currentTime: time(), interval: 300 });
    passes(10);
    csms.hears('StatusNotification', { evseId: 1 });
  });
});

describe.each(versions)('a reset by a central system of OCPP %s', (version) => {
  /** The session of the site ends and begins anew. */
  function restarts(depot: Depot): void {
    depot.passes(5);
    expect(depot.csms.isConnected()).toBe(false);
    depot.csms.connects();
    depot.passes(10);
    depot.csms.hears('BootNotification', { reason: 'RemoteReset' });
  }

  certify('TC_B_20_CS of the site, while nothing charges', () => {
    const depot = newDepot({ version });
    depot.csms.asks('Reset', { type: 'OnIdle' }, accepted);
    restarts(depot);
    depot.csms.hears('StatusNotification', { evseId: 2, connectorStatus: 'Available' });
  });

  certify(
    'TC_B_22_CS of the site at once: its session with the central system begins anew, and vehicles charge on',
    () => {
      const depot = newDepot({ version });
      const session = charging(depot);
      depot.csms.asks('Reset', { type: 'Immediate' }, accepted);
      restarts(depot);
      session.event('Updated', 'MeterValuePeriodic', { wh: 1500 });
      told(depot, 'Updated', 'MeterValuePeriodic');
      depot.csms.hearsNo('TransactionEvent', { eventType: 'Ended' });
    },
  );

  certify('TC_B_23_CS of the site: what was out of service stays so', () => {
    const depot = newDepot({ version });
    depot.station.byHand('ChangeAvailability');
    const order = depot.csms.says('ChangeAvailability', { operationalStatus: 'Inoperative', evse: { id: 2 } });
    depot.station.takes('ChangeAvailability', { operationalStatus: 'Inoperative' }, accepted);
    order.answered(accepted);
    reports(depot, 1, 'Unavailable');
    depot.csms.asks('Reset', { type: 'OnIdle' }, accepted);
    restarts(depot);
    depot.csms.hears('StatusNotification', { evseId: 2, connectorStatus: 'Unavailable' });
  });

  certify('TC_B_21_CS of all stations when their sessions have ended (resetScope: fanout)', () => {
    const resetScope = 'fanout' as const;
    const depot = newDepot({
      version,
      site: (site) => ({ ...site, uplinks: site.uplinks.map((one) => ({ ...one, resetScope })) }),
    });
    const session = charging(depot);
    for (const party of [depot.station, depot.neighbour]) party.byHand('Reset');
    const order = depot.csms.says('Reset', { type: 'OnIdle' });
    depot.neighbour.takes('Reset', { type: 'OnIdle' }, accepted);
    depot.station.takes('Reset', { type: 'OnIdle' }, { status: 'Scheduled' });
    order.answered({ status: 'Scheduled' });
    leaves(depot, session);
    told(depot, 'Ended', 'EVCommunicationLost', { stoppedReason: 'EVDisconnected' });
  });

  certify('TC_B_24_CS of the site: what was reserved stays so', () => {
    const depot = newDepot({ version });
    depot.station.byHand('ReserveNow');
    const about = { id: 11, expiryDateTime: depot.time(600), idToken };
    const order = depot.csms.says('ReserveNow', { ...about, evseId: 2 });
    depot.station.takes('ReserveNow', { evseId: 1 }, accepted);
    order.answered(accepted);
    reports(depot, 1, 'Reserved');
    depot.csms.asks('Reset', { type: 'OnIdle' }, accepted);
    restarts(depot);
    depot.csms.hears('StatusNotification', { evseId: 2, connectorStatus: 'Reserved' });
  });

  function resetsEvse(type: string, status: string): Depot {
    const depot = newDepot({ version });
    const session = type === 'OnIdle' && status === 'Accepted' ? undefined : charging(depot);
    depot.station.byHand('Reset');
    const order = depot.csms.says('Reset', { type, evseId: 2 });
    depot.station.takes('Reset', { type, evseId: 1 }, { status });
    order.answered({ status });
    if (session === undefined) return depot;
    if (type === 'OnIdle') leaves(depot, session);
    else session.event('Ended', 'ResetCommand', { state: 'EVConnected', reason: 'ImmediateReset', wh: 2000 });
    depot.csms.hears('TransactionEvent', { eventType: 'Ended', evse: { id: 2 } });
    return depot;
  }

  certify('TC_B_25_CS of one EVSE, while nothing charges', () => {
    resetsEvse('OnIdle', 'Accepted');
  });

  certify('TC_B_26_CS of one EVSE, when its session has ended', () => {
    resetsEvse('OnIdle', 'Scheduled');
  });

  certify('TC_B_27_CS of one EVSE at once, which ends its session', () => {
    resetsEvse('Immediate', 'Accepted');
  });
});

const second = { idToken: 'VAN-2', type: 'Central' };

describe.each(versions)('the list of tokens of a central system of OCPP %s', (version) => {
  const entry = (token: object) => ({ idToken: token, idTokenInfo: accepted });
  const sends = (depot: Depot, versionNumber: number, updateType: string, list: object[], status = 'Accepted') =>
    depot.csms.asks(
      'SendLocalList',
      { versionNumber, updateType, ...(list.length > 0 && { localAuthorizationList: list }) },
      { status },
    );
  const isVersion = (depot: Depot, versionNumber: number): void =>
    void depot.csms.asks('GetLocalListVersion', {}, { versionNumber });
  /** Whether a token is good while the central system is away. */
  const isGood = (depot: Depot, token: object, isIt: boolean): void => {
    depot.csms.drops();
    authorizes(depot, token, isIt ? 'Accepted' : 'Invalid');
    depot.csms.connects();
    depot.passes(30);
  };
  const listed = (): Depot => {
    const depot = newDepot({ version });
    sends(depot, 1, 'Full', [entry(idToken)]);
    return depot;
  };

  certify('TC_D_01_CS comes as a whole', () => {
    const depot = listed();
    isVersion(depot, 1);
    isGood(depot, idToken, true);
  });

  certify('TC_D_02_CS gets what is new', () => {
    const depot = listed();
    sends(depot, 2, 'Differential', [entry(second)]);
    isVersion(depot, 2);
    isGood(depot, second, true);
  });

  certify('TC_D_03_CS loses a token', () => {
    const depot = newDepot({ version });
    sends(depot, 1, 'Full', [entry(idToken), entry(second)]);
    sends(depot, 2, 'Differential', [{ idToken }]);
    isVersion(depot, 2);
    isGood(depot, idToken, false);
  });

  certify('TC_D_04_CS is emptied', () => {
    const depot = listed();
    sends(depot, 2, 'Full', []);
    isVersion(depot, 0);
    isGood(depot, idToken, false);
  });

  certify('TC_D_05_CS gets a new version and nothing else', () => {
    const depot = listed();
    sends(depot, 2, 'Differential', []);
    isVersion(depot, 2);
    isGood(depot, idToken, true);
  });

  certify('TC_D_06_CS keeps its version when what comes is older', () => {
    const depot = newDepot({ version });
    sends(depot, 5, 'Full', [entry(idToken)]);
    sends(depot, 4, 'Differential', [entry(second)], 'VersionMismatch');
    isVersion(depot, 5);
  });

  certify('TC_D_07_CS is there after power failed', () => {
    const depot = listed();
    depot.powerFails();
    depot.csms.connects();
    depot.passes(10);
    isVersion(depot, 1);
  });

  certify('TC_D_08_CS has a version that is asked for', () => {
    isVersion(listed(), 1);
  });
});

describe.each(versions)('logs and data for a central system of OCPP %s', (version) => {
  function uploads(logType: string): void {
    const depot = newDepot({ version });
    const log = { remoteLocation: 'https://files.example/site' };
    depot.csms.asks('GetLog', { logType, requestId: 4, log }, accepted);
    depot.passes(5);
    depot.csms.hears('LogStatusNotification', { status: 'Uploading', requestId: 4 });
  }

  certify('TC_N_25_CS diagnostics of the gateway are put where they are wanted', () => uploads('DiagnosticsLog'));
  certify('TC_N_35_CS the security log is put where it is wanted', () => uploads('SecurityLog'));

  certify('TC_P_01_CS data of a vendor that nobody here knows', () => {
    const { csms } = newDepot({ version });
    const data = { vendorId: 'Nobody', messageId: 'Nothing', data: { any: ['thing', 1] } };
    csms.asks('DataTransfer', data, { status: 'UnknownVendorId' });
  });

  certify('TC_P_03_CS data of a vendor within messages of the standard hinder nothing', () => {
    const { csms } = newDepot({ version });
    const customData = { vendorId: 'Nobody', colour: 'blue' };
    const asked = {
      component: { name: 'OCPPCommCtrlr' },
      variable: { name: 'HeartbeatInterval', customData },
      customData,
    };
    const wanted = { getVariableResult: [{ attributeStatus: 'Accepted' }] };
    csms.asks('GetVariables', { getVariableData: [asked], customData }, wanted);
  });
});
