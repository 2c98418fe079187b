// When a vehicle leaves, what it needs by then and how urgent it is: said for the session at its EVSE.

import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { NeedsAnswer, SaidView } from '../../../src/local/needs-view.ts';
import { call } from '../api.ts';
import { Form } from './form.tsx';
import { useWords } from '../text/language.ts';
import { Act, ProblemBox, useDoing } from './act.tsx';
import { Dialog } from './dialog.tsx';
import { Choice, Input } from './field.tsx';

interface NeedsDialogProps {
  readonly vehicle: { readonly name: string; readonly station: string; readonly evse: number };
  readonly onClose: () => void;
}

const usual = '5';
const first = 9;
/** A time on the clock of the site; what was said as a moment stays one until somebody writes another. */
const clockForm = /^\d\d:\d\d$/;

export function NeedsDialog({ vehicle: { name, station, evse }, onClose }: NeedsDialogProps): JSX.Element {
  const words = useWords();
  const path = `/stations/${encodeURIComponent(station)}/evses/${evse}/needs`;
  const doing = useDoing();
  const [said, setSaid] = useState<SaidView>({});
  const set = (change: { readonly [Key in keyof SaidView]: SaidView[Key] | undefined }): void =>
    setSaid((now) =>
      Object.fromEntries(Object.entries({ ...now, ...change }).filter(([, value]) => value !== undefined)),
    );
  useEffect(() => {
    void doing.run(async () => {
      const { said: before } = await call<NeedsAnswer>('GET', path);
      // Whoever was quicker than the answer means what was typed.
      setSaid((typed) => ({ ...before.api, ...typed }));
    });
  }, []);
  const put = async (body: SaidView): Promise<void> => {
    if (await doing.run(() => call('PUT', path, { body }))) onClose();
  };
  const takeBack = async (): Promise<void> => {
    if (await doing.run(() => call('DELETE', path))) onClose();
  };
  return (
    <Dialog title={words.plan.setTitle(name)} onClose={onClose}>
      <Form onSubmit={() => void put(said)}>
        <Input
          name={words.plan.departure}
          hint={words.plan.departureHint}
          value={said.departsAt ?? ''}
          placeholder="05:30"
          onValue={(value) =>
            set({ departsAt: value === '' ? undefined : clockForm.test(value) ? value : value.trim() })
          }
        />
        <Input
          name={words.plan.energy}
          hint={words.plan.energyHint}
          type="number"
          min={0}
          max={2000}
          step="any"
          value={said.energyKwh === undefined ? '' : String(said.energyKwh)}
          onValue={(value) => set({ energyKwh: value === '' ? undefined : Number(value) })}
        />
        <Choice
          name={words.plan.priority}
          hint={words.plan.priorityHint}
          value={String(said.priority ?? usual)}
          onValue={(value) => set({ priority: Number(value) })}
          options={Array.from({ length: first }, (_, at) => [String(at + 1), String(at + 1)] as const)}
        />
        <ProblemBox problem={doing.problem} />
        <div class="acts">
          <Act kind="strong" type="submit" role="operator" disabled={doing.isBusy}>
            {words.save}
          </Act>
          <Act role="operator" disabled={doing.isBusy} onClick={() => void put(boosted(said))}>
            {words.plan.boost}
          </Act>
          <Act kind="quiet" role="operator" disabled={doing.isBusy} onClick={() => void takeBack()}>
            {words.plan.takeBack}
          </Act>
        </div>
      </Form>
    </Dialog>
  );
}

/** Before all others, and not only on what the sun gives. */
function boosted({ solar: _, ...said }: SaidView): SaidView {
  return { ...said, priority: first };
}
