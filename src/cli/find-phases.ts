// `busbar find-phases STATION/EVSE`: an installer, a vehicle that charges, and the running gateway, over its API.

import { createInterface } from 'node:readline/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Finding } from '../local/find-phases.ts';
import type { PhaseTestAnswer } from '../local/phase-test.ts';
import type { Outcome } from '../local/problem.ts';
import { failed } from '../local/problem.ts';
import { askGateway, tellProblem } from './ask-gateway.ts';

export interface FindPhasesOptions {
  readonly api: string;
  readonly config?: string;
  readonly write?: boolean;
  readonly stepSeconds: number;
  readonly amps?: number;
}

const lookEveryMs = 500;
const mostMissed = 10;
const interrupted = 'BB_FIND_PHASES_INTERRUPTED';
/** Whatever becomes of the gateway: an EVSE is lowered no longer. */
const mostSeconds = 180;

export async function findPhasesAt(name: string, options: FindPhasesOptions): Promise<void> {
  const outcome = await runTest(name, options);
  if (outcome.ok) return;
  tellProblem(outcome.problem);
  if (outcome.problem.code === interrupted) process.exitCode = 130;
}

async function runTest(name: string, options: FindPhasesOptions): Promise<Outcome<unknown>> {
  const at = urlOf(name, options);
  if (at === undefined)
    return failed(404, 'BB_EVSE_UNKNOWN', `There is no EVSE ${name}. It is written station/evse, such as CP-01/1.`);
  const { config, stepSeconds, amps } = options;
  const body = { action: 'begin', stepSeconds, ...(amps !== undefined && { amps }) };
  const begun = await askGateway<PhaseTestAnswer>(at, { method: 'POST', body, config });
  if (!begun.ok) return begun;
  const { meter, circuit, secondsLeft } = begun.value;
  const minutes = Math.ceil(secondsLeft / 60);
  console.log(`${name} is stepped; meter ${meter} of ${circuit} looks on. It takes about ${minutes} min.`);
  const seen = await lookOn(name, at, { first: begun.value, config });
  if (!seen.ok) return seen;
  const { finding, ended, phasesNow } = seen.value;
  if (finding === undefined) {
    const { code, detail } = ended ?? { code: interrupted, detail: `The test of ${name} was ended.` };
    if (code === interrupted) console.log(`${name} has its share again.`);
    return failed(409, code, detail);
  }
  console.log(describe(name, finding, phasesNow));
  if (finding.confidence === 'none') process.exitCode = 1;
  return settle(name, seen.value, options);
}

function urlOf(name: string, { api }: FindPhasesOptions): string | undefined {
  const [, station, evse] = /^(.+)\/(\d{1,3})$/.exec(name) ?? [];
  return station === undefined
    ? undefined
    : `${api}/api/v1/stations/${encodeURIComponent(station)}/evses/${evse}/find-phases`;
}

interface Looking {
  readonly first: PhaseTestAnswer;
  readonly config?: string | undefined;
}

/** Tells each step until the end; Ctrl-C ends the test. */
async function lookOn(name: string, at: string, { first, config }: Looking): Promise<Outcome<PhaseTestAnswer>> {
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const { signal } = stopping;
  try {
    let view = first;
    let told = 0;
    let missed = 0;
    while (view.state === 'running') {
      if (view.step !== told) console.log(stepText(view));
      told = view.step;
      await pause(lookEveryMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) return await endIt(name, at, config);
      const next = await askGateway<PhaseTestAnswer>(at, { config });
      const isAway = !next.ok && next.problem.code !== 'BB_FIND_PHASES_NONE';
      missed = isAway ? missed + 1 : 0;
      if (next.ok) view = next.value;
      else if (!isAway || missed >= mostMissed) return next;
    }
    return { ok: true, value: view };
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

async function endIt(name: string, at: string, config: string | undefined): Promise<Outcome<PhaseTestAnswer>> {
  const ended = await askGateway<PhaseTestAnswer>(at, { method: 'POST', body: { action: 'end' }, config });
  if (!ended.ok)
    console.error(`${name} could not be given its share back; it gets it by itself within ${mostSeconds} s.`);
  return ended;
}

const stepText = ({ step, steps, isLow, lowAmps, stepSeconds }: PhaseTestAnswer): string =>
  `${step} of ${steps}: ${isLow ? `${lowAmps} A` : 'all that it may have'}, ${stepSeconds} s`;

function describe(name: string, { phases, confidence, words }: Finding, now: string): string {
  if (phases === undefined) return `${name}: ${words}`;
  const isSame = now === phases ? ' The site file says so already.' : '';
  const how = confidence === 'sure' ? '' : ' (likely)';
  return `${name}: phases: ${phases}${how}\n  ${words}${isSame}`;
}

/** Written only where it is sure, and somebody wants it. */
async function settle(
  name: string,
  { finding, writing, phasesNow }: PhaseTestAnswer,
  { api, config, write }: FindPhasesOptions,
): Promise<Outcome<unknown>> {
  const { phases, confidence } = finding!;
  const nothing = { ok: true, value: undefined } as const;
  if (phases === undefined || phasesNow === phases) return nothing;
  if (confidence !== 'sure') {
    if (write === true) console.log('It is not sure, and was not written. Write it yourself if you know better.');
    return nothing;
  }
  if (writing === undefined) {
    console.log('There is nothing to write: the site file says so already, or this gateway keeps none.');
    return nothing;
  }
  if (write !== true && !(await wants(`Write "phases: ${phases}" for ${name} into the site file? [y/N] `)))
    return nothing;
  if ('why' in writing)
    return failed(409, 'BB_FIND_PHASES_NOT_WRITTEN', `"phases: ${phases}" was not written: ${writing.why}`);
  const { etag, edits } = writing;
  const body = { edits, reason: `busbar find-phases ${name}` };
  const written = await askGateway<{ version?: number }>(`${api}/api/v1/site-file`, {
    ...({ method: 'PATCH', body, ifMatch: etag } as const),
    config,
  });
  if (!written.ok) return written;
  const { version } = written.value;
  const back = version === undefined ? '' : ` (version ${version}; "busbar site undo ${version}" takes it back)`;
  console.log(`Written into the site file${back}.`);
  return nothing;
}

async function wants(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const said = await terminal.question(question);
  terminal.close();
  return /^y(es)?$/i.test(said.trim());
}
