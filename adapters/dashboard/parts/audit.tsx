// Who did what, from where, and what came of it; and whether the record is whole.

import type { AuditEntry } from '../../../src/model/audit.ts';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { call, queryOf } from '../api.ts';
import { when, whole } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { Act, More, ProblemBox, useDoing } from './act.tsx';
import { Input } from './field.tsx';

const perPage = 50;
const pauseMs = 300;

export function Audit(): JSX.Element {
  const words = useWords();
  const [who, setWho] = useState('');
  const [what, setWhat] = useState('');
  const [entries, setEntries] = useState<readonly AuditEntry[]>([]);
  const [next, setNext] = useState<string>();
  const doing = useDoing();
  const load = (cursor?: string): Promise<boolean> =>
    doing.run(async () => {
      const answer = await call<{ entries: readonly AuditEntry[]; next?: string }>(
        'GET',
        `/audit${queryOf({ limit: perPage, cursor, who, what })}`,
      );
      setEntries((before) => (cursor === undefined ? answer.entries : [...before, ...answer.entries]));
      setNext(answer.next);
    });
  useEffect(() => {
    const timer = setTimeout(() => void load(), pauseMs);
    return () => clearTimeout(timer);
  }, [who, what]);
  return (
    <section class="panel stack">
      <h2>{words.users.tabs.audit}</h2>
      <form class="fields" role="search" onSubmit={(event) => event.preventDefault()}>
        <Input name={words.users.who} type="search" value={who} onValue={setWho} />
        <Input name={words.users.what} type="search" value={what} onValue={setWhat} />
      </form>
      <Verify />
      <ProblemBox problem={doing.problem} />
      <ol class="rows">
        {entries.length === 0 && <li class="muted">{doing.isBusy ? words.waiting : words.nothing}</li>}
        {entries.map((entry) => (
          <Entry key={entry.n} entry={entry} />
        ))}
      </ol>
      <More isBusy={doing.isBusy} onMore={next === undefined ? undefined : () => void load(next)} />
    </section>
  );
}

function Entry({ entry }: { readonly entry: AuditEntry }): JSX.Element {
  const { at, by, role, via, address, what, target, before, after, outcome, code } = entry;
  return (
    <li class="row" data-audit={what}>
      <span class="figure small">{when(at)}</span>
      <div class="row-main">
        <b>{by}</b> <code lang="en">{what}</code> <span dir="ltr">{target ?? ''}</span>
        {(before !== undefined || after !== undefined) && (
          <p class="small muted mono" dir="ltr">
            {shortOf(before)} → {shortOf(after)}
          </p>
        )}
        <p class="small muted" dir="ltr" lang="en">
          {[role, via, address].filter((one) => one !== undefined).join(' · ')}
        </p>
      </div>
      <span class="small" lang="en">
        {outcome ?? ''} {code !== undefined && <code>{code}</code>}
      </span>
    </li>
  );
}

const mostShown = 200;

function shortOf(value: unknown): string {
  if (value === undefined) return '–';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > mostShown ? `${text.slice(0, mostShown)}…` : text;
}

function Verify(): JSX.Element {
  const words = useWords();
  const [found, setFound] = useState<{ readonly ok: boolean; readonly entries: number; readonly brokenAt?: number }>();
  const doing = useDoing();
  const verify = (): void => void doing.run(async () => setFound(await call('GET', '/audit/verify')));
  return (
    <div class="acts">
      <Act disabled={doing.isBusy} onClick={verify}>
        {words.users.verify}
      </Act>
      {found !== undefined && (
        <span role="status" class={found.ok ? 'state good' : 'state bad'}>
          {found.ok ? words.users.whole(whole(found.entries)) : words.users.broken(String(found.brokenAt ?? '?'))}
        </span>
      )}
      <ProblemBox problem={doing.problem} />
    </div>
  );
}
