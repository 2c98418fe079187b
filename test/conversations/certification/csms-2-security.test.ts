// Block A: who may come in, in OCPP 2.x.

import { describe, expect } from 'vitest';
import { openStationKeys } from '../../../adapters/files/station-keys.ts';
import { changeKeyOf } from '../../../src/cli/station-key-change.ts';
import type { Site } from '../../../src/model/config/site.ts';
import type { StationSecurity } from '../../../src/model/config/station-security.ts';
import type { StationId } from '../../../src/model/ids.ts';
import { keyringOf } from '../../peers/keyring.ts';
import { certify } from './kit/certify.ts';
import type { Depot, Version2 } from './kit/depot-2.ts';
import { boots, newDepot, versions } from './kit/depot-2.ts';
import type { Payload } from './kit/party.ts';
import { tempDir } from '../../peers/temp-dir.ts';

const basic = (name: string, password: string): string =>
  `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;

const withPassword = (site: Site): Site => {
  const security: StationSecurity = { profile: 1 };
  return { ...site, stations: site.stations.map((station) => ({ ...station, security })) };
};

const admits = ({ harness }: Depot, version: Version2, authorization?: string) =>
  harness().driver.admit({
    path: '/ocpp/CP-02',
    paths: ['/*'],
    subprotocols: [`ocpp${version}`],
    remoteAddress: '10.0.0.7',
    secure: false,
    ...(authorization !== undefined && { authorization }),
  });

describe.each(versions)('at the door, in OCPP %s,', (version) => {
  const password = 'OCA_OCTT_secret_16';
  const closed = () =>
    newDepot({ version, connected: false, site: withPassword, keyring: keyringOf({ 'CP-02': password }) });

  certify('TC_A_01_CSMS a station with the right name and password comes in and boots', () => {
    const depot = closed();
    expect(admits(depot, version, basic('CP-02', password))).toMatchObject({ kind: 'admit', station: 'CP-02' });
    depot.station.connects();
    boots(depot.station);
  });

  certify('TC_A_02_CSMS a station under the name of another is refused', () => {
    expect(admits(closed(), version, basic('CP-01', password))).toMatchObject({ kind: 'refuse', status: 401 });
  });

  certify('TC_A_03_CSMS a station with a wrong password, or none, is refused', () => {
    const depot = closed();
    for (const wrong of [undefined, basic('CP-02', 'another-password')])
      expect(admits(depot, version, wrong)).toMatchObject({ kind: 'refuse', status: 401 });
  });

  /** The password of a station is changed, which answers so; which of the two lets it in. */
  async function changes(attributeStatus: string): Promise<{ readonly old: string; readonly given: string }> {
    const station = 'CP-02' as StationId;
    const dir = tempDir('keys');
    const keys = openStationKeys(dir);
    const old = await keys.make(station);
    const depot = newDepot({ version, site: withPassword, keyring: keys });
    const set = ({ setVariableData }: Payload) => ({
      setVariableResult: (setVariableData as Payload[]).map(({ component, variable }) => ({
        component,
        variable,
        attributeStatus,
      })),
    });
    depot.station.always({ SetVariables: set });
    await changeKeyOf(keys, (question) => Promise.resolve(depot.asks(question)), station);
    const [message] = depot.station.hearsAll('SetVariables').flatMap((one) => one['setVariableData'] as Payload[]);
    expect(message).toMatchObject({
      component: { name: 'SecurityCtrlr' },
      variable: { name: 'BasicAuthPassword' },
    });
    const given = message!['attributeValue'] as string;
    expect(given).toMatch(/^.{16,40}$/);
    depot.station.drops();
    const isLetIn = (text: string): string => admits(depot, version, basic(station, text)).kind;
    return { old: isLetIn(old), given: isLetIn(given) };
  }

  certify('TC_A_09_CSMS a station whose password was changed comes in with the new one', async () => {
    expect(await changes('Accepted')).toEqual({ old: 'refuse', given: 'admit' });
  });

  certify('TC_A_10_CSMS a station that refused a new password comes in with the old one', async () => {
    expect((await changes('Rejected')).old).toBe('admit');
  });
});
