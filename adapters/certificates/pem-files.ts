// PEM files as they are written: certificates, keys and lists of revoked certificates.

import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';

/** It cannot be read, or holds nothing of the kind that is wanted; the message is the end of a sentence. */
export class PemError extends Error {}

/** More than any chain or bundle of a depot; the CAs of a whole computer are less. */
const maxFileBytes = 1024 * 1024;

export function textIn(path: string): string {
  try {
    if (statSync(path).size > maxFileBytes) throw new PemError('is larger than 1 MiB');
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof PemError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new PemError(`cannot be read (${code ?? message})`);
  }
}

const blocks = (text: string, kind: string): string[] =>
  text.match(new RegExp(`-----BEGIN ${kind}-----[\\s\\S]*?-----END ${kind}-----`, 'g')) ?? [];

/** At least one, in their order. */
export function certificatesIn(text: string): readonly [X509Certificate, ...X509Certificate[]] {
  const [first, ...more] = blocks(text, 'CERTIFICATE').map((block) => {
    try {
      return new X509Certificate(block);
    } catch {
      throw new PemError('holds a certificate that cannot be read');
    }
  });
  if (first === undefined) throw new PemError('holds no certificate');
  return [first, ...more];
}

export function privateKeyIn(text: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch {
    throw new PemError('holds no private key that can be read without a password');
  }
}

/** TLS takes one list of a text: each stands alone. */
export function revocationsIn(text: string): readonly string[] {
  const found = blocks(text, 'X509 CRL');
  if (found.length === 0) throw new PemError('holds no list of revoked certificates');
  return found;
}

/** When a list promises its successor, in epoch milliseconds; undefined where it does not, or cannot be read. */
export function nextUpdateOf(crl: string): number | undefined {
  const { der, parts } = listIn(crl);
  const next = parts.filter(isTime)[1];
  return next === undefined ? undefined : timeOf(der.toString('latin1', next.at, next.end), next.tag);
}

/** Serial numbers that a list revokes, in hex digits without zeros before them. */
export function revokedIn(crl: string): readonly string[] {
  const { der, parts } = listIn(crl);
  const revoked = parts[parts.findLastIndex(isTime) + 1];
  if (revoked?.tag !== sequence) return [];
  return partsOf(der, revoked).flatMap((entry) => {
    const [number] = partsOf(der, entry);
    return number === undefined ? [] : [der.toString('hex', number.at, number.end).replace(/^0+/, '').toUpperCase()];
  });
}

/** version (if any), signature, issuer, thisUpdate, nextUpdate (if any), what is revoked (if anything), extensions */
function listIn(crl: string) {
  const der = Buffer.from(crl.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  return { der, parts: partsOf(der, bodyOf(der, bodyOf(der, { at: 0, end: der.length }))) };
}

const [utcTime, generalizedTime, sequence] = [0x17, 0x18, 0x30];
const isTime = ({ tag }: { readonly tag: number }): boolean => tag === utcTime || tag === generalizedTime;

interface Span {
  readonly at: number;
  readonly end: number;
}

/** What lies in the first element of a span. */
function bodyOf(der: Buffer, span: Span): Span {
  const [first] = partsOf(der, span);
  return first ?? { at: 0, end: 0 };
}

/** The elements of a span, each with the span of its content; ends at what cannot be read. */
function partsOf(der: Buffer, { at, end }: Span): (Span & { readonly tag: number })[] {
  const parts = [];
  for (let start = at; start + 2 <= end;) {
    const short = der[start + 1]!;
    const more = short < 0x80 ? 0 : short & 0x7f;
    if (more > 4 || start + 2 + more > end) break;
    const length = more === 0 ? short : der.readUIntBE(start + 2, more);
    const from = start + 2 + more;
    if (from + length > end) break;
    parts.push({ tag: der[start]!, at: from, end: from + length });
    start = from + length;
  }
  return parts;
}

function timeOf(text: string, tag: number): number | undefined {
  const full = tag === utcTime ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : text;
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(full) ?? [];
  if (second === undefined) return undefined;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
