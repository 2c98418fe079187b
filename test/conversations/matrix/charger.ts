// A charger of each version with one vehicle: it keeps what was not answered and says it again in order, as the standard of
// its version wants it.

import type { LinkId } from '../../../src/model/ids.ts';
import type { Frame, Harness } from '../harness.ts';
import type { Version } from './book.ts';

type Payload = Record<string, unknown>;

/** What happens to the vehicle. */
export type Step = 'start' | 'sample' | 'more' | 'stop';
export const steps: readonly Step[] = ['start', 'sample', 'more', 'stop'];

export const token = '04AABBCC';
export const registers: Readonly<Record<Step, number>> = { start: 1000, sample: 1500, more: 2250, stop: 3000 };

interface Kept {
  readonly id: string;
  readonly action: string;
  /** Made when it first leaves: what came before may have to be answered first. */
  readonly payload: () => Payload;
  said?: Payload;
}

export interface Charger {
  /** Connects and boots. */
  connects(depot: Harness): void;
  /** Connects, and says nothing. */
  joins(depot: Harness): void;
  boots(): void;
  /** Asks something, and waits for the answer. */
  asks(action: string, payload: Payload): Frame | undefined;
  drops(): void;
  /** It happens, and is kept until it is delivered. */
  happens(step: Step, reason?: string): void;
  /** Says what it keeps, the next when the last was answered. False where an answer did not come. */
  delivers(): boolean;
  /** Says the first that it keeps, and does not hear the answer. */
  saysDeaf(): void;
  /** Asks something, and does not hear the answer. */
  asksDeaf(action: string, payload: Payload): void;
  /** Says once more what it said last, under its id. */
  repeats(): void;
  /** Turns the last two that it keeps. */
  turns(): void;
  readonly kept: () => number;
  /** Obeys what came. */
  attends(): void;
  /** CALLs that it got. */
  readonly calls: Frame[];
  /** What it calls its transaction. */
  readonly transaction: () => unknown;
  /** Times of what happened. */
  readonly at: Partial<Record<Step, number>>;
}

let ids = 0;

/** `meanwhile` is called while it waits for an answer. */
export function newCharger(version: Version, meanwhile: () => void, id = 'CP-01', patienceMs = 4000): Charger {
  let depot: Harness | undefined;
  let link: LinkId | undefined;
  let queue: Kept[] = [];
  let last: Frame | undefined;
  let number = 0;
  let seqNo = 0;
  const own = `tx-${(ids += 1)}`;
  const calls: Frame[] = [];
  const at: Partial<Record<Step, number>> = {};

  /** Obeys, and gives back the answer to its own CALL. */
  function attends(own?: string): Frame | undefined {
    let found: Frame | undefined;
    for (const frame of link === undefined ? [] : depot!.hears(link)) {
      if (frame[0] !== 2) {
        if (frame[1] === own) found = frame;
        continue;
      }
      calls.push(frame);
      depot!.says(link!, [3, frame[1], obeys(version, frame[2] as string)]);
    }
    return found;
  }

  function says(frame: Frame): Frame | undefined {
    depot!.says(link!, frame);
    meanwhile();
    let answer = attends(frame[1]);
    for (let waitedMs = 0; waitedMs < patienceMs && answer === undefined && link !== undefined; waitedMs += 200) {
      depot!.sleep(200, meanwhile);
      answer = attends(frame[1]);
    }
    return answer;
  }

  function frameOf(kept: Kept): Frame {
    const isLate = kept.said !== undefined && version !== '1.6';
    kept.said ??= kept.payload();
    // E11.FR.07: what was kept when the link broke is late.
    if (isLate) kept.said = { ...kept.said, offline: true };
    return [2, kept.id, kept.action, kept.said];
  }

  function happens(step: Step, reason = 'EVDisconnected'): void {
    const time = new Date(depot!.utc()).toISOString();
    at[step] = Date.parse(time);
    const keep = (action: string, payload: () => Payload): void =>
      void queue.push({ id: `st${(ids += 1)}`, action, payload });
    if (version === '1.6') keep(actions16[step], () => payload16(step, time, number, reason));
    else {
      const place = seqNo++;
      const isOffline = link === undefined;
      keep('TransactionEvent', () => ({
        ...payload2(step, time, own, place, reason),
        ...(isOffline && { offline: true }),
      }));
    }
  }

  const charger: Charger = {
    calls,
    at,
    happens,
    kept: () => queue.length,
    attends: () => void attends(),
    transaction: () => (version === '1.6' ? number : own),
    connects(to) {
      charger.joins(to);
      charger.boots();
    },
    joins(to) {
      depot = to;
      link = depot.connectStation(id, version);
    },
    boots() {
      const answer = charger.asks('BootNotification', bootOf(version));
      if ((answer?.[2] as Payload | undefined)?.['status'] !== 'Accepted') throw new Error('not accepted');
      depot!.sleep(500);
      attends();
    },
    asksDeaf: (action, payload) => depot!.says(link!, [2, `st${(ids += 1)}`, action, payload]),
    asks: (action, payload) => says([2, `st${(ids += 1)}`, action, payload]),
    drops() {
      if (link !== undefined) depot!.drop(link);
      link = undefined;
    },
    delivers() {
      while (queue.length > 0) {
        last = frameOf(queue[0]!);
        const answer = says(last);
        if (answer?.[0] !== 3) return false;
        number = ((answer[2] as Payload)['transactionId'] as number | undefined) ?? number;
        queue = queue.slice(1);
      }
      attends();
      return true;
    },
    saysDeaf() {
      last = frameOf(queue[0]!);
      depot!.says(link!, last);
    },
    repeats() {
      if (last === undefined) return;
      if (says(last)?.[0] !== 3) throw new Error('a repeat was not answered');
    },
    turns() {
      queue = [...queue.slice(0, -2), ...queue.slice(-2).reverse()];
    },
  };
  return charger;
}

export const bootOf = (version: Version): Payload =>
  version === '1.6'
    ? { chargePointVendor: 'Acme', chargePointModel: 'One' }
    : { reason: 'PowerUp', chargingStation: { vendorName: 'Acme', model: 'Two' } };

function obeys(version: Version, action: string): object {
  if (action === 'GetConfiguration') return { configurationKey: [], unknownKey: [] };
  if (action === 'GetLocalListVersion') return version === '1.6' ? { listVersion: -1 } : { versionNumber: 0 };
  return { status: 'Accepted' };
}

const register = 'Energy.Active.Import.Register';
const actions16 = { start: 'StartTransaction', sample: 'MeterValues', more: 'MeterValues', stop: 'StopTransaction' };

function payload16(step: Step, timestamp: string, transactionId: number, reason: string): Payload {
  const wh = registers[step];
  if (step === 'start') return { connectorId: 1, idTag: token, meterStart: wh, timestamp };
  if (step === 'stop') return { transactionId, idTag: token, meterStop: wh, timestamp, reason };
  const sampledValue = [{ value: String(wh), measurand: register, unit: 'Wh' }];
  return { connectorId: 1, transactionId, meterValue: [{ timestamp, sampledValue }] };
}

const triggers = {
  start: 'Authorized',
  sample: 'MeterValuePeriodic',
  more: 'MeterValuePeriodic',
  stop: 'EVCommunicationLost',
};
const types = { start: 'Started', sample: 'Updated', more: 'Updated', stop: 'Ended' };

function payload2(step: Step, timestamp: string, transactionId: string, seqNo: number, reason: string): Payload {
  const sampledValue = [{ value: registers[step], measurand: register, unitOfMeasure: { unit: 'Wh' } }];
  const start = { evse: { id: 1, connectorId: 1 }, idToken: { idToken: token, type: 'ISO14443' } };
  return {
    eventType: types[step],
    timestamp,
    triggerReason: triggers[step],
    seqNo,
    transactionInfo: {
      transactionId,
      ...(step === 'start' && { chargingState: 'Charging' }),
      ...(step === 'stop' && { stoppedReason: reason }),
    },
    meterValue: [{ timestamp, sampledValue }],
    ...(step === 'start' && start),
  };
}
