// Blocks A and M: our own certificate towards a central system of OCPP 2.x, and the roots by which that is known.

import { describe, expect } from 'vitest';
import type { Registry } from './kit/certificates.ts';
import { newRegistry } from './kit/certificates.ts';
import { certify } from './kit/certify.ts';
import type { Depot, Version2 } from './kit/depot-2.ts';
import { newDepot, versions } from './kit/depot-2.ts';
import type { Payload } from './kit/party.ts';

const accepted = { status: 'Accepted' };
const rejected = { status: 'Rejected' };

async function begin(version: Version2, ownDays = 90): Promise<{ depot: Depot; registry: Registry }> {
  const registry = await newRegistry(newDepot({ version }).harness().utc(), { ownDays });
  const depot = newDepot({ version, site: registry.secured });
  await registry.work(depot);
  depot.csms.byHand('SignCertificate');
  return { depot, registry };
}

/** The central system wants our certificate renewed; what we ask for. */
async function renews({ depot, registry }: { depot: Depot; registry: Registry }): Promise<void> {
  const requestedMessage = 'SignChargingStationCertificate';
  depot.csms.asks('TriggerMessage', { requestedMessage }, accepted);
  await registry.work(depot);
}

async function isSent(
  { depot, registry }: { depot: Depot; registry: Registry },
  chain: string,
  asked: Payload,
  wanted: object,
) {
  const said = depot.csms.says('CertificateSigned', {
    certificateChain: chain,
    certificateType: 'ChargingStationCertificate',
    ...('requestId' in asked && { requestId: asked['requestId'] }),
  });
  await registry.work(depot);
  said.answered(wanted);
}

describe.each(versions)('our certificate at a central system of OCPP %s', (version) => {
  const wanted = { certificateType: 'ChargingStationCertificate' };

  certify('TC_A_07_CS the site comes over TLS with a certificate of its own', async () => {
    const { depot } = await begin(version);
    const [link] = depot.harness().wanted();
    expect(link).toMatchObject({ url: 'wss://csms.example/ocpp', cert: 'site.pem', key: 'site.key' });
    expect(link).not.toHaveProperty('authorization');
  });

  certify('TC_A_11_CS the certificate towards the central system is renewed', async () => {
    const here = await begin(version);
    await renews(here);
    const asked = here.depot.csms.takes('SignCertificate', wanted, accepted);
    await isSent(here, await here.registry.csms.sign(asked['csr'] as string, 'depot'), asked, accepted);
    // The next connection uses it.
    here.depot.passes(10);
    expect(here.depot.csms.isConnected()).toBe(false);
    here.depot.csms.connects();
    await here.registry.work(here.depot);
    here.depot.csms.asks('GetTransactionStatus', {}, { messagesInQueue: false });
  });

  certify('TC_A_14_CS the new certificate towards the central system is found invalid', async () => {
    const here = await begin(version);
    await renews(here);
    const asked = here.depot.csms.takes('SignCertificate', wanted, accepted);
    const other = await here.registry.request('depot');
    await isSent(here, await here.registry.csms.sign(other, 'depot'), asked, rejected);
    here.depot.passes(5);
    here.depot.csms.hears('SecurityEventNotification', { type: 'InvalidChargingStationCertificate' });
    await isSent(here, 'no chain', asked, rejected);
    const stranger = await here.registry.newCa('csms-2');
    const forged = `${await stranger.sign(asked['csr'] as string, 'depot')}${here.registry.csms.pem}`;
    await isSent(here, forged, asked, rejected);
  });

  certify('TC_A_15_CS the central system refuses to sign a certificate', async () => {
    const here = await begin(version);
    await renews(here);
    here.depot.csms.takes('SignCertificate', wanted, rejected);
    here.depot.passes(600);
    await here.registry.work(here.depot);
    expect(here.depot.csms.isWaiting('SignCertificate')).toBe(false);
    expect([...here.depot.harness().gateway.state.alarms.keys()]).toContain('BB_UPLINK_CERTIFICATE:csms');
  });

  certify('TC_A_23_CS the signed certificate does not come in time', async () => {
    const here = await begin(version);
    await renews(here);
    const { csr } = here.depot.csms.takes('SignCertificate', wanted, accepted);
    // Each wait is twice the one before: CertSigningWaitMinimum, and CertSigningRepeatTimes tries more.
    for (const seconds of [60, 120, 240]) {
      here.depot.passes(seconds - 10);
      expect(here.depot.csms.isWaiting('SignCertificate')).toBe(false);
      here.depot.passes(10.5);
      here.depot.csms.takes('SignCertificate', { csr }, accepted);
    }
    here.depot.passes(1200);
    expect(here.depot.csms.isWaiting('SignCertificate')).toBe(false);
  });

  certify('TC_A_11_CS is asked for by itself when two thirds of its life are over', async () => {
    const here = await begin(version, 1);
    here.depot.passes(15 * 3600);
    await here.registry.work(here.depot);
    expect(here.depot.csms.isWaiting('SignCertificate')).toBe(false);
    here.depot.passes(2 * 3600);
    await here.registry.work(here.depot);
    here.depot.csms.takes('SignCertificate', wanted, accepted);
  });
});

describe.each(versions)('roots by which a central system of OCPP %s is known', (version) => {
  const installs = async ({ depot, registry }: Awaited<ReturnType<typeof begin>>, pem: string, answer: object) => {
    const payload = { certificateType: 'CSMSRootCertificate', certificate: pem };
    const said = depot.csms.says('InstallCertificate', payload);
    await registry.work(depot);
    said.answered(answer);
  };
  const listed = async ({ depot, registry }: Awaited<ReturnType<typeof begin>>): Promise<unknown> => {
    const said = depot.csms.says('GetInstalledCertificateIds', { certificateType: ['CSMSRootCertificate'] });
    await registry.work(depot);
    return said.answered({})['certificateHashDataChain'];
  };
  const deletes = async ({ depot, registry }: Awaited<ReturnType<typeof begin>>, hash: Payload, status: string) => {
    const said = depot.csms.says('DeleteCertificate', { certificateHashData: hash });
    await registry.work(depot);
    said.answered({ status });
  };
  const isRoot = (hash: Payload) => ({ certificateType: 'CSMSRootCertificate', certificateHashData: hash });

  certify('TC_M_01_CS one is installed, listed, and deleted when there is another; the last one stays', async () => {
    const here = await begin(version);
    const none = { GetInstalledCertificateIds: { status: 'NotFound' }, DeleteCertificate: { status: 'NotFound' } };
    for (const party of [here.depot.station, here.depot.neighbour]) party.always(none);
    const [one, other] = [here.registry.csms, await here.registry.newCa('other')];
    await installs(here, one.pem, accepted);
    expect(await listed(here)).toEqual([isRoot(one.hash)]);
    await deletes(here, one.hash, 'Failed');
    await deletes(here, other.hash, 'NotFound');
    await installs(here, other.pem, accepted);
    await deletes(here, one.hash, 'Accepted');
    expect(await listed(here)).toEqual([isRoot(other.hash)]);
    here.depot.station.hearsNo('InstallCertificate');
  });

  certify('TC_M_05_CS one that is no root is not installed, which is told', async () => {
    const here = await begin(version);
    const leaf = await here.registry.csms.sign(await here.registry.request('depot'), 'depot');
    await installs(here, leaf, rejected);
    await installs(here, 'no certificate', rejected);
    here.depot.passes(5);
    here.depot.csms.hears('SecurityEventNotification', { type: 'InvalidCsmsCertificate' });
  });

  certify('TC_M_03_CS those of vehicles go to the stations, and count when all have them', async () => {
    const here = await begin(version);
    const { depot, registry } = here;
    const payload = { certificateType: 'V2GRootCertificate', certificate: registry.csms.pem };
    depot.station.always({ InstallCertificate: accepted });
    depot.neighbour.always({ InstallCertificate: accepted });
    depot.csms.asks('InstallCertificate', payload, accepted);
    depot.neighbour.always({ InstallCertificate: rejected });
    depot.csms.asks('InstallCertificate', payload, { status: 'Failed' });
    const certificateHashDataChain = [
      { certificateType: 'V2GRootCertificate', certificateHashData: registry.csms.hash },
    ];
    for (const party of [depot.station, depot.neighbour])
      party.always({ GetInstalledCertificateIds: { ...accepted, certificateHashDataChain } });
    depot.csms.asks(
      'GetInstalledCertificateIds',
      { certificateType: ['V2GRootCertificate'] },
      { ...accepted, certificateHashDataChain },
    );
  });

  certify('TC_M_20_CS a root by which a station knows us is not deleted', async () => {
    const here = await begin(version);
    const { depot, registry } = here;
    const certificateHashDataChain = [isRoot(registry.csms.hash)];
    depot.station.always({
      GetInstalledCertificateIds: { ...accepted, certificateHashDataChain },
      DeleteCertificate: accepted,
    });
    depot.neighbour.always({ GetInstalledCertificateIds: { status: 'NotFound' }, DeleteCertificate: accepted });
    await deletes(here, registry.csms.hash, 'Failed');
    depot.station.hearsNo('DeleteCertificate');
    depot.neighbour.hears('DeleteCertificate', {});
  });
});
