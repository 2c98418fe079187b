// A key, shown this once.

import type { JSX } from 'preact';
import type { Changed } from '../../../src/local/station-console.ts';
import { useWords } from '../text/language.ts';
import { Act } from './act.tsx';
import { English } from './said.tsx';

export function ShownKey({ changed, onDone }: { readonly changed: Changed; readonly onDone: () => void }): JSX.Element {
  const words = useWords();
  return (
    <div class="stack" role="status">
      <p class="note good">
        <English text={changed.text} />
      </p>
      {changed.newKey !== undefined && (
        <>
          <p>
            <b>{words.stations.keyOnce}</b>
          </p>
          <pre class="console" dir="ltr" data-key tabIndex={0}>
            {changed.newKey.key}
          </pre>
          <p class="small">
            <English text={changed.newKey.hint} />
          </p>
        </>
      )}
      <Act kind="strong" onClick={onDone}>
        {words.close}
      </Act>
    </div>
  );
}
