// The CA of the site: one key in a file beside the journal, that signs the certificates of stations and nothing else. It
// leaves that file for nobody, and no API reads it.

import 'reflect-metadata';
import { createPrivateKey, randomBytes, webcrypto, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
  X509Certificate as Parsed,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { replaceFile } from '../files/replace-file.ts';
import { namesIn } from './pem.ts';
import type { Checked, Subject } from './request.ts';
import { BadRequest, checkRequest, keyKind, pemOfKey, signingKind } from './request.ts';

const dayMs = 86_400_000;
/** The clock of a station may be behind. */
const backMs = 3_600_000;
const clientAuth = '1.3.6.1.5.5.7.3.2';

export const caFiles = (dir: string) => ({ cert: join(dir, 'ca', 'ca.crt'), key: join(dir, 'ca', 'ca.key') });

export interface NewCa {
  readonly organization: string;
  readonly name: string;
  readonly years: number;
}

/** Makes the CA; throws where there is one: whoever has certificates of it would be shut out by another. */
export async function makeCa(dir: string, { organization, name, years }: NewCa, now: number): Promise<string> {
  const files = caFiles(dir);
  if (existsSync(files.key) || existsSync(files.cert)) throw new Error(`there is a CA already: ${files.cert}`);
  const keys = await webcrypto.subtle.generateKey(keyKind, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: subjectOf(organization, name),
    notBefore: new Date(now - backMs),
    notAfter: new Date(now + years * 365 * dayMs),
    signingAlgorithm: signingKind,
    keys: keys,
    extensions: [
      // It signs no other CA.
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      // Who gets hold of it can make no server of it.
      new ExtendedKeyUsageExtension([clientAuth]),
      onlyOf(organization),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  mkdirSync(join(dir, 'ca'), { recursive: true, mode: 0o700 });
  // The key first: a certificate without it would look like a CA.
  await replaceFile(files.key, await pemOfKey(keys.privateKey));
  await replaceFile(files.cert, `${certificate.toString('pem')}\n`, 0o644);
  return files.cert;
}

const subjectOf = (organization: string, commonName: string) => [{ O: [organization] }, { CN: [commonName] }];

/** Names under this organization only (RFC 5280 4.2.1.10): `permittedSubtrees` with one `directoryName`. */
function onlyOf(organization: string): Extension {
  const name = Buffer.from(new Name([{ O: [organization] }]).toArrayBuffer());
  const permitted = element(0xa0, element(0x30, element(0xa4, name)));
  return new Extension('2.5.29.30', true, new Uint8Array(element(0x30, permitted)));
}

/** One element of DER with less than 64 KiB in it. */
function element(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

export interface SiteCa {
  readonly organization: string;
  /** Throws a BadRequest. */
  sign(csr: string, subject: Subject, now: number): Promise<{ chain: string; checked: Checked }>;
}

/** The CA as its files are now; undefined where there is none. Throws where it cannot be used. */
export function openCa(dir: string, days: number): SiteCa | undefined {
  const files = caFiles(dir);
  if (!existsSync(files.cert) || !existsSync(files.key)) return undefined;
  if ((statSync(files.key).mode & 0o077) !== 0)
    throw new Error(`others may read ${files.key}: it is used again after "chmod 600 ${files.key}"`);
  const text = readFileSync(files.cert, 'utf8');
  const [organization = ''] = namesIn(new X509Certificate(text), 'O');
  return {
    organization,
    sign: (csr, subject, now) => sign(text, files.key, csr, { days, organization, subject, now }),
  };
}

interface Wanted {
  readonly days: number;
  readonly organization: string;
  readonly subject: Subject;
  readonly now: number;
}

async function sign(ca: string, keyFile: string, csr: string, wanted: Wanted) {
  const { subject, organization, now, days } = wanted;
  if (subject.organization !== undefined && subject.organization !== organization)
    throw new BadRequest(`it must be of "${subject.organization}", and this CA signs for "${organization}" only`);
  const checked = await checkRequest(csr, { commonName: subject.commonName, organization });
  const issuer = new Parsed(ca);
  const until = Math.min(now + days * dayMs, issuer.notAfter.getTime());
  if (until <= now) throw new BadRequest('the CA of the site has expired');
  const certificate = await X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: subjectOf(organization, subject.commonName),
    issuer: issuer.subject,
    notBefore: new Date(now - backMs),
    notAfter: new Date(until),
    publicKey: checked.request.publicKey,
    signingKey: await signingKey(keyFile),
    signingAlgorithm: signingKind,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([clientAuth]),
      await SubjectKeyIdentifierExtension.create(checked.request.publicKey),
      await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return { chain: `${certificate.toString('pem')}\n`, checked };
}

/** In memory for as long as it takes to sign. */
async function signingKey(path: string): Promise<webcrypto.CryptoKey> {
  const der = createPrivateKey(readFileSync(path)).export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', der, keyKind, false, ['sign']);
}

/** Positive, and not to be guessed. */
export function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x7f) | 0x40;
  return bytes.toString('hex');
}
