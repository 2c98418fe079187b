// Firmware, diagnostics, messages on order and data of one charge point behind the gateway. A central system that sees the
// site as one charge point names the one that it means in a DataTransfer of the gateway's own.

import { describe, expect, it } from 'vitest';
import { boots, newDepot, reports } from './kit/depot.ts';
import type { Depot } from './kit/depot.ts';
import type { Payload } from './kit/party.ts';

const accepted = { status: 'Accepted' };
const location = 'https://files.example/CP-02';

/** The order goes to the charge point as it was written, and its answer back. */
function orders({ station, neighbour, csms }: Depot, action: string, request: Payload, answer: Payload): void {
  station.byHand(action);
  const data = JSON.stringify({ station: 'CP-02', request });
  const order = csms.says('DataTransfer', { vendorId: 'Busbar', messageId: action, data });
  expect(station.takes(action, {}, answer)).toEqual(request);
  const isRefused = answer['status'] === 'Rejected';
  order.answered({ status: isRefused ? 'Rejected' : 'Accepted' });
  neighbour.hearsNo(action);
}

const tells = ({ station }: Depot, action: string, ...statuses: readonly string[]): void => {
  for (const status of statuses) station.asks(action, { status }, {});
};

function restarts({ station, passes }: Depot): void {
  station.drops();
  passes(30);
  station.connects();
  boots(station);
  for (const connector of [0, 1, 2]) reports(station, connector, 'Available');
}

describe('firmware', () => {
  const updates = (depot: Depot): void =>
    orders(depot, 'UpdateFirmware', { location, retrieveDate: depot.time(), retries: 2, retryInterval: 30 }, {});

  it('TC_044_1_CSMS a charge point fetches firmware and installs it', () => {
    const depot = newDepot();
    updates(depot);
    tells(depot, 'FirmwareStatusNotification', 'Downloading', 'Downloaded', 'Installing');
    restarts(depot);
    tells(depot, 'FirmwareStatusNotification', 'Installed');
  });

  it('TC_044_2_CSMS a charge point cannot fetch firmware', () => {
    const depot = newDepot();
    updates(depot);
    tells(depot, 'FirmwareStatusNotification', 'Downloading', 'DownloadFailed');
  });

  it('TC_044_3_CSMS a charge point fetches firmware and cannot install it', () => {
    const depot = newDepot();
    updates(depot);
    tells(depot, 'FirmwareStatusNotification', 'Downloading', 'Downloaded', 'Installing');
    restarts(depot);
    tells(depot, 'FirmwareStatusNotification', 'InstallationFailed');
  });
});

describe('signed firmware', () => {
  const requestId = 17;

  const updates = (depot: Depot): void => {
    const signing = { signingCertificate: '-----BEGIN CERTIFICATE-----', signature: 'c2lnbmF0dXJl' };
    const firmware = { location, retrieveDateTime: depot.time(), ...signing };
    orders(depot, 'SignedUpdateFirmware', { requestId, firmware }, accepted);
  };

  const saysOf = ({ station }: Depot, ...statuses: readonly string[]): void => {
    for (const status of statuses) station.asks('SignedFirmwareStatusNotification', { status, requestId }, {});
  };

  it('TC_080_CSMS a charge point fetches signed firmware, finds it good and installs it', () => {
    const depot = newDepot();
    updates(depot);
    saysOf(depot, 'Downloading', 'Downloaded', 'SignatureVerified', 'Installing', 'InstallRebooting');
    restarts(depot);
    depot.station.asks('SecurityEventNotification', { type: 'FirmwareUpdated', timestamp: depot.time() }, {});
    saysOf(depot, 'Installed');
  });

  it('TC_081_CSMS a charge point fetches signed firmware, and its signature is wrong', () => {
    const depot = newDepot();
    updates(depot);
    saysOf(depot, 'Downloading', 'Downloaded', 'InvalidSignature');
    const event = { type: 'InvalidFirmwareSignature', timestamp: depot.time() };
    depot.station.asks('SecurityEventNotification', event, {});
  });
});

describe('diagnostics', () => {
  it('TC_045_1_CSMS a charge point puts its diagnostics where they are wanted', () => {
    const depot = newDepot();
    orders(depot, 'GetDiagnostics', { location }, { fileName: 'CP-02.log' });
    tells(depot, 'DiagnosticsStatusNotification', 'Uploading', 'Uploaded');
  });

  it('TC_045_2_CSMS a charge point cannot put its diagnostics where they are wanted', () => {
    const depot = newDepot();
    orders(depot, 'GetDiagnostics', { location, retries: 1, retryInterval: 10 }, { fileName: 'CP-02.log' });
    tells(depot, 'DiagnosticsStatusNotification', 'Uploading', 'UploadFailed');
  });

  it('TC_079_CSMS a charge point puts its security log where it is wanted', () => {
    const depot = newDepot();
    const requestId = 18;
    orders(depot, 'GetLog', { logType: 'SecurityLog', requestId, log: { remoteLocation: location } }, accepted);
    for (const status of ['Uploading', 'Uploaded'])
      depot.station.asks('LogStatusNotification', { status, requestId }, {});
  });
});

describe('messages on order', () => {
  const wants = (depot: Depot, request: Payload, answer: Payload = accepted): void =>
    orders(depot, 'TriggerMessage', request, answer);

  it('TC_054_CSMS a charge point sends meter values, a heartbeat, a status, and how diagnostics and firmware stand, when it is asked to', () => {
    const depot = newDepot();
    const { station, time } = depot;
    wants(depot, { requestedMessage: 'MeterValues', connectorId: 1 });
    const meterValue = [{ timestamp: time(), sampledValue: [{ value: '1000', context: 'Trigger', unit: 'Wh' }] }];
    station.asks('MeterValues', { connectorId: 1, meterValue }, {});
    wants(depot, { requestedMessage: 'Heartbeat' });
    station.asks('Heartbeat', {}, { currentTime: time() });
    wants(depot, { requestedMessage: 'StatusNotification', connectorId: 1 });
    reports(station, 1, 'Available');
    wants(depot, { requestedMessage: 'DiagnosticsStatusNotification' });
    tells(depot, 'DiagnosticsStatusNotification', 'Idle');
    wants(depot, { requestedMessage: 'FirmwareStatusNotification' });
    tells(depot, 'FirmwareStatusNotification', 'Idle');
  });

  it('TC_055_CSMS a charge point refuses to send meter values', () => {
    const depot = newDepot();
    const { station, csms } = depot;
    wants(depot, { requestedMessage: 'MeterValues', connectorId: 1 }, { status: 'Rejected' });
    const order = csms.says('TriggerMessage', { requestedMessage: 'MeterValues', connectorId: 2 });
    const asked = { requestedMessage: 'MeterValues', connectorId: 1 };
    expect(station.takes('TriggerMessage', asked, { status: 'Rejected' })).toEqual(asked);
    order.answered({ status: 'Rejected' });
    csms.hearsNo('MeterValues');
  });
});

describe('data of a vendor', () => {
  it('TC_064_CSMS data of a vendor that nobody here knows come from a charge point', () => {
    const { station, csms } = newDepot();
    station.asks(
      'DataTransfer',
      { vendorId: 'com.example.unheard', messageId: 'Hello', data: '{}' },
      {
        status: 'UnknownVendorId',
      },
    );
    csms.hearsNo('DataTransfer');
  });
});
