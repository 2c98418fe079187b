// Buttons that do something: shut with the reason where the role does not reach, and what went wrong beside them.

import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Role } from '../access.ts';
import { useMay } from '../access.ts';
import type { Problem } from '../api.ts';
import { Refused } from '../api.ts';
import { useTold } from '../text/codes/use-told.ts';
import { useWords } from '../text/language.ts';
import { English } from './said.tsx';
import { ToDo } from './told.tsx';

export interface ActProps {
  readonly role?: Role;
  readonly kind?: 'plain' | 'small' | 'strong' | 'danger' | 'quiet';
  readonly type?: 'button' | 'submit';
  readonly disabled?: boolean;
  readonly label?: string;
  readonly onClick?: () => void;
  readonly children: ComponentChildren;
}

export function Act({
  role = 'viewer',
  kind = 'plain',
  type = 'button',
  disabled = false,
  label,
  onClick,
  children,
}: ActProps): JSX.Element {
  const words = useWords();
  const may = useMay(role) || role === 'viewer';
  return (
    <button
      type={type}
      class={`act ${kind}`}
      disabled={disabled || !may}
      {...(label !== undefined && { 'aria-label': label })}
      {...(!may && { title: words.access.needsRole(words.roles[role]) })}
      onClick={onClick}
    >
      {children}
    </button>
  );
}

export interface Doing {
  readonly isBusy: boolean;
  readonly problem: Problem | undefined;
  /** Resolves to whether it was done. */
  run(work: () => Promise<void>): Promise<boolean>;
}

/** One thing at a time, and what went wrong with it. */
export function useDoing(): Doing {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  return {
    isBusy,
    problem,
    async run(work) {
      setBusy(true);
      setProblem(undefined);
      try {
        await work();
        return true;
      } catch (error) {
        setProblem(problemOf(error));
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}

export const problemOf = (error: unknown): Problem =>
  error instanceof Refused ? error.problem : { status: 0, code: 'BB_PAGE', detail: (error as Error).message };

/** What happened and what to do: the gateway says both in its detail, in English; other languages have it by its code. */
export function ProblemBox({ problem }: { readonly problem: Problem | undefined }): JSX.Element | null {
  return problem === undefined ? null : <Refusal problem={problem} />;
}

function Refusal({ problem: { code, detail } }: { readonly problem: Problem }): JSX.Element {
  const words = useWords();
  const [what, todo] = useTold(code) ?? [];
  const own = words.problems[code as keyof typeof words.problems];
  return (
    <div class="note bad" role="alert">
      <p>
        <b>{own ?? what ?? words.problems.refused}</b> <code>{code}</code>
      </p>
      {todo !== undefined && <ToDo>{todo}</ToDo>}
      {code !== 'BB_UNREACHABLE' && (
        <p class={what === undefined ? '' : 'small muted'}>
          <English text={detail} />
        </p>
      )}
    </div>
  );
}

/** The next page of a list, where there is one. */
export function More({
  isBusy,
  onMore,
}: {
  readonly isBusy: boolean;
  readonly onMore: (() => void) | undefined;
}): JSX.Element | null {
  const words = useWords();
  if (onMore === undefined) return null;
  return (
    <p>
      <Act disabled={isBusy} onClick={onMore}>
        {words.more}
      </Act>
    </p>
  );
}
