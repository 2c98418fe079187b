// What a station of each version says of one session, and what a central system of each version answers.

import type { Version } from '../../../src/model/protocol.ts';
import type { LinkId } from '../../../src/model/ids.ts';
import type { Frame, Harness } from '../harness.ts';

type Payload = Record<string, unknown>;

/** One session as the vehicle has it: the same in every version. */
export interface Session {
  readonly token: string;
  readonly startWh: number;
  readonly sampleWh: number;
  readonly stopWh: number;
}

/** What stands for a station: it says the events of a session in its own version. */
export interface StationWords {
  readonly boot: () => Frame;
  readonly start: (session: Session, at: string) => Frame;
  readonly sample: (session: Session, at: string) => Frame;
  readonly stop: (session: Session, at: string) => Frame;
}

let ids = 0;
const call = (action: string, payload: Payload): Frame => [2, `st${(ids += 1)}`, action, payload];

/** `number` is what a station of 1.6 was told as its transaction id. */
export function stationOf(version: Version, number: () => number): StationWords {
  return version === '1.6' ? station16(number) : station2(`tx-${(ids += 1)}`);
}

const station16 = (number: () => number): StationWords => ({
  boot: () => call('BootNotification', { chargePointVendor: 'Acme', chargePointModel: 'One' }),
  start: ({ token, startWh }, at) =>
    call('StartTransaction', { connectorId: 1, idTag: token, meterStart: startWh, timestamp: at }),
  sample: ({ sampleWh }, at) =>
    call('MeterValues', {
      connectorId: 1,
      transactionId: number(),
      meterValue: [{ timestamp: at, sampledValue: [{ value: String(sampleWh), measurand: register, unit: 'Wh' }] }],
    }),
  stop: ({ stopWh, token }, at) =>
    call('StopTransaction', {
      transactionId: number(),
      idTag: token,
      meterStop: stopWh,
      timestamp: at,
      reason: 'EVDisconnected',
    }),
});

const register = 'Energy.Active.Import.Register';

function station2(transactionId: string): StationWords {
  let seqNo = 0;
  const event = (eventType: string, triggerReason: string, at: string, wh: number, more: Payload, info: Payload = {}) =>
    call('TransactionEvent', {
      eventType,
      timestamp: at,
      triggerReason,
      seqNo: seqNo++,
      transactionInfo: { transactionId, ...info },
      meterValue: [
        { timestamp: at, sampledValue: [{ value: wh, measurand: register, unitOfMeasure: { unit: 'Wh' } }] },
      ],
      ...more,
    });
  return {
    boot: () => call('BootNotification', { reason: 'PowerUp', chargingStation: { vendorName: 'Acme', model: 'Two' } }),
    start: ({ token, startWh }, at) =>
      event(
        'Started',
        'Authorized',
        at,
        startWh,
        {
          evse: { id: 1, connectorId: 1 },
          idToken: { idToken: token, type: 'ISO14443' },
        },
        { chargingState: 'Charging' },
      ),
    sample: ({ sampleWh }, at) => event('Updated', 'MeterValuePeriodic', at, sampleWh, {}),
    stop: ({ stopWh }, at) =>
      event('Ended', 'EVCommunicationLost', at, stopWh, {}, { stoppedReason: 'EVDisconnected' }),
  };
}

/** What a central system of each version answers. */
export function csmsOf(version: Version): (action: string, payload: Payload) => object {
  let id = 5000;
  const accepted = version === '1.6' ? { idTagInfo: { status: 'Accepted' } } : { idTokenInfo: { status: 'Accepted' } };
  return (action, payload) => {
    switch (action) {
      case 'BootNotification':
        return { status: 'Accepted', currentTime: '2026-01-15T18:00:00Z', interval: 300 };
      case 'Heartbeat':
        return { currentTime: '2026-01-15T18:00:00Z' };
      case 'Authorize':
        return accepted;
      case 'StartTransaction':
        return { transactionId: (id += 1), ...accepted };
      case 'TransactionEvent':
        return payload['idToken'] === undefined ? {} : accepted;
      default:
        return {};
    }
  };
}

/** What a station of each version answers to what it is told. */
export function obeys(version: Version): (action: string) => object {
  return (action) => {
    if (action === 'GetConfiguration') return { configurationKey: [], unknownKey: [] };
    if (action === 'GetLocalListVersion') return version === '1.6' ? { listVersion: -1 } : { versionNumber: 0 };
    return { status: 'Accepted' };
  };
}

export const saysAndHears = (depot: Harness, link: LinkId, frame: Frame): Frame | undefined => {
  depot.says(link, frame);
  const all = depot.hears(link);
  const own = all.find(([type, id]) => type !== 2 && id === frame[1]);
  depot.keep(
    link,
    all.filter((one) => one !== own),
  );
  return own;
};

/** What a central system knows of one transaction when all of it was told. */
export interface Booked {
  token: string;
  startWh: number;
  sampleWh: number;
  stopWh: number;
  reason: string;
  /** Messages that were about it. */
  messages: number;
}

const newBooked = (): Booked => ({ token: '', startWh: 0, sampleWh: 0, stopWh: 0, reason: '', messages: 0 });

type Told = readonly (readonly unknown[])[];

/** The transactions that a central system was told of, in the order of their starts. Throws where the order is none. */
export const bookOf = (version: Version, told: Told): Booked[] => (version === '1.6' ? bookOf16(told) : bookOf2(told));

function bookOf16(told: Told): Booked[] {
  const books = new Map<number, Booked>();
  let id = 5000;
  for (const [, , action, payload] of told as [unknown, unknown, string, Payload][]) {
    if (action === 'StartTransaction') {
      const { idTag, meterStart } = payload as { idTag: string; meterStart: number };
      books.set((id += 1), { ...newBooked(), token: idTag, startWh: meterStart, messages: 1 });
    }
    const book = books.get(payload['transactionId'] as number);
    if (book === undefined) continue;
    book.messages += 1;
    if (action === 'MeterValues') book.sampleWh = Number(energyIn(payload['meterValue']));
    if (action !== 'StopTransaction') continue;
    book.stopWh = payload['meterStop'] as number;
    book.reason = payload['reason'] as string;
  }
  return [...books.values()];
}

function bookOf2(told: Told): Booked[] {
  const books = new Map<string, Booked>();
  for (const [, , action, payload] of told as [unknown, unknown, string, Payload][]) {
    if (action !== 'TransactionEvent') continue;
    const info = payload['transactionInfo'] as { transactionId: string; stoppedReason?: string };
    const book = books.get(info.transactionId) ?? newBooked();
    books.set(info.transactionId, book);
    if (payload['seqNo'] !== book.messages) throw new Error(`seqNo ${String(payload['seqNo'])} after ${book.messages}`);
    book.messages += 1;
    const wh = Number(energyIn(payload['meterValue']));
    if (payload['eventType'] === 'Started') {
      book.token = (payload['idToken'] as { idToken: string }).idToken;
      book.startWh = wh;
    } else if (payload['eventType'] === 'Updated') book.sampleWh = wh;
    else {
      book.stopWh = wh;
      book.reason = info.stoppedReason ?? '';
    }
  }
  return [...books.values()];
}

const energyIn = (values: unknown): unknown =>
  (values as { sampledValue: { value: unknown }[] }[] | undefined)?.at(-1)?.sampledValue[0]?.value;
