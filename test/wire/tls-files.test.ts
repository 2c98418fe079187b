// What `busbar check` and the gateway find in the PEM files of a listener.

import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readListenerFiles } from '../../adapters/certificates/listener-files.ts';
import { nextUpdateOf, revocationsIn, textIn } from '../../adapters/certificates/pem-files.ts';
import type { TlsFiles } from '../../src/model/config/gateway.ts';
import { startCommand } from '../e2e/command.ts';
import { authority, folder } from './authority.ts';
import { whyNoOpenssl } from './certificates.ts';
import { siteText } from './tls-gateway.ts';

const why = whyNoOpenssl();

const day = 86_400_000;

describe('the files of a listener with TLS', () => {
  beforeEach((ctx) => (why === undefined ? undefined : ctx.skip(`SKIPPED: ${why}`)));

  it('RSA and ECDSA side by side, with a CA of stations and what it revoked: nothing to find', () => {
    const dir = folder();
    const ca = authority(dir);
    const files: TlsFiles = {
      certs: [ca.issue({ kind: 'rsa' }), ca.issue({})],
      clientCa: ca.cert,
      crl: ca.crl(3),
      names: ['localhost', '127.0.0.1'],
    };
    const { pems, findings, held } = readListenerFiles(files, dir);
    expect(findings).toEqual([]);
    expect(pems).toMatchObject({ certs: [{}, {}], keys: [{}, {}] });
    expect(held.map(({ kind }) => kind)).toEqual(['server', 'server', 'clientCa', 'crl']);
    const [list] = revocationsIn(textIn(files.crl!));
    expect(Math.abs(nextUpdateOf(list!)! - (Date.now() + 3 * day))).toBeLessThan(60_000);
  });

  it('each fault with its code and place', () => {
    const dir = folder();
    const ca = authority(dir);
    const [rsa, ec, weak] = [ca.issue({ kind: 'rsa' }), ca.issue({}), ca.issue({ kind: 'rsa', bits: 1024 })];
    const many = Array.from({ length: 60 }, (_, at) => `station-gateway-number-${at}.north-depot.example`);
    const large = ca.issue({ kind: 'rsa', names: many });
    const nameless = ca.issue({ names: [] });
    const open = ca.issue({});
    chmodSync(open.key, 0o644);
    writeFileSync(join(dir, 'empty.pem'), 'nothing here', { mode: 0o600 });
    const found = (files: Partial<TlsFiles>) =>
      readListenerFiles({ certs: [rsa, ec], ...files }, dir).findings.map(
        ({ level, code, at }) => `${level} ${code} at ${at.join('.')}`,
      );
    expect(found({ certs: [rsa, { cert: ec.cert, key: rsa.key }] })).toEqual([
      'error BB_TLS_KEY_MISMATCH at certs.1.key',
    ]);
    expect(found({ certs: [{ ...rsa, cert: 'gone.pem' }, ec] })).toEqual(['error BB_TLS_FILE at certs.0.cert']);
    expect(found({ certs: [{ ...rsa, key: 'empty.pem' }, ec] })).toEqual(['error BB_TLS_FILE at certs.0.key']);
    expect(found({ certs: [weak, ec] })).toEqual(['error BB_TLS_WEAK_KEY at certs.0.cert']);
    expect(found({ certs: [ec, open, rsa] })).toEqual([
      'warning BB_TLS_KEY_OPEN at certs.1.key',
      'error BB_TLS_KIND_TWICE at certs.1',
    ]);
    expect(found({ certs: [ec] })).toEqual(['warning BB_TLS_NO_RSA at certs']);
    expect(found({ certs: [rsa] })).toEqual(['warning BB_TLS_NO_ECDSA at certs']);
    expect(found({ certs: [large, ec] })).toEqual(['warning BB_TLS_CERTIFICATE_LARGE at certs.0.cert']);
    expect(found({ certs: [rsa, nameless] })).toEqual(['warning BB_TLS_NO_SAN at certs.1.cert']);
    expect(found({ names: ['gw.depot.lan'] })).toEqual([
      'warning BB_TLS_OTHER_NAME at certs.0.cert',
      'warning BB_TLS_OTHER_NAME at certs.1.cert',
    ]);
    expect(found({ clientCa: 'empty.pem' })).toEqual(['error BB_TLS_FILE at clientCa']);
    expect(found({ clientCa: ca.cert, crl: ca.cert })).toEqual(['error BB_TLS_FILE at crl']);
  });

  it('"busbar check" says them with line and remedy and ends with 1, and what expires soon', async () => {
    const dir = folder();
    const ca = authority(dir);
    const [rsa, ec] = [ca.issue({ kind: 'rsa', to: Date.now() + 5 * day }), ca.issue({})];
    const file = join(dir, 'depot.yaml');
    const check = async (key: string): Promise<string> => {
      writeFileSync(
        file,
        siteText({ dir, tls: `certs: [ { cert: ${rsa.cert}, key: ${key} }, { cert: ${ec.cert}, key: ${ec.key} } ]` }),
      );
      const command = startCommand(['check', file]);
      return `${await command.exited} ${command.said()}`;
    };
    const [bad, good] = [await check(ec.key), await check(rsa.key)];
    expect(bad).toMatch(/^1 /);
    expect(bad).toMatch(/depot\.yaml:3:\d+ BB_TLS_KEY_MISMATCH at listeners\.0\.tls\.certs\.0\.key/);
    expect(good).toMatch(/^0 /);
    expect(good).toMatch(/warning: .*BB_CERTIFICATE_EXPIRES[^]*expires in 5 days/);
  });
});
