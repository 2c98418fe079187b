// Giving up what a removed connection has not taken: asked twice, because nothing brings it back.

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../api.ts';
import { useWords } from '../text/language.ts';
import { Act, ProblemBox, useDoing } from './act.tsx';
import { Dialog } from './dialog.tsx';
import { Check } from './field.tsx';
import { Form } from './form.tsx';
import { Icon } from './icon.tsx';

interface AbandonDialogProps {
  readonly uplink: string;
  readonly onClose: () => void;
}

export function AbandonDialog({ uplink, onClose }: AbandonDialogProps): JSX.Element {
  const words = useWords();
  const [isSure, setSure] = useState(false);
  const doing = useDoing();
  const abandon = async (): Promise<void> => {
    if (await doing.run(() => call('POST', `/uplinks/${encodeURIComponent(uplink)}/abandon`))) onClose();
  };
  return (
    <Dialog title={words.uplink.abandonTitle(uplink)} onClose={onClose}>
      <Form onSubmit={() => void abandon()}>
        <p class="note bad">
          <Icon name="alarm" /> {words.uplink.abandonText}
        </p>
        <Check name={words.uplink.abandonSure} isOn={isSure} onChange={setSure} />
        <ProblemBox problem={doing.problem} />
        <div class="acts">
          <Act kind="danger" role="installer" type="submit" disabled={!isSure || doing.isBusy}>
            {words.uplink.abandon}
          </Act>
          <Act kind="quiet" onClick={onClose}>
            {words.cancel}
          </Act>
        </div>
      </Form>
    </Dialog>
  );
}
