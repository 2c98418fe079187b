// The site file in forms and as text. Nothing is changed before somebody has seen what it does, and every change can be undone.
// Beside it what the site is set to, and what it has kept.

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useMay } from '../access.ts';
import type { SiteFileAnswer } from '../answers.ts';
import { ProblemBox } from '../parts/act.tsx';
import { CircuitForm } from '../parts/circuit-form.tsx';
import { DraftBar } from '../parts/draft-bar.tsx';
import type { Draft } from '../parts/draft.ts';
import { files, writerOf } from '../parts/files.ts';
import { useLoaded, Waiting } from '../parts/load.tsx';
import { Operation } from '../parts/operation.tsx';
import { Records } from '../parts/records.tsx';
import { StationForm } from '../parts/station-form.tsx';
import { TariffForm } from '../parts/tariff-form.tsx';
import { TextEditor } from '../parts/text-editor.tsx';
import { TokenForm } from '../parts/token-form.tsx';
import { useDraft } from '../parts/use-draft.ts';
import { Versions } from '../parts/versions.tsx';
import type { Route } from '../route.ts';
import { hrefTo } from '../route.ts';
import { useWords } from '../text/language.ts';

const fileTabs = ['limits', 'stations', 'tokens', 'tariff', 'versions', 'text'] as const;
const ownTabs = ['operation', 'records'] as const;
const tabs = [...fileTabs, ...ownTabs] as const;
type Tab = (typeof tabs)[number];
type FileTab = (typeof fileTabs)[number];

const forms: Readonly<Record<'limits' | 'stations' | 'tokens' | 'tariff', (props: { draft: Draft }) => JSX.Element>> = {
  limits: CircuitForm,
  stations: StationForm,
  tokens: TokenForm,
  tariff: TariffForm,
};

export function SitePage({ route }: { readonly route: Route }): JSX.Element {
  const words = useWords();
  const mayRead = useMay('operator');
  const tab = tabs.find((one) => one === route.path[1]) ?? 'limits';
  return (
    <>
      <header>
        <h1>{words.pages.site}</h1>
      </header>
      <nav class="tabs" aria-label={words.pages.site}>
        {tabs.map((one) => (
          <a key={one} href={hrefTo('site', one)} {...(one === tab && { 'aria-current': 'page' })}>
            {{ ...words.site.tabs, ...words.records.tabs }[one]}
          </a>
        ))}
      </nav>
      {mayRead ? (
        <Tabbed key={tab} tab={tab} />
      ) : (
        <p class="note info">{words.access.needsRole(words.roles.operator)}</p>
      )}
    </>
  );
}

/** Tokens have a file of their own. */
const fileOf = (tab: FileTab): string => (tab === 'tokens' ? '/tokens-file' : '/site-file');

function Tabbed({ tab }: { readonly tab: Tab }): JSX.Element {
  const [which, setWhich] = useState('/site-file');
  if (tab === 'operation') return <Operation />;
  if (tab === 'records') return <Records />;
  if (tab === 'versions' || tab === 'text') return <OfEitherFile tab={tab} file={which} onFile={setWhich} />;
  return <Form tab={tab} />;
}

function Form({ tab }: { readonly tab: keyof typeof forms }): JSX.Element {
  const file = fileOf(tab);
  const loaded = useLoaded<SiteFileAnswer>(file);
  const View = forms[tab];
  return (
    <Waiting of={loaded}>
      {(answer) => <Drafted key={answer.etag} answer={answer} file={file} View={View} onDone={loaded.again} />}
    </Waiting>
  );
}

interface DraftedProps {
  readonly answer: SiteFileAnswer;
  readonly file: string;
  readonly View: (props: { draft: Draft }) => JSX.Element;
  readonly onDone: () => void;
}

function Drafted({ answer, file, View, onDone }: DraftedProps): JSX.Element {
  const draft = useDraft(answer.file);
  return (
    <>
      <View draft={draft} />
      <DraftBar
        file={file}
        role={writerOf(file)}
        etag={answer.etag}
        wanted={{ edits: draft.edits() }}
        count={draft.edits().length}
        onReset={draft.reset}
        onDone={onDone}
      />
    </>
  );
}

interface EitherProps {
  readonly tab: 'versions' | 'text';
  readonly file: string;
  readonly onFile: (file: string) => void;
}

function OfEitherFile({ tab, file, onFile }: EitherProps): JSX.Element {
  const words = useWords();
  const loaded = useLoaded<SiteFileAnswer>(file);
  return (
    <>
      <div class="tabs small" role="group" aria-label={words.site.whichFile}>
        {files.map((one) => (
          <button key={one} type="button" aria-pressed={one === file} onClick={() => onFile(one)}>
            {words.site.files[one]}
          </button>
        ))}
      </div>
      {loaded.problem !== undefined && <ProblemBox problem={loaded.problem} />}
      {loaded.answer !== undefined &&
        (tab === 'text' ? (
          <TextEditor key={loaded.answer.etag} file={file} answer={loaded.answer} onDone={loaded.again} />
        ) : (
          <Versions file={file} etag={loaded.answer.etag} onDone={loaded.again} />
        ))}
    </>
  );
}
