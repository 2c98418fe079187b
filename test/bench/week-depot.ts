// A depot in virtual time around the real core, with a central system that is away until somebody brings it back.

import type { Driver } from '../../src/core/driver.ts';
import { createDriver } from '../../src/core/driver.ts';
import type { Gateway } from '../../src/core/gateway.ts';
import { createGateway } from '../../src/core/gateway.ts';
import type { Send } from '../../src/core/ports.ts';
import { recover } from '../../src/core/recover.ts';
import type { LinkId, StationId, UplinkId } from '../../src/model/ids.ts';
import { mono, utc } from '../../src/model/time.ts';
import { judgeLinks } from '../peers/judged-links.ts';
import { plainSealing } from '../sim/plain-seal.ts';
import { createChance } from '../sim/schedule.ts';
import { smallDepot, uplink } from '../sim/site.ts';
import { createMemoryJournal } from './memory-journal.ts';
import { createToldBook } from './told-book.ts';
import { createWeekCsms } from './week-csms.ts';

export interface Line {
  readonly id: StationId;
  /** Its number upstream. */
  readonly connector: number;
  link: LinkId;
  token: string;
  transactionId: number;
  wh: number;
  changes: number;
}

const evening = Date.UTC(2026, 0, 15, 18);
const csmsId = 'csms' as UplinkId;

export type WeekDepot = ReturnType<typeof openWeekDepot>;

export interface WeekOptions {
  readonly stations: number;
  readonly messagesPerSecond: number;
  /** How long the central system takes to answer. */
  readonly answerMs: number;
}

export function openWeekDepot({ stations, messagesPerSecond, answerMs }: WeekOptions) {
  const backoff = { minSeconds: 5, randomSeconds: 10, repeatTimes: 7 };
  const site = smallDepot(stations, 40 * stations, [uplink('csms', 'control', { backoff, messagesPerSecond })]);
  const journal = createMemoryJournal();
  const book = createToldBook();
  const csms = createWeekCsms(book, answerMs);
  const judged = judgeLinks(book.fault);
  const queue: (() => void)[] = [];
  const lines = site.stations.map(({ id }, at) => newLine(id, at + 1));
  const answers = new Map<LinkId, Record<string, unknown>>();
  const alarmClock = { at: Infinity, ring: (): void => undefined };
  /** Called with the id of each CALL that a station gets an answer to. */
  let onAnswer = (_id: string): void => undefined;
  let now = 1000;
  let links = 0;
  let calls = 0;
  let mostRows = 0;
  let isWanted = false;
  let gateway: Gateway;
  let driver: Driver;

  function settle(): void {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) next();
    mostRows = Math.max(mostRows, gateway.state.uplinks.get(csmsId)!.outbox.entries.length);
  }

  /** A process on the journal as it is. */
  function open(): void {
    const boot = { sealing: plainSealing, random: createChance(1), firmware: 'bench', disk: 'ok' } as const;
    const mine = createGateway({ ...recover(journal.opened()), ...boot });
    gateway = mine;
    driver = createDriver({
      gateway,
      journal: journal.start(
        {
          onDurable: () => mine === gateway && driver.onDurable(),
          onDisk: () => undefined,
          onRows: (...rows) => mine === gateway && driver.onRows(...rows),
        },
        (work) => queue.push(work),
      ),
      outlet: { send, want: (wanted) => (isWanted = wanted.length > 0), resume: () => undefined },
      clock: {
        mono: () => mono(now),
        utc: () => utc(evening + now),
        wakeAt: (at, ring) => void Object.assign(alarmClock, { at, ring }),
      },
      fail(failure) {
        throw failure.kind === 'thrown' ? failure.error : new Error(failure.detail);
      },
    });
    driver.start(site);
    settle();
  }

  function send(one: Exclude<Send, { kind: 'read' | 'recall' | 'forget' }>): void {
    if (one.kind === 'close') csms.closed(one.link);
    if (one.kind !== 'frame') return;
    judged.said(one.link, one.text);
    const frame = JSON.parse(one.text) as [number, string, ...unknown[]];
    if (csms.hear(one.link, frame, now, stamp())) return;
    if (frame[0] === 2) return void queue.push(() => say(one.link, [3, frame[1], { status: 'Accepted' }]));
    answers.set(one.link, frame[2] as Record<string, unknown>);
    onAnswer(frame[1]);
  }

  function say(link: LinkId, frame: readonly unknown[]): void {
    const text = JSON.stringify(frame);
    judged.heard(link, text);
    driver.offer({ kind: 'frame', link, text });
  }

  function reach(): void {
    if (!isWanted || csms.link() !== undefined) return;
    if (csms.isThere()) {
      const link = csms.open(`u${(links += 1)}` as LinkId);
      judged.opened(link, 'station');
      driver.offer({ kind: 'linkUp', link, peer: { kind: 'uplink', uplink: csmsId, version: '1.6' } });
    } else {
      isWanted = false;
      driver.offer({ kind: 'linkFailed', uplink: csmsId, reason: 'away', trouble: 'unreachable' });
    }
    settle();
  }

  const stamp = (): string => new Date(evening + now).toISOString();

  open();
  return {
    journal,
    book,
    csms,
    lines,
    stamp,
    now: () => now,
    onAnswer: (hear: (id: string) => void) => void (onAnswer = hear),
    answerOf: (line: Line) => answers.get(line.link)!,
    mostRows: () => mostRows,
    waiting: () => gateway.state.uplinks.get(csmsId)!.outbox.entries.length,
    /** Says a CALL of a station; returns its id. */
    call(line: Line, action: string, payload: object): string {
      const id = `c${(calls += 1)}`;
      say(line.link, [2, id, action, payload]);
      settle();
      return id;
    },
    connect(line: Line): void {
      line.link = `s${(links += 1)}` as LinkId;
      judged.opened(line.link, 'csms');
      driver.offer({ kind: 'linkUp', link: line.link, peer: { kind: 'station', station: line.id, version: '1.6' } });
      this.call(line, 'BootNotification', { chargePointVendor: 'Bench', chargePointModel: 'Bench' });
    },
    /** Another process, and every station comes back. */
    restart(): void {
      csms.closed(csms.link());
      queue.length = 0;
      open();
      for (const line of lines) this.connect(line);
    },
    /** Lets time pass, through everything that is due on the way. */
    pass(ms: number): void {
      const end = now + ms;
      for (;;) {
        const next = Math.min(alarmClock.at, csms.dueAt());
        if (next > end) break;
        now = Math.max(now, next);
        const answer = csms.answer(now);
        if (answer !== undefined) say(answer.link, answer.frame);
        else {
          alarmClock.at = Infinity;
          alarmClock.ring();
        }
        settle();
        reach();
      }
      now = end;
    },
  };
}

const newLine = (id: StationId, connector: number): Line => ({
  id,
  connector,
  link: '' as LinkId,
  token: '',
  transactionId: 0,
  wh: 0,
  changes: 0,
});
