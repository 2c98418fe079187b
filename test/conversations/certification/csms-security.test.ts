// Who may come in, and with which protocol.

import { describe, expect, it } from 'vitest';
import { openStationKeys } from '../../../adapters/files/station-keys.ts';
import { changeKeyOf } from '../../../src/cli/station-key-change.ts';
import type { Site } from '../../../src/model/config/site.ts';
import type { StationSecurity } from '../../../src/model/config/station-security.ts';
import type { StationId } from '../../../src/model/ids.ts';
import { keyringOf } from '../../peers/keyring.ts';
import { boots, newDepot, reports } from './kit/depot.ts';
import { tempDir } from '../../peers/temp-dir.ts';

const basic = (name: string, password: string): string =>
  `Basic ${Buffer.from(`${name}:${password}`, 'latin1').toString('base64')}`;

const knock = {
  path: '/ocpp/CP-02',
  paths: ['/*'],
  subprotocols: ['ocpp1.6'],
  remoteAddress: '10.0.0.7',
  secure: false,
};

const withPassword = (site: Site): Site => {
  const security: StationSecurity = { profile: 1 };
  return { ...site, stations: site.stations.map((station) => ({ ...station, security })) };
};

describe('at the door', () => {
  const password = 'OCA_OCTT_secret_16';

  it('TC_085_CSMS a charge point with the right name and password comes in and boots', () => {
    const keyring = keyringOf({ 'CP-02': password });
    const { harness, station } = newDepot({ connected: false, site: withPassword, keyring });
    const admits = (authorization?: string) =>
      harness().driver.admit({ ...knock, ...(authorization !== undefined && { authorization }) });
    expect(admits(basic('CP-02', password))).toMatchObject({ kind: 'admit', station: 'CP-02', subprotocol: 'ocpp1.6' });
    for (const wrong of [undefined, basic('CP-02', 'another-password'), basic('CP-01', password)])
      expect(admits(wrong)).toMatchObject({ kind: 'refuse', status: 401 });
    station.connects();
    boots(station);
    for (const connector of [0, 1, 2]) reports(station, connector, 'Available');
  });

  it('TC_073_CSMS the password of a charge point is changed: it comes in with the new one, and not with the old', async () => {
    const station = 'CP-02' as StationId;
    const dir = tempDir('keys');
    const keys = openStationKeys(dir);
    const bytesOf = (digits: string): string => Buffer.from(digits, 'hex').toString('latin1');
    const old = bytesOf(await keys.make(station));
    const depot = newDepot({ site: withPassword, keyring: keys });
    const admits = (password: string) =>
      depot.harness().driver.admit({ ...knock, authorization: basic(station, password) });
    expect(admits(old)).toMatchObject({ kind: 'admit' });
    expect(await changeKeyOf(keys, (question) => Promise.resolve(depot.asks(question)), station)).toMatchObject({
      ok: true,
    });
    const { value } = depot.station.hears('ChangeConfiguration', { key: 'AuthorizationKey' });
    expect(value).toMatch(/^[0-9A-F]{32,40}$/i);
    depot.station.drops();
    expect(admits(old)).toMatchObject({ kind: 'refuse', status: 401 });
    expect(admits(bytesOf(value as string))).toMatchObject({ kind: 'admit', station });
    depot.station.connects();
    boots(depot.station);
  });

  it('TC_088_CSMS the protocol that both speak is chosen, and none where there is none', () => {
    const { harness } = newDepot({ connected: false });
    const admits = (...subprotocols: readonly string[]) => harness().driver.admit({ ...knock, subprotocols });
    expect(admits('ocpp1.6')).toMatchObject({ kind: 'admit', version: '1.6', subprotocol: 'ocpp1.6' });
    expect(admits('ocpp9.9', 'ocpp1.6')).toMatchObject({ kind: 'admit', subprotocol: 'ocpp1.6' });
    expect(admits('ocpp9.9')).toMatchObject({ kind: 'noProtocol' });
    expect(admits()).toMatchObject({ kind: 'noProtocol' });
  });
});
