// The gateway's own certificates towards central systems, and the roots that those had installed: a folder an uplink, beside
// the journal. Key and chain are one file, so that a power cut leaves the old pair or the new one and never half of each.

import { createHash, createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { replaceFile } from '../files/replace-file.ts';
import { CaFileError } from './ca-file.ts';
import { chainIn, isSignedBy, markOf, namesIn, validityOf } from './pem.ts';
import { certificatesIn } from './pem-files.ts';

/** The files of the site file; relative ones lie beside it. */
export interface Files {
  readonly uplink: string;
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
}

export interface Pair {
  readonly cert: string;
  readonly key: string;
  /** It was never used with success. */
  readonly isNew: boolean;
}

/** A new certificate that is no good; the text is the end of a sentence. */
export class BadChain extends Error {}

/** What a CSMS may install at most (CertificateStoreMaxLength). */
export const mostRoots = 8;
/** The clock of a CA may be ahead. */
const aheadMs = 300_000;

export interface OwnStore {
  /** The pair for the next connection: the new one by turns with the old one until it has been used. Throws a CaFileError. */
  pairFor(files: Files): Pair;
  /** What came of the connection with the new pair. True when it was thrown away, because the old one works and it does not. */
  tried(uplink: string, isNew: boolean, outcome: 'opened' | 'refused'): boolean;
  /** The certificate in use. */
  present(files: Files): X509Certificate;
  keepKey(uplink: string, key: string): Promise<void>;
  /** Throws a BadChain. */
  take(files: Files, chain: string, now: number): Promise<void>;
  /** PEM of the roots that were installed. */
  roots(uplink: string): readonly string[];
  addRoot(uplink: string, pem: string, mark: string): Promise<void>;
  deleteRoot(uplink: string, mark: string): void;
}

const textOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CaFileError(`${path}: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`);
  }
};

/** `dir` is that of the data, `beside` that of the site file. */
export function openOwnStore(dir: string, beside: string): OwnStore {
  // The sockets of a relay share the pair of their uplink.
  const folder = (uplink: string): string => join(dir, 'certificates', uplink.replace(/\/.*$/, ''));
  const place = (uplink: string, name: string): string => join(folder(uplink), name);
  /** Uplinks whose new pair was refused last. */
  const refused = new Set<string>();

  /** A pair renews the one of the site file: when that is replaced by hand, it counts again. */
  function renewed({ uplink, cert }: Files, name: string): string | undefined {
    const path = place(uplink, name);
    if (!existsSync(path)) return undefined;
    const text = textOf(path);
    return text.startsWith(`renews ${markOfFile(resolve(beside, cert))}\n`) ? text : undefined;
  }

  const fileOf = (files: Files) => ({
    cert: textOf(resolve(beside, files.cert)),
    key: textOf(resolve(beside, files.key)),
  });
  const oldPair = (files: Files) => {
    const text = renewed(files, 'current.pem');
    return text === undefined ? fileOf(files) : { cert: text, key: text };
  };

  return {
    pairFor(files) {
      const next = renewed(files, 'next.pem');
      if (next !== undefined && !refused.has(files.uplink)) return { cert: next, key: next, isNew: true };
      return { ...oldPair(files), isNew: false };
    },
    tried(uplink, isNew, outcome) {
      const next = place(uplink, 'next.pem');
      if (!existsSync(next)) return false;
      if (isNew && outcome === 'opened') renameSync(next, place(uplink, 'current.pem'));
      if (isNew && outcome === 'refused') refused.add(uplink);
      if (isNew) return false;
      const isOff = outcome === 'opened' && refused.has(uplink);
      refused.delete(uplink);
      if (isOff) rmSync(next, { force: true });
      return isOff;
    },
    present: (files) => firstOf(oldPair(files).cert, files.cert),
    async keepKey(uplink, key) {
      mkdirSync(folder(uplink), { recursive: true, mode: 0o700 });
      await replaceFile(place(uplink, 'request.key'), key);
    },
    async take(files, chain, now) {
      const path = place(files.uplink, 'request.key');
      if (!existsSync(path)) throw new BadChain('no certificate was asked for');
      const key = textOf(path);
      const trusted = [...certificatesOf(files, beside), ...rootsIn(folder(files.uplink)).flatMap(certificatesIn)];
      checkChain(chain, key, firstOf(oldPair(files).cert, files.cert), trusted, now);
      const renews = markOfFile(resolve(beside, files.cert));
      await replaceFile(place(files.uplink, 'next.pem'), `renews ${renews}\n${chain.trim()}\n${key}`);
      refused.delete(files.uplink);
      rmSync(path, { force: true });
    },
    roots: (uplink) => rootsIn(folder(uplink)),
    async addRoot(uplink, pem, mark) {
      const at = join(folder(uplink), 'roots');
      mkdirSync(at, { recursive: true, mode: 0o700 });
      await replaceFile(join(at, `${mark}.pem`), pem, 0o644);
    },
    deleteRoot: (uplink, mark) => rmSync(join(folder(uplink), 'roots', `${mark}.pem`), { force: true }),
  };
}

const markOfFile = (path: string): string => createHash('sha256').update(textOf(path)).digest('hex');

function firstOf(text: string, name: string): X509Certificate {
  const first = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/)?.[0];
  if (first === undefined) throw new CaFileError(`${name} holds no certificate`);
  return new X509Certificate(first);
}

function rootsIn(folder: string): string[] {
  const at = join(folder, 'roots');
  if (!existsSync(at)) return [];
  return readdirSync(at)
    .filter((name) => name.endsWith('.pem'))
    .map((name) => textOf(join(at, name)));
}

/** Those that the files name besides our own: whose signatures can be checked. */
function certificatesOf({ cert, ca }: Files, beside: string): X509Certificate[] {
  const own = certificatesIn(textOf(resolve(beside, cert))).slice(1);
  return ca === undefined ? own : [...own, ...certificatesIn(textOf(ca))];
}

/** For the key that it was asked for, in our name, valid now, and each signed by the next one. */
function checkChain(
  chain: string,
  key: string,
  before: X509Certificate,
  trusted: readonly X509Certificate[],
  now: number,
): void {
  const [own, ...issuers] = parsed(chain);
  if (markOf(own.publicKey) !== markOf(createPublicKey(createPrivateKey(key))))
    throw new BadChain('it is for another key than the one that it was asked for');
  if (namesIn(own, 'CN')[0] !== namesIn(before, 'CN')[0])
    throw new BadChain(
      `it is for "${namesIn(own, 'CN').join(', ')}" and not for "${namesIn(before, 'CN').join(', ')}"`,
    );
  for (const one of [own, ...issuers]) {
    const { from, until } = validityOf(one);
    if (now < from - aheadMs) throw new BadChain(`it is valid from ${one.validFrom} only`);
    if (now >= until) throw new BadChain(`it has expired: ${one.validTo}`);
  }
  let last = own;
  for (const issuer of issuers) {
    if (!isSignedBy(last, issuer)) throw new BadChain('its chain is broken: one of it was not signed by the next one');
    last = issuer;
  }
  // A CA of the same name that is known here must be the very one.
  const namesakes = trusted.filter(({ subject }) => subject === last.issuer);
  if (namesakes.length > 0 && !namesakes.some((one) => isSignedBy(last, one)))
    throw new BadChain('it was not signed by the CA that it names');
}

function parsed(chain: string): ReturnType<typeof chainIn> {
  try {
    return chainIn(chain);
  } catch (error) {
    throw new BadChain(`it ${(error as Error).message}`);
  }
}
