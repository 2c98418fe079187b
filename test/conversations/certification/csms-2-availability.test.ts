// Block G and P: what is in service at a station of OCPP 2.x, and what it says besides, with the gateway as its central system.

import { describe } from 'vitest';
import { certify } from './kit/certify.ts';
import type { Depot } from './kit/depot-2.ts';
import { boots, idToken, newDepot, reports, versions } from './kit/depot-2.ts';
import { accepted, authorizes, charging, leaves, newSession } from './kit/states-2.ts';

type Place = 'EVSE' | 'station' | 'connector';

const upstream = { EVSE: { evse: { id: 2 } }, connector: { evse: { id: 2, connectorId: 1 } }, station: {} };
const atStation = { EVSE: { evse: { id: 1 } }, connector: { evse: { id: 1, connectorId: 1 } }, station: {} };

/** The central system orders, and the station is told the same of its own; without a place every station is. */
function orders(depot: Depot, place: Place, operationalStatus: string, status = 'Accepted'): void {
  const { station, neighbour, csms } = depot;
  for (const party of [station, neighbour]) party.byHand('ChangeAvailability');
  const order = csms.says('ChangeAvailability', { operationalStatus, ...upstream[place] });
  const wanted = { operationalStatus, ...atStation[place] };
  station.takes('ChangeAvailability', wanted, { status });
  if (place === 'station') neighbour.takes('ChangeAvailability', wanted, { status });
  order.answered({ status });
}

/** What a connector became, by both ways of telling it. */
function becomes(depot: Depot, connectorStatus: string): void {
  const { station, csms, time } = depot;
  reports(depot, 1, connectorStatus);
  const event = {
    eventId: 1,
    timestamp: time(),
    trigger: 'Delta',
    actualValue: connectorStatus,
    eventNotificationType: 'HardWiredNotification',
    component: { name: 'Connector', evse: { id: 1, connectorId: 1 } },
    variable: { name: 'AvailabilityState' },
  };
  station.asks('NotifyEvent', { generatedAt: time(), seqNo: 0, eventData: [event] }, {});
  csms.hears('StatusNotification', { evseId: 2, connectorStatus });
}

describe.each(versions)('at a station of OCPP %s', (version) => {
  function outOfService(place: Place): void {
    const depot = newDepot({ version });
    orders(depot, place, 'Inoperative');
    becomes(depot, 'Unavailable');
  }

  function intoService(place: Place): void {
    const depot = newDepot({ version });
    orders(depot, place, 'Inoperative');
    becomes(depot, 'Unavailable');
    orders(depot, place, 'Operative');
    becomes(depot, 'Available');
  }

  function afterSession(place: Place): void {
    const depot = newDepot({ version });
    const session = charging(depot);
    orders(depot, place, 'Inoperative', 'Scheduled');
    session.event('Updated', 'StopAuthorized', { token: idToken, state: 'EVConnected' }, { idTokenInfo: accepted });
    leaves(depot, session);
    becomes(depot, 'Unavailable');
  }

  certify('TC_G_03_CSMS an EVSE is taken out of service', () => outOfService('EVSE'));
  certify('TC_G_04_CSMS an EVSE is taken into service', () => intoService('EVSE'));
  certify('TC_G_05_CSMS everything is taken out of service', () => outOfService('station'));
  certify('TC_G_06_CSMS everything is taken into service', () => intoService('station'));
  certify('TC_G_07_CSMS a connector is taken out of service', () => outOfService('connector'));
  certify('TC_G_08_CSMS a connector is taken into service', () => intoService('connector'));
  certify('TC_G_11_CSMS an EVSE is taken out of service when its session has ended', () => afterSession('EVSE'));
  certify('TC_G_14_CSMS everything is taken out of service when the session has ended', () => afterSession('station'));
  certify('TC_G_17_CSMS a connector is taken out of service when its session has ended', () =>
    afterSession('connector'),
  );

  certify('TC_G_20_CSMS the lock of a connector fails', () => {
    const { station, csms, time } = newDepot({ version });
    const event = {
      eventId: 1,
      timestamp: time(),
      trigger: 'Alerting',
      actualValue: 'true',
      eventNotificationType: 'HardWiredMonitor',
      component: { name: 'ConnectorPlugRetentionLock', evse: { id: 1, connectorId: 1 } },
      variable: { name: 'Problem' },
    };
    station.asks('NotifyEvent', { generatedAt: time(), seqNo: 0, eventData: [event] }, {});
    csms.hears('NotifyEvent', {});
  });
});

describe.each(versions)('data of a vendor from a station of OCPP %s', (version) => {
  certify('TC_P_02_CSMS that nobody here knows', () => {
    const { station } = newDepot({ version });
    const data = { vendorId: 'Nobody', messageId: 'Nothing', data: { any: ['thing', 1] } };
    station.asks('DataTransfer', data, { status: 'UnknownVendorId' });
  });

  certify('TC_P_03_CSMS within messages of the standard hinder nothing', () => {
    const depot = newDepot({ version });
    const customData = { vendorId: 'Nobody', colour: 'blue' };
    const { station } = depot;
    const chargingStation = { vendorName: 'Acme', model: 'Twin', customData };
    station.asks('BootNotification', { reason: 'PowerUp', chargingStation, customData }, accepted);
    station.asks('Heartbeat', { customData }, {});
    authorizes(depot, { ...idToken, customData });
    const token = { ...idToken, customData };
    newSession(depot).event('Started', 'Authorized', { token, more: { customData } }, { idTokenInfo: accepted });
    boots(station, 'PowerUp');
  });
});
