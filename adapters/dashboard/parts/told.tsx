// What a code says in the language of the reader, with what to do; under it the gateway's own words, which have the names and
// figures.

import type { JSX } from 'preact';
import { useTold } from '../text/codes/use-told.ts';
import { useWords } from '../text/language.ts';
import { English } from './said.tsx';

interface ToldProps {
  readonly code: string;
  /** What happened, as the gateway says it; what to do too, where `remedy` is absent. */
  readonly text: string;
  readonly remedy?: string | undefined;
}

export function Told({ code, text, remedy }: ToldProps): JSX.Element {
  const told = useTold(code);
  if (told === undefined)
    return (
      <>
        <p>
          <English text={text} />
        </p>
        {remedy !== undefined && (
          <ToDo>
            <English text={remedy} />
          </ToDo>
        )}
      </>
    );
  const [what, todo] = told;
  return (
    <>
      <p>{what}</p>
      {todo !== undefined && <ToDo>{todo}</ToDo>}
      <p class="small muted">
        <English text={remedy === undefined ? text : `${text} ${remedy}`} />
      </p>
    </>
  );
}

export function ToDo({ children }: { readonly children: JSX.Element | string }): JSX.Element {
  const words = useWords();
  return (
    <p class="small">
      <b>{words.whatToDo}</b> {children}
    </p>
  );
}
