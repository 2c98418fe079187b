// `${env:NAME}` and `${file:path}`: secrets stay out of the site file, and out of every message.

import { readFileSync, statSync } from 'node:fs';
import type { ConfigPath, ConfigProblem } from '../../src/model/config/problem.ts';
import { error } from '../../src/model/config/problem.ts';

const form = /^\$\{(env|file):([^}]+)\}$/;
/** A reference that is only part of a value, or misspelt. */
const halfForm = /\$\{/;
/** Longer than any key or certificate chain. */
const maxSecretBytes = 64 * 1024;

export interface Resolved {
  readonly value: unknown;
  readonly problems: readonly ConfigProblem[];
  /** A text without the secrets that stand in it: a reference may stand where a message quotes what is written. */
  readonly hide: (text: string) => string;
}

/** The same value with every reference replaced by what it names; a reference is the whole of a value. */
export function resolveSecrets(value: unknown): Resolved {
  const problems: ConfigProblem[] = [];
  const known = new Map<string, Secret>();
  const resolve = (part: unknown, path: ConfigPath): unknown => {
    if (Array.isArray(part)) return part.map((one, at) => resolve(one, [...path, at]));
    if (typeof part === 'object' && part !== null)
      return Object.fromEntries(Object.entries(part).map(([key, one]) => [key, resolve(one, [...path, key])]));
    if (typeof part !== 'string' || !halfForm.test(part)) return part;
    const secret = known.get(part) ?? secretOf(part);
    known.set(part, secret);
    if ('text' in secret) return secret.text;
    problems.push(error(secret.code, path, secret.message, secret.remedy));
    return part;
  };
  const resolved = resolve(value, []);
  const texts = [...known.values()].flatMap((secret) => ('text' in secret ? [secret.text] : []));
  return { value: resolved, problems, hide: (text) => hidden(text, texts) };
}

/** Messages cut what they quote at 40 letters or more: the beginning of a long secret is hidden like the whole. */
const shownAtMost = 40;

const hidden = (text: string, secrets: readonly string[]): string =>
  secrets.reduce((now, secret) => now.replaceAll(secret, '…').replaceAll(secret.slice(0, shownAtMost), '…'), text);

type Secret = { readonly text: string } | { readonly code: string; readonly message: string; readonly remedy: string };

function secretOf(reference: string): Secret {
  const [, kind, name = ''] = form.exec(reference) ?? [];
  if (kind === undefined)
    return {
      code: 'BB_CONFIG_SECRET_FORM',
      message: 'A reference to a secret is the whole value, and names an environment variable or a file.',
      remedy: 'Write "${env:NAME}" or "${file:/path}" and nothing else.',
    };
  const text = kind === 'env' ? process.env[name] : fileText(name);
  if (text !== undefined && text !== '') return { text };
  return {
    code: 'BB_CONFIG_SECRET_MISSING',
    message:
      kind === 'env'
        ? `The environment variable ${name} is missing or empty.`
        : `The file ${name} is missing, empty, not readable or longer than ${maxSecretBytes} bytes.`,
    remedy: 'Provide it for the user that the gateway runs as.',
  };
}

/** Nothing for what is no plain file: a pipe or a device might never end. */
function fileText(path: string): string | undefined {
  try {
    const stat = statSync(path);
    if (!stat.isFile() || stat.size > maxSecretBytes) return undefined;
    return readFileSync(path, 'utf8').trimEnd();
  } catch {
    return undefined;
  }
}
