// What a file was, version by version: one small file each, durable when it is kept. The oldest go when there are too many.

import { mkdir, readFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Version } from '../../src/model/file-version.ts';
import { replaceFile } from './replace-file.ts';

export interface KeptVersion extends Version {
  /** The whole file after the change. */
  readonly text: string;
}

export interface Versions {
  /** Durable when it resolves, with its number. Rejects with an error of the file system. */
  keep(version: Omit<KeptVersion, 'version'>): Promise<number>;
  /** Takes back what was kept last, because it never came to be. */
  drop(version: number): Promise<void>;
  /** Undefined where it is not kept any more, or cannot be read. */
  read(version: number): Promise<KeptVersion | undefined>;
  /** The numbers of all that are kept, the newest first. */
  numbers(): Promise<readonly number[]>;
}

/** Years of a depot. */
const mostVersions = 500;
/** Compressed; a list of ten thousand tokens has some hundred kilobytes. */
const mostBytes = 32 * 1024 * 1024;

/** A file has at most 4 MiB; as JSON, its quotes and line ends are longer. */
const mostTextBytes = 16 * 1024 * 1024;

const zip = promisify(gzip);
const unzip = promisify(gunzip);

export interface VersionLimits {
  readonly versions?: number;
  readonly bytes?: number;
}

export function openVersions(dir: string, limits: VersionLimits = {}): Versions {
  const { versions: most = mostVersions, bytes: mostOfBytes = mostBytes } = limits;
  const pathOf = (version: number): string => join(dir, `${String(version).padStart(9, '0')}.json.gz`);

  async function numbers(): Promise<number[]> {
    const names = await readdir(dir).catch(() => [] as string[]);
    return names
      .filter((name) => /^\d{9}\.json\.gz$/.test(name))
      .map((name) => Number(name.slice(0, 9)))
      .sort((a, b) => b - a);
  }

  /** The newest stays whatever it weighs. */
  async function forgetOld(): Promise<void> {
    let bytes = 0;
    for (const [at, version] of (await numbers()).entries()) {
      bytes += (await stat(pathOf(version))).size;
      if (at >= most || (at > 0 && bytes > mostOfBytes)) await rm(pathOf(version), { force: true });
    }
  }

  return {
    numbers,
    async keep(kept) {
      await mkdir(dir, { recursive: true, mode: 0o700 });
      const version = ((await numbers())[0] ?? 0) + 1;
      await replaceFile(pathOf(version), await zip(JSON.stringify({ version, ...kept })));
      await forgetOld().catch(() => undefined);
      return version;
    },
    drop: (version) => rm(pathOf(version), { force: true }),
    async read(version) {
      try {
        const bytes = await unzip(await readFile(pathOf(version)), { maxOutputLength: mostTextBytes });
        const kept = JSON.parse(bytes.toString('utf8')) as Partial<KeptVersion>;
        return typeof kept.text === 'string' && kept.version === version ? (kept as KeptVersion) : undefined;
      } catch {
        return undefined;
      }
    },
  };
}
