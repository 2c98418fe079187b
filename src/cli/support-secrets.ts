// Everything on this computer that the gateway keeps secret: read only to be hidden.

import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { accessFiles } from '../../adapters/access/access-files.ts';
import { parseYaml } from '../../adapters/config-file/yaml.ts';
import { secretsIn } from '../local/redact.ts';

const keysOfSecrets = new Set([
  'password',
  'passphrase',
  'secret',
  'tokenSecret',
  'salt',
  'hash',
  'token',
  'aliases',
  'apiKey',
]);

/** What the site file names, the tokens of drivers, and what lies in the data directory. Files that cannot be read are left out. */
export function secretsOnThisComputer(siteFile: string, text: string, dir: string): string[] {
  const site = valueOf(text);
  const folder = dirname(resolve(siteFile));
  const listed = (site as { authorization?: { localList?: unknown } } | undefined)?.authorization?.localList;
  const tokens = typeof listed === 'string' ? (read(resolve(folder, listed)) ?? '') : '';
  return [
    ...secretsIn(site, keysOfSecrets),
    ...referred(text),
    ...secretsIn(valueOf(tokens), keysOfSecrets),
    ...[...text.matchAll(/:\/\/([^/\s"'@]+)@/g)].flatMap(([, user = '']) => [user, ...user.split(':')]),
    ...kept(dir),
  ];
}

/** The values behind `${env:…}` and `${file:…}`. */
function referred(text: string): string[] {
  return [...text.matchAll(/\$\{(env|file):([^}]+)\}/g)].flatMap(([, kind, name = '']) => {
    const value = kind === 'env' ? process.env[name] : read(name);
    return value === undefined ? [] : [value.trim()];
  });
}

/** Of the data directory: each is JSON, or one secret as it is. */
function kept(dir: string): string[] {
  const own = accessFiles(dir);
  const whole = [own.localToken, own.code].flatMap((path) => read(path)?.trim() ?? []);
  const files = names(dir).filter((name) => name.endsWith('.json'));
  return [...whole, ...files.flatMap((name) => secretsIn(valueOf(read(join(dir, name)) ?? ''), keysOfSecrets))];
}

function names(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function valueOf(text: string): unknown {
  const parsed = parseYaml(text);
  return parsed.ok ? parsed.value : undefined;
}
