// A depot of a few simulated stations behind the real core, and a central system that answers and asks: what each of them
// was told is kept, so that a conversation reads from top to bottom.

import { smallDepot, uplink } from '../../sim/site.ts';
import type { Site, Uplink } from '../../../src/model/config/site.ts';
import type { Version } from '../../../src/model/protocol.ts';
import type { LinkId } from '../../../src/model/ids.ts';
import type { Harness } from '../harness.ts';
import { createHarness, ordinaryCsms } from '../harness.ts';

export type Payload = Readonly<Record<string, unknown>>;
/** An error code stands for a CALLERROR; undefined is silence. */
export type Rule = (action: string, payload: Payload) => object | string | undefined;

export interface Talker {
  readonly link: LinkId;
  /** CALLs that came since the last look, as action and payload. */
  calls(action?: string): (readonly [string, Payload])[];
  rule: Rule;
  /** Sends a CALL: its answer, the code of its CALLERROR, or undefined while there is none. */
  asks(action: string, payload: object, id?: string): Payload | string | undefined;
  answerTo(id: string): Payload | string | undefined;
  /** The close code, when the gateway closed the link. */
  closed(): number | undefined;
}

export interface Depot {
  readonly harness: Harness;
  csms(rule?: Rule, id?: string): Talker;
  /** Connected, booted and taken on. */
  station(id: string, rule?: Rule): Talker;
  /** Connected only. */
  plug(id: string, rule?: Rule, version?: Version): Talker;
  drop(talker: Talker): void;
  passes(ms: number): void;
  settle(): void;
  /** Another process on the same disk. */
  restart(): Depot;
}

export function siteOf(stations = 2, more: Partial<Uplink> = {}): Site {
  return smallDepot(stations, 60, [uplink('csms', 'control', more)]);
}

/** Takes everything that it is asked. */
export const willing: Rule = (action) => {
  if (action === 'UnlockConnector') return { status: 'Unlocked' };
  if (action === 'GetConfiguration') return {};
  return { status: 'Accepted' };
};

/** A station with these configuration keys; what it is told to change is changed. */
export function configured(keys: Record<string, string>, otherwise: Rule = willing): Rule {
  return (action, payload) => {
    const asked = payload['key'] as readonly string[] | undefined;
    if (action === 'GetConfiguration') {
      const names = asked ?? Object.keys(keys);
      return {
        configurationKey: names
          .filter((key) => keys[key] !== undefined)
          .map((key) => ({ key, readonly: false, value: keys[key] })),
        unknownKey: names.filter((key) => keys[key] === undefined),
      };
    }
    if (action === 'ChangeConfiguration') {
      const { key, value } = payload as { key: string; value: string };
      if (keys[key] === undefined) return { status: 'NotSupported' };
      keys[key] = value;
      return { status: 'Accepted' };
    }
    return otherwise(action, payload);
  };
}

export const csmsRule = (): Rule => {
  const answer = ordinaryCsms();
  return (action, payload) => (action === 'DataTransfer' ? { status: 'Accepted' } : answer(action, { ...payload }));
};

export const newDepot = (site: Site = siteOf()): Depot => around(createHarness(site));

function around(harness: Harness): Depot {
  const talkers: Inner[] = [];

  /** Everybody says what there is to say until all are silent. */
  function settle(): void {
    for (let turns = 0; turns < 1000; turns += 1) if (!talkers.map((talker) => talker.listen()).some(Boolean)) return;
    throw new Error('the conversation does not end');
  }

  const join = (link: LinkId, rule: Rule): Inner => {
    const talker = newTalker(harness, link, rule, settle);
    talkers.push(talker);
    return talker;
  };

  return {
    harness,
    settle,
    csms(rule = csmsRule(), id = 'csms') {
      const talker = join(harness.connectCsms(id), rule);
      settle();
      return talker;
    },
    plug(id, rule = willing, version = '1.6') {
      const talker = join(harness.connectStation(id, version), rule);
      settle();
      return talker;
    },
    station(id, rule = willing) {
      const talker = join(harness.connectStation(id), rule);
      talker.asks('BootNotification', { chargePointVendor: 'Acme', chargePointModel: 'One' });
      talker.asks('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Available' });
      harness.sleep(1000);
      settle();
      talker.calls();
      return talker;
    },
    drop(talker) {
      talkers.splice(talkers.indexOf(talker as Inner), 1);
      harness.drop(talker.link);
      settle();
    },
    passes(ms) {
      // In steps, so that answers come while time passes.
      for (let left = ms; left > 0; left -= 1000) {
        harness.sleep(Math.min(left, 1000));
        settle();
      }
    },
    restart: () => around(harness.restart()),
  };
}

type Inner = Talker & { listen(): boolean };

function newTalker(harness: Harness, link: LinkId, rule: Rule, settle: () => void): Inner {
  const calls: (readonly [string, Payload])[] = [];
  const answers = new Map<string, Payload | string>();
  let close: number | undefined;
  let asked = 0;

  function hear(frame: readonly [number, string, ...unknown[]]): void {
    const [type, id, third, fourth] = frame;
    if (type === 0) close = third as number;
    if (type === 3) answers.set(id, third as Payload);
    if (type === 4) answers.set(id, third as string);
    if (type !== 2) return;
    calls.push([third as string, fourth as Payload]);
    const answer = talker.rule(third as string, fourth as Payload);
    if (answer === undefined) return;
    harness.says(link, typeof answer === 'string' ? [4, id, answer, '', {}] : [3, id, answer]);
  }

  const talker: Inner = {
    link,
    rule,
    calls(action) {
      const found = calls.filter(([one]) => action === undefined || one === action);
      if (action === undefined) calls.length = 0;
      else calls.splice(0, calls.length, ...calls.filter(([one]) => one !== action));
      return found;
    },
    asks(action, payload, id = `${link}-${(asked += 1)}`) {
      harness.says(link, [2, id, action, payload]);
      settle();
      return answers.get(id);
    },
    answerTo: (id) => answers.get(id),
    closed: () => close,
    listen() {
      const frames = harness.hears(link);
      frames.forEach(hear);
      return frames.length > 0;
    },
  };
  return talker;
}

/** What a status said, without its time. */
export const statusesIn = (calls: readonly (readonly [string, Payload])[]): string[] =>
  calls
    .filter(([action]) => action === 'StatusNotification')
    .map(([, { connectorId, status }]) => `${String(connectorId)} ${String(status)}`);

export const at = (minute: number): string => `2026-01-15T18:${String(minute).padStart(2, '0')}:00.000Z`;

/** A transaction at connector 1 of a station; the number that the station got. */
export function startAt(station: Talker, minute: number, token = 'VAN-1', more: object = {}): number {
  const start = { connectorId: 1, idTag: token, meterStart: 1000, timestamp: at(minute), ...more };
  return (station.asks('StartTransaction', start) as { transactionId: number }).transactionId;
}
