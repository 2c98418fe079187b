// Block L: firmware of one station of OCPP 2.x, which the central system names in a message of the gateway's own.

import { describe } from 'vitest';
import { certify } from './kit/certify.ts';
import type { Depot } from './kit/depot-2.ts';
import { boots, newDepot, versions } from './kit/depot-2.ts';
import type { Payload } from './kit/party.ts';
import { charging, leaves } from './kit/states-2.ts';

describe.each(versions)('firmware of a station of OCPP %s', (version) => {
  const signing = { signingCertificate: '-----BEGIN CERTIFICATE-----', signature: 'c2lnbmF0dXJl' };

  /** The order for one station; the number that it was given there. */
  function orders(depot: Depot, more: Payload, status = 'Accepted', requestId = 17): number {
    depot.station.byHand('UpdateFirmware');
    const firmware = { location: 'https://files.example/fw', retrieveDateTime: depot.time(), ...signing, ...more };
    const data = { station: 'CP-02', request: { requestId, firmware } };
    const order = depot.csms.says('DataTransfer', { vendorId: 'Busbar', messageId: 'UpdateFirmware', data });
    const given = depot.station.takes('UpdateFirmware', { firmware }, { status });
    order.answered({});
    return given['requestId'] as number;
  }

  /** What the station says of it, which the central system hears under its own number. */
  function goes(depot: Depot, requestId: number, ...statuses: readonly string[]): void {
    for (const status of statuses) {
      depot.station.asks('FirmwareStatusNotification', { status, requestId }, {});
      depot.passes(2);
      depot.csms.hears('FirmwareStatusNotification', { status, requestId: 17 });
    }
  }

  const restarts = (depot: Depot): void => {
    depot.station.drops();
    depot.passes(30);
    depot.station.connects();
    boots(depot.station, 'FirmwareUpdate');
  };

  function runs(more: (depot: Depot) => Payload, ...statuses: readonly string[]): void {
    const depot = newDepot({ version });
    goes(depot, orders(depot, more(depot)), ...statuses);
  }
  const nothing = (): Payload => ({});

  certify('TC_L_01_CSMS is fetched, found good and installed', () => {
    const depot = newDepot({ version });
    const request = orders(depot, {});
    goes(depot, request, 'Downloading', 'Downloaded', 'SignatureVerified', 'Installing', 'InstallRebooting');
    restarts(depot);
    goes(depot, request, 'Installed');
  });

  certify('TC_L_02_CSMS is installed later', () =>
    runs(
      (depot) => ({ installDateTime: depot.time(3600) }),
      'Downloading',
      'Downloaded',
      'SignatureVerified',
      'InstallScheduled',
      'Installing',
      'Installed',
    ),
  );
  certify('TC_L_03_CSMS is fetched later', () =>
    runs((depot) => ({ retrieveDateTime: depot.time(3600) }), 'DownloadScheduled', 'Downloading', 'Downloaded'),
  );

  certify('TC_L_04_CSMS has a certificate that was revoked', () => {
    orders(newDepot({ version }), {}, 'RevokedCertificate');
  });

  certify('TC_L_05_CSMS has a certificate that is no good', () => {
    const securityEvents = true;
    const depot = newDepot({
      version,
      site: (site) => ({ ...site, uplinks: site.uplinks.map((one) => ({ ...one, securityEvents })) }),
    });
    orders(depot, {}, 'InvalidCertificate');
    const event = { type: 'InvalidFirmwareSigningCertificate', timestamp: depot.time() };
    depot.station.asks('SecurityEventNotification', event, {});
    depot.passes(5);
    depot.csms.hears('SecurityEventNotification', { type: event.type });
  });

  certify('TC_L_06_CSMS has a signature that is wrong', () =>
    runs(nothing, 'Downloading', 'Downloaded', 'InvalidSignature'),
  );
  certify('TC_L_07_CSMS cannot be fetched', () => runs(nothing, 'Downloading', 'DownloadFailed'));
  certify('TC_L_08_CSMS is found broken before it is installed', () =>
    runs(nothing, 'Downloading', 'Downloaded', 'SignatureVerified', 'Installing', 'InstallVerificationFailed'),
  );
  certify('TC_L_09_CSMS cannot be installed', () =>
    runs(nothing, 'Downloading', 'Downloaded', 'SignatureVerified', 'Installing', 'InstallationFailed'),
  );

  certify('TC_L_10_CSMS is wanted anew: what was under way is given up', () => {
    const depot = newDepot({ version });
    goes(depot, orders(depot, {}, 'Accepted', 16 + 1), 'Downloading');
    orders(depot, {}, 'AcceptedCanceled', 18);
  });

  certify('TC_L_11_CSMS is wanted anew: what is under way cannot be given up', () => {
    const depot = newDepot({ version });
    goes(depot, orders(depot, {}), 'Downloading');
    orders(depot, {}, 'Rejected', 18);
  });

  certify('TC_L_13_CSMS waits until the session has ended', () => {
    const depot = newDepot({ version });
    const session = charging(depot);
    const request = orders(depot, {});
    goes(depot, request, 'DownloadScheduled');
    leaves(depot, session);
    goes(depot, request, 'Downloading', 'Downloaded', 'SignatureVerified', 'Installing', 'Installed');
  });
});
