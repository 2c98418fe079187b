// Letting unknown stations in for a while with the key that they come with, and giving each its place afterwards.

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useMay } from '../access.ts';
import type { SiteFile, SiteFileAnswer } from '../answers.ts';
import { call } from '../api.ts';
import { useIds } from '../live/live.ts';
import { when } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { Act, ProblemBox, useDoing } from './act.tsx';
import { Dialog } from './dialog.tsx';
import { Choice, Input } from './field.tsx';
import { Form } from './form.tsx';
import { useLoaded } from './load.tsx';

const againMs = 5000;

export const Enrolment = (): JSX.Element | null => (useMay('installer') ? <ForInstallers /> : null);

function ForInstallers(): JSX.Element | null {
  const words = useWords();
  const { answer, again } = useLoaded<SiteFileAnswer>('/site-file', againMs);
  const [placed, setPlaced] = useState<string>();
  if (answer === undefined) return null;
  const { file } = answer;
  const until = file.enrolment?.until ?? undefined;
  const isOpen = until !== undefined && Date.parse(until) > Date.now();
  const waiting = (file.stations ?? []).flatMap(({ id, state }) =>
    state === 'enrolled' && id !== undefined ? [id] : [],
  );
  return (
    <section class="panel stack" data-enrolment>
      <h2>{words.enrol.title}</h2>
      {isOpen ? <Open until={until} onDone={again} /> : <Closed file={file} onDone={again} />}
      {waiting.length > 0 && <h3>{words.enrol.waiting}</h3>}
      <ul class="rows">
        {waiting.map((id) => (
          <li key={id} class="row" data-enrolled={id}>
            <b class="row-main" dir="ltr">
              {id}
            </b>
            <Act label={`${words.enrol.place} ${id}`} onClick={() => setPlaced(id)}>
              {words.enrol.place}
            </Act>
          </li>
        ))}
      </ul>
      {placed !== undefined && (
        <PlaceDialog
          id={placed}
          onClose={() => {
            setPlaced(undefined);
            again();
          }}
        />
      )}
    </section>
  );
}

function Open({ until, onDone }: { readonly until: string; readonly onDone: () => void }): JSX.Element {
  const words = useWords();
  const doing = useDoing();
  const end = async (): Promise<void> => {
    if (await doing.run(() => call('POST', '/enrolment', { body: { minutes: 0 } }))) onDone();
  };
  return (
    <div class="note warn stack">
      <p>{words.enrol.open(when(until))}</p>
      <ProblemBox problem={doing.problem} />
      <p>
        <Act disabled={doing.isBusy} onClick={() => void end()}>
          {words.enrol.end}
        </Act>
      </p>
    </div>
  );
}

function Closed({ file, onDone }: { readonly file: SiteFile; readonly onDone: () => void }): JSX.Element {
  const words = useWords();
  const templates = Object.keys(file.templates ?? {});
  const circuits = useIds('circuits');
  const [minutes, setMinutes] = useState('60');
  const [template, setTemplate] = useState(templates[0] ?? '');
  const [circuit, setCircuit] = useState(circuits.at(-1) ?? '');
  const doing = useDoing();
  const begin = async (): Promise<void> => {
    const body = { minutes: Number(minutes), template, circuit };
    if (await doing.run(() => call('POST', '/enrolment', { body }))) onDone();
  };
  return (
    <details>
      <summary>{words.enrol.text}</summary>
      {templates.length === 0 ? (
        <p class="note info small">{words.enrol.needsTemplate}</p>
      ) : (
        <Form look="fields" onSubmit={() => void begin()}>
          <Input
            name={words.enrol.minutes}
            type="number"
            min={1}
            max={240}
            required
            value={minutes}
            onValue={setMinutes}
          />
          <Choice name={words.enrol.template} value={template} onValue={setTemplate} options={named(templates)} />
          <Choice name={words.stations.circuit} value={circuit} onValue={setCircuit} options={named(circuits)} />
          <Act kind="strong" type="submit" disabled={doing.isBusy}>
            {words.enrol.begin}
          </Act>
          <ProblemBox problem={doing.problem} />
        </Form>
      )}
    </details>
  );
}

const named = (ids: readonly string[]) => ids.map((id) => [id, id] as const);

function PlaceDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }): JSX.Element {
  const words = useWords();
  const circuits = useIds('circuits');
  const [circuit, setCircuit] = useState(circuits[0] ?? '');
  const doing = useDoing();
  const place = async (): Promise<void> => {
    if (await doing.run(() => call('POST', '/stations', { body: { station: id, circuit } }))) onClose();
  };
  return (
    <Dialog title={words.enrol.placeTitle(id)} onClose={onClose}>
      <Form onSubmit={() => void place()}>
        <Choice name={words.stations.circuit} value={circuit} onValue={setCircuit} options={named(circuits)} />
        <ProblemBox problem={doing.problem} />
        <Act kind="strong" type="submit" disabled={doing.isBusy}>
          {words.enrol.place}
        </Act>
      </Form>
    </Dialog>
  );
}
