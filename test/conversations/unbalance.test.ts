// E25: the largest difference between the lines of a circuit that charging may cause, with the real core.

import { describe, expect, it } from 'vitest';
import type { Evse, Site } from '../../src/model/config/site.ts';
import type { Depot } from './limit-depot.ts';
import { fallingToNothing, ready, siteOf } from './limit-depot.ts';

const site = (maxUnbalanceAmps: number, ...phases: Evse['phases'][]): Site =>
  siteOf(phases.length, 200, (one) => ({
    ...fallingToNothing(one),
    circuits: [{ ...one.circuits[0]!, maxUnbalanceAmps }],
    stations: fallingToNothing(one).stations.map((station, at) => ({
      ...station,
      evses: [{ ...station.evses[0]!, phases: phases[at]! }],
    })),
  }));

const draws = (depot: Depot): number[] => depot.posts.map((post) => post.mayDraw());
const reasons = (depot: Depot): unknown[] => depot.view().stations.map(({ evses }) => evses[0]!.reason);

describe('E25 vehicles on single lines', () => {
  it('are held near the emptiest line, and given more when somebody charges there', () => {
    const depot = ready(site(20, 'L1', 'L1', 'L2', 'L3', 'L1L2L3'));
    for (const post of [0, 1, 2, 4].map((at) => depot.posts[at]!)) post.starts();
    depot.passes(90);
    expect(draws(depot)).toEqual([10, 10, 20, 0, 32]);
    expect(reasons(depot)[0]).toEqual({ kind: 'unbalance', circuit: 'main', line: 0 });
    depot.posts[3]!.starts();
    depot.passes(120);
    expect(draws(depot)).toEqual([26, 26, 32, 32, 32]);
    depot.posts[3]!.stops();
    depot.settles();
    expect(draws(depot)).toEqual([10, 10, 20, 0, 32]);
  });

  it('take turns where not all can have their minimum', () => {
    const depot = ready(site(10, 'L1', 'L1'));
    for (const post of depot.posts) post.starts();
    depot.passes(90);
    const first = draws(depot);
    expect(first.toSorted((a, b) => a - b)).toEqual([0, 10]);
    // Turns end at the quarters of the hour.
    const seen = [0, 1, 2, 3].map(() => {
      depot.passes(15 * 60);
      return draws(depot).indexOf(10);
    });
    const other = 1 - first.indexOf(10);
    expect(seen).toEqual([other, 1 - other, other, 1 - other]);
  });
});
