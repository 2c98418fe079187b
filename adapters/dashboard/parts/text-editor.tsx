// The file as it is, comments and all.

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { SiteFileAnswer } from '../answers.ts';
import { useMay } from '../access.ts';
import { writerOf } from './files.ts';
import { useWords } from '../text/language.ts';
import { DraftBar } from './draft-bar.tsx';
import { Field } from './field.tsx';

interface TextEditorProps {
  readonly file: string;
  readonly answer: SiteFileAnswer;
  readonly onDone: () => void;
}

export function TextEditor({ file, answer, onDone }: TextEditorProps): JSX.Element {
  const words = useWords();
  const [text, setText] = useState(answer.text);
  const role = writerOf(file);
  const may = useMay(role);
  return (
    <>
      <section class="panel">
        <Field name={words.site.files[file as '/site-file']} hint={words.site.textHint}>
          {(id, hintId) => (
            <textarea
              id={id}
              aria-describedby={hintId}
              class="code"
              dir="ltr"
              rows={28}
              spellcheck={false}
              autocomplete="off"
              readOnly={!may}
              value={text}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          )}
        </Field>
      </section>
      <DraftBar
        file={file}
        role={role}
        etag={answer.etag}
        wanted={{ text }}
        count={text === answer.text ? 0 : 1}
        onReset={() => setText(answer.text)}
        onDone={onDone}
      />
    </>
  );
}
