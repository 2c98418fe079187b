// Requests for a certificate (PKCS #10): one of a station is checked, one of our own is made.

import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { cryptoProvider, Name, Pkcs10CertificateRequest, Pkcs10CertificateRequestGenerator } from '@peculiar/x509';
import { keyOfDer, markOf } from './pem.ts';

cryptoProvider.set(webcrypto as never);

/** A request that is not signed; the text is the end of a sentence. */
export class BadRequest extends Error {}

export interface Subject {
  readonly commonName: string;
  readonly organization?: string;
}

export interface Checked {
  readonly request: Pkcs10CertificateRequest;
  readonly organizations: readonly string[];
  readonly keyMark: string;
}

/** A00.FR.502, .503: at least so long. */
const fewestRsaBits = 2048;
/** Curves of at least 224 bits that a signature can be checked on here. */
const curves = ['prime256v1', 'secp384r1', 'secp521r1'];
/** The longest that a message of the standard takes. */
const longest = 5500;

/** Throws a BadRequest. */
export async function checkRequest(text: string, { commonName, organization }: Subject): Promise<Checked> {
  const request = parse(text);
  const key = keyIn(request);
  if (!(await request.verify().catch(() => false))) throw new BadRequest('it is not signed with its own key');
  if (JSON.stringify(request.signatureAlgorithm).includes('"SHA-1"')) throw new BadRequest('it is signed with SHA-1');
  const names = new Name(request.subject);
  const common = names.getField('CN');
  if (common.length !== 1 || common[0] !== commonName)
    throw new BadRequest(`it is for "${shown(common)}" and not for "${commonName}"`);
  const organizations = names.getField('O');
  if (organization !== undefined && organizations.some((one) => one !== organization))
    throw new BadRequest(`it is of "${shown(organizations)}" and not of "${organization}"`);
  return { request, organizations, keyMark: markOf(key) };
}

const shown = (names: readonly string[]): string =>
  names
    .join(', ')
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, 80);

function parse(text: string): Pkcs10CertificateRequest {
  if (text.length > longest) throw new BadRequest(`it has ${text.length} characters, more than ${longest}`);
  try {
    return new Pkcs10CertificateRequest(text);
  } catch {
    throw new BadRequest('it is no certificate request (PKCS #10 as PEM)');
  }
}

function keyIn(request: Pkcs10CertificateRequest): KeyObject {
  let key: KeyObject;
  try {
    key = keyOfDer(request.publicKey.rawData);
  } catch {
    throw new BadRequest('its key cannot be read');
  }
  const { asymmetricKeyType: type, asymmetricKeyDetails: { modulusLength = 0, namedCurve = '' } = {} } = key;
  if (type === 'rsa' && modulusLength < fewestRsaBits)
    throw new BadRequest(`its RSA key has ${modulusLength} bits, fewer than ${fewestRsaBits}`);
  if (type === 'ec' && !curves.includes(namedCurve)) throw new BadRequest(`its key is on the curve ${namedCurve}`);
  if (type !== 'rsa' && type !== 'ec') throw new BadRequest(`its key is of the kind ${type}`);
  return key;
}

export const keyKind = { name: 'ECDSA', namedCurve: 'P-256' } as const;
export const signingKind = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** A new key on P-256, and a request for it. */
export async function makeRequest({ commonName, organization }: Subject): Promise<{ csr: string; key: string }> {
  const keys = await webcrypto.subtle.generateKey(keyKind, true, ['sign', 'verify']);
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: [...(organization === undefined ? [] : [{ O: [organization] }]), { CN: [commonName] }],
    keys: keys,
    signingAlgorithm: signingKind,
  });
  return { csr: request.toString('pem'), key: await pemOfKey(keys.privateKey) };
}

/** PKCS #8. */
export async function pemOfKey(key: webcrypto.CryptoKey): Promise<string> {
  const text = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64');
  const lines = text.match(/.{1,64}/g)!.join('\n');
  return `-----BEGIN PRIVATE KEY-----\n${lines}\n-----END PRIVATE KEY-----\n`;
}
