// The clock is set while the gateway runs. Waiting is done by the monotonic clock, so nothing comes early, late or twice.

import { describe, expect, it } from 'vitest';
import { utc } from '../../src/model/time.ts';
import { boot, createHarness, obedient, ordinaryCsms } from '../conversations/harness.ts';
import { smallDepot, uplink } from '../sim/site.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const evening = Date.UTC(2026, 0, 15, 18);
const memory = { builtAt: utc(Date.UTC(2026, 0, 1)) };
const plain = smallDepot(2, 60, [uplink('csms', 'control', { password: 'secret' })]);
const site = {
  ...plain,
  authorization: { ...plain.authorization, unknownOffline: 'refuse' as const, cacheLifetimeDays: 1 },
};

/** A depot with a station that charges and a central system that knows the time. */
function running() {
  const depot = createHarness(site, { clock: memory });
  const csms = depot.connectCsms();
  const startedAt = depot.utc();
  let passed = 0;
  const system = ordinaryCsms();
  const answer = (action: string, payload: Record<string, unknown>): object => ({
    ...system(action, payload),
    ...(/Boot|Heartbeat/.test(action) && { currentTime: new Date(startedAt + passed).toISOString() }),
  });
  const station = depot.connectStation('CP-01');
  const settle = (): string[] => {
    depot.answers(station, obedient);
    return depot.answers(csms, answer).map(([, , action]) => action as string);
  };
  settle();
  depot.says(station, boot);
  depot.says(station, [2, 'a', 'Authorize', { idTag: 'VAN' }]);
  settle();
  const start = { connectorId: 1, idTag: 'VAN', meterStart: 0, timestamp: '2026-01-15T18:00:01Z' };
  depot.says(station, [2, 't', 'StartTransaction', start]);
  settle();

  /** An hour: how many timers woke the gateway, and what it said to the central system. */
  function hourOf(): { wakeUps: number; told: string[] } {
    const before = depot.wakeUps();
    const told: string[] = [];
    for (let at = 0; at < hour; at += 10_000) {
      depot.sleep(10_000);
      passed += 10_000;
      told.push(...settle());
    }
    return { wakeUps: depot.wakeUps() - before, told };
  }
  return { depot, station, csms, hourOf };
}

const heartbeatsIn = (told: readonly string[]): number => told.filter((action) => action === 'Heartbeat').length;

describe.each([
  ['an hour ahead', hour],
  ['a day back', -day],
  ['forty days ahead', 40 * day],
  ['forty days back, to before this software was built', -40 * day],
])('F030 the clock is set %s', (_, byMs) => {
  it('F030 wakes up as often as before, and expires nothing', () => {
    const { depot, station, csms, hourOf } = running();
    hourOf();
    const usual = hourOf();
    depot.setClock(depot.utc() + byMs);
    const after = hourOf();
    expect(heartbeatsIn(usual.told)).toBe(12);
    expect(heartbeatsIn(after.told)).toBe(12);
    // A clock in doubt is looked at each five seconds, until the next heartbeat brings the time.
    expect(after.wakeUps).toBeGreaterThanOrEqual(usual.wakeUps * 0.95);
    expect(after.wakeUps).toBeLessThanOrEqual(usual.wakeUps * 1.05 + 60);
    expect(depot.gateway.state.links.size).toBe(2);
    // The verdict is three hours old, whatever the clock says.
    depot.drop(csms);
    depot.says(station, [2, 'b', 'Authorize', { idTag: 'VAN' }]);
    expect(depot.hears(station)).toContainEqual([3, 'b', { idTagInfo: { status: 'Accepted' } }]);
    const [open] = depot.gateway.state.ledger.stations.get('CP-01' as never)!.transactions.known.values();
    expect(open!.endedAt).toBeUndefined();
  });

  it('F030 records it once, and tells the central system once', () => {
    const { depot, hourOf } = running();
    depot.setClock(depot.utc() + byMs);
    const { told } = hourOf();
    const ofClock = depot.facts.filter(({ kind }) => kind.startsWith('Clock')).map(({ kind }) => kind);
    expect(ofClock).toEqual(evening + byMs >= memory.builtAt ? ['ClockStepped'] : ['ClockDoubted', 'ClockTrusted']);
    const events = depot.facts.filter(
      (fact) => fact.kind === 'SecurityEventRaised' && fact.type === 'SettingSystemTime',
    );
    expect(events).toHaveLength(1);
    expect(told.filter((action) => action === 'SecurityEventNotification')).toHaveLength(1);
  });
});

it('F030 a clock that is slewed, or set by less than a second, is no step', () => {
  const { depot, hourOf } = running();
  depot.setClock(depot.utc() + 900);
  hourOf();
  // As fast as Linux slews a clock, 500 parts in a million.
  for (let at = 0; at < 60; at += 1) {
    depot.sleep(minute);
    depot.setClock(depot.utc() + 30);
  }
  expect(depot.facts.filter(({ kind }) => kind.startsWith('Clock'))).toEqual([]);
});
