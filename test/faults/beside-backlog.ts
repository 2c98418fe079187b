// Stations that go on while one of them unloads what it kept for weeks, in virtual time: how long the others wait at the
// gateway, and until the central system hears of them.

import type { Driver } from '../../src/core/driver.ts';
import { createDriver } from '../../src/core/driver.ts';
import { createGateway } from '../../src/core/gateway.ts';
import type { Outlet } from '../../src/core/ports.ts';
import { recover } from '../../src/core/recover.ts';
import type { LinkId, StationId, UplinkId } from '../../src/model/ids.ts';
import { mono, utc } from '../../src/model/time.ts';
import { createMemoryJournal } from '../bench/memory-journal.ts';
import { judgeLinks } from '../peers/judged-links.ts';
import { plainSealing } from '../sim/plain-seal.ts';
import { createChance, createSchedule } from '../sim/schedule.ts';
import { smallDepot, stationIds, uplink } from '../sim/site.ts';

const evening = Date.UTC(2026, 0, 15, 18);
const weekMs = 7 * 86_400_000;
/** How long a commit takes, a frame is under way, and the central system takes to answer. */
const commitMs = 5;
const networkMs = 1;
const answerMs = 20;
const others = 12;

export interface Waits {
  /** Until a station has the answer to its meter values. */
  readonly answers: number[];
  /** Until the central system hears of a start. */
  readonly starts: number[];
  /** Messages of the past that were answered. */
  readonly unloaded: number;
  /** Sessions of the past that the central system heard of. */
  readonly pastStarts: number;
}

type Frame = [number, string, ...unknown[]];

/** `pipeline`: how many messages the station that unloads has under way; 0 for none at all. */
export function liveFor(ms: number, pipeline: number): Waits {
  const schedule = createSchedule();
  const journal = createMemoryJournal();
  const waits = { answers: [] as number[], starts: [] as number[], unloaded: 0, pastStarts: 0 };
  const judged = judgeLinks((fault) => {
    throw new Error(fault);
  });
  const saidAt = new Map<string, number>();
  const heardBy = new Map<LinkId, (frame: Frame) => void>();
  const site = smallDepot(others + 1, 400, [uplink('csms', 'control')]);
  const boot = { sealing: plainSealing, random: createChance(1), firmware: 'test', disk: 'ok' } as const;
  const gateway = createGateway({ ...recover(journal.opened()), ...boot });
  const late: { driver?: Driver } = {};
  const events = {
    onDurable: () => late.driver!.onDurable(),
    onDisk: () => undefined,
    onRows: (...rows: Parameters<Driver['onRows']>) => late.driver!.onRows(...rows),
  };
  let token = 0;
  const driver = createDriver({
    gateway,
    journal: journal.start(events, (work) => schedule.after(commitMs, work)),
    outlet: outletTo((link, text) => {
      judged.said(link, text);
      schedule.after(networkMs, () => heardBy.get(link)?.(JSON.parse(text) as Frame));
    }),
    clock: {
      mono: () => mono(schedule.now()),
      utc: () => utc(evening + schedule.now()),
      wakeAt(at, wake) {
        const mine = (token += 1);
        if (at < Infinity) schedule.at(at, () => mine === token && wake());
      },
    },
    fail(failure) {
      throw failure.kind === 'thrown' ? failure.error : new Error(failure.detail);
    },
  });
  late.driver = driver;
  const say = (link: LinkId, frame: Frame): void =>
    schedule.after(networkMs, () => {
      const text = JSON.stringify(frame);
      judged.heard(link, text);
      driver.offer({ kind: 'frame', link, text });
    });
  const isoAt = (at: number): string => new Date(evening + at).toISOString();

  function csms(link: LinkId): void {
    let started = 100;
    heardBy.set(link, ([type, id, action, payload]) => {
      if (type !== 2) return;
      const { meterStart, idTag } = payload as { meterStart?: number; idTag?: string };
      if (action === 'StartTransaction' && idTag === 'PAST') waits.pastStarts += 1;
      else if (action === 'StartTransaction') waits.starts.push(schedule.now() - saidAt.get(`start ${meterStart}`)!);
      const currentTime = isoAt(schedule.now());
      const body =
        action === 'BootNotification'
          ? { status: 'Accepted', currentTime, interval: 300 }
          : action === 'Heartbeat'
            ? { currentTime }
            : action === 'StartTransaction'
              ? { transactionId: (started += 1), idTagInfo: { status: 'Accepted' } }
              : action === 'Authorize'
                ? { idTagInfo: { status: 'Accepted' } }
                : {};
      schedule.after(answerMs, () => say(link, [3, id, body]));
    });
    judged.opened(link, 'station');
    driver.offer({ kind: 'linkUp', link, peer: { kind: 'uplink', uplink: 'csms' as UplinkId, version: '1.6' } });
  }

  /** Connects a station; `onAnswer` gets the answers to its CALLs. */
  function connect(id: StationId, onAnswer: (frame: Frame) => void): LinkId {
    const link = `s-${id}` as LinkId;
    heardBy.set(link, (frame) => {
      if (frame[0] === 2) say(link, [3, frame[1], { status: 'Accepted' }]);
      else onAnswer(frame);
    });
    judged.opened(link, 'csms');
    driver.offer({ kind: 'linkUp', link, peer: { kind: 'station', station: id, version: '1.6' } });
    say(link, [2, 'boot', 'BootNotification', { chargePointVendor: 'Acme', chargePointModel: 'One' }]);
    return link;
  }

  /** Samples each second, and a new session now and then. */
  function ordinary(id: StationId, at: number): void {
    let number = 0;
    const link = connect(id, ([, messageId, payload]) => {
      const { transactionId } = payload as { transactionId?: number };
      if (transactionId !== undefined) number = transactionId;
      const said = saidAt.get(`${id} ${messageId}`);
      if (said !== undefined) waits.answers.push(schedule.now() - said);
    });
    const begin = (n: number): void => {
      const meterStart = at * 1000 + n;
      saidAt.set(`start ${meterStart}`, schedule.now());
      const timestamp = isoAt(schedule.now());
      say(link, [2, `t${n}`, 'StartTransaction', { connectorId: 1, idTag: id, meterStart, timestamp }]);
    };
    const sample = (n: number): void => {
      const timestamp = isoAt(schedule.now());
      saidAt.set(`${id} m${n}`, schedule.now());
      const meterValue = [{ timestamp, sampledValue: [{ value: String(n) }] }];
      say(link, [2, `m${n}`, 'MeterValues', { connectorId: 1, transactionId: number, meterValue }]);
    };
    const end = (n: number): void => {
      const timestamp = isoAt(schedule.now());
      say(link, [2, `e${n}`, 'StopTransaction', { transactionId: number, meterStop: at * 1000 + 500, timestamp }]);
    };
    for (let n = 1; n * 1000 < ms - 2000; n += 1) {
      const when = 10_000 + n * 1000 + at * 77;
      if (n % 20 === 1) schedule.at(when, () => begin(n));
      else if (n % 20 === 0) schedule.at(when, () => end(n));
      else schedule.at(when, () => sample(n));
    }
  }

  /** Weeks of sessions, each message as soon as there is room for it under way. */
  function unload(id: StationId): void {
    let next = 0;
    const link = connect(id, ([type, messageId]) => {
      if (type === 3 && messageId !== 'boot') waits.unloaded += 1;
      if (messageId !== 'boot') more();
    });
    const more = (): void => {
      const n = (next += 1);
      const happenedAt = isoAt(n * 30_000 - 3 * weekMs);
      const payload =
        n % 30 === 1
          ? ['StartTransaction', { connectorId: 1, idTag: 'PAST', meterStart: n, timestamp: happenedAt }]
          : n % 30 === 0
            ? ['StopTransaction', { transactionId: -1, meterStop: n, timestamp: happenedAt }]
            : [
                'MeterValues',
                { connectorId: 1, meterValue: [{ timestamp: happenedAt, sampledValue: [{ value: String(n) }] }] },
              ];
      say(link, [2, `p${n}`, ...payload]);
    };
    schedule.at(15_000, () => Array.from({ length: pipeline }, more));
  }

  driver.start(site);
  csms('u1' as LinkId);
  stationIds(others + 1).forEach((id, at) => (at === 0 ? unload(id) : ordinary(id, at)));
  for (let end = 2000; end <= ms + 10_000; end += 2000) schedule.run(end, () => undefined);
  return waits;
}

const outletTo = (carry: (link: LinkId, text: string) => void): Outlet => ({
  send: (send) => void (send.kind === 'frame' && carry(send.link, send.text)),
  want: () => undefined,
  resume: () => undefined,
});
