// What went wrong elsewhere, and must not here: each failure of other systems as a conversation with the real core.

import { describe, expect, it } from 'vitest';
import type { Evse, Site } from '../../src/model/config/site.ts';
import { ready, siteOf } from './limit-depot.ts';
import type { Yard, YardOptions } from './yard.ts';
import { baseOf, busyYard, newYard, offered } from './yard.ts';

const circuit = { worstCaseBaseAmps: 30, worstStepAmps: 0 } as const;
const metered = (more: YardOptions = {}): Yard => busyYard({ posts: 1, boxes: 1, limitAmps: 60, circuit, ...more });
const may = (yard: Yard): number => Math.max(...yard.mayFlow());

describe('a link or a meter is lost', () => {
  it('the house breaker opened because a command of 0 could not arrive: what cannot be told fits beside the worst', () => {
    const yard = metered();
    yard.posts[0]!.drops();
    yard.base = [30, 30, 30];
    yard.passes(4);
    expect(may(yard)).toBeLessThanOrEqual(60);
  });

  it('the meter was lost and chargers kept what they had: they come down by time alone', () => {
    const yard = metered();
    yard.speaks = false;
    yard.base = [30, 30, 30];
    yard.passes(6);
    expect(may(yard)).toBeLessThanOrEqual(60);
  });

  it('a fallback while offline, and a TxProfile that is kept while offline, as OCPP says: both are there, and both count', () => {
    const depot = ready(siteOf(2, 40));
    depot.posts[0]!.starts();
    depot.passes(60);
    depot.posts[0]!.drops();
    depot.posts[1]!.starts();
    depot.passes(600);
    const [first, second] = depot.posts;
    const kept = first!.profiles.map(({ purpose }) => purpose).sort();
    expect(kept).toEqual(['TxDefaultProfile', 'TxProfile']);
    expect(first!.mayDrawAtMost() + second!.mayDrawAtMost()).toBeLessThanOrEqual(40);
  });

  it('a clock that is set made limits expire: none of them has an end', () => {
    const depot = ready(siteOf(2, 40));
    for (const post of depot.posts) post.starts();
    depot.passes(60);
    for (const post of depot.posts)
      for (const { schedule } of post.profiles as unknown as { schedule?: object }[])
        expect(JSON.stringify(schedule ?? {})).not.toMatch(/duration|validTo/i);
    expect(depot.posts[0]!.lastTold() ?? {}).not.toHaveProperty('csChargingProfiles.validTo');
    expect(depot.posts[0]!.lastTold() ?? {}).not.toHaveProperty('csChargingProfiles.chargingSchedule.duration');
  });
});

describe('lines', () => {
  const on =
    (phases: Evse['phases']) =>
    (site: Site): Site => ({
      ...site,
      stations: site.stations.map((one) => ({ ...one, evses: [{ ...one.evses[0]!, phases }] })),
    });

  it('a vehicle on one line was stopped for an overload of another: that is not its own', () => {
    const yard = busyYard({ posts: 1, limitAmps: 60, circuit, change: on('L1') });
    yard.cars[0]!.lines = [0];
    yard.passes(20);
    const before = yard.may(0);
    expect(before).toBe(30);
    yard.base = [0, 70, 70];
    yard.passes(60);
    expect(yard.may(0)).toBe(before);
  });
});

describe('readings', () => {
  it('start and stop went round and round with other load: nobody is paused more often than his turn allows', () => {
    const yard = metered();
    let changes = 0;
    let before = offered(yard);
    let raises = 0;
    for (let half = 0; half < 12; half += 1) {
      yard.base = half % 2 === 0 ? [30, 30, 30] : [0, 0, 0];
      for (let second = 0; second < 20; second += 1) {
        yard.passes(1);
        const now = offered(yard);
        if (now > before) raises += 1;
        if ((now === 0) !== (before === 0)) changes += 1;
        before = now;
      }
    }
    // Room that was not there for half a minute is not given out: after the first time it stays as it is.
    expect(changes).toBeLessThanOrEqual(2);
    expect(raises).toBeLessThanOrEqual(2);
  });

  it('a short spike above a new limit, or a slow way down, was taken for disobedience: one reading is none', () => {
    const yard = metered();
    yard.cars[0]!.above = 16;
    yard.passes(10);
    yard.cars[0]!.above = 0;
    yard.passes(60);
    expect(yard.alarms()).toEqual([]);
    expect(yard.posts[0]!.calls().map(([action]) => action)).not.toContain('RemoteStopTransaction');
  });

  it('a charger that reports no current at all is held, shared and raised as others', () => {
    const yard = newYard({ posts: 2, limitAmps: 40, circuit: { worstCaseBaseAmps: 0 } });
    for (const car of yard.cars) car.isRead = false;
    for (const post of yard.posts) post.starts();
    yard.passes(150);
    expect([yard.may(0), yard.may(1)].every((amps) => amps >= 19)).toBe(true);
    yard.posts[1]!.stops();
    yard.passes(60);
    expect(yard.may(0)).toBe(32);
  });

  it('a vehicle that begins slowly jumped to all it may have: it has its minimum until it must have begun', () => {
    const yard = newYard({ posts: 1, boxes: 1, limitAmps: 60, circuit });
    yard.boxes[0]!.wants = 0;
    yard.boxes[0]!.plugged = true;
    yard.passes(40);
    expect(offered(yard)).toBeLessThanOrEqual(6);
    yard.boxes[0]!.wants = 32;
    yard.passes(90);
    expect(offered(yard)).toBeGreaterThan(25);
    expect(Math.max(...baseOf(yard))).toBeLessThan(1.6);
  });
});

describe('profiles', () => {
  it('profiles were written with every reading: other load below its worst writes nothing where limits are held for good', () => {
    const yard = busyYard({ posts: 2, limitAmps: 40, circuit: { worstCaseBaseAmps: 10, worstStepAmps: 0 } });
    for (const post of yard.posts) post.told();
    for (let minute = 0; minute < 30; minute += 1) {
      yard.base = [minute % 3, minute % 2, minute % 4];
      yard.passes(20);
    }
    for (const post of yard.posts) expect(post.told().length).toBe(0);
  });
});
