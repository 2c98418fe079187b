// Sessions: search, one in detail, and what is taken away as a file.

import type { SessionView } from '../../../src/local/session-views.ts';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { SessionsPageAnswer } from '../answers.ts';
import { call, queryOf } from '../api.ts';
import { More, ProblemBox, useDoing } from '../parts/act.tsx';
import { Icon } from '../parts/icon.tsx';
import type { Route } from '../route.ts';
import { hrefTo } from '../route.ts';
import { duration, ltr, money, ofWh, when } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import type { Search } from '../parts/session-search.tsx';
import { Exports, momentsOf, searchFor, SearchForm } from '../parts/session-search.tsx';
import { SessionPage } from './session.tsx';
import { Table } from '../parts/table.tsx';

export function SessionsPage({ route }: { readonly route: Route }): JSX.Element {
  const [, id] = route.path;
  return id === undefined ? <SessionList route={route} /> : <SessionPage id={id} />;
}

const perPage = 50;
/** Somebody types. */
const pauseMs = 300;

function SessionList({ route }: { readonly route: Route }): JSX.Element {
  const words = useWords();
  const [search, setSearch] = useState<Search>(searchFor(route.query.get('station') ?? ''));
  const [found, setFound] = useState<readonly SessionView[]>([]);
  const [next, setNext] = useState<string>();
  const doing = useDoing();
  const load = (cursor?: string): Promise<boolean> =>
    doing.run(async () => {
      const path = `/sessions${queryOf({ ...momentsOf(search), limit: perPage, cursor })}`;
      const answer = await call<SessionsPageAnswer>('GET', path);
      setFound((before) => (cursor === undefined ? answer.sessions : [...before, ...answer.sessions]));
      setNext(answer.next);
    });
  useEffect(() => {
    const timer = setTimeout(() => void load(), pauseMs);
    return () => clearTimeout(timer);
  }, [search]);
  return (
    <>
      <header>
        <h1>{words.pages.sessions}</h1>
      </header>
      <SearchForm search={search} onSearch={setSearch} />
      <Exports search={search} />
      <ProblemBox problem={doing.problem} />
      <SessionTable sessions={found} isBusy={doing.isBusy} />
      <More isBusy={doing.isBusy} onMore={next === undefined ? undefined : () => void load(next)} />
    </>
  );
}

function SessionTable({
  sessions,
  isBusy,
}: {
  readonly sessions: readonly SessionView[];
  readonly isBusy: boolean;
}): JSX.Element {
  const words = useWords();
  if (sessions.length === 0)
    return (
      <p class="muted" role="status">
        {isBusy ? words.waiting : words.sessions.none}
      </p>
    );
  return (
    <div class="panel">
      <Table
        label={words.pages.sessions}
        heads={[
          words.sessions.started,
          words.sessions.where,
          words.sessions.who,
          words.sessions.lasted,
          words.sessions.energy,
          words.evse.cost,
          words.sessions.ending,
        ]}
        look="stacking"
        isBusy={isBusy}
      >
        {sessions.map((one) => (
          <SessionLine key={one.id} one={one} />
        ))}
      </Table>
    </div>
  );
}

function SessionLine({ one }: { readonly one: SessionView }): JSX.Element {
  const words = useWords();
  const ends = one.endedAt === undefined ? Date.now() : Date.parse(one.endedAt);
  return (
    <tr>
      <th scope="row" class="figure">
        <a href={hrefTo('sessions', one.id)}>{one.startedAt === undefined ? '–' : when(one.startedAt)}</a>
      </th>
      <td data-name={words.sessions.where}>{placeOf(one)}</td>
      <td data-name={words.sessions.who}>{one.vehicle ?? ltr(one.token ?? '–')}</td>
      <td data-name={words.sessions.lasted} class="figure">
        {one.startedAt === undefined ? '–' : duration(ends - Date.parse(one.startedAt))}
      </td>
      <td data-name={words.sessions.energy} class="figure">
        {one.energyWh === undefined ? '–' : ofWh(one.energyWh)}
      </td>
      <td data-name={words.evse.cost} class="figure">
        {one.cost === undefined ? '–' : money(one.cost.amount, one.cost.currency)}
      </td>
      <td data-name={words.sessions.ending}>
        {one.endedAt === undefined ? (
          <span class="state good">
            <Icon name="bolt" size={14} /> {words.sessions.open}
          </span>
        ) : (
          <span class="small" lang="en">
            {one.stoppedReason ?? ''}
          </span>
        )}
      </td>
    </tr>
  );
}

export const placeOf = ({ station, evse }: Pick<SessionView, 'station' | 'evse'>): string =>
  evse === undefined ? station : `${station}/${evse}`;
