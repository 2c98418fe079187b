// Block A over real TLS: the site at its central system, and stations at the site.

import { readFileSync } from 'node:fs';
import { connect as connectTls } from 'node:tls';
import type { ServerOptions } from 'node:https';
import { afterAll, describe, expect, it } from 'vitest';
import { connect } from '../../../adapters/ws-client/connection.ts';
import type { LinkTrouble } from '../../../src/model/link-trouble.ts';
import type { UplinkId } from '../../../src/model/ids.ts';
import type { Version } from '../../../src/model/protocol.ts';
import type { ShownCertificate } from '../../../src/core/ports/door.ts';
import { serverTls } from '../../../adapters/certificates/server-tls.ts';
import { serveTlsPeer } from '../../peers/tls-peer.ts';
import type { TestCa } from '../../wire/certificates.ts';
import { createCa, whyNoOpenssl } from '../../wire/certificates.ts';
import { createTempFiles } from '../../peers/temp-files.ts';
import { newDepot as newDepot16 } from './kit/depot.ts';
import { newDepot, versions } from './kit/depot-2.ts';

const why = whyNoOpenssl();
const [ca, other] = why === undefined ? [createCa(), createCa('Somebody else')] : [];
const files = createTempFiles();
afterAll(() => {
  ca?.remove();
  other?.remove();
  files.remove();
});

/** Needs certificates, which openssl makes; where there is none the case is skipped by name. */
const certify = (name: string, run: (ca: TestCa, other: TestCa) => Promise<void> | void): void =>
  void it(name, async (ctx) => {
    if (ca === undefined || other === undefined) return ctx.skip(`SKIPPED: ${why}`);
    await run(ca, other);
  });

/** How a try of the site ends, with its certificate where it has one. */
async function comes(version: Version, server: ServerOptions, own?: { cert: string; key: string }): Promise<string> {
  const peer = await serveTlsPeer(server);
  const outcome = await new Promise<LinkTrouble | 'open'>((resolve) => {
    const wanted = {
      uplink: 'csms' as UplinkId,
      url: `wss://localhost:${peer.port}/ocpp`,
      identity: 'depot',
      version,
      pingSeconds: 0,
      ca: ca!.path,
      ...(own !== undefined && { cert: files.write('own.pem', own.cert), key: files.write('own.key', own.key) }),
    };
    const connection = connect(wanted, {
      up() {
        resolve('open');
        connection.drop();
      },
      frame: () => undefined,
      down: () => undefined,
      failed: ({ trouble }) => resolve(trouble),
    });
  });
  await peer.close();
  return outcome === 'open' ? `open ${peer.shown[0]?.name ?? ''}`.trim() : outcome;
}

const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' } as const;
const day = 86_400_000;

describe.each(versions)('the site over TLS at a central system of OCPP %s', (version) => {
  certify('TC_A_04_CS the site comes over TLS and checks the certificate of the central system', async (its) => {
    expect(await comes(version, its.server(['localhost']))).toBe('open');
  });
  certify(
    'TC_A_05_CS the certificate of the central system is no good: the site does not come in',
    async (its, alien) => {
      expect(await comes(version, alien.server(['localhost']))).toBe('certificateUnknown');
      expect(await comes(version, its.server(['elsewhere.example']))).toBe('certificateName');
      const expired = its.server(['localhost'], Date.now() - 2 * day, Date.now() - day);
      expect(await comes(version, expired)).toBe('certificateExpired');
    },
  );
  certify('TC_A_06_CS the version of TLS is too old: the site does not come in', async (its) => {
    expect(await comes(version, { ...its.server(['localhost']), ...old })).toBe('tlsVersion');
  });
  certify('TC_A_07_CS the site comes over TLS with a certificate of its own', async (its) => {
    const mutual = { ...its.server(['localhost']), requestCert: true, ca: readFileSync(its.path, 'utf8') };
    const own = its.client('depot');
    expect(await comes(version, mutual, own)).toBe('open depot');
    expect(await comes(version, mutual)).not.toMatch(/^open/);
    expect(await comes(version, mutual, other!.client('depot'))).not.toMatch(/^open/);
  });
});

/** How a station fares at a listener of the site that has these files. */
async function arrives(its: TestCa, client: object): Promise<string> {
  const { cert, key } = its.server(['localhost']);
  const tls = serverTls({ certs: [{ cert: 'gw.pem', key: 'gw.key' }] }, { certs: [cert], keys: [key] });
  const peer = await serveTlsPeer(tls);
  const outcome = await new Promise<string>((resolve) => {
    const socket = connectTls({ port: peer.port, host: 'localhost', servername: 'localhost', ...client });
    socket.once('secureConnect', () => {
      resolve(socket.getProtocol() ?? 'none');
      socket.destroy();
    });
    socket.once('error', (error) => resolve((error as NodeJS.ErrnoException).code ?? 'refused'));
  });
  await peer.close();
  return outcome;
}

const checked = 'a station comes over TLS and checks the certificate of the central system';

const shown = (commonName: string, more: Partial<ShownCertificate> = {}): ShownCertificate => ({
  commonName,
  organizations: ['North Depot'],
  serial: '01',
  ...more,
});

type AnyDepot = ReturnType<typeof newDepot>;

function knocks({ harness }: AnyDepot, version: Version, certificate?: ShownCertificate) {
  return harness().driver.admit({
    path: '/ocpp/CP-02',
    paths: ['/*'],
    subprotocols: [`ocpp${version}`],
    remoteAddress: '10.0.0.7',
    secure: true,
    ...(certificate !== undefined && { certificate }),
  });
}

const withCertificates = <Site extends { stations: readonly object[] }>(site: Site): Site => ({
  ...site,
  stations: site.stations.map((one) => ({ ...one, security: { profile: 3, organization: 'North Depot' } })),
});

function isLetIn(depot: AnyDepot, version: Version): void {
  expect(knocks(depot, version, shown('CP-02'))).toMatchObject({ kind: 'admit', station: 'CP-02' });
}

describe('charge points of OCPP 1.6 over TLS', () => {
  certify('TC_086_CSMS a charge point comes over TLS and checks the certificate of the central system', async (its) => {
    const trust = readFileSync(its.path, 'utf8');
    expect(await arrives(its, { ca: trust, maxVersion: 'TLSv1.2' })).toBe('TLSv1.2');
    expect(await arrives(its, { ca: readFileSync(other!.path, 'utf8') })).not.toMatch(/^TLS/);
  });
  certify('TC_087_CSMS a charge point comes over TLS with a certificate of its own', () => {
    isLetIn(newDepot16({ connected: false, site: withCertificates }), '1.6');
  });
});

describe.each(versions)('stations over TLS, in OCPP %s,', (version) => {
  certify(`TC_A_04_CSMS ${checked}`, async (its) => {
    expect(await arrives(its, { ca: readFileSync(its.path, 'utf8') })).toMatch(/^TLSv1\.[23]$/);
  });
  certify('TC_A_06_CSMS a station comes with a version of TLS that is too old', async (its) => {
    expect(await arrives(its, { ca: readFileSync(its.path, 'utf8'), ...old })).not.toMatch(/^TLS/);
  });
  certify('TC_A_07_CSMS a station comes over TLS with a certificate of its own', () => {
    isLetIn(newDepot({ version, connected: false, site: withCertificates }), version);
  });
  certify('TC_A_08_CSMS a station comes over TLS with a certificate that is no good', () => {
    const depot = newDepot({ version, connected: false, site: withCertificates });
    for (const bad of [
      undefined,
      shown('CP-01'),
      shown('CP-02', { organizations: ['Somebody Else'] }),
      shown('CP-02', { fault: 'CERT_HAS_EXPIRED' }),
    ])
      expect(knocks(depot, version, bad)).toMatchObject({ kind: 'refuse' });
  });
});
