// Which lines of the site an EVSE is on: a vehicle is stepped, and what the gateway saw goes into the site file when it is sure.

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { PhaseTestAnswer } from '../../../src/local/phase-test.ts';
import { useMay } from '../access.ts';
import { call } from '../api.ts';
import { useIds } from '../live/live.ts';
import { amps, duration, whole } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import type { Doing } from './act.tsx';
import { Act, ProblemBox, useDoing } from './act.tsx';
import { Input } from './field.tsx';
import { Form } from './form.tsx';
import { Icon } from './icon.tsx';
import { useLoaded, Waiting } from './load.tsx';
import { PreviewDialog } from './preview-dialog.tsx';
import { English } from './said.tsx';

const lookEveryMs = 2000;

export function FindPhases({ station }: { readonly station: string }): JSX.Element {
  const words = useWords();
  const evses = useIds('evses').flatMap((key) =>
    key.startsWith(`${station}/`) ? [key.slice(station.length + 1)] : [],
  );
  // What a test says of the wiring is in the site file, which operators read.
  if (!useMay('operator')) return <p class="note info">{words.access.needsRole(words.roles.operator)}</p>;
  return (
    <>
      {evses.map((evse) => (
        <OfEvse key={evse} station={station} evse={evse} />
      ))}
    </>
  );
}

interface OfEvseProps {
  readonly station: string;
  readonly evse: string;
}

function OfEvse({ station, evse }: OfEvseProps): JSX.Element {
  const words = useWords();
  const path = `/stations/${encodeURIComponent(station)}/evses/${evse}/find-phases`;
  const loaded = useLoaded<PhaseTestAnswer>(path, lookEveryMs);
  const doing = useDoing();
  const does = (body: object): void => void doing.run(() => call('POST', path, { body })).then(() => loaded.again());
  const isNone = loaded.problem?.code === 'BB_FIND_PHASES_NONE';
  const { answer } = loaded;
  return (
    <section class="panel stack" data-phases={`${station}/${evse}`}>
      <h2>{words.phases.title(`${station}/${evse}`)}</h2>
      {isNone ? <Intro /> : <Waiting of={loaded}>{(view) => <Shown view={view} onDone={loaded.again} />}</Waiting>}
      <ProblemBox problem={doing.problem} />
      {answer?.state === 'running' ? (
        <div class="acts">
          <Act role="installer" disabled={doing.isBusy} onClick={() => does({ action: 'end' })}>
            {words.phases.end}
          </Act>
        </div>
      ) : (
        (isNone || answer !== undefined) && <Begin isAgain={!isNone} doing={doing} onBegin={does} />
      )}
    </section>
  );
}

function Intro(): JSX.Element {
  const words = useWords();
  return (
    <>
      <p>{words.phases.intro}</p>
      <ul class="dotted">
        {words.phases.needs.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </>
  );
}

interface BeginProps {
  readonly isAgain: boolean;
  readonly doing: Doing;
  readonly onBegin: (body: object) => void;
}

/** As most need it; what else can be said is one press away. */
function Begin({ isAgain, doing, onBegin }: BeginProps): JSX.Element {
  const words = useWords();
  const [seconds, setSeconds] = useState('45');
  const [low, setLow] = useState('');
  const body = { action: 'begin', stepSeconds: Number(seconds), ...(low !== '' && { amps: Number(low) }) };
  return (
    <Form onSubmit={() => onBegin(body)}>
      <details>
        <summary>{words.phases.more}</summary>
        <div class="fields">
          <Input
            name={words.phases.seconds}
            hint={words.phases.secondsHint}
            {...({ type: 'number', min: 35, max: 120, required: true } as const)}
            value={seconds}
            onValue={setSeconds}
          />
          <Input
            name={words.phases.amps}
            hint={words.phases.ampsHint}
            {...({ type: 'number', min: 0, step: 'any' } as const)}
            value={low}
            onValue={setLow}
          />
        </div>
      </details>
      <div class="acts">
        <Act kind={isAgain ? 'plain' : 'strong'} role="installer" type="submit" disabled={doing.isBusy}>
          {isAgain ? words.phases.again : words.phases.begin}
        </Act>
      </div>
    </Form>
  );
}

interface ShownProps {
  readonly view: PhaseTestAnswer;
  readonly onDone: () => void;
}

function Shown({ view, onDone }: ShownProps): JSX.Element {
  const words = useWords();
  const { ended } = view;
  if (view.state === 'running') return <Running view={view} />;
  if (ended !== undefined)
    return (
      <div class="note warn" role="status">
        <p>
          <b>{words.phases.ended}</b> <code>{ended.code}</code>
        </p>
        <p>
          <English text={ended.detail} />
        </p>
      </div>
    );
  return <Found view={view} onDone={onDone} />;
}

function Running({ view }: Pick<ShownProps, 'view'>): JSX.Element {
  const words = useWords();
  const { step, steps, lowAmps, secondsLeft, meter, circuit } = view;
  const all = Array.from({ length: steps }, (_, at) => at + 1);
  return (
    <>
      <ol class="rows steps" aria-label={words.phases.step(whole(step), whole(steps))}>
        {all.map((one) => {
          const [icon, tone] = one < step ? ['ok', 'good'] : one === step ? ['bolt', 'info'] : ['open', 'muted'];
          return (
            <li key={one} class="row" {...(one === step && { 'aria-current': 'step' })}>
              <span class={`state ${tone}`}>
                <Icon name={icon as 'ok'} size={15} />
              </span>
              <span class="row-main">{one % 2 === 0 ? words.phases.low(amps(lowAmps)) : words.phases.up}</span>
            </li>
          );
        })}
      </ol>
      <div class="note plain" role="status">
        <p class="todo">
          {words.phases.step(whole(step), whole(steps))}. {words.phases.left(duration(secondsLeft * 1000))}
        </p>
        <p class="small muted">
          {words.phases.looksOn(meter, circuit)} {words.phases.goesOn}
        </p>
      </div>
    </>
  );
}

function Found({ view, onDone }: ShownProps): JSX.Element | null {
  const words = useWords();
  const { finding, phasesNow, writing } = view;
  const [isWriting, setWriting] = useState(false);
  if (finding === undefined) return null;
  const { phases = '', confidence } = finding;
  const [tone, icon, title] = (
    {
      sure: ['good', 'ok', words.phases.found(phases)],
      likely: ['warn', 'info', words.phases.likely(phases)],
      none: ['warn', 'alarm', words.phases.none],
    } as const
  )[confidence];
  return (
    <>
      <div class={`note ${tone}`} role="status" data-finding={confidence}>
        <p class="todo">
          <Icon name={icon} /> <b>{title}</b>
        </p>
        <p>
          <English text={finding.words} />
        </p>
      </div>
      <p>{phases !== '' && phases === phasesNow ? words.phases.same : words.phases.now(phasesNow)}</p>
      {writing !== undefined && 'why' in writing && (
        <p class="note info">
          {words.phases.notWritten} <English text={writing.why} />
        </p>
      )}
      {writing !== undefined && 'edits' in writing && (
        <div class="acts">
          <Act kind="strong" role="installer" onClick={() => setWriting(true)}>
            {words.phases.write}
          </Act>
        </div>
      )}
      {isWriting && writing !== undefined && 'edits' in writing && (
        <PreviewDialog
          {...{ file: '/site-file', role: 'installer', etag: writing.etag, wanted: { edits: writing.edits } }}
          onClose={() => setWriting(false)}
          onDone={() => {
            setWriting(false);
            onDone();
          }}
        />
      )}
    </>
  );
}
