// The chargers' own limits: given back to them for work at the gateway, and taken again.

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { SiteView } from '../../../src/local/site-view.ts';
import { call } from '../api.ts';
import { usePart } from '../live/live.ts';
import { dayAndClock } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { Act, ProblemBox, useDoing } from './act.tsx';
import { Icon } from './icon.tsx';
import { SureDialog } from './sure-dialog.tsx';

export function Release(): JSX.Element {
  const words = useWords();
  const releasedAt = usePart<Pick<SiteView, 'releasedAt'>>('site')?.releasedAt;
  const [isAsked, setAsked] = useState(false);
  const doing = useDoing();
  const end = (): void => void doing.run(() => call('POST', '/release/end', { body: {} }));
  return (
    <section class="panel stack" data-release>
      <h2>{words.release.title}</h2>
      <p>{words.release.text}</p>
      {releasedAt === undefined ? (
        <>
          <p class="state good">
            <Icon name="ok" size={15} /> {words.release.limits}
          </p>
          <div class="acts">
            <Act kind="danger" role="installer" onClick={() => setAsked(true)}>
              {words.release.act}
            </Act>
          </div>
        </>
      ) : (
        <>
          <p class="note bad" role="status">
            <Icon name="alarm" /> {words.release.since(dayAndClock(releasedAt))}
          </p>
          <div class="acts">
            <Act kind="strong" role="installer" disabled={doing.isBusy} onClick={end}>
              {words.release.end}
            </Act>
            <span class="small muted">{words.release.endText}</span>
          </div>
        </>
      )}
      <ProblemBox problem={doing.problem} />
      {isAsked && (
        <SureDialog
          title={words.release.title}
          danger={words.release.danger}
          sure={words.release.sure}
          act={words.release.act}
          onAct={() => call('POST', '/release', { body: {} })}
          onClose={() => setAsked(false)}
        >
          <p>{words.release.text}</p>
        </SureDialog>
      )}
    </section>
  );
}
