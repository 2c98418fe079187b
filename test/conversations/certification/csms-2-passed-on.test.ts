// Blocks C, H, I, M and N: orders and questions that only pass the gateway, between a central system and stations of OCPP 2.x.

import { describe, expect } from 'vitest';
import { certify } from './kit/certify.ts';
import type { Depot } from './kit/depot-2.ts';
import { idToken, newDepot, reports, versions } from './kit/depot-2.ts';
import type { Payload } from './kit/party.ts';
import { accepted, authorizes, charging, told } from './kit/states-2.ts';

const second = { idToken: 'VAN-2', type: 'Central' };

describe.each(versions)('a master pass at a station of OCPP %s', (version) => {
  const pass = { idToken: 'MASTER', type: 'Central' };
  const master = { ...accepted, groupIdToken: { idToken: 'MASTERPASS', type: 'Central' } };

  function stops(evses: readonly number[]): void {
    const depot = newDepot({ version });
    const sessions = evses.map((evse, at) => charging(depot, evse, [idToken, second][at]));
    depot.csms.always({ Authorize: { idTokenInfo: master }, TransactionEvent: { idTokenInfo: master } });
    depot.station.asks('Authorize', { idToken: pass }, { idTokenInfo: master });
    for (const session of sessions)
      session.event('Ended', 'StopAuthorized', { reason: 'MasterPass', token: pass, state: 'EVConnected', wh: 2000 });
    for (const evse of evses)
      told(
        depot,
        'Ended',
        'StopAuthorized',
        { stoppedReason: 'MasterPass' },
        { evse: { id: evse + 1 }, idToken: pass },
      );
  }

  certify('TC_C_47_CSMS ends all sessions, chosen on its screen', () => stops([1, 2]));
  certify('TC_C_48_CSMS ends one session, chosen on its screen', () => stops([1]));
  certify('TC_C_49_CSMS ends all sessions, where it has no screen', () => stops([1, 2]));
});

describe.each(versions)('a contract certificate at a station of OCPP %s', (version) => {
  const emaid = { idToken: 'DE8AA001234567', type: 'eMAID' };
  const hash = {
    hashAlgorithm: 'SHA256',
    issuerNameHash: 'aa',
    issuerKeyHash: 'bb',
    serialNumber: '01',
    responderURL: 'http://ocsp.example',
  };

  function isAsked(more: object, certificateStatus: string): void {
    const { station, csms } = newDepot({ version });
    csms.byHand('Authorize');
    const question = station.says('Authorize', { idToken: emaid, ...more });
    const status = certificateStatus === 'Accepted' ? 'Accepted' : 'Invalid';
    const answer = { idTokenInfo: { status }, certificateStatus };
    csms.takes('Authorize', { idToken: emaid, ...more }, answer);
    question.answered(answer);
  }

  certify('TC_C_50_CSMS is found good by what the station hashed', () =>
    isAsked({ iso15118CertificateHashData: [hash] }, 'Accepted'),
  );
  certify('TC_C_51_CSMS is found revoked by what the station hashed', () =>
    isAsked({ iso15118CertificateHashData: [hash] }, 'CertificateRevoked'),
  );
  certify('TC_C_52_CSMS is found good by the central system', () =>
    isAsked({ certificate: '-----BEGIN CERTIFICATE-----' }, 'Accepted'),
  );
});

describe.each(versions)('a reservation at a station of OCPP %s', (version) => {
  function reserves(depot: Depot, status = 'Accepted', more: Payload = {}): number {
    depot.station.byHand('ReserveNow');
    const wanted = { expiryDateTime: depot.time(600), idToken, ...more };
    const order = depot.csms.says('ReserveNow', { id: 11, ...wanted, evseId: 2 });
    const given = depot.station.takes('ReserveNow', { ...wanted, evseId: 1 }, { status });
    order.answered({ status });
    if (status === 'Accepted') reports(depot, 1, 'Reserved');
    return given['id'] as number;
  }

  certify('TC_H_01_CSMS is used by its token', () => {
    const depot = newDepot({ version });
    const reservationId = reserves(depot);
    authorizes(depot);
    const { station, csms, time } = depot;
    const event = {
      eventType: 'Started',
      timestamp: time(),
      triggerReason: 'Authorized',
      seqNo: 0,
      reservationId,
      transactionInfo: { transactionId: 'R-1' },
      evse: { id: 1, connectorId: 1 },
      idToken,
    };
    station.asks('TransactionEvent', event, { idTokenInfo: accepted });
    csms.hears('StatusNotification', { evseId: 2, connectorStatus: 'Reserved' });
    csms.hears('TransactionEvent', { eventType: 'Started', reservationId: 11 });
  });

  certify('TC_H_07_CSMS ends when its time is over', () => {
    const depot = newDepot({ version });
    const reservationId = reserves(depot);
    depot.passes(605);
    depot.station.asks('ReservationStatusUpdate', { reservationId, reservationUpdateStatus: 'Expired' }, {});
    reports(depot, 1, 'Available');
    depot.passes(5);
    depot.csms.hears('ReservationStatusUpdate', { reservationId: 11, reservationUpdateStatus: 'Expired' });
  });

  certify('TC_H_17_CSMS is cancelled', () => {
    const depot = newDepot({ version });
    const reservationId = reserves(depot);
    depot.station.byHand('CancelReservation');
    const order = depot.csms.says('CancelReservation', { reservationId: 11 });
    expect(depot.station.takes('CancelReservation', {}, accepted)).toEqual({ reservationId });
    order.answered(accepted);
  });

  certify('TC_H_19_CSMS is for a group', () => {
    reserves(newDepot({ version }), 'Accepted', { groupIdToken: { idToken: 'FLEET', type: 'Central' } });
  });

  certify('TC_H_20_CSMS is gone because the connector has a fault', () => {
    const depot = newDepot({ version });
    const reservationId = reserves(depot);
    reports(depot, 1, 'Faulted');
    depot.station.asks('ReservationStatusUpdate', { reservationId, reservationUpdateStatus: 'Removed' }, {});
    depot.passes(5);
    depot.csms.hears('ReservationStatusUpdate', { reservationId: 11, reservationUpdateStatus: 'Removed' });
  });

  certify('TC_H_22_CSMS is refused by the station', () => {
    reserves(newDepot({ version }), 'Rejected');
  });
});

describe.each(versions)('the cost of a session of OCPP %s', (version) => {
  certify('TC_I_01_CSMS is told while it goes on', () => {
    const depot = newDepot({ version });
    const session = charging(depot);
    session.event('Updated', 'MeterValuePeriodic', { wh: 1500 });
    const transactionId = told(depot, 'Updated', 'MeterValuePeriodic');
    depot.station.byHand('CostUpdated');
    const order = depot.csms.says('CostUpdated', { totalCost: 1.5, transactionId });
    depot.station.takes('CostUpdated', { totalCost: 1.5, transactionId: session.id }, {});
    order.answered({});
  });
});

describe.each(versions)('certificates for a vehicle, asked for by a station of OCPP %s,', (version) => {
  certify('TC_M_24_CSMS the status of one', () => {
    const { station, csms } = newDepot({ version });
    csms.byHand('GetCertificateStatus');
    const ocspRequestData = {
      hashAlgorithm: 'SHA256',
      issuerNameHash: 'aa',
      issuerKeyHash: 'bb',
      serialNumber: '01',
      responderURL: 'http://ocsp.example',
    };
    const question = station.says('GetCertificateStatus', { ocspRequestData });
    csms.takes('GetCertificateStatus', { ocspRequestData }, { status: 'Accepted', ocspResult: 'b2s=' });
    question.answered({ status: 'Accepted', ocspResult: 'b2s=' });
  });

  function gets(action: string): void {
    const { station, csms } = newDepot({ version });
    csms.byHand('Get15118EVCertificate');
    const about = { iso15118SchemaVersion: 'urn:iso:15118:2:2013:MsgDef', action, exiRequest: 'cmVx' };
    const question = station.says('Get15118EVCertificate', about);
    csms.takes('Get15118EVCertificate', about, { status: 'Accepted', exiResponse: 'cmVz' });
    question.answered({ status: 'Accepted', exiResponse: 'cmVz' });
  }

  certify('TC_M_26_CSMS a new one', () => gets('Install'));
  certify('TC_M_28_CSMS another in its place', () => gets('Update'));
});

describe.each(versions)('events of a station of OCPP %s', (version) => {
  function tells(about: Payload): void {
    const { station, time } = newDepot({ version });
    const event = {
      eventId: 1,
      timestamp: time(),
      trigger: 'Alerting',
      actualValue: 'x',
      eventNotificationType: 'HardWiredMonitor',
      component: { name: 'EVSE', evse: { id: 1 } },
      variable: { name: 'Temperature' },
      ...about,
    };
    station.asks('NotifyEvent', { generatedAt: time(), seqNo: 0, eventData: [event] }, {});
  }

  certify('TC_N_21_CSMS of a monitor that is built in', () => tells({}));
  certify('TC_N_48_CSMS of a variable that cannot be read', () => tells({ actualValue: '' }));
  certify('TC_N_49_CSMS of a value that is as it should be again', () => tells({ cleared: true }));
  certify('TC_N_50_CSMS that come from time to time', () => tells({ trigger: 'Periodic' }));
  certify('TC_N_24_CSMS that come again and again', () => {
    for (const actualValue of ['1', '2', '3']) tells({ trigger: 'Periodic', actualValue });
  });
});

describe.each(versions)('the log of a station of OCPP %s', (version) => {
  function wants(depot: Depot, requestId: number, status: string): number {
    depot.station.byHand('GetLog');
    const request = { logType: 'DiagnosticsLog', requestId, log: { remoteLocation: 'https://files.example/CP-02' } };
    const data = { station: 'CP-02', request };
    const order = depot.csms.says('DataTransfer', { vendorId: 'Busbar', messageId: 'GetLog', data });
    const given = depot.station.takes('GetLog', { logType: 'DiagnosticsLog' }, { status });
    order.answered({});
    return given['requestId'] as number;
  }

  certify('TC_N_34_CSMS is refused', () => void wants(newDepot({ version }), 4, 'Rejected'));

  certify('TC_N_36_CSMS is wanted anew: what was under way is given up', () => {
    const depot = newDepot({ version });
    const says = (status: string, requestId: number): void =>
      void depot.station.asks('LogStatusNotification', { status, requestId }, {});
    const first = wants(depot, 4, 'Accepted');
    says('Uploading', first);
    const next = wants(depot, 5, 'AcceptedCanceled');
    says('AcceptedCanceled', first);
    for (const status of ['Uploading', 'Uploaded']) says(status, next);
  });
});
