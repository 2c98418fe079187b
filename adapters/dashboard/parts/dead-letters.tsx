// What a central system refused for good: looked at, sent once more, or dropped.

import type { JSX } from 'preact';
import type { DeadLetter, DeadLettersView } from '../../../src/local/dead-letters.ts';
import { call } from '../api.ts';
import { hrefTo } from '../route.ts';
import { dayAndClock } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { Act, ProblemBox, useDoing } from './act.tsx';
import { Dialog } from './dialog.tsx';
import { useLoaded, Waiting } from './load.tsx';
import { English } from './said.tsx';
import { SureAct } from './sure-act.tsx';

const lookEveryMs = 3000;
/** What tells one from the others. */
const shownOfId = 8;

interface DeadLettersProps {
  readonly uplink: string;
  readonly onClose: () => void;
}

export function DeadLettersDialog({ uplink, onClose }: DeadLettersProps): JSX.Element {
  const words = useWords();
  const path = `/uplinks/${encodeURIComponent(uplink)}/dead-letters`;
  const loaded = useLoaded<DeadLettersView>(path, lookEveryMs);
  return (
    <Dialog title={words.letters.title(uplink)} onClose={onClose} isWide>
      <p class="small">{words.letters.text}</p>
      <Waiting of={loaded}>
        {({ letters, replaying }) => (
          <ul class="rows">
            {letters.length + replaying.length === 0 && <li class="muted">{words.letters.none}</li>}
            {letters.map((letter) => (
              <Letter key={letter.messageId} letter={letter} path={path} onDone={loaded.again} />
            ))}
            {replaying.map((id) => (
              <li key={id} class="row" data-replaying={id}>
                <code class="row-main">{id}</code> <span class="small muted">{words.letters.replaying}</span>
              </li>
            ))}
          </ul>
        )}
      </Waiting>
    </Dialog>
  );
}

interface LetterProps {
  readonly letter: DeadLetter;
  readonly path: string;
  readonly onDone: () => void;
}

function Letter({ letter, path, onDone }: LetterProps): JSX.Element {
  const words = useWords();
  const { messageId, action, transaction, code, description, at, payload } = letter;
  const doing = useDoing();
  const handle = async (how: 'replay' | 'discard'): Promise<void> => {
    if (await doing.run(() => call('POST', `${path}/${encodeURIComponent(messageId)}/${how}`))) onDone();
  };
  return (
    <li class="row" data-letter={messageId}>
      <div class="row-main">
        <b lang="en">{action}</b>{' '}
        <span class="small muted">
          {dayAndClock(at)}{' '}
          {transaction !== undefined && (
            <a href={hrefTo('sessions', transaction)}>{words.letters.transaction(transaction.slice(0, shownOfId))}</a>
          )}
        </span>
        <p class="small">
          <English text={description === '' ? code : `${code}: ${description}`} />
        </p>
        <details>
          <summary>{words.letters.payload}</summary>
          <pre class="console" dir="ltr" tabIndex={0} aria-label={words.letters.payload}>
            {JSON.stringify(payload, null, 2)}
          </pre>
        </details>
        <ProblemBox problem={doing.problem} />
      </div>
      <Act role="operator" disabled={doing.isBusy} onClick={() => void handle('replay')}>
        {words.letters.replay}
      </Act>
      <SureAct
        role="installer"
        text={words.letters.discard}
        sure={words.letters.discardSure}
        disabled={doing.isBusy}
        onSure={() => void handle('discard')}
      />
    </li>
  );
}
