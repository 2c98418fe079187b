// The PEM files of a listener as they are now: what TLS is made of, how long each of them counts, and all that is wrong.

import type { KeyObject, X509Certificate } from 'node:crypto';
import { statSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import type { TlsFiles } from '../../src/model/config/gateway.ts';
import type { HeldCertificate } from '../../src/model/certificate-expiry.ts';
import { certificatesIn, nextUpdateOf, PemError, privateKeyIn, revocationsIn, textIn } from './pem-files.ts';
import type { ListenerPems } from './server-tls.ts';
import { serverTls } from './server-tls.ts';

/** `at`: keys within the `tls` of the listener. An error keeps the listener from using the files. */
export interface FileFinding {
  readonly level: 'error' | 'warning';
  readonly code: string;
  readonly at: readonly (string | number)[];
  readonly message: string;
  readonly remedy: string;
}

export interface ListenerFiles {
  /** Undefined where an error is among the findings. */
  readonly pems: ListenerPems | undefined;
  readonly held: readonly HeldCertificate[];
  readonly findings: readonly FileFinding[];
}

/** A station of 1.6 may have no room for more (1.6-J §6.2.1). */
const mostBytes = 2048;
/** The least that counts (A00.FR.502, .503). */
const fewestBits = { rsa: 2048, ec: 224 } as const;
const bitsOf: Readonly<Record<string, number>> = { prime256v1: 256, secp384r1: 384, secp521r1: 521, secp224r1: 224 };

type Find = (level: FileFinding['level'], code: string, at: FileFinding['at'], message: string, remedy: string) => void;

/** Never throws. `dir` is that of the site file. */
export function readListenerFiles(files: TlsFiles, dir: string): ListenerFiles {
  const findings: FileFinding[] = [];
  const held: HeldCertificate[] = [];
  const find: Find = (level, code, at, message, remedy) => void findings.push({ level, code, at, message, remedy });
  const pairs = files.certs.flatMap((pair, at) => pairIn(pair, at, dir, held, find) ?? []);
  checkKinds(files, pairs, find);
  for (const pair of pairs) checkNames(files, pair, find);
  const clientCa = caIn(files, dir, held, find);
  const crl = crlIn(files, dir, held, find);
  const pems: ListenerPems = {
    certs: pairs.map(({ certText }) => certText),
    keys: pairs.map(({ keyText }) => keyText),
    ...(clientCa !== undefined && { clientCa }),
    ...(crl !== undefined && { crl }),
  };
  if (!findings.some(({ level }) => level === 'error')) tryTogether(files, pems, find);
  const isWrong = findings.some(({ level }) => level === 'error');
  return { pems: isWrong ? undefined : pems, held, findings };
}

interface Pair {
  readonly at: number;
  readonly file: string;
  readonly leaf: X509Certificate;
  readonly certText: string;
  readonly keyText: string;
}

function pairIn(
  { cert, key }: TlsFiles['certs'][number],
  at: number,
  dir: string,
  held: HeldCertificate[],
  find: Find,
): Pair | undefined {
  const certText = readWith(cert, dir, ['certs', at, 'cert'], find, textIn);
  const chain =
    certText === undefined
      ? undefined
      : readWith(cert, dir, ['certs', at, 'cert'], find, () => certificatesIn(certText));
  const keyText = readWith(key, dir, ['certs', at, 'key'], find, textIn);
  const secret =
    keyText === undefined ? undefined : readWith(key, dir, ['certs', at, 'key'], find, () => privateKeyIn(keyText));
  if (keyText !== undefined) checkMode(key, dir, at, find);
  if (certText === undefined || chain === undefined || keyText === undefined || secret === undefined) return undefined;
  const [leaf] = chain;
  for (const one of chain) held.push(heldOf(one, cert, 'server'));
  if (!leaf.checkPrivateKey(secret))
    find(
      'error',
      'BB_TLS_KEY_MISMATCH',
      ['certs', at, 'key'],
      `The key in ${key} is not that of the certificate in ${cert}.`,
      'Put the two files side by side that were made together. A chain begins with the certificate of this computer.',
    );
  checkStrength(leaf, cert, at, find);
  checkChain(chain, cert, at, find);
  return { at, file: cert, leaf, certText, keyText };
}

function checkStrength(leaf: X509Certificate, cert: string, at: number, find: Find): void {
  const strength = strengthOf(leaf.publicKey);
  if (strength !== undefined && strength.bits < fewestBits[strength.kind])
    find(
      'error',
      'BB_TLS_WEAK_KEY',
      ['certs', at, 'cert'],
      `The key of ${cert} has ${strength.bits} bits; at least ${fewestBits[strength.kind]} are needed (${strength.kind === 'rsa' ? 'A00.FR.502' : 'A00.FR.503'}).`,
      'Make a new one: RSA of 2048 bits, or EC with P-256.',
    );
  if (strength?.kind === 'rsa' && leaf.raw.length > mostBytes)
    find(
      'warning',
      'BB_TLS_CERTIFICATE_LARGE',
      ['certs', at, 'cert'],
      `The certificate in ${cert} has ${leaf.raw.length} bytes; a station of OCPP 1.6 need not take more than ${mostBytes} (1.6-J §6.2.1).`,
      'Use an RSA key of 2048 bits and fewer names.',
    );
}

function checkChain(chain: readonly X509Certificate[], cert: string, at: number, find: Find): void {
  const broken = chain.findIndex((one, place) => place > 0 && !chain[place - 1]!.checkIssued(one));
  if (broken > 0)
    find(
      'warning',
      'BB_TLS_CHAIN',
      ['certs', at, 'cert'],
      `In ${cert}, certificate ${broken + 1} is not that of who signed certificate ${broken}.`,
      'Write them in their order: this computer, who signed it, who signed that one. The root may be left out.',
    );
}

function checkMode(key: string, dir: string, at: number, find: Find): void {
  if ((statSync(resolve(dir, key)).mode & 0o007) === 0) return;
  find(
    'warning',
    'BB_TLS_KEY_OPEN',
    ['certs', at, 'key'],
    `Everybody on this computer can read the key in ${key}.`,
    `Keep it to the user of the gateway: chmod 600 ${key}`,
  );
}

/** Of two certificates with keys of one kind, one is never shown; without RSA or ECDSA, two of the four suites are missing. */
function checkKinds({ certs, requireForwardSecrecy }: TlsFiles, pairs: readonly Pair[], find: Find): void {
  const kinds = pairs.map(({ leaf }) => leaf.publicKey.asymmetricKeyType);
  const twice = kinds.findIndex((kind, at) => kinds.indexOf(kind) < at);
  if (twice > 0)
    find(
      'error',
      'BB_TLS_KIND_TWICE',
      ['certs', pairs[twice]!.at],
      `${pairs[twice]!.file} and ${pairs[kinds.indexOf(kinds[twice])]!.file} have keys of the same kind, and stations would see one of them only.`,
      'Leave one RSA and one ECDSA certificate.',
    );
  // A file that cannot be read is told of already.
  if (pairs.length < certs.length) return;
  if (!kinds.includes('rsa') && requireForwardSecrecy !== true)
    find(
      'warning',
      'BB_TLS_NO_RSA',
      ['certs'],
      'No certificate has an RSA key: two of the four suites of the standard are missing, and old stations of 1.6 do not come in.',
      'Add one with RSA of 2048 bits beside the other (A00.FR.317, 1.6-J §6.2.1).',
    );
  if (!kinds.includes('ec'))
    find(
      'warning',
      'BB_TLS_NO_ECDSA',
      ['certs'],
      'No certificate has an ECDSA key: two of the four suites of the standard are missing.',
      'Add one with P-256 beside the other (A00.FR.317).',
    );
}

/** Newer stations look at the names of the certificate (SAN), old ones at its common name. */
function checkNames({ names = [] }: TlsFiles, { at, file, leaf }: Pair, find: Find): void {
  const place = ['certs', at, 'cert'];
  if (leaf.subjectAltName === undefined)
    return find(
      'warning',
      'BB_TLS_NO_SAN',
      place,
      `The certificate in ${file} names no computer (no subjectAltName): newer stations refuse it.`,
      'Let it be made again with the name or address that stations connect to as DNS or IP name.',
    );
  const missing = names.filter((name) => (isIP(name) === 0 ? leaf.checkHost(name) : leaf.checkIP(name)) === undefined);
  if (missing.length > 0)
    find(
      'warning',
      'BB_TLS_OTHER_NAME',
      place,
      `The certificate in ${file} is for ${leaf.subjectAltName}, and stations connect to ${missing.join(', ')}.`,
      'Let it be made again with that name, or let the stations use one that it has.',
    );
}

function caIn({ clientCa }: TlsFiles, dir: string, held: HeldCertificate[], find: Find): string | undefined {
  if (clientCa === undefined) return undefined;
  return readWith(clientCa, dir, ['clientCa'], find, (path) => {
    const text = textIn(path);
    for (const one of certificatesIn(text)) held.push(heldOf(one, clientCa, 'clientCa'));
    return text;
  });
}

function crlIn({ crl }: TlsFiles, dir: string, held: HeldCertificate[], find: Find): readonly string[] | undefined {
  if (crl === undefined) return undefined;
  return readWith(crl, dir, ['crl'], find, (path) => {
    const lists = revocationsIn(textIn(path));
    for (const list of lists) {
      const validTo = nextUpdateOf(list);
      if (validTo !== undefined) held.push({ file: crl, subject: '', kind: 'crl', validTo });
    }
    return lists;
  });
}

function readWith<Of>(
  file: string,
  dir: string,
  at: FileFinding['at'],
  find: Find,
  read: (path: string) => Of,
): Of | undefined {
  try {
    return read(resolve(dir, file));
  } catch (error) {
    if (!(error instanceof PemError)) throw error;
    find(
      'error',
      'BB_TLS_FILE',
      at,
      `${file} ${error.message}.`,
      `Look at ${resolve(dir, file)}: it must be a PEM file that the user of the gateway can read.`,
    );
    return undefined;
  }
}

/** What nothing above has seen, the TLS library may. */
function tryTogether(files: TlsFiles, pems: ListenerPems, find: Find): void {
  try {
    createSecureContext(serverTls(files, pems));
  } catch (error) {
    find(
      'error',
      'BB_TLS_FILE',
      [],
      `TLS cannot use these files (${(error as Error).message}).`,
      'Look at each of them with openssl.',
    );
  }
}

function strengthOf(key: KeyObject): { readonly kind: 'rsa' | 'ec'; readonly bits: number } | undefined {
  const { asymmetricKeyType: kind, asymmetricKeyDetails: details } = key;
  if (kind === 'rsa') return { kind, bits: details?.modulusLength ?? 0 };
  const bits = bitsOf[details?.namedCurve ?? ''];
  return kind === 'ec' && bits !== undefined ? { kind, bits } : undefined;
}

export const heldOf = (one: X509Certificate, file: string, kind: HeldCertificate['kind']): HeldCertificate => ({
  file,
  subject: /CN=([^\n]*)/.exec(one.subject)?.[1] ?? '',
  kind,
  validFrom: one.validFromDate.getTime(),
  validTo: one.validToDate.getTime(),
});
