// Giving up what a removed connection has not taken: asked twice, because nothing brings it back.

import type { JSX } from 'preact';
import { call } from '../api.ts';
import { useWords } from '../text/language.ts';
import { SureDialog } from './sure-dialog.tsx';

interface AbandonDialogProps {
  readonly uplink: string;
  readonly onClose: () => void;
}

export function AbandonDialog({ uplink, onClose }: AbandonDialogProps): JSX.Element {
  const words = useWords();
  return (
    <SureDialog
      title={words.uplink.abandonTitle(uplink)}
      danger={words.uplink.abandonText}
      sure={words.uplink.abandonSure}
      act={words.uplink.abandon}
      onAct={() => call('POST', `/uplinks/${encodeURIComponent(uplink)}/abandon`)}
      onClose={onClose}
    />
  );
}
