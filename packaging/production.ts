// The packages of npm that run in production, as the lockfile names them, without what nothing loads at run time.

import { cpSync, existsSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type { Architecture } from './architecture.ts';
import { architectures } from './architecture.ts';

export interface LockedPackage {
  readonly version: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
}

export function lockedPackages(home: string): ReadonlyMap<string, LockedPackage> {
  const { packages } = JSON.parse(readFileSync(join(home, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  return new Map(Object.entries(packages).filter(([path]) => path !== ''));
}

export const isProduction = ([, { dev, optional }]: readonly [string, LockedPackage]): boolean =>
  dev !== true && optional !== true;

/** Copies each of them to `to`. Throws where one is not installed. */
export function copyProduction(home: string, to: string, arch: Architecture): string[] {
  const paths = [...lockedPackages(home)].filter(isProduction).map(([path]) => path);
  for (const path of paths) {
    const from = join(home, path);
    if (!existsSync(from)) throw new Error(`${path} is not installed: run "npm ci" first.`);
    const filter = (source: string): boolean => isWanted(relative(from, source), path, arch);
    cpSync(from, join(to, path), { recursive: true, filter, dereference: true });
  }
  return paths;
}

/** What is read by people or compilers only. */
const unread = /\.(d\.[cm]?ts|[cm]?ts|tsx|map|md|markdown|flow|gyp|gypi|tsbuildinfo)$/i;
const builders: readonly string[] = ['better-sqlite3/deps', 'better-sqlite3/src', '@serialport/bindings-cpp/src'];

function isWanted(inside: string, path: string, arch: Architecture): boolean {
  if (inside === '') return true;
  const [first = '', second] = inside.split('/');
  // A package within a package has its own line in the lockfile.
  if (first === 'node_modules' || first === '.github') return false;
  const name = path.replace(/^.*node_modules\//, '');
  if (second === undefined && builders.includes(`${name}/${first}`)) return false;
  if (first === 'prebuilds' && second !== undefined) return isNative(inside, arch);
  return !unread.test(inside) || /licen[sc]e/i.test(basename(inside));
}

/** Native code for this architecture and Debian's C library. */
function isNative(inside: string, arch: Architecture): boolean {
  const [, folder = '', file = ''] = inside.split('/');
  return architectures[arch].native.test(folder) && !file.includes('.musl.');
}
