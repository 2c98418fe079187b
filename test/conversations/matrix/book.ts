// The books of a central system, kept by somebody who knows only its version's standard: nothing of the gateway is used. What
// is not as it must be is written down as trouble.

export type Version = '1.6' | '2.0.1' | '2.1';
type Payload = Readonly<Record<string, unknown>>;

/** One transaction as a central system would bill it. Times in milliseconds of the epoch. */
export interface Booked {
  token: string;
  startWh: number;
  startAt: number;
  samples: number[];
  stopWh: number;
  stopAt: number;
  reason: string;
}

export interface Book {
  /** Takes a CALL and answers it, as often as it comes. */
  hears(id: string, action: string, payload: Payload): object;
  /** In the order of their starts. */
  booked(): readonly Booked[];
  readonly trouble: readonly string[];
  /** What it thinks of a token. */
  verdict: (token: string) => string;
  /** Whether each event said that it comes late (2.x). */
  readonly offline: readonly boolean[];
}

interface Open extends Booked {
  readonly id: string | number;
  seqNo: number;
  isOpen: boolean;
}

export function newBook(version: Version): Book {
  const all: Open[] = [];
  const trouble: string[] = [];
  const offline: boolean[] = [];
  const answered = new Map<string, { readonly text: string; readonly answer: object }>();
  const book: Book = {
    trouble,
    offline,
    verdict: () => 'Accepted',
    booked: () => all.map(({ id: _, seqNo: __, isOpen: ___, ...booked }) => booked),
    hears(id, action, payload) {
      const text = `${action} ${JSON.stringify(payload)}`;
      const before = answered.get(id);
      if (before !== undefined) {
        if (before.text !== text) trouble.push(`${id} is another message than before`);
        return before.answer;
      }
      const answer = version === '1.6' ? hear16(action, payload) : hear2(action, payload);
      answered.set(id, { text, answer });
      return answer;
    },
  };

  const begun = (one: Partial<Open> & Pick<Open, 'id' | 'token' | 'startAt' | 'startWh'>): void => {
    if (all.some(({ token, startAt }) => token === one.token && startAt === one.startAt))
      trouble.push(`the start of ${one.token} was told twice`);
    all.push({ samples: [], stopWh: Number.NaN, stopAt: Number.NaN, reason: '', seqNo: 0, isOpen: true, ...one });
  };
  const openOne = (id: unknown, what: string): Open | undefined => {
    const found = all.find((one) => one.id === id);
    if (found === undefined) trouble.push(`${what} of ${String(id)}, which never began`);
    else if (!found.isOpen) trouble.push(`${what} of ${String(id)} after its end`);
    return found;
  };
  const close = (one: Open, stopWh: number, stopAt: unknown, reason: unknown): void => {
    one.isOpen = false;
    Object.assign(one, {
      stopWh,
      stopAt: Date.parse(stopAt as string),
      reason: (reason as string | undefined) ?? 'Local',
    });
  };

  function hear16(action: string, payload: Payload): object {
    const { idTag, meterStart, timestamp, transactionId, meterValue, meterStop, reason } = payload;
    const idTagInfo = { status: book.verdict(idTag as string) };
    switch (action) {
      case 'Authorize':
        return { idTagInfo };
      case 'StartTransaction': {
        const id = 5001 + all.length;
        begun({ id, token: idTag as string, startWh: meterStart as number, startAt: Date.parse(timestamp as string) });
        return { transactionId: id, idTagInfo };
      }
      case 'MeterValues': {
        if (transactionId === undefined) return {};
        openOne(transactionId, 'a value')?.samples.push(...registersIn(meterValue));
        return {};
      }
      case 'StopTransaction': {
        const one = openOne(transactionId, 'the end');
        if (one !== undefined) close(one, meterStop as number, timestamp, reason);
        return {};
      }
      default:
        return others(action);
    }
  }

  function hear2(action: string, payload: Payload): object {
    if (action === 'Authorize') return { idTokenInfo: infoOf(payload) };
    if (action !== 'TransactionEvent') return others(action);
    const { eventType, timestamp, seqNo, idToken, meterValue } = payload;
    const { transactionId, stoppedReason } = payload['transactionInfo'] as Payload;
    const values = registersIn(meterValue);
    offline.push(payload['offline'] === true);
    if (eventType === 'Started') {
      if (seqNo !== 0) trouble.push(`a start in place ${String(seqNo)}`);
      const token = (idToken as Payload | undefined)?.['idToken'] as string | undefined;
      const startAt = Date.parse(timestamp as string);
      begun({ id: transactionId as string, token: token ?? '', startWh: values[0] ?? Number.NaN, startAt });
    } else {
      const one = openOne(transactionId, String(eventType));
      if (one !== undefined) {
        if (seqNo !== one.seqNo + 1) trouble.push(`place ${String(seqNo)} after ${one.seqNo}`);
        one.seqNo = seqNo as number;
        if (one.token === '' && idToken !== undefined) one.token = (idToken as Payload)['idToken'] as string;
        if (eventType === 'Updated') one.samples.push(...values);
        else close(one, values.at(-1) ?? Number.NaN, timestamp, stoppedReason);
      }
    }
    return idToken === undefined ? {} : { idTokenInfo: infoOf(payload) };
  }

  const infoOf = ({ idToken }: Payload) => ({ status: book.verdict((idToken as { idToken: string }).idToken) });
  return book;
}

function others(action: string): object {
  const currentTime = '2026-01-15T18:00:00Z';
  if (action === 'BootNotification') return { status: 'Accepted', currentTime, interval: 300 };
  return action === 'Heartbeat' ? { currentTime } : {};
}

interface Sample {
  readonly value: string | number;
  readonly measurand?: string;
  readonly format?: string;
  readonly unit?: string;
  readonly unitOfMeasure?: { readonly unit?: string; readonly multiplier?: number };
}

/** Energy registers in Wh. */
function registersIn(meterValue: unknown): number[] {
  const samples = ((meterValue ?? []) as { sampledValue: Sample[] }[]).flatMap(({ sampledValue }) => sampledValue);
  return samples.flatMap(({ value, measurand, format, unit, unitOfMeasure }) => {
    if ((measurand ?? 'Energy.Active.Import.Register') !== 'Energy.Active.Import.Register') return [];
    if (format === 'SignedData') return [];
    const scale = (unitOfMeasure?.unit ?? unit) === 'kWh' ? 1000 : 1;
    return [Number(value) * scale * 10 ** (unitOfMeasure?.multiplier ?? 0)];
  });
}
