// What is wanted and not applied yet, and the way to see what it would do.

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Role } from '../access.ts';
import type { Wanted } from '../answers.ts';
import { whole } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { Act } from './act.tsx';
import { PreviewDialog } from './preview-dialog.tsx';

interface DraftBarProps {
  readonly file: string;
  /** Who may change it. */
  readonly role: Role;
  readonly etag: string;
  readonly wanted: Wanted;
  readonly count: number;
  readonly onReset: () => void;
  readonly onDone: () => void;
}

export function DraftBar({ file, role, etag, wanted, count, onReset, onDone }: DraftBarProps): JSX.Element {
  const words = useWords();
  const [isShown, setShown] = useState(false);
  return (
    <div class="draft-bar" role="region" aria-label={words.site.draft}>
      <span role="status">{count === 0 ? words.site.noChanges : words.site.changes(whole(count))}</span>
      <Act kind="quiet" disabled={count === 0} onClick={onReset}>
        {words.site.reset}
      </Act>
      <Act kind="strong" role={role} disabled={count === 0} onClick={() => setShown(true)}>
        {words.site.preview}
      </Act>
      {isShown && (
        <PreviewDialog
          file={file}
          role={role}
          etag={etag}
          wanted={wanted}
          onClose={() => setShown(false)}
          onDone={() => {
            setShown(false);
            onReset();
            onDone();
          }}
        />
      )}
    </div>
  );
}
