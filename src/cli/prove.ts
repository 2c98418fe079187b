// `busbar stations prove` and `busbar release`: a person and the running gateway, over its API.

import { createInterface } from 'node:readline/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { gatewayFetch } from './gateway-fetch.ts';
import type { Problem } from '../local/problem.ts';
import { describeProving, describeProvingEnd } from '../local/prove-report.ts';
import type { ProvingView } from '../local/prove-report.ts';

const lookEveryMs = 2000;
const answerWithinMs = 20_000;

type Answer<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: Problem };

async function ask<Value>(url: string, body?: object, config?: string): Promise<Answer<Value>> {
  try {
    const sent = {
      signal: AbortSignal.timeout(answerWithinMs),
      ...(body !== undefined && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    };
    const answer = await gatewayFetch(url, sent, config);
    const said: unknown = await answer.json();
    return answer.ok ? { ok: true, value: said as Value } : { ok: false, problem: said as Problem };
  } catch {
    const detail = `No gateway answers at ${url}. Start it, or name its address with --api.`;
    return { ok: false, problem: { status: 503, code: 'BB_API_AWAY', detail } };
  }
}

function fail({ code, detail }: Problem): void {
  console.error(`${code}\n  ${detail}`);
  process.exitCode = 1;
}

export async function prove(
  station: string,
  { api, config }: { readonly api: string; readonly config?: string },
): Promise<void> {
  const url = `${api}/api/v1/stations/${encodeURIComponent(station)}/prove`;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    let view = await ask<ProvingView>(url, { action: 'begin' }, config);
    if (!view.ok) return fail(view.problem);
    let said = '';
    for (;;) {
      const text = describeProving(view.value);
      if (text !== said) console.log(text);
      said = text;
      if (view.value.state === 'over') break;
      if (view.value.state === 'running') await pause(lookEveryMs);
      else if (!(await agrees(terminal, 'Go on? [y/N] '))) {
        await ask(url, { action: 'end' }, config);
        return console.log('The test was ended. What was seen so far is kept.');
      } else {
        const next = await ask<ProvingView>(url, { action: 'next' }, config);
        // What is missing is for the person to put right.
        if (!next.ok) console.error(`${next.problem.code}\n  ${next.problem.detail}`);
        said = '';
      }
      view = await ask<ProvingView>(url, undefined, config);
      if (!view.ok) return fail(view.problem);
    }
    console.log(describeProvingEnd(view.value));
    if (Object.values(view.value.results).includes('failed')) process.exitCode = 1;
  } finally {
    terminal.close();
  }
}

export async function release({
  api,
  config,
  yes = false,
  end = false,
}: {
  readonly api: string;
  readonly config?: string;
  readonly yes?: boolean;
  readonly end?: boolean;
}): Promise<void> {
  if (!end && !yes) {
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    const isSure = await agrees(terminal, releaseQuestion);
    terminal.close();
    if (!isSure) return console.log('Nothing was changed.');
  }
  const answer = await ask<{ text: string }>(`${api}/api/v1/release${end ? '/end' : ''}`, {}, config);
  if (!answer.ok) return fail(answer.problem);
  console.log(answer.value.text);
}

const releaseQuestion =
  'Every charger gets its own limit back, and nothing keeps their sum below a fuse any more, until "busbar release --end". Go on? [y/N] ';

const agrees = async (terminal: ReturnType<typeof createInterface>, question: string): Promise<boolean> =>
  /^y(es)?$/i.test((await terminal.question(question)).trim());
