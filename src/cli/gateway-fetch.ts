// Asking the running gateway over its API, as whoever this computer lets read its data, or by an API token.

import { readFileSync } from 'node:fs';
import { accessFiles } from '../../adapters/access/access-files.ts';
import { isLoopback } from '../model/config/api.ts';
import { dataDirWithoutFile } from './data-dir.ts';
import { loadSite } from './site-file.ts';

/** Where the data of the gateway are: said, or in its site file; the usual place where neither is. */
export interface DataPlace {
  readonly config?: string | undefined;
  readonly dir?: string;
}

/**
 * As `fetch`, with what proves who asks: BUSBAR_TOKEN, or the token that the gateway leaves in its data directory. Neither
 * leaves this computer in plain text. An answer that refuses says what to do from here.
 */
export async function gatewayFetch(url: string, init: RequestInit = {}, place: DataPlace = {}): Promise<Response> {
  const proof = proofFor(new URL(url), place);
  const headers = new Headers(init.headers);
  if (proof !== undefined) headers.set('authorization', `Bearer ${proof}`);
  const answer = await fetch(url, { ...init, headers });
  return answer.status === 401 || answer.status === 403 ? explained(answer, place) : answer;
}

function proofFor({ protocol, hostname }: URL, place: DataPlace): string | undefined {
  const isHere = isLoopback(hostname.replace(/^\[(.*)\]$/, '$1'));
  const given = process.env['BUSBAR_TOKEN'];
  if (given !== undefined && given !== '') return isHere || protocol === 'https:' ? given : undefined;
  return isHere ? localToken(place) : undefined;
}

function localToken(place: DataPlace): string | undefined {
  for (const dir of dirsOf(place))
    try {
      return readFileSync(accessFiles(dir).localToken, 'utf8').trim();
    } catch {
      // Of another user, or of no gateway.
    }
  return undefined;
}

/** Where the data of the gateway may be. */
export function dirsOf({ config, dir }: DataPlace): readonly string[] {
  if (dir !== undefined) return [dir];
  if (config !== undefined) {
    const loaded = loadSite(config);
    return loaded.ok ? [loaded.config.data.dir] : [];
  }
  return [dataDirWithoutFile()];
}

async function explained(answer: Response, place: DataPlace): Promise<Response> {
  const text = await answer.text();
  let said: { code?: string; detail?: string };
  try {
    said = JSON.parse(text) as typeof said;
  } catch {
    return new Response(text, { status: answer.status });
  }
  if (said.code !== 'BB_API_SIGN_IN' && said.code !== 'BB_API_ROLE')
    return new Response(JSON.stringify(said), { status: answer.status });
  const file = dirsOf(place).map((dir) => accessFiles(dir).localToken)[0] ?? `the cli-token of ${place.config}`;
  const detail = `${said.code === 'BB_API_ROLE' ? `${said.detail} ` : 'The gateway wants to know who asks. '}Run this as root or as the user of the gateway, who may read ${file}; name its site file with --config or its data with BUSBAR_DATA_DIR; or set BUSBAR_TOKEN to an API token of the role that is needed.`;
  return new Response(JSON.stringify({ ...said, detail }), { status: answer.status });
}
