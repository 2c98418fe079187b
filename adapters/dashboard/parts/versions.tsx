// How a file came to be what it is, and going back.

import type { VersionView } from '../../../src/local/site-file.ts';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../api.ts';
import { when } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { Act, ProblemBox, useDoing } from './act.tsx';
import { writerOf } from './files.ts';
import { useLoaded, Waiting } from './load.tsx';
import { quoted } from './preview-dialog.tsx';
import { English } from './said.tsx';

interface VersionsProps {
  readonly file: string;
  readonly etag: string;
  readonly onDone: () => void;
}

export function Versions({ file, etag, onDone }: VersionsProps): JSX.Element {
  const words = useWords();
  const loaded = useLoaded<{ readonly versions: readonly VersionView[] }>(`${file}/versions?limit=50`);
  const doing = useDoing();
  const [sure, setSure] = useState<VersionView['version']>();
  const undo = async (version: VersionView['version']): Promise<void> => {
    const isDone = await doing.run(() => call('POST', `${file}/undo`, { body: { version }, etag: quoted(etag) }));
    setSure(undefined);
    if (!isDone) return;
    loaded.again();
    onDone();
  };
  return (
    <section class="panel">
      <h2>{words.site.tabs.versions}</h2>
      <ProblemBox problem={doing.problem} />
      <Waiting of={loaded}>
        {({ versions }) => (
          <ol class="rows">
            {versions.length === 0 && <li class="muted">{words.nothing}</li>}
            {versions.map((one) => (
              <li key={one.version} class="row" data-version={one.version}>
                <span class="figure small">{when(one.at)}</span>
                <div class="row-main">
                  <English text={one.summary ?? ''} />
                  {one.reason !== undefined && <p class="small">“{one.reason}”</p>}
                  <p class="small muted">
                    {one.by} {one.via === undefined ? '' : `· ${one.via}`}{' '}
                    {one.undoes !== undefined && words.site.undoes(String(one.undoes))}
                  </p>
                </div>
                {sure === one.version ? (
                  <Act
                    kind="danger"
                    role={writerOf(file)}
                    disabled={doing.isBusy}
                    onClick={() => void undo(one.version)}
                  >
                    {words.site.undoSure}
                  </Act>
                ) : (
                  <Act
                    role={writerOf(file)}
                    label={`${words.site.undo} ${one.version}`}
                    onClick={() => setSure(one.version)}
                  >
                    {words.site.undo}
                  </Act>
                )}
              </li>
            ))}
          </ol>
        )}
      </Waiting>
    </section>
  );
}
