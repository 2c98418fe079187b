// A central system that is away for a week, in virtual time around the real core: stations charge, the gateway restarts in
// the middle, then everything is told while stations go on. `npm run bench -- week-offline` is the whole week of a depot.

import { windowRows } from '../../src/uplink/outbox.ts';
import type { Bench } from './figures.ts';
import { percentile, rounded } from './figures.ts';
import type { WeekDepot, WeekOptions } from './week-depot.ts';
import { openWeekDepot } from './week-depot.ts';

export interface Week extends WeekOptions {
  readonly transactions: number;
  readonly samplesPerTransaction: number;
  readonly days: number;
}

export interface WeekResult {
  readonly faults: readonly string[];
  /** Messages upstream while it drained, and the most about transactions within any second. */
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

interface Waits {
  readonly verdicts: number[];
  readonly statuses: number[];
}

const second = 1000;
const minute = 60 * second;
const day = 24 * 60 * minute;
const longestDrain = 40 * day;

export function runWeek(week: Week): WeekResult {
  const startedAt = performance.now();
  const depot = openWeekDepot(week);
  for (const line of depot.lines) depot.connect(line);
  charge(depot, week);
  const journalMb = depot.journal.kept().bytes / 1e6;
  const backAt = depot.now();
  const draining = drain(depot);
  const drainMs = depot.now() - backAt;
  const messages = depot.csms.messages();
  const idle = goOn(depot, 5 * minute);
  return {
    faults: depot.book.faults(),
    messages,
    mostPerSecond: depot.csms.mostPerSecond(),
    drainMinutes: rounded(drainMs / minute, 1),
    idleP99Ms: percentile(idle.verdicts, 0.99),
    drainingP99Ms: percentile(draining.verdicts, 0.99),
    statusP95Ms: percentile(draining.statuses, 0.95),
    mostRowsInWindow: depot.mostRows(),
    rowsLeft: depot.journal.kept().rows,
    journalMb: rounded(journalMb, 1),
    seconds: rounded((performance.now() - startedAt) / 1000, 1),
  };
}

/** The sessions of the week, evenly: each station one after the other, the gateway restarted in the middle. */
function charge(depot: WeekDepot, { stations, transactions, samplesPerTransaction, days }: Week): void {
  const perStation = Math.ceil(transactions / stations);
  const slotMs = (days * day) / perStation;
  for (let slot = 0; slot < perStation; slot += 1) {
    const count = Math.min(stations, transactions - slot * stations);
    session(depot, slot * stations, count, samplesPerTransaction, slotMs);
    if (slot === Math.floor(perStation / 2)) depot.restart();
  }
}

/** One session at each of the first `count` stations. */
function session(depot: WeekDepot, first: number, count: number, samples: number, slotMs: number): void {
  const { book } = depot;
  const lines = depot.lines.slice(0, count);
  for (const [at, line] of lines.entries()) {
    line.token = `W-${first + at}`;
    const payload = { connectorId: 1, idTag: line.token, meterStart: line.wh, timestamp: depot.stamp() };
    depot.call(line, 'StartTransaction', payload);
    line.transactionId = depot.answerOf(line)['transactionId'] as number;
    book.happened(line.token, 'start', payload);
  }
  for (let sample = 0; sample < samples; sample += 1) {
    depot.pass((slotMs * 0.8) / samples);
    for (const line of lines) {
      line.wh += 500;
      const meterValue = [{ timestamp: depot.stamp(), sampledValue: [{ value: String(line.wh) }] }];
      depot.call(line, 'MeterValues', { connectorId: 1, transactionId: line.transactionId, meterValue });
      book.happened(line.token, 'sample', { wh: line.wh });
    }
  }
  for (const line of lines) {
    const payload = { transactionId: line.transactionId, meterStop: line.wh, timestamp: depot.stamp() };
    depot.call(line, 'StopTransaction', payload);
    book.happened(line.token, 'stop', payload);
  }
  depot.pass(slotMs * 0.2);
}

/** The central system is back: until everything is told, while stations go on. */
function drain(depot: WeekDepot): Waits {
  const all: Waits = { verdicts: [], statuses: [] };
  const from = depot.now();
  depot.csms.setThere(true);
  while (depot.book.missing() > 0 || depot.waiting() > 0) {
    if (depot.now() - from > longestDrain) {
      depot.book.fault(`${depot.book.missing()} messages were not told after ${longestDrain / day} days`);
      return all;
    }
    const { verdicts, statuses } = goOn(depot, minute);
    all.verdicts.push(...verdicts);
    all.statuses.push(...statuses);
  }
  return all;
}

/** Stations go on for a while: tokens that nobody knows, and statuses that change, ten of each a minute. */
function goOn(depot: WeekDepot, ms: number): Waits {
  const { lines, csms } = depot;
  const waits: Waits = { verdicts: [], statuses: [] };
  const asked = new Map<string, number>();
  const changed = new Map<number, number>();
  const note = <Key>(since: Map<Key, number>, key: Key, into: number[]): void => {
    const at = since.get(key);
    if (at !== undefined) into.push(depot.now() - at);
    since.delete(key);
  };
  depot.onAnswer((id) => note(asked, id, waits.verdicts));
  csms.onStatus((connector) => note(changed, connector, waits.statuses));
  for (let passed = 0; passed < ms; passed += 3 * second) {
    const line = lines[(passed / 3000) % lines.length]!;
    if (passed % (6 * second) === 0) {
      const token = `L-${depot.now()}`;
      asked.set(depot.call(line, 'Authorize', { idTag: token.slice(0, 20) }), depot.now());
    } else {
      line.changes += 1;
      if (csms.link() !== undefined) changed.set(line.connector, depot.now());
      const status = line.changes % 2 === 0 ? 'Available' : 'Preparing';
      depot.call(line, 'StatusNotification', { connectorId: 1, status, errorCode: 'NoError' });
    }
    // Not in step with the answers of the central system.
    depot.pass(3 * second + (passed % 7) * 13);
  }
  return waits;
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
  const { faults, ...figures } = runWeek(wholeWeek);
  for (const fault of faults.slice(0, 10)) console.log(fault);
  const liveRatio = rounded(figures.drainingP99Ms / figures.idleP99Ms, 2);
  return Promise.resolve({
    figures: { ...figures, faults: faults.length, liveRatio },
    goals: {
      faults: { atMost: 0 },
      liveRatio: { atMost: 2 },
      mostPerSecond: { atMost: wholeWeek.messagesPerSecond },
      mostRowsInWindow: { atMost: windowRows },
    },
  });
}
