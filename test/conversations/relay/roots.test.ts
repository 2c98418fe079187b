// Roots of central systems at a relayed station that knows the gateway by TLS.

import { describe, expect, it } from 'vitest';
import { createHarness } from '../harness.ts';
import { withoutCa } from '../no-certificates.ts';
import { relaySite, station, upstream } from './yard.ts';

const words = {
  '1.6': { root: 'CentralSystemRootCertificate', other: 'ManufacturerRootCertificate' },
  '2.0.1': { root: 'CSMSRootCertificate', other: 'V2GRootCertificate' },
  '2.1': { root: 'CSMSRootCertificate', other: 'V2GRootCertificate' },
} as const;

describe.each(['1.6', '2.0.1', '2.1'] as const)('a central system of %s', (version) => {
  const scene = (profile: 0 | 2) => {
    const site = relaySite(version);
    const stations = site.stations.map((one) => ({ ...one, security: { profile } }));
    const depot = createHarness({ ...site, stations });
    const south = depot.connectStation(station, version);
    const north = depot.connectCsms(upstream);
    const reaches = (action: string, payload: object): boolean => {
      depot.says(north, [2, 'order', action, payload]);
      withoutCa(depot);
      return depot.hears(south).some(([type, id]) => type === 2 && id === 'order');
    };
    return { depot, north, reaches };
  };
  const install = (certificateType: string) => ({ certificateType, certificate: 'PEM' });

  it('installs no root of its own in a station that knows the gateway by one', () => {
    const { depot, north, reaches } = scene(2);
    expect(reaches('InstallCertificate', install(words[version].root))).toBe(false);
    expect(depot.hears(north)).toMatchObject([
      [3, 'order', { status: expect.stringMatching(/Rejected|Failed/) as string }],
    ]);
  });

  it('installs any other, and its own where the station knows the gateway by no root', () => {
    expect(scene(2).reaches('InstallCertificate', install(words[version].other))).toBe(true);
    expect(scene(0).reaches('InstallCertificate', install(words[version].root))).toBe(true);
  });
});
