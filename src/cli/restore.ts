// `busbar restore`: a backup becomes a data directory again, whole and as it was, but for its counters: no number that the lost
// gateway may have given out after the backup is given out again.

import { createHash } from 'node:crypto';
import {
  chownSync,
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join, normalize, resolve } from 'node:path';
import { createGunzip } from 'node:zlib';
import { isLocked, lockedHeaderBytes, unlock } from '../../adapters/archive/locked.ts';
import { readTar } from '../../adapters/archive/tar.ts';
import { lockData } from '../../adapters/sqlite-journal/data-lock.ts';
import { journalMigrations } from '../../adapters/sqlite-journal/database.ts';
import { skipAhead } from '../../adapters/sqlite-journal/skip-ahead.ts';
import type { Outcome } from '../local/problem.ts';
import { done, failed } from '../local/problem.ts';
import type { Manifest } from './backup.ts';
import { visible } from '../model/visible.ts';
import { manifestName, passphraseOf, say } from './backup.ts';

export interface RestoreOptions {
  readonly file: string;
  /** The data directory. */
  readonly to: string;
  /** Where the site file and what lies beside it goes; `site` in the data directory when absent. */
  readonly site?: string;
  readonly passphrase?: string;
  readonly force?: boolean;
}

export interface Restored {
  readonly manifest: Manifest;
  readonly siteFile: string;
  /** Where what was there before lies now. */
  readonly aside: readonly string[];
}

/** Numbers, rows and epochs that the lost gateway may have used since. */
export const skippedByRestore = 1_000_000;
/** A manifest lists some hundred files. */
const largestManifest = 16 * 1024 * 1024;

class Refusal extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Nothing of what is there is touched before everything in the backup has been judged. */
export async function restoreBackup({
  file,
  to,
  site,
  passphrase,
  force = false,
}: RestoreOptions): Promise<Outcome<Restored>> {
  const dir = resolve(to);
  const siteDir = resolve(site ?? join(dir, 'site'));
  let stage: string | undefined;
  let release = (): void => undefined;
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    release = lockedFor(dir, [siteDir], force);
    stage = mkdtempSync(join(dir, 'restoring.new-'));
    const manifest = await unpack(file, stage, passphrase);
    skipAhead(join(stage, 'data'), skippedByRestore);
    release();
    const aside = [...putInPlace(join(stage, 'data'), dir), ...putInPlace(join(stage, 'site'), siteDir)];
    return done({ manifest, siteFile: join(siteDir, manifest.siteFile), aside });
  } catch (error) {
    const { code, message } = error as Partial<Refusal> & Error;
    const known = error instanceof Refusal || code === 'BB_DATA_IN_USE';
    return failed(409, known ? code! : 'BB_RESTORE_FAILED', known ? message : `Nothing was restored: ${message}.`);
  } finally {
    release();
    if (stage !== undefined) rmSync(stage, { recursive: true, force: true });
  }
}

/** What a stopped gateway leaves in an empty directory, and what is ours. */
const nothing = /^(lock\.(db|pid)|restoring\.new-.*|before-restore-.*|lost\+found)$/;

function lockedFor(dir: string, others: readonly string[], force: boolean): () => void {
  const release = existsSync(join(dir, 'lock.db')) ? lockData(dir).release : (): void => undefined;
  const full = [dir, ...others].find(
    (one) => one !== join(dir, 'site') && existsSync(one) && readdirSync(one).some((name) => !nothing.test(name)),
  );
  if (full === undefined || force) return release;
  release();
  throw new Refusal(
    'BB_RESTORE_NOT_EMPTY',
    `${full} is not empty, so nothing was restored. Name an empty folder, or use --force: what is there is moved aside then.`,
  );
}

async function unpack(file: string, stage: string, passphrase: string | undefined): Promise<Manifest> {
  const found = new Map<string, { size: number; sha256: string }>();
  let list = '';
  await readTar(opened(file, passphrase), (part) => {
    if (part.name === manifestName && part.size <= largestManifest)
      return { take: (bytes) => void (list += Buffer.from(bytes).toString('utf8')), end: () => undefined };
    const path = join(stage, safeName(part.name));
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const out = openSync(path, 'wx', 0o600);
    const hash = createHash('sha256');
    return {
      take(bytes) {
        hash.update(bytes);
        for (let at = 0; at < bytes.length;) at += writeSync(out, bytes, at);
      },
      end() {
        fsyncSync(out);
        closeSync(out);
        found.set(part.name, { size: statSync(path).size, sha256: hash.digest('hex') });
      },
    };
  });
  return judged(list, found);
}

function judged(list: string, found: ReadonlyMap<string, { size: number; sha256: string }>): Manifest {
  const manifest = (list === '' ? {} : JSON.parse(list)) as Partial<Manifest>;
  if (manifest.format !== 1 || !Array.isArray(manifest.files) || typeof manifest.siteFile !== 'string')
    throw new Refusal('BB_RESTORE_NO_BACKUP', 'The file is no backup of a Busbar.');
  const { files, dataVersion = 0, busbar } = manifest as Manifest;
  if (dataVersion > journalMigrations.length)
    throw new Refusal(
      'BB_JOURNAL_NEWER',
      `Busbar ${busbar} made this backup, and its data is newer than this one knows. Install that version or a newer one.`,
    );
  // Somebody is told where it lies.
  if (!files.some(({ name }) => name === `site/${manifest.siteFile}`))
    throw new Refusal('BB_RESTORE_NO_BACKUP', 'The file is no backup of a Busbar: it holds no site file.');
  const wrong = files.find(
    ({ name, size, sha256 }) => found.get(name)?.sha256 !== sha256 || found.get(name)?.size !== size,
  );
  if (wrong !== undefined || files.length !== found.size)
    throw new Refusal(
      'BB_RESTORE_DAMAGED',
      `The backup is damaged: ${wrong?.name ?? 'it holds files that it does not list'}. Nothing was restored; take another one.`,
    );
  return manifest as Manifest;
}

/** What an archive names lies in `data` or `site`, and nowhere else. */
function safeName(name: string): string {
  const is = normalize(name);
  if (is !== name || !/^(data|site)\/./.test(is) || is.includes('..'))
    throw new Refusal(
      'BB_RESTORE_NO_BACKUP',
      `The file is no backup of a Busbar: it names ${JSON.stringify(name.slice(0, 80))}.`,
    );
  return is;
}

/** The bytes of the archive. Of an encrypted one nothing is used before its seal was looked at. */
async function* opened(file: string, passphrase: string | undefined): AsyncGenerator<Uint8Array> {
  const begin = Buffer.alloc(lockedHeaderBytes);
  const fd = openSync(file, 'r');
  readSync(fd, begin, 0, begin.length, 0);
  closeSync(fd);
  const bytes = (): AsyncIterable<Uint8Array> => createReadStream(file);
  if (!isLocked(begin)) {
    yield* unzipped(bytes());
    return;
  }
  if (passphrase === undefined)
    throw new Refusal(
      'BB_RESTORE_PASSPHRASE',
      'The backup is encrypted: name the file with its passphrase by --passphrase-file.',
    );
  try {
    for await (const _ of unlock(bytes(), passphrase));
  } catch (error) {
    throw new Refusal('BB_RESTORE_PASSPHRASE', `The backup cannot be opened: ${(error as Error).message}.`);
  }
  yield* unzipped(unlock(bytes(), passphrase));
}

async function* unzipped(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const unzip = createGunzip();
  const fed = (async () => {
    for await (const bytes of source)
      if (!unzip.write(bytes)) await new Promise((resolve) => unzip.once('drain', resolve));
    unzip.end();
  })();
  // It is seen below, where what was not fed is missed.
  fed.catch((error: Error) => unzip.destroy(error));
  for await (const bytes of unzip) yield bytes as Uint8Array;
  await fed;
}

/** Moves what is there aside, and the new files in; as administrator, they belong to whom the folder does. */
function putInPlace(from: string, to: string): string[] {
  if (!existsSync(from)) return [];
  mkdirSync(to, { recursive: true, mode: 0o700 });
  const there = readdirSync(to).filter((name) => !nothing.test(name));
  const aside = join(to, `before-restore-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`);
  if (there.length > 0) mkdirSync(aside, { mode: 0o700 });
  for (const name of there) renameSync(join(to, name), join(aside, name));
  for (const name of readdirSync(from)) renameSync(join(from, name), join(to, name));
  giveTo(to);
  const fd = openSync(to, 'r');
  fsyncSync(fd);
  closeSync(fd);
  return there.length > 0 ? [aside] : [];
}

function giveTo(dir: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(dir);
  for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) chownSync(join(dir, name), uid, gid);
}

export interface RestoreCommand {
  readonly to: string;
  readonly site?: string;
  readonly passphraseFile?: string;
  readonly force?: boolean;
}

export async function restore(
  file: string,
  { to, site, passphraseFile, force = false }: RestoreCommand,
): Promise<void> {
  if (!existsSync(file)) return say('BB_RESTORE_NO_BACKUP', `${file} is not there.`);
  const passphrase = passphraseOf(passphraseFile);
  const options = {
    file,
    to,
    force,
    ...(site !== undefined && { site }),
    ...(passphrase !== undefined && { passphrase }),
  };
  const outcome = await restoreBackup(options);
  if (!outcome.ok) return say(outcome.problem.code, outcome.problem.detail);
  const { manifest, siteFile, aside } = outcome.value;
  console.log(
    visible(
      `${manifest.files.length} files of ${manifest.site}, as they were at ${manifest.madeAt}: each was as it should be.`,
    ),
  );
  console.log(`Numbers go on ${skippedByRestore} further, so that none is given out twice.`);
  for (const path of aside) console.log(`What was there before is in ${path}.`);
  if (resolve(manifest.dataDir) !== resolve(to))
    console.log(
      `${siteFile} names ${visible(manifest.dataDir)} as its data directory: write "dir: ${resolve(to)}" there, or move the folder.`,
    );
  console.log(`Next: busbar check ${siteFile}. The gateway of before must never run again beside this one.`);
}
