// A computer whose clock battery is empty: it starts in the year 2000. The gateway counts from the last time that it knew.

import { describe, expect, it } from 'vitest';
import { utc } from '../../src/model/time.ts';
import type { Harness, HarnessOptions } from '../conversations/harness.ts';
import { boot, createHarness, obedient, ordinaryCsms } from '../conversations/harness.ts';
import { smallDepot, uplink } from '../sim/site.ts';

const minute = 60_000;
const hour = 60 * minute;
const built = utc(Date.UTC(2026, 0, 1));
/** The journal's last stamp is a little younger than what the file remembers. */
const lastKnown = utc(Date.UTC(2026, 0, 15, 18, 0, 1));
const y2000 = Date.UTC(2000, 0, 1);
const dead: HarnessOptions = { hostUtc: y2000, clock: { builtAt: built, lastKnown: utc(lastKnown - 9 * minute) } };
const site = smallDepot(3, 60, [uplink('csms', 'control', { password: 'secret' })]);
const iso = (at: number): string => new Date(at).toISOString();
const alarmsOf = (depot: Harness): string[] => [...depot.gateway.state.alarms.keys()].map((key) => key.split(':')[0]!);
const csmsAt = (at: () => number) => (action: string, payload: Record<string, unknown>) => {
  const currentTime = iso(at());
  if (action === 'BootNotification') return { status: 'Accepted', currentTime, interval: 300 };
  return action === 'Heartbeat' ? { currentTime } : ordinaryCsms()(action, payload);
};
const actionsOf = (calls: readonly (readonly unknown[])[]): unknown[] => calls.map(([, , action]) => action);

/** A session of CP-02 that is known from before: it started, and stopped a minute later. */
function charge(depot: Harness, stamp: () => string): void {
  const station = depot.connectStation('CP-02');
  depot.says(station, [2, 't1', 'StartTransaction', { connectorId: 1, idTag: 'A', meterStart: 0, timestamp: stamp() }]);
  const answers = depot.hears(station);
  const { transactionId } = answers.find(([, id]) => id === 't1')![2] as { transactionId: number };
  depot.sleep(minute);
  const meterValue = [{ timestamp: stamp(), sampledValue: [{ value: '5' }] }];
  depot.says(station, [2, 'm1', 'MeterValues', { connectorId: 1, transactionId, meterValue }]);
  depot.says(station, [2, 't2', 'StopTransaction', { transactionId, meterStop: 9, timestamp: stamp() }]);
}

/** A depot whose stations are known, at whose next start the battery is empty. */
function deadClock(options: HarnessOptions = dead): Harness {
  const before = createHarness(site);
  for (const id of ['CP-01', 'CP-02']) before.says(before.connectStation(id), boot);
  before.says(before.connectStation('CP-02'), [2, 'a', 'Authorize', { idTag: 'A' }]);
  return before.restart(options);
}

describe('F029 dead clock at boot', () => {
  it('F029 says Pending with the last time known, keeps limits, and raises an alarm that names the clock', () => {
    const depot = deadClock();
    const station = depot.connectStation('CP-01');
    depot.says(station, boot);
    const [answer] = depot.hears(station);
    expect(answer).toEqual([3, 'boot', { status: 'Pending', interval: 15, currentTime: iso(lastKnown) }]);
    depot.sleep(1000);
    expect(actionsOf(depot.answers(station, obedient))).toContain('SetChargingProfile');
    expect(alarmsOf(depot)).toContain('BB_CLOCK_UNTRUSTED');
    expect(depot.gateway.state.alarms.get('BB_CLOCK_UNTRUSTED')).toMatch(/2000-01-01.*timedatectl.*battery/s);
    expect(depot.facts.find(({ kind }) => kind === 'Started')).toMatchObject({ happenedAt: lastKnown });
    expect(depot.facts.find(({ kind }) => kind === 'ClockDoubted')).toMatchObject({ hostUtc: y2000 });
  });

  it('F029 lets stations charge after a quarter of an hour without any time', () => {
    const depot = deadClock();
    const station = depot.connectStation('CP-03');
    depot.says(station, boot);
    depot.says(station, [2, 'early', 'Heartbeat', {}]);
    expect(depot.hears(station).map(([type]) => type)).toEqual([3, 4]);
    depot.sleep(16 * minute);
    depot.says(station, [2, 'again', boot[2], boot[3]]);
    expect(depot.hears(station).find(([, id]) => id === 'again')).toMatchObject([3, 'again', { status: 'Accepted' }]);
  });

  it('F029 tells nothing about transactions until the time is known, then with the stamps put right, and logs it', () => {
    const depot = deadClock();
    // The station has its time from us.
    const stamps = [0, minute, minute].values();
    charge(depot, () => iso(lastKnown + stamps.next().value!));
    depot.sleep(10 * minute);
    const link = depot.connectCsms();
    // A central system that says no time of its own is of no help.
    const lost = depot.answers(
      link,
      csmsAt(() => Date.UTC(1970, 0, 1)),
    );
    expect(actionsOf(lost)).not.toContain('StartTransaction');
    const right = Date.UTC(2026, 0, 20, 6);
    depot.setClock(right);
    depot.sleep(5000);
    const told = depot
      .answers(
        link,
        csmsAt(() => right),
      )
      .filter(([, , action]) => String(action).match(/Transaction|Meter/));
    const shift = right - (lastKnown + 11 * minute);
    const about = told.map(([, , action, payload]) => [action, stampOf(payload as Payload) - shift - lastKnown]);
    expect(about).toEqual([
      ['StartTransaction', 0],
      ['MeterValues', minute],
      ['StopTransaction', minute],
    ]);
    expect(depot.facts.find(({ kind }) => kind === 'ClockTrusted')).toMatchObject({
      source: 'computer',
      aheadMs: shift,
    });
    expect(alarmsOf(depot)).not.toContain('BB_CLOCK_UNTRUSTED');
    const events = depot.facts.filter(({ kind }) => kind === 'SecurityEventRaised');
    expect(events.filter((fact) => 'type' in fact && fact.type === 'SettingSystemTime')).toHaveLength(1);
  });

  it('F029 leaves the stamps of a station alone that has a right clock of its own', () => {
    const depot = deadClock();
    const truth = Date.UTC(2026, 0, 20, 5, 30);
    charge(depot, () => iso(truth));
    depot.setClock(Date.UTC(2026, 0, 20, 6));
    const told = depot.answers(
      depot.connectCsms(),
      csmsAt(() => Date.UTC(2026, 0, 20, 6)),
    );
    const start = told.find(([, , action]) => action === 'StartTransaction');
    expect(start![3]).toMatchObject({ timestamp: iso(truth) });
  });

  it('F029 takes the time of the central system where no other comes', () => {
    const depot = deadClock();
    const link = depot.connectCsms();
    const right = Date.UTC(2026, 0, 20, 6);
    depot.answers(
      link,
      csmsAt(() => right),
    );
    const station = depot.connectStation('CP-01');
    depot.says(station, boot);
    expect(depot.hears(station)[0]).toMatchObject([3, 'boot', { status: 'Accepted', currentTime: iso(right) }]);
    expect(alarmsOf(depot)).toContain('BB_CLOCK_UNTRUSTED');
    depot.setClock(right + 1500);
    depot.sleep(300_000);
    expect(alarmsOf(depot)).not.toContain('BB_CLOCK_UNTRUSTED');
    expect(depot.facts.filter(({ kind }) => kind.startsWith('Clock'))).toMatchObject([
      { kind: 'ClockDoubted' },
      { kind: 'ClockTrusted', source: 'csms' },
      { kind: 'ClockStepped', byMs: 1500 },
    ]);
  });

  it('F029 keeps the order over several starts in doubt, and one more after the time came back', () => {
    const first = deadClock();
    charge(first, () => iso(lastKnown));
    const second = first.restart({ ...dead, hostUtc: y2000 + 2 * minute });
    // The computer did not stop, so the count goes on where it was.
    expect(second.gateway.state.clock.correctionMs).toBe(first.gateway.state.clock.correctionMs);
    const third = second.restart(dead);
    const stamps = [...first.facts, ...second.facts, ...third.facts]
      .filter((fact) => !fact.kind.startsWith('Transaction') && 'happenedAt' in fact)
      .map((fact) => (fact as { happenedAt: number }).happenedAt);
    expect([...stamps].sort((a, b) => a - b)).toEqual(stamps);
    const now = Date.UTC(2026, 1, 1);
    const fourth = third.restart({ hostUtc: now, clock: dead.clock! });
    expect(fourth.facts.map(({ kind }) => kind).slice(0, 2)).toEqual(['Started', 'ClockTrusted']);
    const told = fourth.answers(
      fourth.connectCsms(),
      csmsAt(() => now),
    );
    const start = told.find(([, , action]) => action === 'StartTransaction')!;
    expect(stampOf(start[3] as Payload)).toBeGreaterThan(lastKnown + 10 * 24 * hour);
    expect(stampOf(start[3] as Payload)).toBeLessThanOrEqual(now);
  });

  it('F029 doubts no token that was good when the time was known', () => {
    const depot = deadClock();
    const station = depot.connectStation('CP-02');
    depot.says(station, [2, 'a1', 'Authorize', { idTag: 'A' }]);
    expect(depot.hears(station).find(([, id]) => id === 'a1')).toMatchObject([
      3,
      'a1',
      { idTagInfo: { status: 'Accepted' } },
    ]);
  });
});

type Payload = { timestamp?: string; meterValue?: { timestamp: string }[] };
const stampOf = ({ timestamp, meterValue }: Payload): number => Date.parse(timestamp ?? meterValue![0]!.timestamp);
