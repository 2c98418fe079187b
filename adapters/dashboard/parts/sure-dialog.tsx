// What changes more than a page shows is asked about in a dialog, and done by who says to be sure.

import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useWords } from '../text/language.ts';
import { Act, ProblemBox, useDoing } from './act.tsx';
import { Dialog } from './dialog.tsx';
import { Check } from './field.tsx';
import { Form } from './form.tsx';
import { Icon } from './icon.tsx';

interface SureDialogProps {
  readonly title: string;
  readonly danger: string;
  /** What one says by the tick without which nothing is done. */
  readonly sure: string;
  readonly act: string;
  readonly onAct: () => Promise<void>;
  readonly onClose: () => void;
  readonly children?: ComponentChildren;
}

export function SureDialog({ title, danger, sure, act, onAct, onClose, children }: SureDialogProps): JSX.Element {
  const words = useWords();
  const [isSure, setSure] = useState(false);
  const doing = useDoing();
  const submit = async (): Promise<void> => {
    if (await doing.run(onAct)) onClose();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <Form onSubmit={() => void submit()}>
        {children}
        <p class="note bad">
          <Icon name="alarm" /> {danger}
        </p>
        <Check name={sure} isOn={isSure} onChange={setSure} />
        <ProblemBox problem={doing.problem} />
        <div class="acts">
          <Act kind="danger" role="installer" type="submit" disabled={!isSure || doing.isBusy}>
            {act}
          </Act>
          <Act kind="quiet" onClick={onClose}>
            {words.cancel}
          </Act>
        </div>
      </Form>
    </Dialog>
  );
}
