// The way to the central system is there for a second and gone for a second, ten minutes long.

import { describe, expect, it } from 'vitest';
import type { LinkId } from '../../src/model/ids.ts';
import { backoffMs } from '../../src/uplink/backoff.ts';
import type { Harness } from '../conversations/harness.ts';
import { boot, createHarness, ordinaryCsms } from '../conversations/harness.ts';
import { smallDepot, uplink } from '../sim/site.ts';

const minute = 60_000;
// Tries fall into both phases.
const backoff = { minSeconds: 2.5, randomSeconds: 3, repeatTimes: 3 };
const site = smallDepot(2, 60, [uplink('csms', 'control', { backoff })]);
type Calls = ReturnType<Harness['answers']>;

interface Flapping {
  readonly depot: Harness;
  /** When it was tried, in milliseconds. */
  readonly tries: readonly number[];
  readonly told: Calls;
}

/** `answers`: the central system answers while it is there. `each` is called once a second. */
function flap(answers: boolean, each: (depot: Harness, second: number) => void = () => undefined): Flapping {
  const depot = createHarness(site);
  const system = ordinaryCsms();
  const tries: number[] = [];
  const told: Calls = [];
  let link: LinkId | undefined;
  for (let at = 0; at < 10 * minute; at += 100) {
    const isThere = Math.floor(at / 1000) % 2 === 0;
    if (link !== undefined && !isThere) {
      depot.drop(link);
      link = undefined;
    }
    if (link === undefined && depot.wanted().length > 0) {
      tries.push(at);
      if (isThere) link = depot.connectCsms();
      else depot.fails('refused');
    }
    if (link !== undefined && answers) told.push(...depot.answers(link, system));
    if (at % 1000 === 0) each(depot, at / 1000);
    depot.sleep(100);
  }
  return { depot, tries, told };
}

const waitsOf = (tries: readonly number[]): number[] => tries.slice(1).map((at, n) => at - tries[n]!);
const bootsIn = (told: Calls): number => told.filter(([, , action]) => action === 'BootNotification').length;

describe('F037 a flapping uplink', () => {
  it('F037 is tried within the waits of the standard when it never answers: doubled, up to the most', () => {
    const { tries, depot } = flap(false);
    const waits = waitsOf(tries);
    // The shortest that the keys allow, because the harness always draws 0.
    waits.forEach((wait, n) => expect(wait).toBeGreaterThanOrEqual(backoffMs(backoff, n + 1, 0)));
    // A connection that opened for a second costs that second more.
    for (const [n, wait] of waits.entries()) expect(wait - backoffMs(backoff, n + 1, 0)).toBeLessThanOrEqual(1100);
    expect(waits.slice(0, 6).map((wait) => Math.floor(wait / 2500))).toEqual([1, 2, 4, 8, 8, 8]);
    expect(tries.length).toBeLessThanOrEqual(4 + 600 / 20);
    expect(depot.gateway.state.alarms.size).toBe(1);
  });

  it('F037 begins its waits anew after an answer, boots once, and tells every transaction once', () => {
    let station: LinkId;
    const { tries, told, depot } = flap(true, (here, second) => {
      if (second === 0) here.says((station = here.connectStation('CP-01')), boot);
      if (second % 20 === 0) start(here, station, second);
      if (second % 20 === 5) stop(here, station, second - 5);
    });
    const waits = waitsOf(tries);
    for (const wait of waits) expect(wait).toBeGreaterThanOrEqual(2500);
    // It got through now and then, and waited the shortest time after that.
    expect(waits.filter((wait) => wait < 4000).length).toBeGreaterThan(30);
    expect(tries.length).toBeLessThanOrEqual(600 / 2.5 + 1);
    expect(bootsIn(told)).toBe(1);
    depot.sleep(30_000);
    told.push(...depot.answers(depot.connectCsms(), ordinaryCsms(9000)));
    const starts = told.filter(([, , action]) => action === 'StartTransaction').map(([, id]) => id);
    const ends = told.filter(([, , action]) => action === 'StopTransaction').map(([, id]) => id);
    expect(new Set(starts).size).toBe(30);
    expect(new Set(ends).size).toBe(30);
    expect(depot.gateway.state.ledger.uplinks.get('csms' as never)!.sent.size).toBe(0);
  });

  it('F037 does not boot again on a mere reconnect while it is told to wait', () => {
    const depot = createHarness(site);
    const wait = { status: 'Pending', currentTime: '2026-01-15T18:00:00Z', interval: 600 };
    let boots = 0;
    for (let times = 0; times < 20; times += 1) {
      const link = depot.connectCsms();
      boots += bootsIn(depot.answers(link, () => wait));
      depot.sleep(1000);
      depot.drop(link);
      depot.sleep(20_000);
      expect(depot.wanted()).toHaveLength(1);
    }
    expect(boots).toBe(1);
  });
});

const stampOf = (second: number): string => new Date(Date.UTC(2026, 0, 15, 18, 0, second)).toISOString();

function start(depot: Harness, link: LinkId, second: number): void {
  const payload = { connectorId: 1, idTag: 'A', meterStart: second, timestamp: stampOf(second) };
  depot.says(link, [2, `s${second}`, 'StartTransaction', payload]);
}

function stop(depot: Harness, link: LinkId, second: number): void {
  const answer = depot.hears(link).find(([, id]) => id === `s${second}`)!;
  const { transactionId } = answer[2] as { transactionId: number };
  const payload = { transactionId, meterStop: second + 1, timestamp: stampOf(second + 5) };
  depot.says(link, [2, `e${second}`, 'StopTransaction', payload]);
}
