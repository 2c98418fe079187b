// One central system and a station of each version that is named: who says what, and what comes of it.

import type { LinkId } from '../../../src/model/ids.ts';
import type { Version } from '../../../src/model/protocol.ts';
import { smallDepot, uplink } from '../../sim/site.ts';
import type { Frame, Harness } from '../harness.ts';
import { createHarness } from '../harness.ts';
import { csmsOf } from '../matrix/stations.ts';
import { sampleAnswer, sampleCall } from './samples.ts';

export type Payload = Record<string, unknown>;
export type Answers = (action: string, payload: Payload) => object | undefined;

export interface Scene {
  readonly depot: Harness;
  readonly csms: LinkId;
  readonly stations: readonly LinkId[];
  /** What the central system gets for a CALL, after the stations answered by `answers`; what they were told is kept in `told`. */
  order(action: string, payload: object, answers?: Answers): Payload | string;
  /** What stations were told besides, by their place: action and payload. */
  readonly told: (readonly [at: number, action: string, payload: Payload])[];
  /** What a station gets for a CALL; the central system answers by `answers`. */
  say(at: number, action: string, payload: object, answers?: Answers): Payload | string;
  /** Time passes, and the central system answers meanwhile. */
  sleep(ms: number): void;
  /** What the central system was told since the last look, and answered. */
  news(): (readonly [action: string, payload: Payload])[];
}

/** `depot` is one that goes on, after a restart. */
/** A station that says that it will report its profiles, and does not, is waited for. */
const ofStation = (version: Version, action: string): object =>
  action === 'GetChargingProfiles' ? { status: 'NoProfiles' } : sampleAnswer(version, action);

export function sceneOf(north: Version, south: readonly Version[], before?: Harness): Scene {
  const site = smallDepot(south.length, 60, [uplink('csms', 'control', { version: north })]);
  const depot = before ?? createHarness(site);
  const csms = depot.connectCsms();
  const heard: (readonly [string, Payload])[] = [];
  const told: (readonly [number, string, Payload])[] = [];
  const stations = south.map((version, at) => {
    const link = depot.connectStation(`CP-0${at + 1}`, version);
    depot.says(link, [2, `boot${at}`, 'BootNotification', sampleCall(version, 'BootNotification')]);
    return link;
  });
  const ordinary = csmsOf(north);
  const pump = (answers: Answers = () => undefined): void => {
    for (let round = 0; round < 4; round += 1)
      stations.forEach((link, at) =>
        answerCalls(depot, link, (action, payload) => {
          told.push([at, action, payload]);
          return answers(action, payload) ?? ofStation(south[at]!, action);
        }),
      );
  };
  const listen = (answers: Answers = () => undefined): void =>
    answerCalls(depot, csms, (action, payload) => {
      heard.push([action, payload]);
      return answers(action, payload) ?? ordinary(action, payload);
    });
  let ids = 0;
  listen();
  depot.sleep(1000);
  pump();
  listen();
  heard.length = 0;
  told.length = 0;
  for (const link of [csms, ...stations]) depot.hears(link);
  return {
    depot,
    csms,
    stations,
    told,
    order(action, payload, answers) {
      const id = `o${(ids += 1)}`;
      told.length = 0;
      depot.says(csms, [2, id, action, payload]);
      pump(answers);
      return answerFor(depot, csms, id);
    },
    say(at, action, payload, answers) {
      const id = `s${(ids += 1)}`;
      depot.says(stations[at]!, [2, id, action, payload]);
      listen(answers);
      return answerFor(depot, stations[at]!, id);
    },
    sleep: (ms) => depot.sleep(ms, listen),
    news() {
      listen();
      return heard.splice(0);
    },
  };
}

/** Answers CALLs until none comes, and leaves everything else where it is. */
function answerCalls(depot: Harness, link: LinkId, answer: (action: string, payload: Payload) => object): void {
  const others: Frame[] = [];
  for (;;) {
    const all = depot.hears(link);
    others.push(...all.filter(([type]) => type !== 2));
    const calls = all.filter(([type]) => type === 2);
    if (calls.length === 0) break;
    for (const [, id, action, payload] of calls as [number, string, string, Payload][])
      depot.says(link, [3, id, answer(action, payload)]);
  }
  depot.keep(link, others);
}

/** The payload of the answer, or the code of the refusal. */
function answerFor(depot: Harness, link: LinkId, id: string): Payload | string {
  const all = depot.hears(link);
  const own = all.find(([type, of]) => type !== 2 && of === id);
  depot.keep(
    link,
    all.filter((one) => one !== own),
  );
  return own === undefined ? 'nothing' : (own[2] as Payload | string);
}

export const inAnHour = (depot: Harness): string => new Date(depot.utc() + 3_600_000).toISOString();

/** A transaction of a station of 2.x begins; returns its id upstream. */
export function beginAt(scene: Scene, at: number, transactionId = `tx-${at}`): string {
  scene.say(at, 'TransactionEvent', {
    eventType: 'Started',
    timestamp: new Date(scene.depot.utc()).toISOString(),
    triggerReason: 'Authorized',
    seqNo: 0,
    transactionInfo: { transactionId, chargingState: 'Charging' },
    evse: { id: 1, connectorId: 1 },
    idToken: { idToken: '04AABBCC', type: 'ISO14443' },
    meterValue: [{ timestamp: new Date(scene.depot.utc()).toISOString(), sampledValue: [{ value: 1000 }] }],
  });
  scene.news();
  for (const { transactions } of scene.depot.gateway.state.ledger.stations.values())
    for (const one of transactions.known.values()) if (one.stationTransaction === transactionId) return one.transaction;
  throw new Error('no transaction began');
}
