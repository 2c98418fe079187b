// A central system that is away for a week, in virtual time around the real core: stations charge, the gateway restarts in
// the middle, then everything is told while stations go on. `npm run bench -- week-offline` is the whole week of a depot.

import type { Driver } from '../../src/core/driver.ts';
import { createDriver } from '../../src/core/driver.ts';
import type { Gateway } from '../../src/core/gateway.ts';
import { createGateway } from '../../src/core/gateway.ts';
import type { Send } from '../../src/core/ports.ts';
import { recover } from '../../src/core/recover.ts';
import type { LinkId, StationId, UplinkId } from '../../src/model/ids.ts';
import { mono, utc } from '../../src/model/time.ts';
import { windowRows } from '../../src/uplink/outbox.ts';
import { plainSealing } from '../sim/plain-seal.ts';
import { createChance } from '../sim/schedule.ts';
import { smallDepot, uplink } from '../sim/site.ts';
import type { Bench } from './figures.ts';
import { percentile, rounded } from './figures.ts';
import { createMemoryJournal } from './memory-journal.ts';
import type { ToldBook } from './told-book.ts';
import { createToldBook } from './told-book.ts';

export interface Week {
  readonly stations: number;
  readonly transactions: number;
  readonly samplesPerTransaction: number;
  readonly days: number;
  readonly messagesPerSecond: number;
  /** How long the central system takes to answer. */
  readonly answerMs: number;
}

export interface WeekResult {
  readonly faults: readonly string[];
  /** Messages upstream while it drained, and the most of them in one second. */
  readonly messages: number;
  readonly mostPerSecond: number;
  readonly drainMinutes: number;
  /** Until a driver gets the verdict of the central system, in milliseconds. */
  readonly idleP99Ms: number;
  readonly drainingP99Ms: number;
  /** Until a status that changed is told. */
  readonly statusP95Ms: number;
  readonly mostRowsInWindow: number;
  readonly rowsLeft: number;
  readonly journalMb: number;
  readonly seconds: number;
}

const second = 1000;
const minute = 60 * second;
const day = 24 * 60 * minute;
const evening = Date.UTC(2026, 0, 15, 18);
const csmsId = 'csms' as UplinkId;

export function runWeek(week: Week): WeekResult {
  const startedAt = performance.now();
  const depot = openWeek(week);
  for (let at = 0; at < week.stations; at += 1) depot.boot(at);
  charge(depot, week);
  const journalMb = depot.journal.kept().bytes / 1e6;
  const draining = depot.drain();
  const idle = depot.live(5 * minute);
  const { kept } = depot.journal;
  return {
    faults: [...depot.book.faults(), ...draining.faults],
    messages: draining.messages,
    mostPerSecond: depot.mostPerSecond(),
    drainMinutes: rounded(draining.ms / minute, 1),
    idleP99Ms: percentile(idle.verdicts, 0.99),
    drainingP99Ms: percentile(draining.verdicts, 0.99),
    statusP95Ms: percentile(draining.statuses, 0.95),
    mostRowsInWindow: depot.mostRowsInWindow(),
    rowsLeft: kept().rows,
    journalMb: rounded(journalMb, 1),
    seconds: rounded((performance.now() - startedAt) / 1000, 1),
  };
}

/** The sessions of the week, evenly: each station one after the other, the gateway restarted in the middle. */
function charge(depot: Depot, { stations, transactions, samplesPerTransaction, days }: Week): void {
  const perStation = Math.ceil(transactions / stations);
  const slotMs = (days * day) / perStation;
  for (let slot = 0; slot < perStation; slot += 1) {
    const first = slot * stations;
    const count = Math.min(stations, transactions - first);
    for (let at = 0; at < count; at += 1) depot.start(at, first + at);
    for (let sample = 0; sample < samplesPerTransaction; sample += 1) {
      depot.pass((slotMs * 0.8) / samplesPerTransaction);
      for (let at = 0; at < count; at += 1) depot.sample(at);
    }
    for (let at = 0; at < count; at += 1) depot.stop(at);
    depot.pass(slotMs * 0.2);
    if (slot === Math.floor(perStation / 2)) depot.restart();
  }
}

interface Line {
  readonly id: StationId;
  link: LinkId;
  token: string;
  transactionId: number;
  wh: number;
  changes: number;
}

type Depot = ReturnType<typeof openWeek>;

function openWeek(week: Week) {
  const backoff = { minSeconds: 5, randomSeconds: 10, repeatTimes: 4 };
  const { messagesPerSecond } = week;
  const site = smallDepot(week.stations, 40 * week.stations, [
    uplink('csms', 'control', { backoff, messagesPerSecond }),
  ]);
  const journal = createMemoryJournal();
  const book: ToldBook = createToldBook();
  const answers = new Map<LinkId, Record<string, unknown>>();
  const queue: (() => void)[] = [];
  const perSecond = new Map<number, number>();
  const verdicts: number[] = [];
  const statuses: number[] = [];
  const asked = new Map<string, number>();
  const changed = new Map<number, number>();
  let now = 1000;
  let wakeAt = Infinity;
  let wake = (): void => undefined;
  let links = 0;
  let calls = 0;
  let messages = 0;
  let mostRows = 0;
  let isThere = false;
  let csms: LinkId | undefined;
  let answerDue: { at: number; text: string } | undefined;
  let wanted = false;
  let gateway: Gateway;
  let driver: Driver;

  function settle(): void {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) next();
    for (const { outbox } of gateway.state.uplinks.values()) mostRows = Math.max(mostRows, outbox.entries.length);
  }

  function open(): void {
    gateway = createGateway({
      ...recover(journal.opened()),
      sealing: plainSealing,
      random: createChance(1),
      firmware: 'bench',
      disk: 'ok',
    });
    const mine = gateway;
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
      outlet: { send, want: (open) => (wanted = open.length > 0), resume: () => undefined },
      clock: {
        mono: () => mono(now),
        utc: () => utc(evening + now),
        wakeAt(at, what) {
          wakeAt = at;
          wake = what;
        },
      },
      fail(failure) {
        throw failure.kind === 'thrown' ? failure.error : new Error(failure.detail);
      },
    });
    driver.start(site);
    settle();
  }

  function send(one: Exclude<Send, { kind: 'read' | 'recall' }>): void {
    if (one.kind === 'close' && one.link === csms) csms = undefined;
    if (one.kind !== 'frame') return;
    const frame = JSON.parse(one.text) as [number, string, ...unknown[]];
    if (one.link === csms) return toCsms(frame);
    if (frame[0] === 2) queue.push(() => say(one.link, [3, frame[1], { status: 'Accepted' }]));
    else {
      answers.set(one.link, frame[2] as Record<string, unknown>);
      const at = asked.get(frame[1]);
      if (at !== undefined) verdicts.push(now - at);
      asked.delete(frame[1]);
    }
  }

  /** One at a time, each answered after a while; a second one before that is a fault. */
  function toCsms([type, id, action, payload]: [number, string, ...unknown[]]): void {
    if (type !== 2) return;
    messages += 1;
    const bucket = Math.floor(now / second);
    perSecond.set(bucket, (perSecond.get(bucket) ?? 0) + (/Transaction|MeterValues/.test(action as string) ? 1 : 0));
    if (answerDue !== undefined) book.fault(`${String(action)} came while another CALL was not answered`);
    const connector = (payload as { connectorId?: number }).connectorId ?? 0;
    if (action === 'StatusNotification' && changed.has(connector)) {
      statuses.push(now - changed.get(connector)!);
      changed.delete(connector);
    }
    const body = book.hear(action as string, payload as Record<string, unknown>, new Date(evening + now).toISOString());
    answerDue = { at: now + week.answerMs, text: JSON.stringify([3, id, body]) };
  }

  function say(link: LinkId, frame: readonly unknown[]): void {
    driver.offer({ kind: 'frame', link, text: JSON.stringify(frame) });
  }

  function call(line: Line, action: string, payload: object): string {
    const id = `c${(calls += 1)}`;
    say(line.link, [2, id, action, payload]);
    settle();
    return id;
  }

  const lines = site.stations.map(({ id }): Line => ({
    id,
    link: '' as LinkId,
    token: '',
    transactionId: 0,
    wh: 0,
    changes: 0,
  }));
  const stamp = (): string => new Date(evening + now).toISOString();

  /** Lets time pass, through everything that is due on the way. */
  function pass(ms: number): void {
    const end = now + ms;
    for (;;) {
      const next = Math.min(wakeAt, answerDue?.at ?? Infinity);
      if (next > end) break;
      now = Math.max(now, next);
      if (answerDue !== undefined && answerDue.at <= now) {
        const { text } = answerDue;
        answerDue = undefined;
        if (csms !== undefined) driver.offer({ kind: 'frame', link: csms, text });
      } else {
        wakeAt = Infinity;
        wake();
      }
      settle();
      reach();
    }
    now = end;
  }

  function reach(): void {
    if (!wanted || csms !== undefined) return;
    if (!isThere) {
      wanted = false;
      driver.offer({ kind: 'linkFailed', uplink: csmsId, reason: 'away', trouble: 'unreachable' });
    } else {
      csms = `u${(links += 1)}` as LinkId;
      driver.offer({ kind: 'linkUp', link: csms, peer: { kind: 'uplink', uplink: csmsId, version: '1.6' } });
    }
    settle();
  }

  function boot(at: number): void {
    const line = lines[at]!;
    line.link = `s${(links += 1)}` as LinkId;
    driver.offer({ kind: 'linkUp', link: line.link, peer: { kind: 'station', station: line.id, version: '1.6' } });
    call(line, 'BootNotification', { chargePointVendor: 'Bench', chargePointModel: 'Bench' });
  }

  /** Stations go on, ten things a minute each kind: tokens that nobody knows, and statuses that change. */
  function live(ms: number): { verdicts: number[]; statuses: number[] } {
    verdicts.length = 0;
    statuses.length = 0;
    for (let passed = 0; passed < ms; passed += 3 * second) {
      const line = lines[Math.floor(passed / 3000) % lines.length]!;
      if (passed % (6 * second) === 0) asked.set(call(line, 'Authorize', { idTag: `L${(calls += 1)}` }), now);
      else {
        line.changes += 1;
        if (csms !== undefined) changed.set(lines.indexOf(line) + 1, now);
        const status = line.changes % 2 === 0 ? 'Available' : 'Preparing';
        call(line, 'StatusNotification', { connectorId: 1, status, errorCode: 'NoError' });
      }
      // Not in step with the answers of the central system.
      pass(3 * second + (passed % 7) * 13);
    }
    return { verdicts: [...verdicts], statuses: [...statuses] };
  }

  open();
  return {
    journal,
    book,
    boot,
    pass,
    live,
    start(at: number, n: number) {
      const line = lines[at]!;
      line.token = `W-${n}`;
      const payload = { connectorId: 1, idTag: line.token, meterStart: line.wh, timestamp: stamp() };
      call(line, 'StartTransaction', payload);
      line.transactionId = answers.get(line.link)!['transactionId'] as number;
      book.happened(line.token, 'start', payload);
    },
    sample(at: number) {
      const line = lines[at]!;
      line.wh += 500;
      const meterValue = [{ timestamp: stamp(), sampledValue: [{ value: String(line.wh) }] }];
      call(line, 'MeterValues', { connectorId: 1, transactionId: line.transactionId, meterValue });
      book.happened(line.token, 'sample', { wh: line.wh });
    },
    stop(at: number) {
      const line = lines[at]!;
      const payload = { transactionId: line.transactionId, meterStop: line.wh, timestamp: stamp() };
      call(line, 'StopTransaction', payload);
      book.happened(line.token, 'stop', payload);
    },
    restart() {
      csms = undefined;
      queue.length = 0;
      open();
      for (let at = 0; at < lines.length; at += 1) boot(at);
    },
    /** The central system is back: until everything is told. */
    drain() {
      isThere = true;
      messages = 0;
      perSecond.clear();
      const from = now;
      const all = { verdicts: [] as number[], statuses: [] as number[], faults: [] as string[] };
      const isDone = (): boolean =>
        book.missing() === 0 && gateway.state.uplinks.get(csmsId)!.outbox.entries.length === 0;
      const longest = 40 * day;
      while (!isDone() && now - from < longest) {
        const { verdicts: some, statuses: others } = live(minute);
        all.verdicts.push(...some);
        all.statuses.push(...others);
      }
      if (!isDone()) all.faults.push(`${book.missing()} messages were not told after ${longest / day} days`);
      return { ...all, messages, ms: now - from };
    },
    mostPerSecond: () => Math.max(0, ...perSecond.values()),
    mostRowsInWindow: () => mostRows,
  };
}

/** A depot of 50 stations and 20 000 transactions. */
export const wholeWeek: Week = {
  stations: 50,
  transactions: 20_000,
  samplesPerTransaction: 12,
  days: 7,
  messagesPerSecond: 20,
  answerMs: 80,
};

export function weekOffline(): Promise<Bench> {
  const result = runWeek(wholeWeek);
  for (const fault of result.faults.slice(0, 10)) console.log(fault);
  const { faults, ...figures } = result;
  return Promise.resolve({
    figures: { ...figures, faults: faults.length, liveRatio: rounded(result.drainingP99Ms / result.idleP99Ms, 2) },
    goals: {
      faults: { atMost: 0 },
      liveRatio: { atMost: 2 },
      mostPerSecond: { atMost: wholeWeek.messagesPerSecond },
      mostRowsInWindow: { atMost: windowRows },
    },
  });
}
