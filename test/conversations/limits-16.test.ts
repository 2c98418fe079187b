// Limits over OCPP 1.6 as they go over the wire: where a station keeps them, what it loses, and who waits for whom.

import { describe, expect, it } from 'vitest';
import { fallingToNothing, newDepot, ready, siteOf } from './limit-depot.ts';
import type { Post } from './post.ts';
import { newPost } from './post.ts';

describe('where a station keeps its limits', () => {
  it('is cleared before its first limit, and falls back to a TxDefaultProfile without an end', () => {
    const depot = newDepot(siteOf(1, 32));
    const [post] = depot.posts as [Post];
    post.connects().boots();
    depot.passes(1);
    expect(post.calls().map(([action]) => action)).toEqual([
      'ClearChargingProfile',
      'GetConfiguration',
      'GetCompositeSchedule',
    ]);
    expect(post.lastTold()).toEqual({
      connectorId: 1,
      csChargingProfiles: {
        chargingProfileId: 1,
        stackLevel: 0,
        chargingProfilePurpose: 'TxDefaultProfile',
        chargingProfileKind: 'Relative',
        chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 6 }] },
      },
    });
    expect(depot.view().stations[0]!.evses[0]).toMatchObject({ envelopeAmps: 6, takesLimits: 'tx', fallbackAmps: 6 });
  });

  it('gets a TxProfile above it for a session, and nothing more when that ends', () => {
    const depot = ready(siteOf(1, 32));
    const [post] = depot.posts as [Post];
    const transactionId = post.starts();
    depot.passes(1);
    expect(post.lastTold()?.csChargingProfiles).toMatchObject({
      chargingProfileId: 101,
      stackLevel: 1,
      chargingProfilePurpose: 'TxProfile',
      transactionId,
    });
    expect(post.told()).toEqual(['TxProfile@1 32 A']);
    expect(depot.view().stations[0]!.evses[0]).toMatchObject({ envelopeAmps: 32, reason: { kind: 'rating' } });
    post.stops();
    depot.passes(60);
    expect(post.told()).toEqual([]);
    expect(depot.view().stations[0]!.evses[0]).toMatchObject({ envelopeAmps: 6, reason: { kind: 'idle' } });
    expect(post.mayDraw()).toBe(6);
  });

  it('is told on change only: neither a new connection nor a restart writes what it holds', () => {
    const depot = ready(siteOf(2, 40));
    const [post] = depot.posts as [Post];
    post.starts();
    depot.passes(30);
    expect(post.told()).toEqual(['TxProfile@1 32 A']);
    post.drops();
    depot.passes(5);
    post.connects();
    depot.passes(30);
    depot.restarts();
    for (const one of depot.posts) one.connects();
    depot.passes(60);
    expect(post.told()).toEqual([]);
    expect(post.calls().filter(([action]) => action === 'ClearChargingProfile')).toHaveLength(1);
  });

  it('gives way before another is raised, and shares on each line', () => {
    const depot = ready(
      siteOf(3, 40, (site) => ({
        ...site,
        stations: site.stations.map((station, at) => ({
          ...station,
          evses: [{ ...station.evses[0]!, phases: (['L1L2L3', 'L2', 'L3'] as const)[at]! }],
        })),
      })),
    );
    const [three, two, last] = depot.posts as [Post, Post, Post];
    three.starts();
    depot.passes(20);
    expect(three.mayDraw()).toBe(32);
    two.starts();
    depot.passes(20);
    // They meet on L2 only, where 6 A stay for nobody else.
    expect([three.mayDraw(), two.mayDraw()]).toEqual([20, 20]);
    expect(last.mayDraw()).toBe(6);
    last.starts();
    depot.passes(20);
    expect([three.mayDraw(), two.mayDraw(), last.mayDraw()]).toEqual([20, 20, 20]);
    expect(depot.view().circuits[0]).toMatchObject({ worstCaseAmpsOnLines: [20, 40, 40] });
    expect(depot.view().stations[2]!.evses[0]!.reason).toEqual({
      kind: 'circuit',
      circuit: 'main',
      line: 2,
      sharedBy: 3,
    });
  });

  it('F104 is raised once in ten seconds, and lowered at once', () => {
    const depot = ready(siteOf(2, 40));
    const [first, second] = depot.posts as [Post, Post];
    first.starts();
    depot.passes(3);
    expect(first.told()).toEqual(['TxProfile@1 32 A']);
    second.starts();
    depot.settles();
    expect(first.told()).toEqual(['TxProfile@1 20 A']);
    second.stops();
    depot.passes(6);
    expect(first.told()).toEqual([]);
    depot.passes(2);
    expect(first.told()).toEqual(['TxProfile@1 32 A']);
  });

  it('F104 BB_LIMIT_WRITES is raised no more after 300 writes in a day, and lowered all the same', () => {
    const depot = ready(siteOf(2, 40));
    const [first, second] = depot.posts as [Post, Post];
    first.starts();
    depot.passes(20);
    for (let at = 0; at < 160; at += 1) {
      second.starts();
      depot.passes(12);
      second.stops();
      depot.passes(12);
    }
    expect(depot.alarms()).toContain('BB_LIMIT_WRITES:CP-01');
    expect(first.told().length).toBeLessThanOrEqual(301);
    expect(first.mayDraw()).toBe(20);
    depot.passes(6 * 3600);
    expect(first.mayDraw()).toBe(32);
    expect(depot.alarms()).not.toContain('BB_LIMIT_WRITES:CP-01');
  });
});

describe('what a station loses', () => {
  it('F122 E39 its limits when it boots in the middle of a session: they are pushed again at once', () => {
    const depot = ready(siteOf(2, 40));
    const [post, other] = depot.posts as [Post, Post];
    post.starts();
    depot.passes(20);
    other.starts();
    depot.passes(20);
    post.told();
    expect(post.mayDraw()).toBe(20);
    post.forgets();
    post.drops();
    post.connects().boots();
    expect(post.mayDraw()).toBe(32);
    depot.passes(1);
    expect(post.told()).toEqual(['TxDefaultProfile@1 6 A', 'TxProfile@1 20 A']);
    expect(post.mayDraw()).toBe(20);
    expect(other.mayDraw()).toBe(20);
    depot.passes(60);
    expect(post.told()).toEqual([]);
  });

  it('F122 a session that ended with the boot: the refusal of its TxProfile teaches nothing', () => {
    const depot = ready(siteOf(1, 32));
    const [post] = depot.posts as [Post];
    post.starts();
    depot.passes(20);
    post.told();
    post.drops();
    post.connects().boots();
    post.stops();
    depot.passes(60);
    expect(depot.alarms()).toEqual([]);
    expect(depot.view().stations[0]!.evses[0]!.takesLimits).toBe('tx');
  });

  it('F122 a backlog of old sessions drives nothing; one that still goes on gets its limit', () => {
    const depot = ready(siteOf(1, 32));
    const [post] = depot.posts as [Post];
    const old = (minutesAgo: number) => new Date(depot.harness().utc() - minutesAgo * 60_000).toISOString();
    post.says('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Charging' });
    for (const minutesAgo of [600, 500, 400]) {
      const start = { connectorId: 1, idTag: 'A', meterStart: minutesAgo, timestamp: old(minutesAgo) };
      const { transactionId } = post.says('StartTransaction', start);
      depot.passes(1);
      if (minutesAgo > 400)
        post.says('StopTransaction', { transactionId, meterStop: 0, timestamp: old(minutesAgo - 50) });
    }
    depot.passes(15);
    expect(post.told()).toEqual([]);
    depot.passes(10);
    expect(post.told()).toEqual(['TxProfile@1 32 A']);
  });

  it('everything when another takes its place: it counts at its rating until it took its first limit', () => {
    const depot = newDepot(siteOf(1, 32), { boot: { chargePointSerialNumber: 'A1' } });
    const [post] = depot.posts as [Post];
    post.connects().boots();
    depot.passes(15);
    post.told();
    post.calls();
    post.forgets();
    post.drops();
    const next = newPost(depot.harness(), 'CP-01', { boot: { chargePointSerialNumber: 'B2' } });
    next.connects().boots();
    expect(depot.view().stations[0]!.evses[0]!.envelopeAmps).toBe(32);
    depot.harness().sleep(1000, () => {
      while (next.attends()) continue;
    });
    expect(next.calls()[0]).toEqual(['ClearChargingProfile', {}]);
    expect(next.told()).toEqual(['TxDefaultProfile@1 6 A']);
    expect(depot.view().stations[0]!.evses[0]!.envelopeAmps).toBe(6);
  });

  it('Q39 E11 a limit after 0, and its vehicle sleeps: it is told once more when no vehicle draws', () => {
    const depot = ready(siteOf(4, 20, fallingToNothing));
    const waiting = depot.posts.at(-1)!;
    for (const post of depot.posts) post.starts();
    depot.passes(20);
    expect(waiting.mayDraw()).toBe(0);
    depot.posts[0]!.stops();
    depot.passes(12);
    expect(waiting.told()).toEqual(['TxProfile@1 6 A']);
    // Two samples of 30 s and some time for the last one.
    depot.passes(52);
    expect(waiting.told()).toEqual([]);
    depot.passes(4);
    expect(waiting.told()).toEqual(['TxProfile@1 6 A']);
    depot.passes(120);
    expect(waiting.told()).toEqual([]);
  });

  it('Q39 a limit after 0: it is not told again when the meter shows that the vehicle draws', () => {
    const depot = ready(siteOf(4, 20, fallingToNothing));
    const waiting = depot.posts.at(-1)!;
    for (const post of depot.posts) post.starts();
    depot.passes(20);
    depot.posts[0]!.stops();
    depot.passes(12);
    waiting.told();
    const sampledValue = [{ value: '6.0', measurand: 'Current.Import', phase: 'L1', unit: 'A' }];
    const timestamp = new Date(depot.harness().utc()).toISOString();
    waiting.says('MeterValues', { connectorId: 1, meterValue: [{ timestamp, sampledValue }] });
    depot.passes(120);
    expect(waiting.told()).toEqual([]);
  });

  it('Q37 nothing, but says more than it was told: in whatever unit, people are told', () => {
    const says = (chargingRateUnit: string, limit: number) => (connectorId: number) => ({
      status: 'Accepted',
      connectorId,
      scheduleStart: '2026-01-15T18:00:00Z',
      chargingSchedule: { chargingRateUnit, chargingSchedulePeriod: [{ startPeriod: 0, limit }] },
    });
    const alarmsOf = (composite: (connector: number) => object): string[] =>
      ready(siteOf(1, 32), { composite }).alarms();
    expect(alarmsOf(says('A', 6))).toEqual([]);
    expect(alarmsOf(says('W', 4140))).toEqual([]);
    expect(alarmsOf(says('W', 6))).toEqual([]);
    expect(alarmsOf(says('A', 4140))).toEqual([]);
    expect(alarmsOf(says('A', 32))).toEqual(['BB_LIMIT_NOT_HELD:CP-01/1']);
    expect(alarmsOf(says('W', 22_080))).toEqual(['BB_LIMIT_NOT_HELD:CP-01/1']);
  });
});

describe('turns', () => {
  it('take nothing from those that fall back to something', () => {
    const depot = ready(siteOf(3, 13));
    for (const post of depot.posts) {
      post.starts();
      depot.passes(60);
    }
    const who = (): string => depot.posts.map((post) => (post.mayDraw() > 0 ? '+' : '-')).join('');
    expect(who()).toBe('++-');
    // 6 A stay with those that fall back to it: turns are for those that do not.
    expect(depot.posts.map((post) => post.mayDrawAtMost())).toEqual([7, 6, 0]);
    expect(depot.view().stations[2]!.evses[0]!.reason).toEqual({ kind: 'waiting', circuit: 'main', line: 0 });
  });

  it('go round by the clock among those that fall back to nothing, whatever happens to the gateway', () => {
    const depot = ready(siteOf(3, 13, fallingToNothing));
    for (const post of depot.posts) {
      post.starts();
      depot.passes(60);
    }
    const who = (): string => depot.posts.map((post) => (post.mayDraw() > 0 ? '+' : '-')).join('');
    const seen: string[] = [];
    for (let quarter = 0; quarter < 4; quarter += 1) {
      depot.passes(60);
      seen.push(who());
      depot.passes(6 * 60);
      expect(who()).toBe(seen.at(-1));
      depot.restarts();
      for (const post of depot.posts) post.connects();
      depot.passes(2 * 60);
      expect(who()).toBe(seen.at(-1));
      depot.passes(6 * 60);
    }
    expect(seen).toEqual(['++-', '-++', '+-+', '++-']);
  });
});
