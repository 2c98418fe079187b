// Blocks A and M: certificates of stations, in OCPP 2.x.

import { X509Certificate } from 'node:crypto';
import { describe, expect } from 'vitest';
import type { Site } from '../../../src/model/config/site.ts';
import type { StationId } from '../../../src/model/ids.ts';
import type { Registry } from './kit/certificates.ts';
import { newRegistry, organization } from './kit/certificates.ts';
import { certify } from './kit/certify.ts';
import type { Depot, Version2 } from './kit/depot-2.ts';
import { newDepot, versions } from './kit/depot-2.ts';
import type { Payload } from './kit/party.ts';

const accepted = { status: 'Accepted' };
const station = 'CP-02' as StationId;

const signedBy = (sign: 'site' | 'csms') => (site: Site) => ({ ...site, certificates: { sign } });

async function begin(version: Version2, sign: 'site' | 'csms' = 'site'): Promise<{ depot: Depot; registry: Registry }> {
  const plain = newDepot({ version, site: signedBy(sign) });
  const registry = await newRegistry(plain.harness().utc());
  const depot = newDepot({ version, site: (site) => registry.secured(signedBy(sign)(site)) });
  await registry.work(depot);
  return { depot, registry };
}

describe.each(versions)('certificates of stations, in OCPP %s,', (version) => {
  certify('TC_A_11_CSMS the certificate of a station is renewed, by the CA of the site', async () => {
    const { depot, registry } = await begin(version);
    const csr = await registry.request('CP-02');
    depot.station.always({ CertificateSigned: accepted });
    const ordered = depot.asks({ kind: 'stationCertificates', station, order: { kind: 'renew' } });
    expect(ordered).toMatchObject(accepted);
    depot.station.hears('TriggerMessage', { requestedMessage: 'SignChargingStationCertificate' });
    const about = { csr, certificateType: 'ChargingStationCertificate' };
    const said = depot.station.says('SignCertificate', version === '2.1' ? { ...about, requestId: 7 } : about);
    said.waits();
    await registry.work(depot);
    said.answered(accepted);
    const { certificateChain, ...others } = depot.station.hears('CertificateSigned', {});
    expect(others).toEqual({
      certificateType: 'ChargingStationCertificate',
      ...(version === '2.1' && { requestId: 7 }),
    });
    const certificate = new X509Certificate(certificateChain as string);
    expect(certificate.subject).toBe(`O=${organization}\nCN=CP-02`);
    expect(certificate.ca).toBe(false);
    expect((certificateChain as string).length).toBeLessThan(10_000);
  });

  certify('TC_A_12_CSMS the V2G certificate of a station is renewed: whom vehicles know signs it', async () => {
    const { depot, registry } = await begin(version);
    const csr = await registry.request('CP-02');
    depot.station.always({ CertificateSigned: accepted });
    depot.csms.byHand('SignCertificate');
    const said = depot.station.says('SignCertificate', { csr, certificateType: 'V2GCertificate' });
    await registry.work(depot);
    const up = depot.csms.takes('SignCertificate', { csr, certificateType: 'V2GCertificate' }, accepted);
    said.answered(accepted);
    const chain = await registry.csms.sign(csr, 'CP-02');
    const down = depot.csms.says('CertificateSigned', {
      certificateChain: chain,
      certificateType: 'V2GCertificate',
      ...('requestId' in up && { requestId: up['requestId'] }),
    });
    await registry.work(depot);
    down.answered(accepted);
    depot.station.hears('CertificateSigned', { certificateChain: chain, certificateType: 'V2GCertificate' });
    depot.neighbour.hearsNo('CertificateSigned');
  });

  certify('TC_A_13_CSMS the combined certificate of a station is renewed', async () => {
    const { depot, registry } = await begin(version);
    depot.station.always({ CertificateSigned: accepted });
    const said = depot.station.says('SignCertificate', { csr: await registry.request('CP-02') });
    await registry.work(depot);
    said.answered(accepted);
    expect(depot.station.hears('CertificateSigned', {})).not.toHaveProperty('certificateType');
  });

  certify('TC_A_14_CSMS the new certificate of a station is found invalid, which is seen', async () => {
    const { depot, registry } = await begin(version);
    depot.station.always({ CertificateSigned: { status: 'Rejected' } });
    depot.station.says('SignCertificate', { csr: await registry.request('CP-02') });
    await registry.work(depot);
    depot.station.hears('CertificateSigned', {});
    const timestamp = depot.time();
    depot.station.asks('SecurityEventNotification', { type: 'InvalidChargingStationCertificate', timestamp }, {});
    expect(depot.harness().gateway.state.alarms.get('BB_STATION_CERTIFICATE_WANTED:CP-02')).toMatch(/Rejected/);
  });

  /** Each is refused, and nothing is signed. */
  certify('TC_A_11_CSMS a request for another name, of another organization, or cut short is refused', async () => {
    const { depot, registry } = await begin(version);
    const good = await registry.request('CP-02');
    const wrong = [
      await registry.request('CP-01'),
      await registry.request('CP-02', 'Somebody Else'),
      good.replace(/[A-Za-z]{8}/, 'AAAAAAAA'),
      'no request',
    ];
    for (const csr of wrong) {
      const said = depot.station.says('SignCertificate', { csr });
      await registry.work(depot);
      said.answered({ status: 'Rejected' });
      depot.passes(30);
    }
    depot.station.hearsNo('CertificateSigned');
  });

  certify('TC_A_11_CSMS a second request at once is refused, and a stranger’s chain goes to nobody', async () => {
    const { depot, registry } = await begin(version, 'csms');
    const csr = await registry.request('CP-02');
    depot.csms.always({ SignCertificate: accepted });
    const first = depot.station.says('SignCertificate', { csr });
    depot.station.asks('SignCertificate', { csr }, { status: 'Rejected' });
    await registry.work(depot);
    first.answered(accepted);
    const other = await registry.csms.sign(await registry.request('CP-02'), 'CP-02');
    const down = depot.csms.says('CertificateSigned', { certificateChain: other });
    await registry.work(depot);
    down.answered({ status: 'Rejected' });
    depot.station.hearsNo('CertificateSigned');
  });
});

describe.each(versions)('certificates that a station keeps, in OCPP %s,', (version) => {
  const roots = [
    ['TC_M_01_CSMS a root certificate of the central system is installed', 'CSMSRootCertificate'],
    ['TC_M_02_CSMS a root certificate of the manufacturer is installed', 'ManufacturerRootCertificate'],
    ['TC_M_03_CSMS a V2G root certificate is installed', 'V2GRootCertificate'],
    ['TC_M_04_CSMS a root certificate of a mobility operator is installed', 'MORootCertificate'],
  ] as const;
  for (const [name, use] of roots)
    certify(name, async () => {
      const { depot, registry } = await begin(version);
      depot.station.always({ InstallCertificate: accepted });
      const order = { kind: 'installCertificate', use, certificate: registry.csms.pem } as const;
      expect(depot.asks({ kind: 'stationCertificates', station, order })).toMatchObject(accepted);
      depot.station.hears('InstallCertificate', { certificateType: use, certificate: registry.csms.pem });
    });

  certify('TC_M_05_CSMS a certificate is not installed', async () => {
    const { depot, registry } = await begin(version);
    depot.station.always({ InstallCertificate: { status: 'Rejected' } });
    const order = { kind: 'installCertificate', use: 'V2GRootCertificate', certificate: registry.csms.pem } as const;
    expect(depot.asks({ kind: 'stationCertificates', station, order })).toMatchObject({ status: 'Rejected' });
  });

  /** What the station lists, and what comes of it. */
  async function lists(uses: readonly string[], listed: readonly string[]): Promise<void> {
    const { depot, registry } = await begin(version);
    const certificateHashDataChain = listed.map((certificateType) => ({
      certificateType,
      certificateHashData: registry.csms.hash,
      ...(certificateType === 'V2GCertificateChain' && { childCertificateHashData: [registry.csms.hash] }),
    }));
    const answer = listed.length === 0 ? { status: 'NotFound' } : { ...accepted, certificateHashDataChain };
    depot.station.always({ GetInstalledCertificateIds: answer });
    const order = { kind: 'getInstalledCertificateIds', uses } as const;
    const body = depot.asks({ kind: 'stationCertificates', station, order }) as Payload;
    const asked = depot.station.hears('GetInstalledCertificateIds', {});
    expect(asked).toEqual(uses.length === 0 ? {} : { certificateType: uses });
    expect(body['status']).toBe(listed.length === 0 ? 'NotFound' : 'Accepted');
    const found = (body['certificates'] ?? []) as readonly { use: string }[];
    expect(found.map(({ use }) => use)).toEqual(listed);
  }
  const kinds = [
    ['TC_M_12_CSMS root certificates of the central system are listed', 'CSMSRootCertificate'],
    ['TC_M_13_CSMS root certificates of the manufacturer are listed', 'ManufacturerRootCertificate'],
    ['TC_M_14_CSMS V2G root certificates are listed', 'V2GRootCertificate'],
    ['TC_M_15_CSMS V2G certificate chains are listed', 'V2GCertificateChain'],
    ['TC_M_16_CSMS root certificates of mobility operators are listed', 'MORootCertificate'],
  ] as const;
  for (const [name, use] of kinds) certify(name, () => lists([use], [use]));
  certify('TC_M_17_CSMS certificates of two kinds are listed', () =>
    lists(
      ['CSMSRootCertificate', 'ManufacturerRootCertificate'],
      ['CSMSRootCertificate', 'ManufacturerRootCertificate'],
    ),
  );
  certify('TC_M_18_CSMS all certificates are listed', () =>
    lists(
      [],
      kinds.map(([, use]) => use),
    ),
  );
  certify('TC_M_19_CSMS there is no certificate to list', () => lists(['MORootCertificate'], []));

  /** A root of the station by which it knows us is among its roots or not. */
  async function deletes(roots: number, answer: string): Promise<{ status: unknown; depot: Depot }> {
    const { depot, registry } = await begin(version);
    const [first, second] = [registry.csms, await registry.newCa('second')];
    const listed = [first, second].slice(0, roots).map(({ hash }) => ({
      certificateType: 'CSMSRootCertificate',
      certificateHashData: hash,
    }));
    depot.station.always({
      GetInstalledCertificateIds:
        roots === 0 ? { status: 'NotFound' } : { ...accepted, certificateHashDataChain: listed },
      DeleteCertificate: { status: answer },
    });
    const { hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber } = first.hash as Record<string, string>;
    const hash = {
      algorithm: hashAlgorithm!,
      issuerName: issuerNameHash!,
      issuerKey: issuerKeyHash!,
      serial: serialNumber!,
    };
    const order = { kind: 'deleteCertificate', hash } as const;
    const body = depot.asks({ kind: 'stationCertificates', station, order }) as Payload;
    return { status: body['status'], depot };
  }
  certify('TC_M_20_CSMS a certificate is deleted', async () => {
    const { status, depot } = await deletes(2, 'Accepted');
    expect(status).toBe('Accepted');
    depot.station.hears('DeleteCertificate', {});
  });
  certify('TC_M_20_CSMS the last root by which the station knows us is not deleted', async () => {
    const { status, depot } = await deletes(1, 'Accepted');
    expect(status).toBe('Failed');
    depot.station.hearsNo('DeleteCertificate');
  });
  certify('TC_M_21_CSMS a certificate is not deleted', async () => {
    expect((await deletes(0, 'Failed')).status).toBe('Failed');
    expect((await deletes(0, 'NotFound')).status).toBe('NotFound');
  });
});
