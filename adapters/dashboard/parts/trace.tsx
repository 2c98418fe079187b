// The messages between the gateway and a station or a central system, as they were: filtered, laid out, with what the official schemas find wrong.

import type { TraceView } from '../../../src/local/trace-view.ts';
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { call, queryOf } from '../api.ts';
import { bytes, clockWithSeconds, whole } from '../text/format.ts';
import type { Words } from '../text/en.ts';
import { useWords } from '../text/language.ts';
import { More, ProblemBox, useDoing } from './act.tsx';
import { Choice, Input } from './field.tsx';
import { Icon } from './icon.tsx';

interface Filter {
  readonly action: string;
  readonly direction: string;
  readonly search: string;
  readonly onlyInvalid: boolean;
}

const perPage = 50;
/** On the screen; the file has all of them. */
const mostShown = 500;
const pauseMs = 300;

export interface TraceProps {
  readonly path: string;
  /** Whose messages these are; the file that is downloaded is called so. */
  readonly name: string;
  readonly directions: Directions;
}

/** From the other end, and to it. */
interface Directions {
  readonly in: string;
  readonly out: string;
  /** The other end is above the gateway. */
  readonly isAbove?: boolean;
}

export function Trace({ path, name, directions }: TraceProps): JSX.Element {
  const words = useWords();
  const [filter, setFilter] = useState<Filter>({ action: '', direction: '', search: '', onlyInvalid: false });
  const [isLive, setLive] = useState(true);
  const { messages, next, doing, older } = useTrace(path, filter, isLive);
  return (
    <section class="stack">
      <FilterForm filter={filter} onFilter={setFilter} directions={directions} />
      <div class="acts">
        <label class="check">
          <input type="checkbox" checked={isLive} onChange={(event) => setLive(event.currentTarget.checked)} />
          {words.trace.live}
        </label>
        <a class="act" href={`/api/v1${path}/download`} download={`${name.replaceAll('/', '-')}.ndjson`}>
          <Icon name="down" size={15} /> {words.trace.download}
        </a>
      </div>
      <ProblemBox problem={doing.problem} />
      <ol class="panel trace" aria-label={words.stations.tabs.trace}>
        {messages.length === 0 && <li class="muted">{doing.isBusy ? words.waiting : words.trace.none}</li>}
        {messages.map((message) => (
          <Message key={message.n} message={message} directions={directions} />
        ))}
      </ol>
      <More isBusy={doing.isBusy} onMore={next === undefined ? undefined : older} />
    </section>
  );
}

interface FilterFormProps {
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
  readonly directions: Directions;
}

function FilterForm({ filter, onFilter, directions }: FilterFormProps): JSX.Element {
  const words = useWords();
  const set = (change: Partial<Filter>): void => onFilter({ ...filter, ...change });
  return (
    <form class="panel fields" role="search" onSubmit={(event) => event.preventDefault()}>
      <Input
        name={words.trace.action}
        value={filter.action}
        onValue={(action) => set({ action })}
        placeholder="MeterValues"
      />
      <Choice
        name={words.trace.direction}
        value={filter.direction}
        onValue={(direction) => set({ direction })}
        options={[
          ['', words.trace.both],
          ['in', directions.in],
          ['out', directions.out],
        ]}
      />
      <Input name={words.trace.search} type="search" value={filter.search} onValue={(search) => set({ search })} />
      <label class="check">
        <input
          type="checkbox"
          checked={filter.onlyInvalid}
          onChange={(event) => set({ onlyInvalid: event.currentTarget.checked })}
        />
        {words.trace.onlyInvalid}
      </label>
    </form>
  );
}

/** Newest first. */
function useTrace(path: string, filter: Filter, isLive: boolean) {
  const [messages, setMessages] = useState<readonly TraceView[]>([]);
  const [next, setNext] = useState<string>();
  const doing = useDoing();
  const wanted = useRef(filter);
  wanted.current = filter;
  const { onlyInvalid, ...texts } = filter;
  const query = { ...texts, onlyInvalid: onlyInvalid ? 'true' : '' };
  const load = (cursor?: string): Promise<boolean> =>
    doing.run(async () => {
      const answer = await call<{ messages: readonly TraceView[]; next?: string }>(
        'GET',
        `${path}${queryOf({ ...query, limit: perPage, cursor })}`,
      );
      // What came while this was asked stays.
      const newest = answer.messages[0]?.n ?? 0;
      const isNewer = (one: TraceView): boolean => one.n > newest && fits(one, wanted.current);
      setMessages((before) => joined(cursor === undefined ? before.filter(isNewer) : before, answer.messages));
      setNext(answer.next);
    });
  useEffect(() => {
    const timer = setTimeout(() => void load(), pauseMs);
    return () => clearTimeout(timer);
  }, [path, filter]);
  useEffect(() => {
    if (!isLive) return;
    const source = new EventSource(`/api/v1${path}/live`);
    const take = ({ data }: MessageEvent<string>): void => {
      const message = JSON.parse(data) as TraceView;
      if (fits(message, wanted.current)) setMessages((before) => joined([message], before));
    };
    source.addEventListener('message', take);
    return () => source.close();
  }, [path, isLive]);
  return { messages, next, doing, older: () => void load(next) };
}

/** Each once, the newest first. */
function joined(one: readonly TraceView[], other: readonly TraceView[]): readonly TraceView[] {
  const all = new Map([...one, ...other].map((message) => [message.n, message]));
  return [...all.values()].sort((a, b) => b.n - a.n).slice(0, mostShown);
}

const fits = (message: TraceView, { action, direction, search, onlyInvalid }: Filter): boolean =>
  (action === '' || message.action === action) &&
  (direction === '' || message.direction === direction) &&
  (search === '' || message.text.toLowerCase().includes(search.toLowerCase())) &&
  (!onlyInvalid || message.findings.length > 0);

interface MessageProps {
  readonly message: TraceView;
  readonly directions: Directions;
}

/** Hundreds of them stay as they are when one more comes. */
function Message({ message, directions }: MessageProps): JSX.Element {
  const words = useWords();
  const [isOpen, setOpen] = useState(false);
  return useMemo(
    () => <MessageLine {...{ message, directions, words, isOpen, setOpen }} />,
    [message, directions, words, isOpen],
  );
}

interface LineProps extends MessageProps {
  readonly words: Words;
  readonly isOpen: boolean;
  readonly setOpen: (isOpen: boolean) => void;
}

function MessageLine({ message, directions, words, isOpen, setOpen }: LineProps): JSX.Element {
  const { direction, kind, action, findings } = message;
  return (
    <li data-message={message.n} class={findings.length > 0 ? 'invalid' : ''}>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span class="figure">{clockWithSeconds(message.at)}</span>
          <span class={`direction ${direction}`}>
            <Icon name={(direction === 'in') === (directions.isAbove ?? false) ? 'down' : 'up'} size={14} />{' '}
            {directions[direction]}
          </span>
          <b lang="en">{action ?? ''}</b>
          <span class="muted small">{words.trace.kinds[kind]}</span>
          {findings.length > 0 && (
            <span class="state bad">
              <Icon name="alarm" size={14} /> {words.trace.invalid(whole(findings.length))}
            </span>
          )}
          <span class="muted small figure trace-bytes">{bytes(message.bytes)}</span>
        </summary>
        {findings.map(({ path, text }) => (
          <p key={path} class="note bad small" lang="en" dir="ltr">
            <code>{path}</code> {text}
          </p>
        ))}
        {findings.length === 0 && kind !== 'other' && <p class="small good-text">{words.trace.valid}</p>}
        <pre dir="ltr" tabIndex={0} aria-label={action ?? kind}>
          {isOpen ? pretty(message.text) : ''}
        </pre>
      </details>
    </li>
  );
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
