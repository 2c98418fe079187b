// The test of how a station falls back, a step at a time: what a person is to do now, and what was seen.

import type { JSX } from 'preact';
import type { ProvingView } from '../../../src/local/prove-report.ts';
import type { StationDetailView } from '../../../src/local/station-detail.ts';
import { call } from '../api.ts';
import { amps } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { Act, ProblemBox, useDoing } from './act.tsx';
import type { IconName } from './icon.tsx';
import { Icon } from './icon.tsx';
import { useLoaded, Waiting } from './load.tsx';
import { English } from './said.tsx';

const lookEveryMs = 2000;
const steps = ['takesLease', 'leaseEnds', 'reboot', 'cutOff', 'newSession'] as const;
/** Those of the fallback itself; the others are of limits that end. */
const ofFallback = ['reboot', 'cutOff', 'newSession'] as const;
type Step = (typeof steps)[number];

export function Prove({ station }: { readonly station: string }): JSX.Element {
  const words = useWords();
  const path = `/stations/${encodeURIComponent(station)}/prove`;
  const loaded = useLoaded<ProvingView>(path, lookEveryMs);
  const doing = useDoing();
  const go = (action: 'begin' | 'next' | 'end') => (): void =>
    void doing.run(() => call('POST', path, { body: { action } })).then(() => loaded.again());
  const isNone = loaded.problem?.code === 'BB_PROVE_NONE';
  return (
    <section class="panel stack">
      <h2>{words.prove.title}</h2>
      {isNone ? <Intro station={station} /> : <Waiting of={loaded}>{(view) => <Progress view={view} />}</Waiting>}
      <ProblemBox problem={doing.problem} />
      <div class="acts">
        {loaded.answer?.state === 'waiting' && (
          <Act kind="strong" role="installer" disabled={doing.isBusy} onClick={go('next')}>
            {words.prove.next}
          </Act>
        )}
        {(isNone || loaded.answer?.state === 'over') && (
          <Act kind={isNone ? 'strong' : 'plain'} role="installer" disabled={doing.isBusy} onClick={go('begin')}>
            {isNone ? words.prove.begin : words.prove.again}
          </Act>
        )}
        {loaded.answer !== undefined && loaded.answer.state !== 'over' && (
          <Act role="installer" disabled={doing.isBusy} onClick={go('end')}>
            {words.prove.end}
          </Act>
        )}
      </div>
    </section>
  );
}

function Intro({ station }: { readonly station: string }): JSX.Element {
  const words = useWords();
  const { answer } = useLoaded<StationDetailView>(`/stations/${encodeURIComponent(station)}`);
  return (
    <>
      <p>{words.prove.intro}</p>
      <ul class="dotted">
        {words.prove.needs.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
      {answer !== undefined && <p>{words.prove.known(words.stations.fallbackStates[answer.fallback.state])}</p>}
    </>
  );
}

function Progress({ view }: { readonly view: ProvingView }): JSX.Element {
  const words = useWords();
  const { state, saw } = view;
  return (
    <>
      <ol class="rows steps">
        {steps.map((step) => (
          <StepLine key={step} step={step} view={view} />
        ))}
      </ol>
      <div class={`note ${state === 'waiting' ? 'info' : 'plain'} stack`} role="status">
        {saw !== '' && (
          <p>
            <b>{words.prove.seen}</b> <English text={saw} />
          </p>
        )}
        <p class="todo">{state === 'over' ? endOf(view, words) : todoOf(view, words)}</p>
        {state === 'running' && <p class="small muted">{words.prove.watching}</p>}
      </div>
    </>
  );
}

const signs: Readonly<Record<'proved' | 'failed' | 'now' | 'open', readonly [IconName, string]>> = {
  proved: ['ok', 'good'],
  failed: ['alarm', 'bad'],
  now: ['bolt', 'info'],
  open: ['open', 'muted'],
};

function StepLine({ step, view: { step: here, state, results } }: { readonly step: Step; readonly view: ProvingView }) {
  const words = useWords();
  const isNow = step === here && state !== 'over';
  const result = results[step];
  const [icon, tone] = signs[result ?? (isNow ? 'now' : 'open')];
  const text =
    result === undefined && isNow
      ? words.prove.place(String(steps.indexOf(step) + 1), String(steps.length))
      : words.prove.results[result ?? 'open'];
  return (
    <li class="row" data-step={step} {...(isNow && { 'aria-current': 'step' })}>
      <span class="row-main">{words.prove.steps[step]}</span>
      <span class={`state ${tone}`}>
        <Icon name={icon} size={15} /> {text}
      </span>
    </li>
  );
}

type Words = ReturnType<typeof useWords>;

function todoOf({ step, state, station, evse, fallbackAmps, testAmps, hasTaken }: ProvingView, words: Words): string {
  const parts = { place: `${station}/${evse}`, fallback: amps(fallbackAmps), test: amps(testAmps) };
  // With the cable out it could not take it any more.
  if (step === 'cutOff' && state === 'running' && !hasTaken) return words.prove.notYet(parts);
  return (state === 'waiting' ? words.prove.before : words.prove.meanwhile)[step as Step](parts);
}

function endOf({ results }: ProvingView, words: Words): string {
  if (steps.every((step) => results[step] === 'proved')) return words.prove.allProved;
  return ofFallback.some((step) => results[step] === 'failed') ? words.prove.hasFailed : words.prove.noLease;
}
