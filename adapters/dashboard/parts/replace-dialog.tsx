// Another device in the place of a station: asked from the station that goes, or from the one that knocks.

import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { Changed } from '../../../src/local/station-console.ts';
import type { PendingView } from '../../../src/local/stations-view.ts';
import { call } from '../api.ts';
import { useIds } from '../live/live.ts';
import { hrefTo } from '../route.ts';
import { useWords } from '../text/language.ts';
import { Act, ProblemBox, useDoing } from './act.tsx';
import { Dialog } from './dialog.tsx';
import { Check, Choice, Field } from './field.tsx';
import { Form } from './form.tsx';
import { useLoaded } from './load.tsx';
import { ShownKey } from './shown-key.tsx';

interface ReplaceDialogProps {
  readonly old?: string;
  readonly by?: string;
  readonly onClose: () => void;
}

export function ReplaceDialog({ old: givenOld, by: givenBy, onClose }: ReplaceDialogProps): JSX.Element {
  const words = useWords();
  const stations = useIds('stations');
  const [old, setOld] = useState(givenOld ?? stations[0] ?? '');
  const [by, setBy] = useState(givenBy ?? '');
  const [evenIfCharging, setEven] = useState(false);
  const [changed, setChanged] = useState<Changed>();
  const doing = useDoing();
  const isAsked = evenIfCharging || doing.problem?.code === 'BB_STATION_CHARGING';
  const replace = (): void =>
    void doing.run(async () => {
      const body = { by: by.trim(), ...(evenIfCharging && { evenIfCharging }) };
      setChanged(await call<Changed>('POST', `/stations/${encodeURIComponent(old)}/replace`, { body }));
    });
  const end = (): void => {
    onClose();
    location.hash = hrefTo('stations', by.trim());
  };
  return (
    <Dialog title={words.replace.title(givenOld ?? '…')} onClose={changed === undefined ? onClose : end}>
      {changed !== undefined ? (
        <ShownKey changed={changed} onDone={end} />
      ) : (
        <Form onSubmit={() => replace()}>
          <p>{words.replace.text}</p>
          {givenOld === undefined && (
            <Choice
              name={words.replace.old}
              value={old}
              onValue={setOld}
              options={stations.map((one) => [one, one] as const)}
            />
          )}
          <NewIdentity value={by} onValue={setBy} />
          <ProblemBox problem={doing.problem} />
          {isAsked && <Check name={words.replace.evenIfCharging} isOn={evenIfCharging} onChange={setEven} />}
          <Act kind="danger" role="installer" type="submit" disabled={doing.isBusy}>
            {words.replace.act}
          </Act>
        </Form>
      )}
    </Dialog>
  );
}

/** Who knocks in vain is offered. */
function NewIdentity({ value, onValue }: { readonly value: string; readonly onValue: (value: string) => void }) {
  const words = useWords();
  const list = useId();
  const { answer } = useLoaded<{ readonly pending: readonly PendingView[] }>('/stations/pending');
  return (
    <Field name={words.replace.by} hint={words.replace.byHint}>
      {(id, hintId) => (
        <>
          <input
            id={id}
            list={list}
            required
            maxLength={48}
            dir="ltr"
            autocomplete="off"
            value={value}
            {...(hintId !== undefined && { 'aria-describedby': hintId })}
            onInput={(event) => onValue(event.currentTarget.value)}
          />
          <datalist id={list}>
            {(answer?.pending ?? [])
              .filter(({ isKnown }) => !isKnown)
              .map(({ identity }) => (
                <option key={identity} value={identity} />
              ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
