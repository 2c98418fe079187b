// What the site keeps for whoever looks back: orders from outside with their effect, what happened beside charging, what was
// drawn by the minute, and the last lines of the log.

import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useMay } from '../access.ts';
import { call, queryOf } from '../api.ts';
import { useIds } from '../live/live.ts';
import { when } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { Act, More, ProblemBox, useDoing } from './act.tsx';
import { Choice } from './field.tsx';
import { Minutes } from './minutes.tsx';
import { English } from './said.tsx';

const perPage = 30;

export function Records(): JSX.Element {
  const words = useWords();
  return (
    <>
      <section class="panel stack">
        <h2>{words.records.minutes}</h2>
        <ByPlace />
      </section>
      <section class="panel stack" data-orders>
        <h2>{words.records.orders}</h2>
        <p class="small muted">{words.records.ordersHint}</p>
        <Log path="/grid/log" list="entries" />
      </section>
      <section class="panel stack" data-events>
        <h2>{words.records.events}</h2>
        <Log path="/log" list="events" />
      </section>
      <LastLines />
    </>
  );
}

function ByPlace(): JSX.Element {
  const words = useWords();
  const circuits = useIds('circuits');
  const [circuit, setCircuit] = useState('');
  return (
    <Minutes of={circuit === '' ? '/minutes' : `/minutes/circuits/${encodeURIComponent(circuit)}`}>
      <Choice
        name={words.records.place}
        value={circuit}
        onValue={setCircuit}
        options={[['', words.records.wholeSite], ...circuits.map((id) => [id, words.records.circuitIs(id)] as const)]}
      />
    </Minutes>
  );
}

interface Entry {
  readonly id: number;
  readonly at: string;
  readonly text?: string;
  readonly code?: string;
  readonly audit?: boolean;
  readonly about?: { readonly station?: string };
}

interface LogProps {
  readonly path: string;
  /** Under which name its page comes. */
  readonly list: 'entries' | 'events';
}

function Log({ path, list }: LogProps): JSX.Element {
  const words = useWords();
  const [entries, setEntries] = useState<readonly Entry[]>([]);
  const [next, setNext] = useState<number>();
  const doing = useDoing();
  const load = (before?: number): Promise<boolean> =>
    doing.run(async () => {
      const answer = await call<Partial<Record<typeof list, readonly Entry[]>> & { readonly before?: number }>(
        'GET',
        `${path}${queryOf({ limit: perPage, before })}`,
      );
      setEntries((shown) => [...(before === undefined ? [] : shown), ...(answer[list] ?? [])]);
      setNext(answer.before);
    });
  useEffect(() => void load(), [path]);
  return (
    <>
      <ProblemBox problem={doing.problem} />
      <ol class="rows">
        {entries.length === 0 && doing.problem === undefined && (
          <li class="muted">{doing.isBusy ? words.waiting : words.nothing}</li>
        )}
        {entries.map(({ id, at, text, code, audit, about }) => (
          <li key={id} class="row">
            <span class="figure small">{when(at)}</span>
            <span class="row-main">
              {about?.station !== undefined && <b>{about.station} </b>}
              <English text={text ?? ''} /> {code !== undefined && <code class="muted">{code}</code>}
            </span>
            {audit === true && <span class="small muted">{words.records.ordered}</span>}
          </li>
        ))}
      </ol>
      <More isBusy={doing.isBusy} onMore={next === undefined ? undefined : () => void load(next)} />
    </>
  );
}

/** For who puts things right; asked for, because it may be much. */
function LastLines(): JSX.Element | null {
  const words = useWords();
  const [lines, setLines] = useState<readonly string[]>();
  const doing = useDoing();
  const load = (): void =>
    void doing.run(async () => setLines((await call<{ lines: readonly string[] }>('GET', '/recent-log')).lines));
  if (!useMay('installer')) return null;
  return (
    <section class="panel stack" data-lines>
      <h2>{words.records.lines}</h2>
      {lines !== undefined && (
        <pre class="console lines" dir="ltr" lang="en" tabIndex={0} aria-label={words.records.lines}>
          {lines.join('\n')}
        </pre>
      )}
      <ProblemBox problem={doing.problem} />
      <div class="acts">
        <Act role="installer" disabled={doing.isBusy} onClick={load}>
          {words.records.linesLook}
        </Act>
      </div>
    </section>
  );
}
