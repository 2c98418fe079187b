// `busbar backup`: everything that makes this gateway this gateway, in one file, while it runs or not.

import { createHash } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import Database from 'better-sqlite3';
import { describe } from '../../adapters/config-file/located.ts';
import { lock } from '../../adapters/archive/locked.ts';
import type { TarEntry } from '../../adapters/archive/tar.ts';
import { tarOf } from '../../adapters/archive/tar.ts';
import { lockData } from '../../adapters/sqlite-journal/data-lock.ts';
import { databaseName, journalMigrations, pathOf } from '../../adapters/sqlite-journal/database.ts';
import type { Outcome } from '../local/problem.ts';
import { done, failed } from '../local/problem.ts';
import type { BackupFile } from './backup-files.ts';
import { dataFiles, databases, namedElsewhere, siteFiles } from './backup-files.ts';
import { askGateway } from './ask-gateway.ts';
import { apiUrlOf } from './stations-client.ts';
import type { GoodSite } from './site-file.ts';
import { loadSite } from './site-file.ts';
import { version } from './version.ts';

export interface Manifest {
  readonly format: 1;
  readonly busbar: string;
  /** Of the journal. */
  readonly dataVersion: number;
  readonly madeAt: string;
  readonly site: string;
  readonly siteFile: string;
  readonly dataDir: string;
  readonly files: readonly { readonly name: string; readonly size: number; readonly sha256: string }[];
}

export const manifestName = 'manifest.json';

export interface BackupMade {
  readonly manifest: Manifest;
  /** What the site file names and is not in it. */
  readonly elsewhere: readonly string[];
}

export interface BackupOptions {
  readonly to: string;
  readonly config: string;
  readonly passphrase?: string;
}

/** The file is there whole, or not at all. */
export async function makeBackup({ to, config, passphrase }: BackupOptions): Promise<Outcome<BackupMade>> {
  const loaded = loadSite(config);
  if (!loaded.ok)
    return failed(
      409,
      'BB_SITE_FILE_WRONG',
      `${loaded.problems.slice(0, 3).map(describe).join('\n')}\nCorrect it first.`,
    );
  const { dir } = loaded.config.data;
  if (!existsSync(dir))
    return failed(404, 'BB_BACKUP_NO_DATA', `${dir} is not there: no gateway ran with ${config} yet.`);
  const workplace = mkdtempSync(join(tmpdir(), 'busbar-backup-'));
  const part = `${to}.part`;
  try {
    const journal = await journalCopy(loaded, workplace);
    if (!journal.ok) return journal;
    const files = [
      ...(journal.value === undefined ? [] : [{ name: `data/${databaseName}`, path: journal.value }]),
      ...(await Promise.all(dataFiles(dir).map((file) => settled(file, workplace)))),
      ...siteFiles(resolve(config), resolve(dir)),
    ];
    const made = await manifestOf(files, loaded, config);
    const tar = tarOf(entriesOf(files, made));
    const zipped = createGzip();
    const whole = pipeline(
      tar,
      zipped,
      async function* (source) {
        yield* passphrase === undefined ? source : lock(source as AsyncIterable<Uint8Array>, passphrase);
      },
      createWriteStream(part, { mode: 0o600, flush: true }),
    );
    await whole;
    renameSync(part, to);
    return done({ manifest: made, elsewhere: namedElsewhere(loaded, resolve(config)) });
  } catch (error) {
    rmSync(part, { force: true });
    return failed(500, 'BB_BACKUP_FAILED', `No backup was made: ${(error as Error).message}.`);
  } finally {
    rmSync(workplace, { recursive: true, force: true });
  }
}

/** A large journal on a slow disk. */
const copyWithinMs = 60_000;

/** By the gateway that holds the journal; where none runs, by us, and none can start meanwhile. Undefined where there is none. */
async function journalCopy({ config }: GoodSite, workplace: string): Promise<Outcome<string | undefined>> {
  const { dir } = config.data;
  if (!existsSync(pathOf(dir))) return done(undefined);
  const to = join(workplace, 'journal.db');
  let release: () => void;
  try {
    release = lockData(dir).release;
  } catch (error) {
    const asked = await askGateway<{ path: string }>(`${apiUrlOf(config)}/api/v1/backup/journal`, {
      ...({ method: 'POST', body: {}, dir, withinMs: copyWithinMs } as const),
    });
    if (!asked.ok)
      return {
        ok: false,
        problem: { ...asked.problem, detail: `${asked.problem.detail} ${(error as Error).message}` },
      };
    // Named by us, so that nothing else is ever taken away.
    const made = join(dir, basename(asked.value.path));
    await copyDatabase(made, to);
    rmSync(made, { force: true });
    return done(to);
  }
  try {
    await copyDatabase(pathOf(dir), to);
    return done(to);
  } finally {
    release();
  }
}

/** Whole, whoever writes to it meanwhile. */
async function copyDatabase(from: string, to: string): Promise<void> {
  const db = new Database(from, { fileMustExist: true, timeout: 5000 });
  try {
    await db.backup(to);
  } finally {
    db.close();
  }
}

async function settled(file: BackupFile, workplace: string): Promise<BackupFile> {
  if (!databases.test(file.path)) return file;
  const path = join(workplace, file.name.replaceAll('/', '_'));
  await copyDatabase(file.path, path);
  return { ...file, path };
}

/** Small files are read once, so that one that is replaced meanwhile is the old or the new one. */
const largestInMemory = 4 * 1024 * 1024;
const kept = new WeakMap<BackupFile, Buffer>();

async function manifestOf(files: readonly BackupFile[], { config }: GoodSite, siteFile: string): Promise<Manifest> {
  const listed = [];
  for (const file of files) {
    const hash = createHash('sha256');
    let { size } = statSync(file.path);
    if (size <= largestInMemory) {
      const bytes = readFileSync(file.path);
      kept.set(file, bytes);
      size = bytes.length;
      hash.update(bytes);
    } else for await (const bytes of createReadStream(file.path, { end: size - 1 })) hash.update(bytes as Buffer);
    listed.push({ name: file.name, size, sha256: hash.digest('hex') });
  }
  return {
    format: 1,
    busbar: version,
    dataVersion: journalMigrations.length,
    madeAt: new Date().toISOString(),
    site: config.site.id,
    siteFile: basename(siteFile),
    dataDir: config.data.dir,
    files: listed,
  };
}

/** The list comes first: what follows is judged by it. */
function* entriesOf(files: readonly BackupFile[], manifest: Manifest): Generator<TarEntry> {
  const bytes = Buffer.from(`${JSON.stringify(manifest, undefined, 1)}\n`);
  yield { name: manifestName, size: bytes.length, content: { bytes } };
  for (const [at, file] of files.entries()) {
    const held = kept.get(file);
    const { size } = manifest.files[at]!;
    yield { name: file.name, size, content: held === undefined ? { path: file.path } : { bytes: held } };
  }
}

export interface BackupCommand {
  readonly to: string;
  readonly config: string;
  readonly passphraseFile?: string;
}

export async function backup({ to, config, passphraseFile }: BackupCommand): Promise<void> {
  const passphrase = passphraseOf(passphraseFile);
  if (passphrase === '')
    return say('BB_BACKUP_PASSPHRASE', `${passphraseFile} is empty: a passphrase is its first line.`);
  const made = await makeBackup({ to, config, ...(passphrase !== undefined && { passphrase }) });
  if (!made.ok) return say(made.problem.code, made.problem.detail);
  const { manifest, elsewhere } = made.value;
  const bytes = statSync(to).size;
  console.log(
    `${to}: ${manifest.files.length} files, ${Math.ceil(bytes / 1024)} KiB, of ${manifest.site} at ${manifest.madeAt}.`,
  );
  if (passphrase === undefined)
    console.log(
      'It holds credentials and is not encrypted: keep it where only you can read it, or use --passphrase-file.',
    );
  for (const path of elsewhere) console.log(`Not in it, because it lies elsewhere: ${path}`);
}

/** The first line of the file; a phrase on the command line would be seen by everybody on this computer. */
export const passphraseOf = (file: string | undefined): string | undefined =>
  file === undefined ? undefined : (readFileSync(file, 'utf8').split('\n')[0] ?? '').trim();

export function say(code: string, detail: string): void {
  console.error(`${code}\n  ${detail}`);
  process.exitCode = 1;
}
