// `busbar stations prove` and `busbar release`: a person and the running gateway, over its API.

import { createInterface } from 'node:readline/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { askGateway, tellProblem } from './ask-gateway.ts';
import { describeProving, describeProvingEnd } from '../local/prove-report.ts';
import type { ProvingView } from '../local/prove-report.ts';

const lookEveryMs = 2000;
const ask = <Value>(url: string, body?: object, config?: string) =>
  askGateway<Value>(url, { config, ...(body !== undefined && { method: 'POST', body }) });

export async function prove(
  station: string,
  { api, config }: { readonly api: string; readonly config?: string },
): Promise<void> {
  const url = `${api}/api/v1/stations/${encodeURIComponent(station)}/prove`;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    let view = await ask<ProvingView>(url, { action: 'begin' }, config);
    if (!view.ok) return tellProblem(view.problem);
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
      if (!view.ok) return tellProblem(view.problem);
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
  if (!answer.ok) return tellProblem(answer.problem);
  console.log(answer.value.text);
}

const releaseQuestion =
  'Every charger gets its own limit back, and nothing keeps their sum below a fuse any more, until "busbar release --end". Go on? [y/N] ';

const agrees = async (terminal: ReturnType<typeof createInterface>, question: string): Promise<boolean> =>
  /^y(es)?$/i.test((await terminal.question(question)).trim());
