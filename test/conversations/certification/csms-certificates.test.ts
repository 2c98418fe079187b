// Certificates by the security whitepaper for 1.6: those of charge points, and our own.

import { X509Certificate } from 'node:crypto';
import { describe, expect } from 'vitest';
import type { StationId } from '../../../src/model/ids.ts';
import type { Registry } from './kit/certificates.ts';
import { newRegistry, organization } from './kit/certificates.ts';
import { certify } from './kit/certify.ts';
import type { Depot } from './kit/depot.ts';
import { newDepot } from './kit/depot.ts';
import type { Payload } from './kit/party.ts';

const accepted = { status: 'Accepted' };
const rejected = { status: 'Rejected' };
const station = 'CP-02' as StationId;

async function begin(): Promise<{ depot: Depot; registry: Registry }> {
  const registry = await newRegistry(newDepot().harness().utc());
  const depot = newDepot({ site: registry.secured });
  await registry.work(depot);
  return { depot, registry };
}

const hashOf = (hash: Payload) => ({
  algorithm: hash['hashAlgorithm'] as string,
  issuerName: hash['issuerNameHash'] as string,
  issuerKey: hash['issuerKeyHash'] as string,
  serial: hash['serialNumber'] as string,
});

describe('certificates of a charge point', () => {
  certify('TC_074_CSMS the certificate of a charge point is renewed', async () => {
    const { depot, registry } = await begin();
    depot.station.always({ ExtendedTriggerMessage: accepted, CertificateSigned: accepted });
    const ordered = depot.asks({ kind: 'stationCertificates', station, order: { kind: 'renew' } });
    expect(ordered).toMatchObject(accepted);
    depot.station.hears('ExtendedTriggerMessage', { requestedMessage: 'SignChargePointCertificate' });
    const said = depot.station.says('SignCertificate', { csr: await registry.request('CP-02') });
    await registry.work(depot);
    said.answered(accepted);
    const { certificateChain } = depot.station.hears('CertificateSigned', {});
    expect(new X509Certificate(certificateChain as string).subject).toBe(`O=${organization}\nCN=CP-02`);
  });

  certify('TC_077_CSMS a charge point finds its new certificate invalid, and reports that', async () => {
    const { depot, registry } = await begin();
    depot.station.always({ CertificateSigned: rejected });
    depot.station.says('SignCertificate', { csr: await registry.request('CP-02') });
    await registry.work(depot);
    depot.station.hears('CertificateSigned', {});
    const timestamp = depot.time();
    depot.station.asks('SecurityEventNotification', { type: 'InvalidChargePointCertificate', timestamp }, {});
  });

  const installs = async (use: string, status: string): Promise<Depot> => {
    const { depot, registry } = await begin();
    depot.station.always({ InstallCertificate: { status } });
    const order = { kind: 'installCertificate', use, certificate: registry.csms.pem } as const;
    expect(depot.asks({ kind: 'stationCertificates', station, order })).toMatchObject({ status });
    return depot;
  };
  certify('TC_075_1_CSMS the root certificate of the manufacturer is installed in a charge point', async () => {
    const depot = await installs('ManufacturerRootCertificate', 'Accepted');
    depot.station.hears('InstallCertificate', { certificateType: 'ManufacturerRootCertificate' });
  });
  certify('TC_075_2_CSMS the root certificate of the central system is installed in a charge point', async () => {
    const depot = await installs('CSMSRootCertificate', 'Accepted');
    depot.station.hears('InstallCertificate', { certificateType: 'CentralSystemRootCertificate' });
  });
  certify('TC_078_CSMS a charge point finds a new root certificate invalid, and reports that', async () => {
    const depot = await installs('CSMSRootCertificate', 'Rejected');
    const timestamp = depot.time();
    depot.station.asks('SecurityEventNotification', { type: 'InvalidCentralSystemCertificate', timestamp }, {});
  });

  certify('TC_076_CSMS a certificate of a charge point is deleted', async () => {
    const { depot, registry } = await begin();
    const other = await registry.newCa('other');
    depot.station.always({
      GetInstalledCertificateIds: { ...accepted, certificateHashData: [registry.csms.hash, other.hash] },
      DeleteCertificate: accepted,
    });
    const order = { kind: 'deleteCertificate', hash: hashOf(other.hash) } as const;
    expect(depot.asks({ kind: 'stationCertificates', station, order })).toMatchObject(accepted);
    depot.station.hears('DeleteCertificate', { certificateHashData: other.hash });
  });
});

describe('our own certificate', () => {
  async function asksForNew(): Promise<{ depot: Depot; registry: Registry; csr: string }> {
    const { depot, registry } = await begin();
    depot.csms.byHand('SignCertificate');
    const requestedMessage = 'SignChargePointCertificate';
    depot.csms.asks('ExtendedTriggerMessage', { requestedMessage }, accepted);
    await registry.work(depot);
    const { csr } = depot.csms.takes('SignCertificate', {}, accepted);
    return { depot, registry, csr: csr as string };
  }
  const isSent = async (depot: Depot, registry: Registry, certificateChain: string, answer: object) => {
    const said = depot.csms.says('CertificateSigned', { certificateChain });
    await registry.work(depot);
    said.answered(answer);
  };

  certify('TC_074_CS the certificate towards the central system is renewed', async () => {
    const { depot, registry, csr } = await asksForNew();
    await isSent(depot, registry, await registry.csms.sign(csr, 'depot'), accepted);
    depot.passes(10);
    expect(depot.csms.isConnected()).toBe(false);
  });

  certify('TC_077_CS a new certificate is found invalid, and that is reported', async () => {
    const { depot, registry } = await asksForNew();
    const other = await registry.request('depot');
    await isSent(depot, registry, await registry.csms.sign(other, 'depot'), rejected);
    depot.passes(5);
    depot.csms.hears('SecurityEventNotification', { type: 'InvalidChargePointCertificate' });
    expect(depot.csms.isConnected()).toBe(true);
  });

  const installs = async (depot: Depot, registry: Registry, certificateType: string, pem: string, answer: object) => {
    const said = depot.csms.says('InstallCertificate', { certificateType, certificate: pem });
    await registry.work(depot);
    said.answered(answer);
  };

  certify('TC_075_1_CS the root certificate of the manufacturer is installed', async () => {
    const { depot, registry } = await begin();
    for (const party of [depot.station, depot.neighbour]) party.always({ InstallCertificate: accepted });
    await installs(depot, registry, 'ManufacturerRootCertificate', registry.csms.pem, accepted);
    depot.neighbour.hears('InstallCertificate', { certificateType: 'ManufacturerRootCertificate' });
  });

  certify('TC_075_2_CS the root certificate of the central system is installed', async () => {
    const { depot, registry } = await begin();
    await installs(depot, registry, 'CentralSystemRootCertificate', registry.csms.pem, accepted);
    const said = depot.csms.says('GetInstalledCertificateIds', { certificateType: 'CentralSystemRootCertificate' });
    await registry.work(depot);
    said.answered({ ...accepted, certificateHashData: [registry.csms.hash] });
    depot.station.hearsNo('InstallCertificate');
  });

  certify('TC_076_CS a certificate is deleted', async () => {
    const { depot, registry } = await begin();
    const other = await registry.newCa('other');
    await installs(depot, registry, 'CentralSystemRootCertificate', registry.csms.pem, accepted);
    await installs(depot, registry, 'CentralSystemRootCertificate', other.pem, accepted);
    for (const [hash, status] of [
      [registry.csms.hash, 'Accepted'],
      [other.hash, 'Failed'],
    ] as const) {
      const said = depot.csms.says('DeleteCertificate', { certificateHashData: hash });
      await registry.work(depot);
      said.answered({ status });
    }
  });

  certify('TC_078_CS a new root certificate is found invalid, and that is reported', async () => {
    const { depot, registry } = await begin();
    await installs(depot, registry, 'CentralSystemRootCertificate', 'no certificate', rejected);
    depot.passes(5);
    depot.csms.hears('SecurityEventNotification', { type: 'InvalidCentralSystemCertificate' });
  });
});
