// `${env:NAME}` and `${file:path}`: secrets stay out of the site file, and out of every message.

import { readFileSync } from 'node:fs';
import type { ConfigProblem } from '../../src/model/config/problem.ts';

const form = /^\$\{(env|file):([^}]+)\}$/;
const maxSecretBytes = 64 * 1024;

/** The same value with every reference replaced by what it names. */
export function resolveSecrets(value: unknown): { value: unknown; problems: ConfigProblem[] } {
  const problems: ConfigProblem[] = [];
  const resolve = (part: unknown, path: readonly (string | number)[]): unknown => {
    if (Array.isArray(part)) return part.map((one, at) => resolve(one, [...path, at]));
    if (typeof part === 'object' && part !== null)
      return Object.fromEntries(Object.entries(part).map(([key, one]) => [key, resolve(one, [...path, key])]));
    const found = typeof part === 'string' ? form.exec(part) : null;
    if (found === null) return part;
    const secret = found[1] === 'env' ? process.env[found[2]!] : fileText(found[2]!);
    if (secret !== undefined && secret !== '') return secret;
    const what = found[1] === 'env' ? `environment variable ${found[2]}` : `file ${found[2]}`;
    problems.push({
      level: 'error',
      code: 'BB_CONFIG_SECRET_MISSING',
      path,
      message: `The ${what} is missing or empty.`,
      remedy: 'Provide it, readable for the user of the gateway.',
    });
    return part;
  };
  return { value: resolve(value, []), problems };
}

function fileText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').slice(0, maxSecretBytes).trimEnd();
  } catch {
    return undefined;
  }
}
