// An OCPP 1.6J central system without its socket. It keeps books of everything that it was told and of every rule that
// its peer broke, and like a good one it takes a repeated message for what it is.

export type CsmsEvent =
  | { readonly kind: 'opened' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'frame'; readonly text: string }
  | { readonly kind: 'wake' };

export type CsmsAction = { readonly kind: 'send'; readonly text: string } | { readonly kind: 'close' };

/** A transaction as the central system knows it; `entries` in the order of arrival. */
export interface BookedTransaction {
  readonly id: number;
  readonly connectorId: number;
  readonly start: Record<string, unknown>;
  readonly readings: Record<string, unknown>[];
  stop: Record<string, unknown> | undefined;
}

export interface Books {
  readonly transactions: Map<number, BookedTransaction>;
  /** Messages about transactions that it was never told of. */
  readonly orphans: { action: string; payload: Record<string, unknown> }[];
  readonly violations: string[];
  /** Connector → its last status. */
  readonly statuses: Map<number, string>;
  messages: number;
  repeats: number;
  connections: number;
}

export interface CsmsOptions {
  /** Milliseconds until it answers. */
  answerAfterMs: number;
  /** Says nothing at all. */
  silent: boolean;
  /** Refuses this action so many times. */
  refuse?: { action: string; times: number };
  /** Loses the answer of this share of messages after they took effect. */
  losesAnswers: number;
  /** Tokens that it knows; all when absent. */
  readonly tokens?: ReadonlySet<string>;
  /** Tokens that it blocks for now. */
  readonly blocks?: Set<string>;
  readonly fraction: () => number;
  /** Keeps no readings: for load tests that run long. */
  readonly forgetful?: boolean;
}

export interface Csms {
  step(event: CsmsEvent, now: { readonly mono: number; readonly utc: number }): CsmsAction[];
  wakeAt(): number;
  /** Sends a CALL of its own; the answer arrives in `answers`. */
  call(action: string, payload: object): CsmsAction[];
  readonly books: Books;
  readonly options: CsmsOptions;
  readonly answers: Map<string, unknown>;
}

export function createCsms(options: CsmsOptions): Csms {
  const books: Books = {
    transactions: new Map(),
    orphans: [],
    violations: [],
    statuses: new Map(),
    messages: 0,
    repeats: 0,
    connections: 0,
  };
  const heard = new Map<string, { content: string; answer: object }>();
  const answers = new Map<string, unknown>();
  let due: { at: number; text: string; connection: number }[] = [];
  let unanswered: string | undefined;
  let booted = false;
  let nextId = 5000;
  let calls = 0;

  function step(event: CsmsEvent, now: { mono: number; utc: number }): CsmsAction[] {
    switch (event.kind) {
      case 'opened':
        books.connections += 1;
        unanswered = undefined;
        return [];
      case 'closed':
        due = [];
        unanswered = undefined;
        return [];
      case 'frame':
        hear(event.text, now);
        return flush(now.mono);
      case 'wake':
        return flush(now.mono);
    }
  }

  function flush(mono: number): CsmsAction[] {
    const ready = due.filter((one) => one.at <= mono);
    due = due.filter((one) => one.at > mono);
    if (ready.some((one) => one.text.startsWith('[3') || one.text.startsWith('[4'))) unanswered = undefined;
    return ready.map(({ text }) => ({ kind: 'send', text }));
  }

  function hear(text: string, now: { mono: number; utc: number }): void {
    const frame = JSON.parse(text) as [number, string, ...unknown[]];
    if (frame[0] !== 2) return void answers.set(frame[1], frame[2]);
    const [, id, action, payload] = frame as unknown as [number, string, string, Record<string, unknown>];
    books.messages += 1;
    if (unanswered !== undefined) books.violations.push(`${action} came while ${unanswered} was not answered`);
    if (id.length > 36) books.violations.push(`the id ${id} is longer than 36 characters`);
    if (!booted && action !== 'BootNotification') books.violations.push(`${action} came before the boot was accepted`);
    unanswered = id;
    if (options.silent) return;
    if (options.refuse?.action === action && options.refuse.times > 0) {
      options.refuse.times -= 1;
      return reply(JSON.stringify([4, id, 'InternalError', 'not now', {}]), now.mono);
    }
    const answer = once(id, action, payload, now.utc);
    if (options.losesAnswers > 0 && options.fraction() < options.losesAnswers) return;
    reply(JSON.stringify([3, id, answer]), now.mono);
  }

  const reply = (text: string, mono: number): void =>
    void due.push({ at: mono + options.answerAfterMs, text, connection: books.connections });

  /** The effect of a message happens once, however often it comes. */
  function once(id: string, action: string, payload: Record<string, unknown>, utc: number): object {
    const content = `${action} ${JSON.stringify(payload)}`;
    const before = heard.get(id);
    if (before !== undefined) {
      books.repeats += 1;
      if (before.content !== content) books.violations.push(`the id ${id} was used for another message: ${content}`);
      return before.answer;
    }
    const answer = effect(action, payload, utc);
    heard.set(id, { content, answer });
    if (heard.size > 5000) heard.delete(heard.keys().next().value!);
    return answer;
  }

  function effect(action: string, payload: Record<string, unknown>, utc: number): object {
    switch (action) {
      case 'BootNotification':
        booted = true;
        return { status: 'Accepted', currentTime: new Date(utc).toISOString(), interval: 300 };
      case 'Heartbeat':
        return { currentTime: new Date(utc).toISOString() };
      case 'Authorize':
        return { idTagInfo: judge(payload['idTag'] as string) };
      case 'StatusNotification':
        books.statuses.set(payload['connectorId'] as number, payload['status'] as string);
        return {};
      case 'StartTransaction':
        return start(payload);
      case 'MeterValues':
        return readings(payload);
      case 'StopTransaction':
        return stop(payload);
      default:
        return {};
    }
  }

  const judge = (token: string) => ({
    status: options.blocks?.has(token) === true ? 'Blocked' : known(token),
  });

  const known = (token: string): string =>
    options.tokens === undefined || options.tokens.has(token) ? 'Accepted' : 'Invalid';

  function start(payload: Record<string, unknown>): object {
    const id = (nextId += 1);
    const connectorId = payload['connectorId'] as number;
    books.transactions.set(id, { id, connectorId, start: payload, readings: [], stop: undefined });
    return { transactionId: id, idTagInfo: judge(payload['idTag'] as string) };
  }

  function readings(payload: Record<string, unknown>): object {
    if (isTriggered(payload)) return {};
    const known = books.transactions.get(payload['transactionId'] as number);
    if (known === undefined) books.orphans.push({ action: 'MeterValues', payload });
    else if (known.stop !== undefined) books.violations.push(`readings of ${known.id} came after its stop`);
    if (options.forgetful !== true) known?.readings.push(...(payload['meterValue'] as Record<string, unknown>[]));
    return {};
  }

  function stop(payload: Record<string, unknown>): object {
    const known = books.transactions.get(payload['transactionId'] as number);
    if (known === undefined) books.orphans.push({ action: 'StopTransaction', payload });
    else if (known.stop !== undefined) books.violations.push(`${known.id} was stopped twice`);
    else known.stop = payload;
    return {};
  }

  return {
    step,
    wakeAt: () => due.reduce((first, one) => Math.min(first, one.at), Infinity),
    call: (action, payload) => [{ kind: 'send', text: JSON.stringify([2, `csms-${(calls += 1)}`, action, payload]) }],
    books,
    options,
    answers,
  };
}

/** Meter values that were asked for: news of the moment, which no books are kept of. */
export const isTriggered = (payload: Record<string, unknown>): boolean =>
  JSON.stringify(payload['meterValue'] ?? '').includes('"context":"Trigger"');
