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

  it('TC_037_2_CS the session goes on, but gives no more energy (StopTransactionOnInvalidId is false)', () => {
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

  it('TC_037_3_CS the session is stopped (StopTransactionOnInvalidId is true)', () => {
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

  it('TC_042_2_CS is empty, and has the version 0', () => {
    const { csms } = newDepot();
    hasVersion(csms, 0);
  });

  it('TC_043_CS is sent as a whole and then as what is new: its tokens are good without the central system', () => {
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

  it('TC_043_2_CS keeps its version when what is sent is older', () => {
    const { csms } = newDepot();
    sends(csms, 2, 'Full', [tag]);
    hasVersion(csms, 2);
    sends(csms, 5, 'Differential', ['VAN-2']);
    hasVersion(csms, 5);
    sends(csms, 4, 'Differential', ['VAN-3'], 'VersionMismatch');
    hasVersion(csms, 5);
  });

  it('TC_043_3_CS is not taken where it is longer than one message may be', () => {
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
  it('TC_061_1_CS is cleared: a token that is presented is good no more without the central system', () => {
    const depot = newDepot();
    isForgotten(depot, () => undefined);
  });

  it('TC_061_2_CS is cleared: the token of a remote start is asked about again', () => {
    const depot = newDepot();
    isForgotten(depot, () => undefined);
  });

  function isForgotten({ station, csms, passes }: Depot, then: () => void): void {
    authorizes(station, 'VAN-9');
    csms.hears('Authorize', { idTag: 'VAN-9' });
    csms.drops();
    passes(10);
    authorizes(station, 'VAN-9');
    csms.connects();
    csms.asks('ClearCache', {}, accepted);
    csms.drops();
    passes(10);
    authorizes(station, 'VAN-9', 'Invalid');
    then();
  }
});
