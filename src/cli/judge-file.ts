// The files of the site as they are on disk, and what would be so with another text of one of them.

import { createHmac, randomBytes } from 'node:crypto';
import { parseSiteFile } from '../../adapters/config-file/load.ts';
import { describe } from '../../adapters/config-file/located.ts';
import { readText } from '../../adapters/config-file/text.ts';
import type { Outcome } from '../local/problem.ts';
import { done, failed } from '../local/problem.ts';
import type { FileKind } from '../local/site-file.ts';
import type { GatewayConfig } from '../model/config/gateway.ts';
import type { LoadedSite } from './site-file.ts';
import { loadSite, withDevices } from './site-file.ts';

export type Judged = LoadedSite;

export interface Looked {
  readonly text: string;
  readonly path: string;
  readonly etag: string;
}

/** The texts of both files. */
export interface OnDisk {
  readonly site: string;
  /** The list of tokens that the site file names. */
  readonly tokens?: string;
}

type Look = (of: FileKind) => Outcome<Looked>;

/** `inForce`: the text of the site file that counts, which tells where the list is while the file on disk is none. */
export function lookAt(path: string, of: FileKind, inForce: string): Outcome<Looked> {
  const file = of === 'site' ? path : tokensPathIn(path, inForce);
  if (file === undefined)
    return failed(
      404,
      'BB_TOKENS_FILE_NONE',
      'The site file names no list of tokens. Write one beside it, and its name as authorization.localList: config/tokens.example.yaml is a first one.',
    );
  const read = readText(file, '');
  return read.ok
    ? done({ text: read.text, path: file, etag: etagOf(read.text) })
    : failed(409, read.problem.code, describe(read.problem));
}

function tokensPathIn(path: string, inForce: string): string | undefined {
  const now = loadSite(path);
  return now.tokensPath ?? (now.ok ? undefined : parseSiteFile(inForce, path).tokensPath);
}

/** Never throws. */
export function judgeText(path: string, of: FileKind, text: string, look: Look): Judged {
  if (of === 'site') return withDevices(parseSiteFile(text, path), path);
  const site = look('site');
  if (!site.ok) return loadSite(path);
  return withDevices(
    parseSiteFile(site.value.text, path, () => ({ ok: true, text })),
    path,
  );
}

/** Of this process: a tag that everybody could reckon would tell who guesses a password in the file whether it is right. */
const etagKey = randomBytes(32);

export const etagOf = (text: string): string => createHmac('sha256', etagKey).update(text).digest('hex').slice(0, 16);

/** What a running gateway does not change. */
export function restartKeys(before: GatewayConfig, next: GatewayConfig): string[] {
  const keys = {
    listeners: ['listeners', 'files'],
    api: ['api'],
    data: ['data'],
    modbusServer: ['modbusServer'],
  } as const;
  return Object.entries(keys).flatMap(([name, parts]) =>
    parts.every((part) => JSON.stringify(before[part]) === JSON.stringify(next[part])) ? [] : [name],
  );
}
