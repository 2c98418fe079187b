// The CA of the site: what lies on the disk, and what it signs, as openssl sees it.

import { execFileSync } from 'node:child_process';
import { chmodSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeRequest } from '../../adapters/certificates/request.ts';
import { caFiles, makeCa, openCa } from '../../adapters/certificates/site-ca.ts';
import { createTempFiles } from '../peers/temp-files.ts';
import { whyNoOpenssl } from './certificates.ts';

const organization = 'North Depot';

async function made() {
  const files = createTempFiles();
  onTestFinished(files.remove);
  await makeCa(files.dir, { organization, name: 'north CA', years: 10 }, Date.now());
  return files;
}

it('keeps its key to itself, is made once, and does not sign with a key that others may read', async () => {
  const { dir } = await made();
  const { key } = caFiles(dir);
  expect(statSync(key).mode & 0o777).toBe(0o600);
  expect(statSync(join(dir, 'ca')).mode & 0o777).toBe(0o700);
  await expect(makeCa(dir, { organization, name: 'another', years: 1 }, Date.now())).rejects.toThrow('already');
  chmodSync(key, 0o644);
  expect(() => openCa(dir, 30)).toThrow('chmod 600');
});

it('signs clients of its organization, for no longer than it lives itself; openssl takes them as clients and not as servers', async (ctx) => {
  const why = whyNoOpenssl();
  if (why !== undefined) return ctx.skip(`SKIPPED: ${why}`);
  const files = await made();
  const { csr } = await makeRequest({ commonName: 'SN.4711' });
  const ca = openCa(files.dir, 100_000)!;
  const { chain } = await ca.sign(csr, { commonName: 'SN.4711' }, Date.now());
  const leaf = files.write('leaf.pem', chain);
  const openssl = (...args: string[]): string => execFileSync('openssl', args, { encoding: 'utf8', stdio: 'pipe' });
  const verify = (purpose: string): string =>
    openssl('verify', '-purpose', purpose, '-CAfile', caFiles(files.dir).cert, leaf);
  expect(verify('sslclient')).toContain('OK');
  expect(() => verify('sslserver')).toThrow();
  const text = openssl('x509', '-in', caFiles(files.dir).cert, '-noout', '-text');
  expect(text).toContain('CA:TRUE, pathlen:0');
  expect(text).toMatch(/Name Constraints: critical\s+Permitted:\s+DirName:\s?O ?= ?North Depot/);
  const ends = (path: string): number => Date.parse(openssl('x509', '-in', path, '-noout', '-enddate').slice(9));
  expect(ends(leaf)).toBe(ends(caFiles(files.dir).cert));
});

it('signs for no other organization', async () => {
  const { dir } = await made();
  const { csr } = await makeRequest({ commonName: 'CP-01', organization });
  const subject = { commonName: 'CP-01', organization: 'Somebody Else' };
  await expect(openCa(dir, 30)!.sign(csr, subject, Date.now())).rejects.toThrow('Somebody Else');
});
