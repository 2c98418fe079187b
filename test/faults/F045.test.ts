// F045: what a TLS listener takes, one by one as openssl says it, and of everything that there can be.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect as plainConnect } from 'node:net';
import { Duplex } from 'node:stream';
import { connect } from 'node:tls';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createArrivals } from '../../adapters/ws-server/arrivals.ts';
import { openListener } from '../../adapters/ws-server/open.ts';
import type { Files } from '../wire/authority.ts';
import { authority, folder } from '../wire/authority.ts';
import { whyNoOpenssl } from '../wire/certificates.ts';
import { sayHello, suitesTaken, versions } from '../wire/client-hello.ts';
import type { TlsGateway } from '../wire/tls-gateway.ts';
import { startTls, withPassword } from '../wire/tls-gateway.ts';

const why = whyNoOpenssl();

async function start(more = ''): Promise<TlsGateway & { readonly ca: string }> {
  const dir = folder();
  const ca = authority(dir);
  const [rsa, ec] = [ca.issue({ kind: 'rsa' }), ca.issue({ kind: 'ec' })];
  const pair = ({ cert, key }: Files): string => `{ cert: ${cert}, key: ${key} }`;
  const gateway = await startTls({ dir, tls: `certs: [ ${pair(rsa)}, ${pair(ec)} ]${more}` });
  return { ...gateway, ca: ca.cert };
}

/** What openssl says of a handshake with these options; "(NONE)" where there was none. */
function client(port: number, ...options: string[]): Promise<string> {
  const child = spawn('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, ...options], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (data: Buffer) => (said += data.toString()));
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  // A client that is refused ends by itself, and what is written to it then is of no use to anybody.
  child.stdin.on('error', () => {});
  setTimeout(() => child.stdin.end('Q\n'), 150);
  return new Promise((resolve) => child.on('close', () => resolve(said)));
}

const cipherIn = (said: string): string => /Cipher is (\S+)/.exec(said)?.[1] ?? '(NONE)';

describe('F045 TLS of a listener', () => {
  beforeEach((ctx) => (why === undefined ? undefined : ctx.skip(`SKIPPED: ${why}`)));

  it('A00.FR.317 the four mandated suites, each alone, as openssl s_client says them; the certificate is that of its kind', async () => {
    const { port } = await start();
    for (const [suite, kind] of [
      ['ECDHE-ECDSA-AES128-GCM-SHA256', 'id-ecPublicKey'],
      ['ECDHE-ECDSA-AES256-GCM-SHA384', 'id-ecPublicKey'],
      ['AES128-GCM-SHA256', 'rsaEncryption'],
      ['AES256-GCM-SHA384', 'rsaEncryption'],
    ] as const) {
      const said = await client(port, '-tls1_2', '-cipher', suite);
      expect(cipherIn(said)).toBe(suite);
      expect(said).toContain(kind);
      expect(said).toMatch(/Compression: NONE/);
    }
  });

  it('refuses TLS 1.1 and 1.0 as openssl s_client asks for them, and says so to people', async () => {
    const { port, pending, events } = await start();
    for (const version of ['-tls1_1', '-tls1'])
      expect(cipherIn(await client(port, version, '-cipher', 'ALL:@SECLEVEL=0'))).toBe('(NONE)');
    const [first] = await pending();
    expect(first).toMatchObject({ identity: '127.0.0.1', code: 'BB_STATION_TLS_VERSION' });
    expect(first?.text).toContain('too old');
    expect(events()).toMatchObject([{ type: 'InvalidTLSVersion', critical: false }, { type: 'InvalidTLSVersion' }]);
  });

  it('of all 65,536 suites at TLS 1.2 it takes the four, and two that have forward secrecy with RSA: no NULL, EXPORT, 3DES, RC4, CBC', async () => {
    const { port, events } = await start();
    expect(await suitesTaken(port, versions.tls12)).toEqual([0x009c, 0x009d, 0xc02b, 0xc02c, 0xc02f, 0xc030]);
    for (const version of [versions.ssl3, versions.tls10, versions.tls11])
      expect(await suitesTaken(port, version)).toEqual([]);
    // However often, the central system is told a few times.
    expect(events().filter(({ type }) => type === 'InvalidTLSCipherSuite').length).toBeLessThanOrEqual(2);
    expect(events().length).toBeLessThanOrEqual(4);
  });

  it('of the five suites of TLS 1.3 it takes the two with AES-GCM', async () => {
    const { port } = await start();
    const all = [
      'AES_128_GCM_SHA256',
      'AES_256_GCM_SHA384',
      'CHACHA20_POLY1305_SHA256',
      'AES_128_CCM_SHA256',
      'AES_128_CCM_8_SHA256',
    ];
    const taken = await Promise.all(
      all.map(async (name) => cipherIn(await client(port, '-tls1_3', '-ciphersuites', `TLS_${name}`))),
    );
    expect(taken).toEqual([...all.slice(0, 2).map((name) => `TLS_${name}`), '(NONE)', '(NONE)', '(NONE)']);
  });

  it('requireForwardSecrecy leaves the suites with an exchange of keys', async () => {
    const { port } = await start(', requireForwardSecrecy: true');
    expect(await suitesTaken(port, versions.tls12)).toEqual([0xc02b, 0xc02c, 0xc02f, 0xc030]);
  });

  it('SSL 3.0 is refused with an alert, and so is a client that offers no suite that it takes', async () => {
    const { port, pending } = await start();
    expect(await sayHello(port, versions.ssl3, [0x002f, 0x000a])).toHaveProperty('alert');
    expect(await sayHello(port, versions.tls12, [0x000a, 0x0001, 0x0003])).toEqual({ alert: 40 });
    expect((await pending())[0]).toMatchObject({ code: 'BB_STATION_TLS_SUITES' });
  });

  it('A00.FR.320 nothing is compressed, whatever a client offers', async () => {
    const { port } = await start();
    expect(await sayHello(port, versions.tls12, [0xc02f], [1, 0])).toMatchObject({ suite: 0xc02f });
    const said = await client(port, '-tls1_2', '-comp');
    expect(said).toMatch(/Compression: NONE/);
  });

  it('a client that wants to negotiate again on an open connection is refused', async () => {
    const { port } = await start();
    const socket = connect({ port, host: '127.0.0.1', maxVersion: 'TLSv1.2', rejectUnauthorized: false });
    await new Promise((resolve) => socket.once('secureConnect', resolve));
    const error = await new Promise<Error | undefined>((resolve) => {
      socket.on('error', resolve);
      socket.renegotiate({ rejectUnauthorized: false }, (failure) => resolve(failure ?? undefined));
    });
    expect(error?.message).toMatch(/no renegotiation/i);
    socket.destroy();
  });

  it('TLS 1.0 and 1.1 only where "legacy" stands, with one suite more, for OCPP 1.6 alone', async () => {
    const { port, knock, ca, alarms, pending } = await start(', legacy: true');
    expect(await suitesTaken(port, versions.tls10)).toEqual([0x002f]);
    expect(await suitesTaken(port, versions.tls11)).toEqual([0x002f]);
    expect(await suitesTaken(port, versions.ssl3)).toEqual([]);
    expect(alarms()).toContain('BB_TLS_LEGACY:port 0');
    const old = {
      ...withPassword('CP-01'),
      ca: readFileSync(ca),
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1',
      ciphers: 'AES128-SHA:@SECLEVEL=0',
    } as const;
    expect((await knock('CP-01', { ...old, protocols: ['ocpp2.0.1'] })).status).toBe(403);
    expect((await pending())[0]).toMatchObject({ code: 'BB_STATION_OLD_TLS' });
    expect((await knock('CP-01', old)).status).toBe(101);
  });

  it('records of at most maxFragmentBytes, for stations with little memory', async () => {
    const { cert, key } = authority(folder()).issue({});
    const tls = {
      shows: () => ({ cert: readFileSync(cert), key: readFileSync(key) }),
      asks: {},
      wasGood: () => false,
      maxFragmentBytes: 512,
    };
    const arrivals = createArrivals(10);
    const listener = openListener(
      { port: 0, address: '127.0.0.1', paths: [], tls },
      { arrivals, maxConnections: 10, upgrade: (_, socket) => socket.end('x'.repeat(3000)), failed: () => undefined },
    );
    const port = await listener.listen();
    onTestFinished(() => {
      arrivals.stop();
      return listener.stop();
    });
    const lengths: number[] = [];
    let left = Buffer.alloc(0);
    const raw = plainConnect(port, '127.0.0.1');
    raw.on('data', (data: Buffer) => {
      left = Buffer.concat([left, data]);
      for (
        ;
        left.length >= 5 && left.length >= 5 + left.readUInt16BE(3);
        left = left.subarray(5 + left.readUInt16BE(3))
      )
        if (left[0] === 23) lengths.push(left.readUInt16BE(3));
    });
    // Over a stream of its own, so that what comes on the wire is seen too.
    const wire = new Duplex({
      read: () => undefined,
      write: (data: Buffer, _, done) => void raw.write(data, () => done()),
    });
    raw.on('data', (data) => wire.push(data)).on('end', () => wire.push(null));
    const socket = connect({ socket: wire, maxVersion: 'TLSv1.2', rejectUnauthorized: false });
    socket.write('GET /CP-01 HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    let heard = 0;
    socket.on('data', (data: Buffer) => (heard += data.length));
    await expect.poll(() => heard).toBe(3000);
    raw.destroy();
    // Number and seal of a record are 24 bytes.
    expect(Math.max(...lengths)).toBe(512 + 24);
  });
});
