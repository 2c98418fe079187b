// Blocks C and D: who may charge, as a station of OCPP 2.x asks and is told, with the gateway as its central system.

import { describe, expect } from 'vitest';
import { certify } from './kit/certify.ts';
import type { Depot, Version2 } from './kit/depot-2.ts';
import { boots, idToken, inventories, newDepot, reports, versions } from './kit/depot-2.ts';
import type { Payload } from './kit/party.ts';
import { accepted, authorizes, charging, newSession, told } from './kit/states-2.ts';

const stranger = { idToken: 'STRANGER', type: 'ISO14443' };
const second = { idToken: 'VAN-2', type: 'Central' };
const group = { ...accepted, groupIdToken: { idToken: 'FLEET', type: 'Central' } };

describe.each(versions)('a token at a station of OCPP %s', (version) => {
  function isRefused(status: string): void {
    const depot = newDepot({ version });
    depot.csms.always({ Authorize: { idTokenInfo: { status } } });
    authorizes(depot, stranger, status);
    depot.csms.hears('Authorize', { idToken: { idToken: 'STRANGER' } });
    depot.csms.hearsNo('TransactionEvent');
  }

  certify('TC_C_02_CSMS that nobody knows: Invalid', () => {
    isRefused('Invalid');
    isRefused('Unknown');
  });

  certify('TC_C_06_CSMS that is blocked: Blocked', () => {
    isRefused('Blocked');
  });

  certify('TC_C_07_CSMS whose time is over: Expired', () => {
    isRefused('Expired');
  });

  function startsUnasked(idTokenInfo: object): void {
    const depot = newDepot({ version });
    depot.csms.always({ Authorize: { idTokenInfo }, TransactionEvent: { idTokenInfo } });
    reports(depot, 1, 'Occupied');
    const about = { state: 'EVConnected', token: idToken };
    newSession(depot).event('Started', 'Authorized', about, { idTokenInfo });
    told(depot, 'Started', 'Authorized', {}, { idToken });
  }

  certify('TC_C_08_CSMS that the station knows from before begins a session, and nobody was asked about it', () => {
    startsUnasked(accepted);
  });

  certify('TC_C_20_CSMS that the station knows from before, and which is no good any more', () => {
    startsUnasked({ status: 'Invalid' });
  });

  function stopsByGroup(depot: Depot): void {
    depot.csms.always({ Authorize: { idTokenInfo: group }, TransactionEvent: { idTokenInfo: group } });
    const session = charging(depot);
    depot.station.asks('Authorize', { idToken: second }, { idTokenInfo: group });
    const about = { state: 'EVConnected', reason: 'Local', token: second, wh: 2000 };
    session.event('Ended', 'StopAuthorized', about, { idTokenInfo: accepted });
    told(depot, 'Ended', 'StopAuthorized', { stoppedReason: 'Local' }, { idToken: second });
  }

  certify('TC_C_39_CSMS of the same group as the one that began the session ends it', () => {
    stopsByGroup(newDepot({ version }));
  });

  certify('TC_C_40_CSMS of the same group ends the session, where both stand in the list', () => {
    const depot = newDepot({ version });
    const entries = [idToken, second].map((one) => ({ idToken: one, idTokenInfo: group }));
    const list = { versionNumber: 1, updateType: 'Full', localAuthorizationList: entries };
    depot.csms.asks('SendLocalList', list, accepted);
    stopsByGroup(depot);
  });

  certify('TC_C_43_CSMS of the same group, which the list says is invalid, ends no session', () => {
    const depot = newDepot({ version });
    const entries = [
      { idToken, idTokenInfo: group },
      { idToken: second, idTokenInfo: { ...group, status: 'Invalid' } },
    ];
    const list = { versionNumber: 1, updateType: 'Full', localAuthorizationList: entries };
    depot.csms.asks('SendLocalList', list, accepted);
    depot.csms.always({ Authorize: { idTokenInfo: { ...group, status: 'Invalid' } } });
    const answer = depot.station.asks('Authorize', { idToken: second }, {});
    expect((answer['idTokenInfo'] as Payload)['status']).not.toBe('Accepted');
  });
});

describe.each(versions)('the cache of a station of OCPP %s', (version) => {
  function isCleared(status: string): void {
    const depot = newDepot({ version, variables: { 'AuthCacheCtrlr.Enabled': 'true' } });
    depot.station.byHand('ClearCache');
    const order = depot.csms.says('ClearCache', {});
    expect(depot.station.takes('ClearCache', {}, { status })).toEqual({});
    // The cache that counts is the gateway's own.
    order.answered(accepted);
  }

  certify('TC_C_37_CSMS is cleared on order', () => {
    isCleared('Accepted');
  });

  certify('TC_C_38_CSMS is not cleared, because the station refuses: that of the gateway is', () => {
    isCleared('Rejected');
  });
});

/** The central system has given the site a list, and the station comes up after that. */
function comesUp(version: Version2, tokens: readonly object[]): Depot {
  const variables = {
    'LocalAuthListCtrlr.Enabled': 'true',
    'LocalAuthListCtrlr.Available': 'true',
    'LocalAuthListCtrlr.Entries': '0',
    'LocalAuthListCtrlr.ItemsPerMessage': '1',
  };
  const depot = newDepot({ version, connected: false, variables });
  const { station, csms, passes } = depot;
  csms.connects();
  passes(2);
  const localAuthorizationList = tokens.map((one) => ({ idToken: one, idTokenInfo: accepted }));
  csms.asks('SendLocalList', { versionNumber: 1, updateType: 'Full', localAuthorizationList }, accepted);
  station.byHand('GetLocalListVersion', 'SendLocalList');
  station.connects();
  boots(station);
  for (const evse of [1, 2]) reports(depot, evse, 'Available');
  passes(12);
  inventories(depot, station, variables);
  passes(15);
  return depot;
}

const entriesOf = (payload: Payload) =>
  (payload['localAuthorizationList'] as readonly { idToken: object; idTokenInfo?: object }[] | undefined) ?? [];

describe.each(versions)('the list of tokens at a station of OCPP %s', (version) => {
  function sendsAll(depot: Depot): number {
    depot.station.takes('GetLocalListVersion', {}, { versionNumber: 0 });
    const sent = depot.station.takes('SendLocalList', { updateType: 'Full' }, accepted);
    expect(entriesOf(sent)).toMatchObject([{ idTokenInfo: accepted }]);
    expect(sent['versionNumber']).toBeGreaterThan(0);
    return sent['versionNumber'] as number;
  }

  const third = { idToken: 'VAN-3', type: 'Central' };
  const fourth = { idToken: 'VAN-4', type: 'Central' };

  /** What is new in the list of the site is sent under a higher version. */
  function sendsNews(change: object): Payload {
    const depot = comesUp(version, [idToken, second, third]);
    sendsAll(depot);
    depot.station.takes('SendLocalList', { updateType: 'Differential' }, accepted);
    const { versionNumber: before } = depot.station.takes('SendLocalList', {}, accepted);
    const update = { versionNumber: 2, updateType: 'Differential', localAuthorizationList: [change] };
    depot.csms.asks('SendLocalList', update, accepted);
    depot.passes(45);
    const sent = depot.station.takes('SendLocalList', { updateType: 'Differential' }, accepted);
    expect(sent['versionNumber']).toBeGreaterThan(before as number);
    return sent;
  }

  certify('TC_D_01_CSMS is sent as a whole', () => {
    sendsAll(comesUp(version, [idToken]));
  });

  certify('TC_D_02_CSMS is sent what is new', () => {
    const sent = sendsNews({ idToken: fourth, idTokenInfo: accepted });
    expect(entriesOf(sent)).toMatchObject([{ idToken: { idToken: 'VAN-4' }, idTokenInfo: accepted }]);
  });

  certify('TC_D_03_CSMS is told what is gone', () => {
    const [gone] = entriesOf(sendsNews({ idToken }));
    expect(gone).toMatchObject({ idToken: { idToken: idToken.idToken } });
    expect(gone?.idTokenInfo).toBeUndefined();
  });

  certify('TC_D_04_CSMS is emptied', () => {
    const depot = comesUp(version, [idToken]);
    sendsAll(depot);
    depot.csms.asks('SendLocalList', { versionNumber: 2, updateType: 'Full' }, accepted);
    depot.passes(45);
    const sent = depot.station.takes('SendLocalList', {}, accepted);
    expect(sent['updateType'] === 'Full' ? entriesOf(sent) : entriesOf(sent).filter((one) => one.idTokenInfo)).toEqual(
      [],
    );
  });

  certify('TC_D_08_CSMS has a version, which is asked for', () => {
    expect(comesUp(version, [idToken]).station.takes('GetLocalListVersion', {}, { versionNumber: 1 })).toEqual({});
  });

  certify('TC_D_09_CSMS has the version 0 where there is none', () => {
    const { station } = comesUp(version, [idToken]);
    expect(station.takes('GetLocalListVersion', {}, { versionNumber: 0 })).toEqual({});
    station.takes('SendLocalList', { updateType: 'Full' }, accepted);
  });
});
