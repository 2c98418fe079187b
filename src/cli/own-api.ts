// The API of the gateway on this computer, as its own commands use it: with the token that it leaves for whoever may read its data.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome, Problem } from '../local/problem.ts';
import { done, failed } from '../local/problem.ts';

const answerWithinMs = 60_000;

export interface OwnApi {
  readonly url: string;
  get<Value>(path: string): Promise<Outcome<Value>>;
  getText(path: string): Promise<Outcome<string>>;
  post<Value>(path: string, body: object): Promise<Outcome<Value>>;
  delete(path: string): Promise<Outcome<unknown>>;
}

/** `dir` is the data directory, where it is known. */
export function ownApi(url: string, dir?: string): OwnApi {
  const token = dir === undefined ? undefined : tokenIn(dir);
  async function send(method: string, path: string, body?: object): Promise<Outcome<string>> {
    try {
      const answer = await fetch(`${url}${path}`, {
        method,
        signal: AbortSignal.timeout(answerWithinMs),
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return answer.ok ? done(text) : { ok: false, problem: problemIn(text, answer.status) };
    } catch (error) {
      return failed(503, 'BB_API_AWAY', `No gateway answers at ${url} (${(error as Error).message}).`);
    }
  }
  const parsed = async <Value>(sent: Promise<Outcome<string>>): Promise<Outcome<Value>> => {
    const answer = await sent;
    return answer.ok ? done((answer.value === '' ? {} : JSON.parse(answer.value)) as Value) : answer;
  };
  return {
    url,
    get: (path) => parsed(send('GET', path)),
    getText: (path) => send('GET', path),
    post: (path, body) => parsed(send('POST', path, body)),
    delete: (path) => parsed(send('DELETE', path)),
  };
}

function tokenIn(dir: string): string | undefined {
  try {
    return readFileSync(join(dir, 'cli-token'), 'utf8').trim();
  } catch {
    return undefined;
  }
}

function problemIn(text: string, status: number): Problem {
  try {
    const { code, detail } = JSON.parse(text) as Partial<Problem>;
    if (typeof code === 'string' && typeof detail === 'string') return { status, code, detail };
  } catch {
    // Some other server said something else.
  }
  return { status, code: 'BB_API_AWAY', detail: `What answers there is no Busbar (status ${status}).` };
}
