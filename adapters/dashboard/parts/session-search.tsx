// Which sessions are looked for, and what is taken away of them as a file.

import type { JSX } from 'preact';
import { queryOf } from '../api.ts';
import { dayAfter, dayAt, dayIn, startOf } from '../text/days.ts';
import { zoneNow } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { Choice, Input } from './field.tsx';
import { Icon } from './icon.tsx';

const spans = ['all', 'today', 'yesterday', 'week', 'month', 'own'] as const;

export interface Search {
  readonly q: string;
  readonly span: (typeof spans)[number];
  /** As somebody writes them, where the span is their own. */
  readonly from: string;
  readonly to: string;
  readonly state: string;
  readonly station: string;
}

export const searchFor = (station: string): Search => ({
  ...{ q: '', span: 'all', from: '', to: '', state: '', station },
});

/** Days back from today, the first and the last. */
const daysBack: Readonly<Partial<Record<Search['span'], readonly [number, number]>>> = {
  today: [0, 0],
  yesterday: [1, 1],
  week: [6, 0],
  month: [30, 0],
};

function daysOf({ span, from, to }: Search): readonly [string | undefined, string | undefined] {
  const back = daysBack[span];
  if (span === 'own') return [dayIn(from), dayIn(to)];
  if (back === undefined) return [undefined, undefined];
  const today = dayAt(Date.now(), zoneNow());
  return [dayAfter(today, -back[0]), dayAfter(today, -back[1])];
}

/** A day is one of the site; the last one belongs to it. */
export function momentsOf(search: Search) {
  const { q, state, station } = search;
  const [first, last] = daysOf(search);
  return {
    ...{ q, state, station },
    from: first === undefined ? undefined : startOf(first, zoneNow()),
    to: last === undefined ? undefined : startOf(dayAfter(last, 1), zoneNow()),
  };
}

interface SearchFormProps {
  readonly search: Search;
  readonly onSearch: (search: Search) => void;
}

export function SearchForm({ search, onSearch }: SearchFormProps): JSX.Element {
  const words = useWords();
  const set = (change: Partial<Search>): void => onSearch({ ...search, ...change });
  return (
    <form class="panel fields session-search" role="search" onSubmit={(event) => event.preventDefault()}>
      <Input
        name={words.sessions.search}
        type="search"
        value={search.q}
        onValue={(q) => set({ q })}
        placeholder={words.sessions.searchHint}
      />
      <Input name={words.sessions.station} value={search.station} onValue={(station) => set({ station })} />
      <Choice
        name={words.sessions.days}
        value={search.span}
        onValue={(span) => set({ span: span as Search['span'] })}
        options={spans.map((one) => [one, words.sessions.spans[one]] as const)}
      />
      {search.span === 'own' && (
        <>
          <DayInput name={words.sessions.from} value={search.from} onValue={(from) => set({ from })} />
          <DayInput name={words.sessions.to} value={search.to} onValue={(to) => set({ to })} />
        </>
      )}
      <Choice
        name={words.sessions.state}
        value={search.state}
        onValue={(state) => set({ state })}
        options={[
          ['', words.sessions.any],
          ['open', words.sessions.open],
          ['ended', words.sessions.ended],
        ]}
      />
    </form>
  );
}

interface DayInputProps {
  readonly name: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
}

/** Written as the language writes days, whatever the browser's own is. */
function DayInput(props: DayInputProps): JSX.Element {
  const words = useWords();
  const isWrong = props.value !== '' && dayIn(props.value) === undefined;
  return (
    <Input
      {...props}
      placeholder={words.sessions.dayForm}
      {...(isWrong && { hint: words.sessions.dayHint(words.sessions.dayForm) })}
    />
  );
}

const exported = ['sessions', 'energy', 'peaks'] as const;
const exportDays = 31;

export function Exports({ search }: { readonly search: Search }): JSX.Element {
  const words = useWords();
  const { from, to } = momentsOf(search);
  const span = {
    from: from ?? new Date(Date.now() - exportDays * 86_400_000).toISOString(),
    to: to ?? new Date().toISOString(),
  };
  return (
    <div class="exports" role="group" aria-label={words.sessions.export}>
      <span class="muted small">{words.sessions.export}</span>
      {exported.map((what) => (
        <span key={what} class="acts">
          {(['csv', 'json'] as const).map((format) => (
            <a
              key={format}
              class="act small"
              href={`/api/v1/export/${what}${queryOf({ ...span, format })}`}
              download={`busbar-${what}.${format}`}
            >
              <Icon name="down" size={14} /> {words.sessions.exports[what]} {format.toUpperCase()}
            </a>
          ))}
        </span>
      ))}
    </div>
  );
}
