// One question to the running gateway over its API, and its answer or what is wrong.

import { gatewayFetch } from './gateway-fetch.ts';
import type { Outcome, Problem } from '../local/problem.ts';
import { failed } from '../local/problem.ts';

const answerWithinMs = 20_000;

export interface Asked {
  readonly method?: string;
  readonly body?: object;
  /** The state of a file that a change is meant for. */
  readonly ifMatch?: string;
}

/** Without an answer the outcome is BB_API_AWAY. */
export async function askGateway<Value>(url: string, asked: Asked, config?: string): Promise<Outcome<Value>> {
  const { method = 'GET', body, ifMatch } = asked;
  try {
    const answer = await gatewayFetch(
      url,
      {
        method,
        signal: AbortSignal.timeout(answerWithinMs),
        headers: {
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(ifMatch !== undefined && { 'if-match': `"${ifMatch}"` }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      },
      config,
    );
    const said: unknown = await answer.json();
    return answer.ok ? { ok: true, value: said as Value } : { ok: false, problem: said as Problem };
  } catch {
    return failed(503, 'BB_API_AWAY', `No gateway answers at ${url}. Start it, or name its address with --api.`);
  }
}
