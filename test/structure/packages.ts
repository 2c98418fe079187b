// Which packages are used, at which versions, and why.

import { builtinModules } from 'node:module';
import { isOwn, packageOf } from './source.ts';
import type { Parsed } from './source.ts';

export interface PackageFile {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** `reasons` is docs/dependencies.md: a table with the columns package and why. */
export function reasonFindings({ dependencies = {} }: PackageFile, reasons: string): string[] {
  const rows = [...reasons.matchAll(/^\| *`?([^|` ]+)`? *\| *(.*?) *\|$/gm)].map(([, name = '', why = '']) => ({
    name,
    why,
  }));
  const told = rows.filter(({ name }) => name !== 'package' && !/^:?-+:?$/.test(name));
  return [
    ...Object.keys(dependencies)
      .filter((name) => !told.some((row) => row.name === name && row.why.length > 10))
      .map((name) => `${name} has no reason. Say in one line of docs/dependencies.md what it saves us, or drop it.`),
    ...told
      .filter(({ name }) => dependencies[name] === undefined)
      .map(({ name }) => `${name} has a reason but is not used. Take its line out of docs/dependencies.md.`),
  ];
}

export function versionFindings(file: PackageFile): string[] {
  const all = { ...file.dependencies, ...file.devDependencies, ...file.optionalDependencies };
  return Object.entries(all)
    .filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))
    .map(([name, version]) => `${name} is at "${version}". Name one exact version, without ^, ~ or a tag.`);
}

/** A lockfile with addresses installs from whichever registry wrote it. */
export function lockFindings(lockfile: string): string[] {
  const { packages = {} } = JSON.parse(lockfile) as { packages?: Record<string, { resolved?: string }> };
  return Object.entries(packages)
    .filter(([, { resolved }]) => resolved !== undefined)
    .map(([name]) => `${name} has a download address. Write the lockfile with omit-lockfile-registry-resolved=true.`);
}

/** Code that ships uses runtime packages; tests may use the others too. */
export function usedPackageFindings({ path, top, folder, imports }: Parsed, file: PackageFile): string[] {
  // The dashboard is built before it ships.
  const isBuilt = top === 'test' || (top === 'adapters' && folder === 'dashboard');
  const allowed = { ...file.dependencies, ...(isBuilt ? file.devDependencies : {}) };
  return imports
    .filter((name) => !isOwn(name) && !name.startsWith('.') && !name.startsWith('node:'))
    .filter((name) => allowed[packageOf(name)] === undefined)
    .map((name) => `${path}: imports ${name}. ${missing(packageOf(name))}`);
}

const missing = (name: string): string =>
  builtinModules.includes(name)
    ? `Write node:${name}, which no package can stand in for.`
    : 'It is not among the dependencies in package.json: add it with a reason, or do without.';
