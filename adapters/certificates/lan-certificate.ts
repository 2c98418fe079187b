// The certificate by which browsers know the gateway: signed by a CA of its own, made where there is none, and anew when it
// ends soon or the computer has other names. Its CA is another one than that of stations: it signs this one certificate.

import 'reflect-metadata';
import { createPrivateKey, webcrypto, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509Certificate as Parsed,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { replaceFile } from '../files/replace-file.ts';
import { keyKind, pemOfKey, signingKind } from './request.ts';
import { newSerial } from './site-ca.ts';

export interface LanCertificate {
  /** PEM: the certificate, then its CA. */
  readonly cert: string;
  readonly key: string;
  /** SHA-256 as browsers show it. */
  readonly fingerprint: string;
  readonly caFingerprint: string;
  /** Epoch milliseconds. */
  readonly validTo: number;
}

export const lanFiles = (dir: string) => ({
  caCert: join(dir, 'lan', 'ca.crt'),
  caKey: join(dir, 'lan', 'ca.key'),
  cert: join(dir, 'lan', 'server.crt'),
  key: join(dir, 'lan', 'server.key'),
});

const dayMs = 86_400_000;
/** The clock of a phone may be behind. */
const backMs = dayMs;
const caDays = 20 * 365;
/** No browser takes one that counts longer (Apple HT211025, CA/B 6.3.2). */
const leafDays = 397;
/** A new one is made when so little is left. */
const renewMs = 60 * dayMs;
const serverAuth = '1.3.6.1.5.5.7.3.1';

/** `names`: host names and addresses, the most usual first. Throws errors of the file system. */
export async function lanCertificate(dir: string, names: readonly string[], now: number): Promise<LanCertificate> {
  const files = lanFiles(dir);
  mkdirSync(join(dir, 'lan'), { recursive: true, mode: 0o700 });
  if (!existsSync(files.caKey) || !existsSync(files.caCert) || endsSoon(files.caCert, now)) await makeCa(dir, now);
  if (!isGood(dir, names, now)) await makeLeaf(dir, names, now);
  const [leaf, ca] = [readFileSync(files.cert, 'utf8'), readFileSync(files.caCert, 'utf8')];
  const certificate = new X509Certificate(leaf);
  return {
    cert: `${leaf}${ca}`,
    key: readFileSync(files.key, 'utf8'),
    fingerprint: certificate.fingerprint256,
    caFingerprint: new X509Certificate(ca).fingerprint256,
    validTo: certificate.validToDate.getTime(),
  };
}

const endsSoon = (path: string, now: number): boolean =>
  new X509Certificate(readFileSync(path, 'utf8')).validToDate.getTime() - now < renewMs;

/** Of our CA and key, for all of these names, and for some time still. */
function isGood(dir: string, names: readonly string[], now: number): boolean {
  const files = lanFiles(dir);
  if (!existsSync(files.cert) || !existsSync(files.key) || endsSoon(files.cert, now)) return false;
  const certificate = new X509Certificate(readFileSync(files.cert, 'utf8'));
  const ca = new X509Certificate(readFileSync(files.caCert, 'utf8'));
  return (
    certificate.checkIssued(ca) &&
    certificate.verify(ca.publicKey) &&
    certificate.checkPrivateKey(createPrivateKey(readFileSync(files.key))) &&
    names.every((name) => (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined)
  );
}

async function makeCa(dir: string, now: number): Promise<void> {
  const files = lanFiles(dir);
  const keys = await webcrypto.subtle.generateKey(keyKind, true, ['sign', 'verify']);
  const serial = newSerial();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serial,
    // Two gateways are two CAs in a list of a browser.
    name: [{ O: ['Busbar'] }, { CN: [`Busbar gateway ${serial.slice(0, 8)}`] }],
    notBefore: new Date(now - backMs),
    notAfter: new Date(now + caDays * dayMs),
    signingAlgorithm: signingKind,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  await replaceFile(files.caKey, await pemOfKey(keys.privateKey));
  await replaceFile(files.caCert, `${certificate.toString('pem')}\n`, 0o644);
}

async function makeLeaf(dir: string, names: readonly string[], now: number): Promise<void> {
  const files = lanFiles(dir);
  const ca = new Parsed(readFileSync(files.caCert, 'utf8'));
  const keys = await webcrypto.subtle.generateKey(keyKind, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: [{ O: ['Busbar'] }, { CN: [names[0]!.slice(0, 64)] }],
    issuer: ca.subject,
    notBefore: new Date(now - backMs),
    notAfter: new Date(Math.min(now + leafDays * dayMs - backMs, ca.notAfter.getTime())),
    publicKey: keys.publicKey,
    signingKey: await caKey(files.caKey),
    signingAlgorithm: signingKind,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([serverAuth]),
      new SubjectAlternativeNameExtension(
        names.map((name) => ({ type: isIP(name) === 0 ? ('dns' as const) : ('ip' as const), value: name })),
      ),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(ca.publicKey),
    ],
  });
  await replaceFile(files.key, await pemOfKey(keys.privateKey));
  await replaceFile(files.cert, `${certificate.toString('pem')}\n`, 0o644);
}

/** In memory for as long as it takes to sign. */
async function caKey(path: string): Promise<webcrypto.CryptoKey> {
  const der = createPrivateKey(readFileSync(path)).export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', der, keyKind, false, ['sign']);
}
