// The API with its real routes and its real desk of accounts, over a real socket; the clock and the core are by hand.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createAccess } from '../../adapters/access/access.ts';
import type { Access } from '../../adapters/access/access.ts';
import { createHasher } from '../../adapters/access/scrypt.ts';
import type { Hasher } from '../../adapters/access/scrypt.ts';
import { createHttp } from '../../adapters/http/http.ts';
import type { Http, HttpOptions } from '../../adapters/http/http.ts';
import type { Question } from '../../src/core/ports.ts';
import type { StationConsole } from '../../src/local/station-console.ts';
import { mono, utc } from '../../src/model/time.ts';

export interface Desk {
  readonly http: Http;
  readonly access: Access;
  readonly base: string;
  readonly dir: string;
  readonly asked: readonly Question[];
  readonly log: readonly string[];
  /** Passwords that were looked at. */
  readonly hashed: () => number;
  /** Time goes by. */
  pass(ms: number): void;
  send(method: string, path: string, how?: How): Promise<Answer>;
  /** The cookie of somebody who signs in. */
  signIn(name: string, password?: string): Promise<string>;
  code(): string;
}

export interface How {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookie?: string | undefined;
}

export interface Answer {
  readonly status: number;
  readonly body: { readonly code?: string; readonly detail?: string } & Record<string, unknown>;
  readonly headers: Headers;
}

export const password = 'seven green vans';

export async function startDesk(options: Partial<HttpOptions> = {}): Promise<Desk> {
  const dir = mkdtempSync(join(tmpdir(), 'busbar-access-'));
  const [asked, log]: [Question[], string[]] = [[], []];
  let [at, hashes] = [1_000_000, 0];
  // What scrypt costs is not what is looked at here.
  const real = createHasher({ n: 2, r: 1, p: 1 });
  const hasher: Hasher = {
    hide: (text) => real.hide(text),
    isRight: (text, hidden) => {
      hashes += 1;
      return real.isRight(text, hidden);
    },
  };
  const say = (code: string, text: string): void => void log.push(`${code} ${text}`);
  const access = createAccess({
    ...{ dir, hasher, words: ['north-depot', 'North depot'], onClaimed: () => undefined },
    clock: { mono: () => mono(at), utc: () => utc(1_700_000_000_000 + at) },
    log: { info: say, warn: say, error: say },
  });
  await access.start();
  const http = createHttp({ ...sources(asked), access, ...options });
  const base = `http://127.0.0.1:${await http.listen('127.0.0.1', 0)}`;
  onTestFinished(async () => {
    await http.stop();
    await access.stop();
    rmSync(dir, { recursive: true, force: true });
  });
  const send = sender(base);
  return {
    ...{ http, access, base, dir, asked, log, send },
    hashed: () => hashes,
    pass: (ms) => void (at += ms),
    async signIn(name, secret = password) {
      return cookieIn(await send('POST', '/api/v1/session', { body: { name, password: secret } }));
    },
    code: () => readFileSync(join(dir, 'setup-code'), 'utf8').trim(),
  };
}

/** A desk whose first admin is anna; and one user of each other role, by the name of the role. */
export async function claimedDesk(options: Partial<HttpOptions> = {}): Promise<Desk> {
  const desk = await startDesk(options);
  const { accounts } = desk.access;
  const claimed = await accounts.claim({ code: desk.code(), name: 'anna', password }, '127.0.0.9');
  if (!claimed.ok) throw new Error(claimed.problem.detail);
  for (const role of ['viewer', 'operator', 'installer'] as const)
    await accounts.addUser({ name: role, role, password });
  return desk;
}

/** The value of the header `cookie` that a browser would send. */
export const cookieIn = ({ headers, status, body }: Answer): string => {
  const [cookie] = (headers.get('set-cookie') ?? '').split(';');
  if (cookie === undefined || cookie === '') throw new Error(`no cookie: ${status} ${JSON.stringify(body)}`);
  return cookie;
};

const sender =
  (base: string): Desk['send'] =>
  async (method, path, { body, headers, cookie } = {}) => {
    const answer = await fetch(base + path, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(cookie !== undefined && { cookie, 'x-busbar': '1' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson = text.startsWith('{') || text.startsWith('[');
    return {
      status: answer.status,
      body: (isJson ? JSON.parse(text) : {}) as Answer['body'],
      headers: answer.headers,
    };
  };

function sources(asked: Question[]): Omit<HttpOptions, 'access'> {
  const none = (): Promise<readonly object[]> => Promise.resolve([]);
  return {
    asks: {
      ask(question) {
        asked.push(question);
        return Promise.resolve({ status: 'Accepted' });
      },
      answer: () => undefined,
    },
    front: { site: () => ({ id: 'north-depot', name: 'North depot' }) },
    unhealthy: () => [],
    unready: () => [],
    metrics: () => Promise.resolve({ text: '', contentType: 'text/plain' }),
    transactions: none,
    limitLogs: { limits: none, orders: none },
    eventLogs: { events: none, minutes: none },
    stations: new Proxy({} as StationConsole, {
      get: (_console, name) =>
        name === 'etag' ? () => 'e' : () => Promise.resolve({ ok: true, value: { did: String(name) } }),
    }),
    budgets: { ofAddress: { burst: 100_000, perSecond: 1000 }, ofAll: { burst: 100_000, perSecond: 1000 } },
  };
}
