// Stations that were turned away at the door, with the reason; and letting one in with a key of its own.

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Changed } from '../../../src/local/station-console.ts';
import type { PendingView } from '../../../src/local/stations-view.ts';
import { call } from '../api.ts';
import { useIds } from '../live/live.ts';
import { when, whole } from '../text/format.ts';
import { Form } from './form.tsx';
import { useWords } from '../text/language.ts';
import { Act, ProblemBox, useDoing } from './act.tsx';
import { Dialog } from './dialog.tsx';
import { Choice, Input } from './field.tsx';
import { Icon } from './icon.tsx';
import { useLoaded } from './load.tsx';
import { ReplaceDialog } from './replace-dialog.tsx';
import { ShownKey } from './shown-key.tsx';
import { Told } from './told.tsx';

const againMs = 5000;

export function Pending(): JSX.Element | null {
  const words = useWords();
  const { answer, problem, again } = useLoaded<{ readonly pending: readonly PendingView[] }>(
    '/stations/pending',
    againMs,
  );
  const [chosen, setChosen] = useState<PendingView>();
  const [replacing, setReplacing] = useState<string>();
  const pending = answer?.pending ?? [];
  if (problem !== undefined && problem.status !== 404) return <ProblemBox problem={problem} />;
  if (pending.length === 0) return null;
  return (
    <section class="panel">
      <h2>{words.stations.pending}</h2>
      <p class="small muted">{words.stations.pendingHint}</p>
      <ul class="rows">
        {pending.map((one) => (
          <li key={`${one.identity} ${one.code}`} class="row" data-pending={one.identity}>
            <div class="row-main">
              <Icon name="alarm" size={15} /> <b dir="ltr">{one.identity}</b>{' '}
              <span class="small muted figure">
                {one.remoteAddress} · {words.stations.knocked(whole(one.times), when(one.lastAt))}
              </span>
              <p class="small">
                <code class="muted">{one.code}</code>
              </p>
              <Told code={one.code} text={one.text} remedy={one.remedy} />
            </div>
            {one.isKnown ? (
              one.code === shutOut && <Readmit id={one.identity} onDone={again} />
            ) : (
              <div class="acts">
                <Act
                  role="installer"
                  label={`${words.stations.approve} ${one.identity}`}
                  onClick={() => setChosen(one)}
                >
                  {words.stations.approve}
                </Act>
                <Act
                  role="installer"
                  label={`${words.stations.replaces}: ${one.identity}`}
                  onClick={() => setReplacing(one.identity)}
                >
                  {words.stations.replaces}
                </Act>
              </div>
            )}
          </li>
        ))}
      </ul>
      {replacing !== undefined && <ReplaceDialog by={replacing} onClose={() => setReplacing(undefined)} />}
      {chosen !== undefined && (
        <ApproveDialog
          pending={chosen}
          onClose={() => {
            setChosen(undefined);
            again();
          }}
        />
      )}
    </section>
  );
}

/** A station of this site that did what no station does. */
const shutOut = 'BB_STATION_QUARANTINED';

function Readmit({ id, onDone }: { readonly id: string; readonly onDone: () => void }): JSX.Element {
  const words = useWords();
  const doing = useDoing();
  const readmit = async (): Promise<void> => {
    if (await doing.run(() => call('POST', `/stations/${encodeURIComponent(id)}/readmit`, { body: {} }))) onDone();
  };
  return (
    <>
      <ProblemBox problem={doing.problem} />
      <Act role="installer" disabled={doing.isBusy} onClick={() => void readmit()}>
        {words.stations.readmit}
      </Act>
    </>
  );
}

function ApproveDialog({
  pending,
  onClose,
}: {
  readonly pending: PendingView;
  readonly onClose: () => void;
}): JSX.Element {
  const words = useWords();
  const circuits = useIds('circuits');
  const [circuit, setCircuit] = useState(circuits[0] ?? '');
  const [maxAmps, setMaxAmps] = useState('32');
  const [evses, setEvses] = useState('1');
  const [profile, setProfile] = useState('1');
  const [changed, setChanged] = useState<Changed>();
  const doing = useDoing();
  const approve = (): void =>
    void doing.run(async () => {
      const body = {
        station: pending.identity,
        circuit,
        maxAmps: Number(maxAmps),
        evses: Number(evses),
        profile: Number(profile),
      };
      setChanged(await call<Changed>('POST', '/stations', { body }));
    });
  return (
    <Dialog title={words.stations.approveTitle(pending.identity)} onClose={onClose}>
      {changed !== undefined ? (
        <ShownKey changed={changed} onDone={onClose} />
      ) : (
        <Form onSubmit={() => approve()}>
          <Choice
            name={words.stations.circuit}
            value={circuit}
            onValue={setCircuit}
            options={circuits.map((id) => [id, id] as const)}
          />
          <Input
            name={words.stations.maxAmps}
            hint={words.stations.maxAmpsHint}
            type="number"
            min={1}
            max={10_000}
            value={maxAmps}
            onValue={setMaxAmps}
            required
          />
          <Input name={words.stations.evses} type="number" min={1} max={64} value={evses} onValue={setEvses} required />
          <Choice
            name={words.stations.security}
            hint={words.stations.securityHint}
            value={profile}
            onValue={setProfile}
            options={[
              ['1', words.stations.withKey],
              ['0', words.stations.withoutKey],
            ]}
          />
          <ProblemBox problem={doing.problem} />
          <Act kind="strong" type="submit" role="installer" disabled={doing.isBusy}>
            {words.stations.approve}
          </Act>
        </Form>
      )}
    </Dialog>
  );
}
