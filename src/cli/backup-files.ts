// Which files a backup is made of: all of the data directory but what is made anew, and the folder of the site file.

import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { GoodSite } from './site-file.ts';

export interface BackupFile {
  /** In the archive: `data/…` or `site/…`. */
  readonly name: string;
  readonly path: string;
}

/** A data directory has some hundred; whoever keeps other things in it keeps them elsewhere. */
const mostFiles = 10_000;
/** The site file, what it names, and descriptions of devices are small. */
const largestSiteFile = 1024 * 1024;

/**
 * Locks, probes and what is half written belong to one run. The journal is copied by whoever holds it, and other databases by
 * SQLite. Files for stations are fetched anew, and a trace of messages helps nobody later.
 */
const left =
  /^(lock\.(db|pid)|ballast|probe|fsync-probe|runs\.json|cli-token|journal\.(db|copy\.db).*|.*\.(new|part)|.*-(wal|shm|journal)|(firmware|trace)\/.*|before-restore-.*)$/;

export const databases = /\.db$/;

export const dataFiles = (dir: string): BackupFile[] =>
  filesIn(dir)
    .map((path) => relative(dir, path))
    .filter((name) => !left.test(name))
    .map((name) => ({ name: `data/${name}`, path: join(dir, name) }));

const siteKinds = /\.(ya?ml|json|pem|crt|cer|key|csr)$/i;

/** The site file is named first. */
export function siteFiles(file: string, dataDir: string): BackupFile[] {
  const folder = dirname(file);
  const beside = filesIn(folder, 1).filter(
    (path) =>
      path !== file &&
      siteKinds.test(path) &&
      !path.startsWith(join(dataDir, '/')) &&
      statSync(path).size <= largestSiteFile,
  );
  return [
    { name: `site/${basename(file)}`, path: file },
    ...beside.map((path) => ({ name: `site/${relative(folder, path)}`, path })),
  ];
}

/** Files that the site file names and that lie elsewhere: whoever restores has to bring them. */
export function namedElsewhere({ text }: Pick<GoodSite, 'text'>, file: string): string[] {
  const folder = dirname(file);
  return [...text.matchAll(/\$\{file:([^}]+)\}/g)]
    .map(([, path = '']) => path)
    .filter((path) => relative(folder, path).startsWith('..'));
}

function filesIn(dir: string, deep = Infinity): string[] {
  const found: string[] = [];
  const walk = (at: string, depth: number): void => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      const path = join(at, entry.name);
      if (entry.isDirectory()) {
        if (depth < deep) walk(path, depth + 1);
      } else if (entry.isFile()) {
        found.push(path);
        if (found.length > mostFiles)
          throw new Error(`${dir} holds more than ${mostFiles} files, so it is no data directory`);
      }
    }
  };
  walk(dir, 0);
  return found.sort();
}
