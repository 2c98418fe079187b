// What a certificate is known by, and chains that others sent.

import 'reflect-metadata';
import { createHash, createPublicKey } from 'node:crypto';
import type { KeyObject, X509Certificate } from 'node:crypto';
import { X509Certificate as Parsed } from '@peculiar/x509';
import { certificatesIn, PemError } from './pem-files.ts';

/** By what OCPP names a certificate (CertificateHashDataType). */
export interface Hash {
  readonly algorithm: string;
  readonly issuerName: string;
  readonly issuerKey: string;
  readonly serial: string;
}

/** More than a chain of the standard has; whoever sends more is not looked at. */
const mostInChain = 8;

/** A chain that somebody else sent, that of the owner first. Throws a PemError. */
export function chainIn(text: string): readonly [X509Certificate, ...X509Certificate[]] {
  const chain = certificatesIn(text);
  if (chain.length > mostInChain) throw new PemError(`holds ${chain.length} certificates, more than ${mostInChain}`);
  return chain;
}

const digest = (algorithm: string, bytes: Buffer | ArrayBuffer): string =>
  createHash(algorithm.toLowerCase()).update(new Uint8Array(bytes)).digest('hex');

/** The same for a request and for its certificate. */
export const markOf = (key: KeyObject): string => digest('sha256', key.export({ type: 'spki', format: 'der' }));

export const keyOfDer = (spki: ArrayBuffer): KeyObject =>
  createPublicKey({ key: Buffer.from(spki), type: 'spki', format: 'der' });

/** `issuer` is the certificate of whoever signed it: a root is its own. */
export function hashOf(certificate: X509Certificate, issuer: X509Certificate, algorithm = 'SHA256'): Hash {
  const parsed = new Parsed(new Uint8Array(certificate.raw));
  return {
    algorithm,
    issuerName: digest(algorithm, parsed.issuerName.toArrayBuffer()),
    issuerKey: digest(algorithm, keyBits(issuer)),
    // As the standard writes it: hex without leading zeros.
    serial: certificate.serialNumber.toLowerCase().replace(/^0+(?=.)/, ''),
  };
}

/** What the key hash is made of (RFC 6960): the bits of the key, without what surrounds them. */
function keyBits(certificate: X509Certificate): Buffer {
  const der = certificate.publicKey.export({ type: 'spki', format: 'der' });
  const outer = elementAt(der, 0);
  const algorithm = elementAt(der, outer.start);
  const bits = elementAt(der, algorithm.end);
  // The first byte says how many bits of the last one are none.
  return der.subarray(bits.start + 1, bits.end);
}

/** One element of DER: where what is in it begins and ends. */
function elementAt(der: Buffer, at: number): { start: number; end: number } {
  const first = der[at + 1]!;
  if (first < 0x80) return { start: at + 2, end: at + 2 + first };
  const bytes = first & 0x7f;
  const length = der.readUIntBE(at + 2, bytes);
  return { start: at + 2 + bytes, end: at + 2 + bytes + length };
}

/** Of the subject; several of a name come one a line. */
export const namesIn = ({ subject }: X509Certificate, name: 'CN' | 'O'): string[] =>
  (subject ?? '')
    .split('\n')
    .filter((line) => line.startsWith(`${name}=`))
    .map((line) => line.slice(name.length + 1));

/** Whether `issuer` signed it and may sign. */
export const isSignedBy = (certificate: X509Certificate, issuer: X509Certificate): boolean =>
  issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);

/** In milliseconds of the epoch. */
export const validityOf = ({ validFrom, validTo }: X509Certificate): { from: number; until: number } => ({
  from: Date.parse(validFrom),
  until: Date.parse(validTo),
});
