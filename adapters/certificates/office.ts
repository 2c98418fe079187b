// Does with certificates what the core wants done, one task after the other, and tells what came of each.

import type { X509Certificate } from 'node:crypto';
import type { CertificateOutcome, CertificateTask, OwnFiles } from '../../src/core/ports/certificates.ts';
import type { Utc } from '../../src/model/time.ts';
import type { OwnStore } from './own-store.ts';
import { mostRoots } from './own-store.ts';
import { certificatesIn, PemError, textIn } from './pem-files.ts';

export interface OfficeOptions {
  /** That of the data. */
  readonly dir: string;
  /** How long a certificate of the site's CA is good. */
  readonly days: number;
  readonly now: () => number;
  readonly store: OwnStore;
}

export interface CertificateOffice {
  /** Never rejects. */
  do(task: CertificateTask): Promise<CertificateOutcome>;
}

/** What works with certificates takes a while to load, and most sites never need it. */
const load = async () => ({
  ...(await import('./request.ts')),
  ...(await import('./site-ca.ts')),
  ...(await import('./pem.ts')),
});

export function createOffice(options: OfficeOptions): CertificateOffice {
  let last: Promise<unknown> = Promise.resolve();
  return {
    do(task) {
      const done = last.then(() => answer(task, options));
      last = done;
      return done;
    },
  };
}

async function answer(task: CertificateTask, options: OfficeOptions): Promise<CertificateOutcome> {
  try {
    return await carryOut(task, options);
  } catch (error) {
    const reason =
      error instanceof PemError ? `it ${error.message}` : error instanceof Error ? error.message : 'it failed';
    return { ok: false, reason: reason.slice(0, 200) };
  }
}

async function carryOut(task: CertificateTask, options: OfficeOptions): Promise<CertificateOutcome> {
  const { store, now } = options;
  switch (task.kind) {
    case 'sign':
      return sign(task, options);
    case 'check': {
      const { checkRequest } = await load();
      return { ok: true, keyMark: (await checkRequest(task.csr, task.subject)).keyMark };
    }
    case 'read':
      return read(task.chain);
    case 'look':
      return look(task.files, store);
    case 'request':
      return request(task.files, store);
    case 'take':
      await store.take(task.files, task.chain, now());
      return read(task.chain);
    default:
      return ofRoots(task, options);
  }
}

type Roots = Extract<CertificateTask, { kind: 'roots' | 'addRoot' | 'deleteRoot' }>;

async function sign({ csr, subject }: Extract<CertificateTask, { kind: 'sign' }>, { dir, days, now }: OfficeOptions) {
  const { openCa, ...rest } = await load();
  const ca = openCa(dir, days);
  if (ca === undefined) return { ok: false, why: 'absent', reason: 'there is no CA of the site' } as const;
  const { chain, checked } = await ca.sign(csr, subject, now());
  const [certificate] = rest.chainIn(chain);
  return { ok: true, chain, keyMark: checked.keyMark, validity: utcs(rest.validityOf(certificate)) } as const;
}

const utcs = ({ from, until }: { from: number; until: number }) => ({ from: from as Utc, until: until as Utc });

async function read(chain: string): Promise<CertificateOutcome & { ok: true }> {
  const { chainIn, markOf, validityOf } = await load();
  const [first] = chainIn(chain);
  return { ok: true, keyMark: markOf(first.publicKey), validity: utcs(validityOf(first)) };
}

async function look(files: OwnFiles, store: OwnStore): Promise<CertificateOutcome> {
  const { validityOf } = await load();
  return { ok: true, validity: utcs(validityOf(store.present(files))) };
}

async function request(files: OwnFiles, store: OwnStore): Promise<CertificateOutcome> {
  const { checkRequest, makeRequest, namesIn } = await load();
  const present = store.present(files);
  const [commonName = ''] = namesIn(present, 'CN');
  const [organization] = namesIn(present, 'O');
  const subject = { commonName, ...(organization !== undefined && { organization }) };
  const { csr, key } = await makeRequest(subject);
  // The key is on the disk before its request leaves.
  await store.keepKey(files.uplink, key);
  return { ok: true, csr, keyMark: (await checkRequest(csr, subject)).keyMark };
}

async function ofRoots(task: Roots, { store, now }: OfficeOptions): Promise<CertificateOutcome> {
  const { hashOf, validityOf } = await load();
  const fileMark = (pem: string): string => {
    const [root] = certificatesIn(pem);
    return hashOf(root, root).issuerKey;
  };
  const installed = store.roots(task.uplink);
  if (task.kind === 'addRoot') {
    const [root, ...others] = certificatesIn(task.certificate);
    if (others.length > 0) throw new Error('it is not one certificate');
    const { from, until } = validityOf(root);
    if (!root.ca) throw new Error('it is no CA');
    if (!root.verify(root.publicKey)) throw new Error('it is no root: somebody else has signed it');
    if (now() < from || now() >= until) throw new Error('it is not valid now');
    if (installed.length >= mostRoots) throw new Error(`${mostRoots} roots are installed already`);
    await store.addRoot(task.uplink, task.certificate, fileMark(task.certificate));
    return { ok: true };
  }
  const inFile = task.ca === undefined ? [] : certificatesIn(textIn(task.ca));
  if (task.kind === 'roots') {
    const all = [...inFile, ...installed.flatMap(certificatesIn)];
    return { ok: true, roots: all.map((one) => hashOf(one, one)) };
  }
  const { hash } = task;
  const isIt = (one: X509Certificate): boolean => {
    const own = hashOf(one, one, hash.algorithm);
    return (
      own.serial === hash.serial.toLowerCase().replace(/^0+(?=.)/, '') &&
      own.issuerKey === hash.issuerKey.toLowerCase() &&
      own.issuerName === hash.issuerName.toLowerCase()
    );
  };
  if (inFile.some(isIt)) return { ok: false, why: 'kept', reason: 'it stands in the file of the site' };
  const found = installed.find((pem) => certificatesIn(pem).some(isIt));
  if (found === undefined) return { ok: false, why: 'absent', reason: 'there is no such root' };
  if (installed.length + inFile.length <= 1) return { ok: false, why: 'kept', reason: 'it is the last root' };
  store.deleteRoot(task.uplink, fileMark(found));
  return { ok: true };
}
