// What happened at the stations against what the central system is told, as it is told: each thing once, in its order.

export interface ToldBook {
  happened(token: string, kind: 'start' | 'sample' | 'stop', payload: Record<string, unknown>): void;
  /** Takes a CALL of the gateway and returns what an ordinary central system answers. */
  hear(action: string, payload: Record<string, unknown>, currentTime: string): object;
  fault(text: string): void;
  /** What happened and was not told yet. */
  missing(): number;
  faults(): readonly string[];
}

interface Session {
  readonly start: Record<string, unknown>;
  readonly wh: number[];
  stop: Record<string, unknown> | undefined;
  id: number | undefined;
  readings: number;
  isEnded: boolean;
}

export function createToldBook(): ToldBook {
  const sessions = new Map<string, Session>();
  const byId = new Map<number, Session>();
  const faults: string[] = [];
  let happened = 0;
  let told = 0;
  let nextId = 1;
  let newestStart = '';

  const fault = (text: string): void => void (faults.length < 100 && faults.push(text));

  function start(payload: Record<string, unknown>): object {
    const token = payload['idTag'] as string;
    const session = sessions.get(token);
    const id = (nextId += 1);
    if (session === undefined) fault(`a start of ${token} was invented`);
    else if (session.id !== undefined) fault(`the start of ${token} was told twice`);
    else {
      session.id = id;
      byId.set(id, session);
      told += 1;
      const at = payload['timestamp'] as string;
      if (at < newestStart) fault(`the start of ${token} was told after a later one`);
      newestStart = at;
      if (at !== session.start['timestamp']) fault(`the start of ${token} was told with another time`);
    }
    return { transactionId: id, idTagInfo: { status: 'Accepted' } };
  }

  function readings(payload: Record<string, unknown>): object {
    const session = byId.get(payload['transactionId'] as number);
    if (session === undefined) fault('readings of a transaction that was not told');
    else
      for (const value of payload['meterValue'] as { sampledValue: { value: string }[] }[]) {
        if (session.isEnded) fault('readings after their stop');
        const expected = session.wh[session.readings];
        if (Number(value.sampledValue[0]!.value) !== expected) fault(`a reading that is not the next one: ${expected}`);
        session.readings += 1;
        told += 1;
      }
    return {};
  }

  function stop(payload: Record<string, unknown>): object {
    const session = byId.get(payload['transactionId'] as number);
    if (session === undefined) fault('a stop of a transaction that was not told');
    else if (session.isEnded) fault('a stop that was told twice');
    else {
      session.isEnded = true;
      told += 1;
      if (session.readings !== session.wh.length) fault(`${session.wh.length - session.readings} readings are missing`);
      if (payload['meterStop'] !== session.stop?.['meterStop']) fault('a stop with another register');
    }
    return {};
  }

  return {
    happened(token, kind, payload) {
      happened += 1;
      if (kind === 'start')
        sessions.set(token, { start: payload, wh: [], stop: undefined, id: undefined, readings: 0, isEnded: false });
      else if (kind === 'sample') sessions.get(token)!.wh.push(payload['wh'] as number);
      else sessions.get(token)!.stop = payload;
    },
    hear(action, payload, currentTime) {
      switch (action) {
        case 'BootNotification':
          return { status: 'Accepted', currentTime, interval: 300 };
        case 'Heartbeat':
          return { currentTime };
        case 'Authorize':
          return { idTagInfo: { status: 'Accepted' } };
        case 'StartTransaction':
          return start(payload);
        case 'MeterValues':
          return readings(payload);
        case 'StopTransaction':
          return stop(payload);
        default:
          return {};
      }
    },
    fault,
    missing: () => happened - told,
    faults: () => faults,
  };
}
