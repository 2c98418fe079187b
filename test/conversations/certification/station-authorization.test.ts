// The gateway as one charge point: its list and its cache of tokens, and what becomes of a session whose token the central
// system refuses afterwards.

import { describe, expect, it } from 'vitest';
import type { Site } from '../../../src/model/config/site.ts';
import { newDepot, reports, tag } from './kit/depot.ts';
import type { Depot } from './kit/depot.ts';
import type { Party } from './kit/party.ts';
import { authorizes, starts, stops } from './kit/states.ts';

const accepted = { status: 'Accepted' };
const invalid = { status: 'Invalid' };

describe('a session began while the central system was away, with a token that it does not know', () => {
  const letsStrangersIn = (site: Site): Site => ({
    ...site,
    authorization: { ...site.authorization, unknownOffline: 'accept' },
  });

  it('TC_037_2_CS a session began while the central system was away, which then refuses its token: it goes on without energy (StopTransactionOnInvalidId is false)', () => {
    const { depot, transactionId } = begins('false');
    const { station, csms, passes } = depot;
    passes(15);
    const told = station.hearsAll('SetChargingProfile').filter(({ connectorId }) => connectorId === 1);
    expect(told.at(-1)).toMatchObject({
      csChargingProfiles: { chargingSchedule: { chargingSchedulePeriod: [{ startPeriod: 0, limit: 0 }] } },
    });
    reports(station, 1, 'SuspendedEVSE');
    csms.hears('StatusNotification', { connectorId: 2, status: 'SuspendedEVSE' });
    station.hearsNo('RemoteStopTransaction');
    csms.hearsNo('StopTransaction');
    expect(transactionId).toBeGreaterThan(0);
  });

  it('TC_037_3_CS a session began while the central system was away, which then refuses its token: it is stopped (StopTransactionOnInvalidId is true)', () => {
    const { depot, transactionId } = begins('true');
    const { station, csms, time } = depot;
    station.takes('RemoteStopTransaction', { transactionId }, accepted);
    stops(station, transactionId, time(), { reason: 'Remote' });
    reports(station, 1, 'Finishing');
    csms.hears('StopTransaction', { transactionId: 77, reason: 'DeAuthorized' });
    csms.hears('StatusNotification', { connectorId: 2, status: 'Finishing' });
  });

  function begins(stopsOnInvalidId: string): { depot: Depot; transactionId: number } {
    const depot = newDepot({ site: letsStrangersIn });
    const { station, csms, time, passes } = depot;
    csms.asks('ChangeConfiguration', { key: 'StopTransactionOnInvalidId', value: stopsOnInvalidId }, accepted);
    csms.drops();
    passes(60);
    const began = time();
    const transactionId = starts(station, began, { idTag: 'STRANGER' });
    reports(station, 1, 'Charging');
    passes(30);
    station.forgets();
    csms.always({
      Authorize: { idTagInfo: invalid },
      StartTransaction: { transactionId: 77, idTagInfo: invalid },
    });
    csms.connects();
    csms.hears('StartTransaction', { connectorId: 2, idTag: 'STRANGER', timestamp: began });
    return { depot, transactionId };
  }
});

describe('the list of tokens', () => {
  const sends = (
    csms: Party,
    listVersion: number,
    updateType: string,
    tokens: readonly string[],
    status = 'Accepted',
  ) =>
    csms.asks(
      'SendLocalList',
      { listVersion, updateType, localAuthorizationList: tokens.map((idTag) => ({ idTag, idTagInfo: accepted })) },
      { status },
    );

  const hasVersion = (csms: Party, listVersion: number) => csms.asks('GetLocalListVersion', {}, { listVersion });

  it('TC_042_2_CS the list of tokens is empty, and has the version 0', () => {
    const { csms } = newDepot();
    hasVersion(csms, 0);
  });

  it('TC_043_CS a list of tokens comes as a whole and then as what is new: its tokens are good without the central system', () => {
    const { station, csms, time, passes } = newDepot();
    sends(csms, 1, 'Full', [tag]);
    sends(csms, 2, 'Differential', ['VAN-2']);
    hasVersion(csms, 2);
    csms.drops();
    passes(30);
    authorizes(station, 'VAN-3', 'Invalid');
    for (const idTag of [tag, 'VAN-2']) authorizes(station, idTag);
    starts(station, time(), { idTag: 'VAN-2' });
  });

  it('TC_043_2_CS the list of tokens keeps its version when what is sent is older', () => {
    const { csms } = newDepot();
    sends(csms, 2, 'Full', [tag]);
    hasVersion(csms, 2);
    sends(csms, 5, 'Differential', ['VAN-2']);
    hasVersion(csms, 5);
    sends(csms, 4, 'Differential', ['VAN-3'], 'VersionMismatch');
    hasVersion(csms, 5);
  });

  it('TC_043_3_CS a list of tokens that is longer than one message may be is not taken', () => {
    const { csms } = newDepot();
    const { configurationKey } = csms.asks('GetConfiguration', { key: ['SendLocalListMaxLength'] }, {}) as {
      configurationKey: readonly { value: string }[];
    };
    const most = Number(configurationKey[0]?.value);
    const tokens = Array.from({ length: most + 1 }, (_, at) => `VAN-${at}`);
    sends(csms, 2, 'Full', tokens, 'Failed');
    hasVersion(csms, 0);
  });
});

describe('the cache of tokens', () => {
  const asksNobodyFirst = (site: Site): Site => ({
    ...site,
    authorization: { ...site.authorization, preAuthorize: true },
  });

  it('TC_061_1_CS the cache is cleared: the central system is asked again about a token that is presented', () => {
    isCleared(() => undefined);
  });

  it('TC_061_2_CS the cache is cleared: the central system is asked again about the token of a remote start', () => {
    isCleared(({ station, csms }) => {
      const order = csms.says('RemoteStartTransaction', { connectorId: 2, idTag: tag });
      station.takes('RemoteStartTransaction', { connectorId: 1, idTag: tag }, accepted);
      order.answered(accepted);
    });
  });

  /** A token that was accepted is not asked about any more, until the cache is cleared. */
  function isCleared(orders: (depot: Depot) => void): void {
    const depot = newDepot({ site: asksNobodyFirst });
    const { station, csms, passes } = depot;
    authorizes(station);
    csms.hears('Authorize', { idTag: tag });
    passes(120);
    orders(depot);
    authorizes(station);
    csms.hearsNo('Authorize');
    csms.asks('ClearCache', {}, accepted);
    station.hears('ClearCache', {});
    orders(depot);
    authorizes(station);
    csms.hears('Authorize', { idTag: tag });
  }
});
