// Edge cases of what stations say and do, of restarts and of changes of the site file, each by its number, with the real core.

import { describe, expect, it } from 'vitest';
import type { Site } from '../../src/model/config/site.ts';
import type { CircuitId } from '../../src/model/ids.ts';
import { fallingToNothing, ready, siteOf } from './limit-depot.ts';
import type { Depot } from './limit-depot.ts';

const two = (limitAmps = 40): Site => siteOf(2, limitAmps, fallingToNothing);
const draws = ({ posts }: Depot): number[] => posts.map((post) => post.mayDraw());
const sum = (depot: Depot): number => draws(depot).reduce((total, one) => total + one, 0);
const worst = ({ posts }: Depot): number => posts.reduce((total, post) => total + post.mayDrawAtMost(), 0);

/** Both charge with 20 A; what they say to a profile can be changed. */
function charging(site = two(), mood: { silent: boolean; applies: boolean } = { silent: false, applies: true }): Depot {
  const depot = ready(site, {
    refuses: () => (mood.silent ? 'silence' : undefined),
    appliesFirst: () => mood.applies,
  });
  for (const post of depot.posts) post.starts();
  depot.passes(60);
  return depot;
}

describe('answers that are lost', () => {
  it('E37 a raise that was taken without a word counts; a lower one that was not heard does not', () => {
    const mood = { silent: false, applies: true };
    const depot = charging(two(), mood);
    expect(draws(depot)).toEqual([20, 20]);
    depot.posts[1]!.stops();
    mood.silent = true;
    depot.passes(30);
    // It took 32 A and nobody knows: what is left of 40 A is all that the other gets.
    expect(depot.posts[0]!.mayDraw()).toBe(32);
    mood.silent = false;
    mood.applies = false;
    depot.posts[1]!.starts();
    mood.silent = true;
    for (let second = 0; second < 90; second += 1) {
      depot.passes(1);
      expect(worst(depot)).toBeLessThanOrEqual(40);
    }
    mood.silent = false;
    depot.passes(120);
    expect(draws(depot)).toEqual([20, 20]);
  });

  it('E40 F097 one that is cut off counts with what it was told, whoever starts there meanwhile', () => {
    const depot = charging();
    depot.posts[0]!.drops();
    depot.passes(900);
    expect(draws(depot)).toEqual([20, 20]);
    // A card at the charger while it was away: the next vehicle charges with what it holds for such.
    depot.posts[0]!.connects();
    depot.posts[0]!.stops();
    const startedAt = new Date(depot.harness().utc() - 600_000).toISOString();
    depot.posts[0]!.says('StartTransaction', { connectorId: 1, idTag: 'RFID', meterStart: 1, timestamp: startedAt });
    for (let second = 0; second < 60; second += 1) {
      depot.passes(1);
      expect(sum(depot)).toBeLessThanOrEqual(40);
    }
  });

  it('F097 one that never took a limit counts at its rating while it is away', () => {
    const site = siteOf(2, 70, fallingToNothing);
    const depot = ready(site, [{ refuses: () => ({ status: 'Rejected' }) }, {}]);
    for (const post of depot.posts) post.starts();
    depot.passes(60);
    expect(depot.posts[1]!.mayDraw()).toBe(32);
    depot.harness().change({ ...site, circuits: [{ ...site.circuits[0]!, limitAmps: 50 }] });
    depot.passes(60);
    depot.posts[0]!.drops();
    depot.passes(600);
    expect(depot.posts[1]!.mayDraw()).toBe(18);
  });
});

describe('restarts', () => {
  it('E50 F099 F100 in the middle of a decrease and the raise that waits for it: the larger of both counts', () => {
    const mood = { silent: false, applies: true };
    const depot = ready(two(), { refuses: () => (mood.silent ? 'silence' : undefined) });
    depot.posts[0]!.starts();
    depot.passes(60);
    expect(draws(depot)).toEqual([32, 0]);
    mood.silent = true;
    depot.posts[1]!.starts();
    depot.passes(1);
    depot.restarts();
    for (const post of depot.posts) post.connects().boots();
    for (let second = 0; second < 60; second += 1) {
      depot.passes(1);
      expect(worst(depot)).toBeLessThanOrEqual(40);
    }
    mood.silent = false;
    depot.passes(90);
    expect(sum(depot)).toBe(40);
  });

  it('F098 the gateway dies and never comes back: what stations keep fits for good', () => {
    const depot = charging();
    for (const post of depot.posts) post.drops();
    // Sessions end and others begin, on cards that stations know.
    expect(worst(depot)).toBeLessThanOrEqual(40);
    for (const { profiles } of depot.posts) expect(JSON.stringify(profiles)).not.toMatch(/validTo|duration/);
  });
});

describe('clocks', () => {
  it.each([+1, -1])('P17 a clock that jumps %i day leaves limits as they are, and nobody is told anything', (days) => {
    const depot = charging();
    depot.passes(180);
    for (const post of depot.posts) post.told();
    depot.harness().setClock(depot.harness().utc() + days * 86_400_000);
    for (let minute = 0; minute < 3; minute += 1) {
      depot.passes(60);
      expect(draws(depot)).toEqual([20, 20]);
    }
    for (const post of depot.posts) expect(post.told()).toEqual([]);
  });
});

describe('changes of the site file while vehicles charge', () => {
  const row = { id: 'row' as CircuitId, parent: 'main' as CircuitId, limitAmps: 30, worstCaseBaseAmps: 0 };
  const withRow = (site: Site): Site => ({
    ...site,
    circuits: [...site.circuits, row],
    stations: site.stations.map((station) => ({ ...station, circuit: row.id })),
  });

  it('E52 F121 R3 a fuse that becomes smaller holds at once, and nobody is raised before all have come down', () => {
    const depot = charging(two(64));
    expect(draws(depot)).toEqual([32, 32]);
    depot.harness().change({ ...two(64), circuits: [{ ...two(64).circuits[0]!, limitAmps: 20 }] });
    depot.settles();
    expect(sum(depot)).toBeLessThanOrEqual(20);
    depot.passes(60);
    expect(draws(depot)).toEqual([10, 10]);
  });

  it('E53 F121 a circuit that goes leaves its vehicles on the one above it, and nobody without any', () => {
    const depot = charging(withRow(two(64)));
    expect(sum(depot)).toBe(30);
    const less = { ...two(64), circuits: [{ ...two(64).circuits[0]!, limitAmps: 24 }] };
    depot.harness().change(less);
    depot.settles();
    expect(sum(depot)).toBeLessThanOrEqual(24);
    depot.passes(90);
    expect(sum(depot)).toBe(24);
    depot.harness().change(withRow(two(64)));
    for (let second = 0; second < 60; second += 1) {
      depot.passes(1);
      expect(sum(depot)).toBeLessThanOrEqual(30);
    }
    expect(sum(depot)).toBe(30);
  });
});

describe('many events at once', () => {
  it('E55 a storm of statuses and readings is worked out once, and writes nothing that changes nothing', () => {
    const depot = charging();
    for (const post of depot.posts) post.told();
    for (let turn = 0; turn < 50; turn += 1)
      for (const post of depot.posts) {
        const status = turn % 2 === 0 ? 'SuspendedEV' : 'Charging';
        post.says('StatusNotification', { connectorId: 1, errorCode: 'NoError', status });
      }
    depot.passes(30);
    for (const post of depot.posts) expect(post.told().length).toBeLessThanOrEqual(1);
    expect(draws(depot)).toEqual([20, 20]);
  });
});
