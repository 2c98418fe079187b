// Our own certificate over real TLS: what is renewed is used from the next connection on, and the old one until it has been.

import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createOffice } from '../../adapters/certificates/office.ts';
import { openOwnStore } from '../../adapters/certificates/own-store.ts';
import { makeRequest } from '../../adapters/certificates/request.ts';
import { caFiles, makeCa, openCa } from '../../adapters/certificates/site-ca.ts';
import { createUplinkClient } from '../../adapters/ws-client/client.ts';
import { trustIn } from '../../adapters/ws-client/trust.ts';
import type { Input } from '../../src/core/ports.ts';
import type { UplinkId } from '../../src/model/ids.ts';
import { createTempFiles } from '../peers/temp-files.ts';
import { serveTlsPeer } from '../peers/tls-peer.ts';
import { createCa, whyNoOpenssl } from './certificates.ts';
import { eventually } from '../peers/eventually.ts';

const why = whyNoOpenssl();
const server = why === undefined ? createCa() : undefined;
afterAll(() => server?.remove());

/** A site with a certificate that the CA of the central system signed. */
async function begin() {
  const files = createTempFiles();
  const ca = join(files.dir, 'csms');
  mkdirSync(ca);
  await makeCa(ca, { organization: 'North', name: 'CA of the central system', years: 1 }, Date.now());
  const own = await makeRequest({ commonName: 'depot', organization: 'North' });
  const sign = async (csr: string, at = Date.now()) =>
    (await openCa(ca, 30)!.sign(csr, { commonName: 'depot' }, at)).chain;
  files.write('site.pem', await sign(own.csr));
  files.write('site.key', own.key);
  const store = openOwnStore(join(files.dir, 'data'), files.dir);
  const office = createOffice({ dir: files.dir, days: 30, now: Date.now, store });
  const mine = { uplink: 'csms' as UplinkId, cert: 'site.pem', key: 'site.key' };
  const renew = async (): Promise<string> => {
    const asked = await office.do({ kind: 'request', files: mine });
    const chain = await sign((asked as { csr: string }).csr);
    expect(await office.do({ kind: 'take', files: mine, chain })).toMatchObject({ ok: true });
    return new X509Certificate(chain).serialNumber;
  };
  return { files, store, office, mine, renew, sign, caPem: readFileSync(caFiles(ca).cert, 'utf8') };
}

const serialOf = (pem: string): string => new X509Certificate(pem).serialNumber;

describe('our own certificate upstream', () => {
  it('is renewed: the next connection shows the new one, which stays in use after a restart', async (ctx) => {
    if (server === undefined) return ctx.skip(`SKIPPED: ${why}`);
    const { files, store, mine, renew, caPem } = await begin();
    const peer = await serveTlsPeer({ ...server.server(['localhost']), requestCert: true, ca: caPem });
    const wanted = {
      uplink: mine.uplink,
      url: `wss://localhost:${peer.port}/ocpp`,
      identity: 'depot',
      version: '2.0.1' as const,
      pingSeconds: 0,
      ca: server.path,
      cert: mine.cert,
      key: mine.key,
    };
    const inputs: Input[] = [];
    const client = createUplinkClient({ offer: (input) => (inputs.push(input), true) }, trustIn(store));
    const connects = async (): Promise<void> => {
      const before = peer.shown.length;
      client.want([wanted]);
      await eventually(() => expect(peer.shown).toHaveLength(before + 1));
      await eventually(() => expect(inputs.at(-1)).toMatchObject({ kind: 'linkUp' }));
      client.want([]);
      await eventually(() => expect(inputs.at(-1)).toMatchObject({ kind: 'linkDown' }));
    };
    await connects();
    const serial = await renew();
    await connects();
    await connects();
    const first = serialOf(readFileSync(join(files.dir, 'site.pem'), 'utf8'));
    expect(peer.shown.map((one) => one.serial)).toEqual([first, serial, serial]);
    // Another process finds the same.
    const again = openOwnStore(join(files.dir, 'data'), files.dir).pairFor(mine);
    expect(serialOf(again.cert.slice(again.cert.indexOf('-----BEGIN CERT')))).toBe(serial);
    const folder = join(files.dir, 'data', 'certificates', 'csms');
    expect(readdirSync(folder)).toEqual(['current.pem']);
    expect(statSync(join(folder, 'current.pem')).mode & 0o077).toBe(0);
    await peer.close();
    files.remove();
  });

  it('is thrown away when the central system refuses it and takes the old one, which is told', async (ctx) => {
    if (server === undefined) return ctx.skip(`SKIPPED: ${why}`);
    const { files, store, mine, renew, caPem } = await begin();
    const old = serialOf(readFileSync(join(files.dir, 'site.pem'), 'utf8'));
    const fresh = await renew();
    const peer = await serveTlsPeer({
      ...server.server(['localhost']),
      requestCert: true,
      ca: caPem,
      // A central system that does not know the new one.
      maxVersion: 'TLSv1.2',
    });
    const inputs: Input[] = [];
    expect(serialOf(store.pairFor(mine).cert.replace(/^renews.*\n/, ''))).toBe(fresh);
    const client = createUplinkClient({ offer: (input) => (inputs.push(input), true) }, trustIn(store));
    const wanted = (port: number) => ({
      uplink: mine.uplink,
      url: `wss://localhost:${port}/ocpp`,
      identity: 'depot',
      version: '2.0.1' as const,
      pingSeconds: 0,
      ca: server.path,
      cert: mine.cert,
      key: mine.key,
    });
    // It trusts another CA: whatever we show is refused.
    const strict = await serveTlsPeer({
      ...server.server(['localhost']),
      requestCert: true,
      ca: readFileSync(server.path, 'utf8'),
      maxVersion: 'TLSv1.2',
    });
    client.want([wanted(strict.port)]);
    await eventually(() => expect(inputs.at(-1)).toMatchObject({ kind: 'linkFailed' }));
    client.want([wanted(peer.port)]);
    await eventually(() => expect(inputs.at(-1)).toMatchObject({ kind: 'linkUp' }));
    expect(inputs).toContainEqual(
      expect.objectContaining({ kind: 'security', type: 'DiscardedRenewedClientCertificate' }),
    );
    expect(peer.shown.map((one) => one.serial)).toEqual([old]);
    expect(existsSync(join(files.dir, 'data', 'certificates', 'csms', 'next.pem'))).toBe(false);
    client.want([]);
    await Promise.all([peer.close(), strict.close()]);
    files.remove();
  });

  it('is not taken for another key, for another name, when it has expired, or twice; files that a person replaces count', async () => {
    const { files, office, mine, sign, store } = await begin();
    const take = (chain: string) => office.do({ kind: 'take', files: mine, chain });
    expect(await take('')).toMatchObject({ ok: false });
    const asked = (await office.do({ kind: 'request', files: mine })) as { csr: string };
    const other = await makeRequest({ commonName: 'depot', organization: 'North' });
    expect(await take(await sign(other.csr))).toMatchObject({
      ok: false,
      reason: expect.stringContaining('another key') as string,
    });
    const expired = await sign(asked.csr, Date.now() - 40 * 86_400_000);
    expect(await take(expired)).toMatchObject({ ok: false, reason: expect.stringContaining('expired') as string });
    const chain = await sign(asked.csr);
    expect(await take(chain)).toMatchObject({ ok: true });
    expect(await take(chain)).toMatchObject({ ok: false });
    expect(store.pairFor(mine).isNew).toBe(true);
    const hand = await makeRequest({ commonName: 'depot', organization: 'North' });
    files.write('site.pem', await sign(hand.csr));
    files.write('site.key', hand.key);
    expect(store.pairFor(mine)).toMatchObject({ isNew: false, key: hand.key });
    files.remove();
  });
});
