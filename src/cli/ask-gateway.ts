// One question to the running gateway over its API, and its answer or what is wrong.

import type { Outcome, Problem } from '../local/problem.ts';
import { done, failed } from '../local/problem.ts';
import type { DataPlace } from './gateway-fetch.ts';
import { gatewayFetch } from './gateway-fetch.ts';

const usualWithinMs = 20_000;

export interface Asked extends DataPlace {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly body?: object;
  /** The state of a file that a change is meant for. */
  readonly ifMatch?: string;
  readonly withinMs?: number;
}

/** Without an answer the outcome is BB_API_AWAY. */
export async function askGateway<Value>(url: string, asked: Asked = {}): Promise<Outcome<Value>> {
  const said = await askText(url, asked);
  return said.ok ? done((said.value === '' ? {} : JSON.parse(said.value)) as Value) : said;
}

/** The answer as it is written. */
export async function askText(url: string, asked: Asked = {}): Promise<Outcome<string>> {
  const { method = 'GET', body, ifMatch, withinMs = usualWithinMs } = asked;
  const headers = {
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(ifMatch !== undefined && { 'if-match': `"${ifMatch}"` }),
  };
  const sent = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
  try {
    const answer = await gatewayFetch(url, { ...sent, signal: AbortSignal.timeout(withinMs) }, asked);
    const text = await answer.text();
    return answer.ok ? done(text) : { ok: false, problem: problemIn(text, answer.status) };
  } catch {
    const { origin } = new URL(url);
    return failed(503, 'BB_API_AWAY', `No gateway answers at ${origin}. Start it, or name its address with --api.`);
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

/** What is wrong, for a person; the command ends with 1. */
export function tellProblem({ code, detail }: Problem): void {
  console.error(`${code}\n  ${detail}`);
  process.exitCode = 1;
}
