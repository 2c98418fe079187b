// A station of OCPP 2.x by hand under a central system of any version, whose books are kept by somebody else.

import type { Fact } from '../../src/model/fact/fact.ts';
import type { LinkId } from '../../src/model/ids.ts';
import type { Evse } from '../../src/model/config/site.ts';
import { smallDepot, uplink } from '../sim/site.ts';
import type { Frame, Harness } from './harness.ts';
import { createHarness } from './harness.ts';
import type { Book, Version } from './matrix/book.ts';
import { newBook } from './matrix/book.ts';

type Payload = Record<string, unknown>;

export interface Field2 {
  depot: Harness;
  readonly book: Book;
  /** CALLs that the central system got. */
  readonly told: (readonly [string, Payload])[];
  /** CALLs that the station got. */
  readonly ordered: (readonly [string, Payload])[];
  /** What the station answers; Accepted where it says nothing. A code is a CALLERROR. */
  obeys: (action: string, payload: Payload) => object | undefined;
  /** What the central system answers beyond its books; a code is a CALLERROR. */
  answers: (action: string, payload: Payload) => object | undefined;
  link: LinkId;
  connects(version?: Version): void;
  /** The central system goes, and comes again. */
  dropsCsms(): void;
  connectsCsms(): void;
  /** Another process on the same disk: everybody connects anew, the station without booting. */
  restarts(): void;
  says(action: string, payload: Payload, id?: string): Frame | undefined;
  /** A TransactionEvent; its answer. `more` replaces or adds. */
  event(type: string, seqNo: number, more?: Payload, info?: Payload): Payload | undefined;
  /** An order of the central system, and its answer. */
  orders(action: string, payload: Payload): Frame | undefined;
  passes(seconds: number): void;
  time(ms?: number): string;
  facts<Kind extends Fact['kind']>(kind: Kind): Extract<Fact, { kind: Kind }>[];
}

export const energyOf = (wh: number, more: Payload = {}): Payload => ({
  value: wh,
  measurand: 'Energy.Active.Import.Register',
  ...more,
});

export function fieldOf2(
  options: { south?: Version; north?: Version; evses?: number; station?: string; mode?: 'free' } = {},
): Field2 {
  const { south = '2.0.1', north = '2.0.1', evses = 1 } = options;
  const plain = smallDepot(1, 60, [uplink('csms', 'control', { version: north })]);
  const site = {
    ...plain,
    ...(options.mode !== undefined && { authorization: { ...plain.authorization, mode: options.mode } }),
    stations: plain.stations.map((one) => ({
      ...one,
      evses: Array.from({ length: evses }, (_, at): Evse => ({ ...one.evses[0]!, id: at + 1 })),
    })),
  };
  let depot = createHarness(site);
  const book = newBook(north);
  let csms: LinkId | undefined = depot.connectCsms();
  const kept: Frame[] = [];
  const answered: Frame[] = [];
  let ids = 0;

  function hearCsms(frames: readonly Frame[]): void {
    for (const [type, id, ...rest] of frames) {
      if (type !== 2) {
        answered.push([type, id, ...rest]);
        continue;
      }
      const [action, payload] = rest as [string, Payload];
      field.told.push([action, payload]);
      const own = field.answers(action, payload);
      const isError = own !== undefined && 'code' in own;
      depot.says(csms!, isError ? [4, id, own.code, '', {}] : [3, id, own ?? book.hears(id, action, payload)]);
    }
  }

  function hearStation(frames: readonly Frame[]): void {
    for (const frame of frames) {
      const [type, id, action, payload] = frame;
      if (type !== 2) {
        kept.push(frame);
        continue;
      }
      field.ordered.push([action as string, payload as Payload]);
      const answer = field.obeys(action as string, payload as Payload) ?? { status: 'Accepted' };
      if ('code' in answer) {
        depot.says(field.link, [4, id, answer.code, '', {}]);
        continue;
      }
      const isList = action === 'GetLocalListVersion';
      depot.says(field.link, [3, id, isList ? { versionNumber: 0 } : answer]);
    }
  }

  /** Answers whatever comes, until nothing comes any more. */
  function attend(): void {
    for (;;) {
      const above = csms === undefined ? [] : depot.hears(csms);
      const below = field.link === '' ? [] : depot.hears(field.link);
      if (above.length + below.length === 0) return;
      hearCsms(above);
      hearStation(below);
    }
  }

  const found = (frames: Frame[], id: string): Frame | undefined => {
    for (let tries = 0; tries < 20 && !frames.some((one) => one[1] === id); tries += 1) {
      attend();
      if (!frames.some((one) => one[1] === id)) depot.sleep(200, attend);
    }
    return frames.findLast((one) => one[1] === id);
  };

  const field: Field2 = {
    depot,
    book,
    told: [],
    ordered: [],
    obeys: () => undefined,
    answers: () => undefined,
    link: '' as LinkId,
    connects(version = south) {
      if (field.link !== '') depot.drop(field.link);
      field.link = depot.connectStation('CP-01', version);
      if (version === '1.6') field.says('BootNotification', { chargePointVendor: 'Acme', chargePointModel: 'One' });
      else field.says('BootNotification', { reason: 'PowerUp', chargingStation: { vendorName: 'Acme', model: 'Two' } });
      field.passes(1);
    },
    dropsCsms() {
      if (csms !== undefined) depot.drop(csms);
      csms = undefined;
    },
    connectsCsms() {
      csms = depot.connectCsms();
      attend();
    },
    restarts() {
      field.depot = depot = depot.restart();
      if (csms !== undefined) csms = depot.connectCsms();
      field.link = depot.connectStation('CP-01', south);
      field.passes(15);
    },
    says(action, payload, id = `m${(ids += 1)}`) {
      kept.length = 0;
      depot.says(field.link, [2, id, action, payload]);
      return found(kept, id);
    },
    event(eventType, seqNo, more = {}, info = {}) {
      const answer = field.says('TransactionEvent', {
        eventType,
        timestamp: field.time(),
        triggerReason: 'ChargingStateChanged',
        seqNo,
        transactionInfo: { transactionId: 'T1', ...info },
        ...more,
      });
      return answer?.[0] === 3 ? (answer[2] as Payload) : undefined;
    },
    orders(action, payload) {
      const id = `o${(ids += 1)}`;
      depot.says(csms!, [2, id, action, payload]);
      return found(answered, id);
    },
    passes(seconds) {
      attend();
      depot.sleep(seconds * 1000, attend);
      attend();
    },
    time: (ms = 0) => new Date(depot.utc() + ms).toISOString(),
    facts: (kind) => depot.facts.filter((fact) => fact.kind === kind) as never,
  };
  attend();
  field.connects();
  return field;
}

/** What a TransactionEvent says of the energy register. */
export const at = (timestamp: string, ...sampledValue: Payload[]): Payload => ({
  meterValue: [{ timestamp, sampledValue }],
});

/** The messages about transactions that the central system got. */
export const events = ({ told }: Field2): Payload[] =>
  told
    .filter(([action]) => ['TransactionEvent', 'StartTransaction', 'MeterValues', 'StopTransaction'].includes(action))
    .map(([action, payload]) => ({ action, ...payload }));
