// What a page asks of the gateway once: while it waits, when it has it, and when it is refused.

import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Problem } from '../api.ts';
import { call } from '../api.ts';
import { useWords } from '../text/language.ts';
import { problemOf, ProblemBox } from './act.tsx';

export interface Loaded<Answer> {
  readonly answer: Answer | undefined;
  readonly problem: Problem | undefined;
  /** Asks again. */
  again(): void;
}

/** Nothing is asked without a path. `everyMs` asks again and again. */
export function useLoaded<Answer>(path: string | undefined, everyMs?: number): Loaded<Answer> {
  const [state, setState] = useState<{ path?: string; answer?: Answer; problem?: Problem }>({});
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (path === undefined) return;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (isBackground: boolean): Promise<void> => {
      try {
        const answer = await call<Answer>('GET', path, { signal: stop.signal, isBackground });
        if (!stop.signal.aborted) setState({ path, answer });
      } catch (error) {
        if (!stop.signal.aborted) setState({ path, problem: problemOf(error) });
      }
      if (everyMs !== undefined && !stop.signal.aborted) timer = setTimeout(() => void ask(true), everyMs);
    };
    void ask(false);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [path, round, everyMs]);
  const isThis = state.path === path;
  return {
    answer: isThis ? state.answer : undefined,
    problem: isThis ? state.problem : undefined,
    again: () => setRound((count) => count + 1),
  };
}

export function Waiting<Answer>({
  of: { answer, problem },
  children,
}: {
  readonly of: Loaded<Answer>;
  readonly children: (answer: Answer) => ComponentChildren;
}): JSX.Element {
  const words = useWords();
  if (problem !== undefined) return <ProblemBox problem={problem} />;
  if (answer === undefined)
    return (
      <p class="muted" role="status">
        {words.waiting}
      </p>
    );
  return <>{children(answer)}</>;
}
