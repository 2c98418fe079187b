// Less for a circuit, for a while: what an operator does by hand.

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { CircuitView } from '../../../src/local/site-view.ts';
import { call } from '../api.ts';
import { usePart } from '../live/live.ts';
import { useWords } from '../text/language.ts';
import { Act, ProblemBox, useDoing } from './act.tsx';
import { Dialog } from './dialog.tsx';
import { Input } from './field.tsx';
import { Form } from './form.tsx';

export function LimitDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }): JSX.Element {
  const words = useWords();
  const view = usePart<CircuitView>(`circuits/${id}`);
  const [amps, setAmps] = useState(String(view?.temporary?.amps ?? view?.limitAmps ?? ''));
  const [hours, setHours] = useState('2');
  const [reason, setReason] = useState('');
  const doing = useDoing();
  const path = `/circuits/${encodeURIComponent(id)}/limit`;
  const set = async (): Promise<void> => {
    const body = { amps: Number(amps), durationSeconds: Number(hours) * 3600, ...(reason !== '' && { reason }) };
    if (await doing.run(() => call('PUT', path, { body }))) onClose();
  };
  const takeBack = async (): Promise<void> => {
    if (await doing.run(() => call('DELETE', path))) onClose();
  };
  return (
    <Dialog title={words.now.limitTitle(id)} onClose={onClose}>
      <Form onSubmit={() => void set()}>
        <Input
          name={words.site.limitAmps}
          hint={words.now.limitHint}
          type="number"
          min={0}
          max={10_000}
          step="any"
          required
          value={amps}
          onValue={setAmps}
        />
        <Input name={words.now.hours} type="number" min={0.1} step="any" required value={hours} onValue={setHours} />
        <Input name={words.site.reason} value={reason} onValue={setReason} />
        <ProblemBox problem={doing.problem} />
        <div class="acts">
          <Act kind="strong" type="submit" role="operator" disabled={doing.isBusy}>
            {words.now.limitFor}
          </Act>
          {view?.temporary !== undefined && (
            <Act role="operator" disabled={doing.isBusy} onClick={() => void takeBack()}>
              {words.now.limitBack}
            </Act>
          )}
        </div>
      </Form>
    </Dialog>
  );
}
