// What would be with another site file: worked out from the present, and nothing of the present changes by it.

import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImaginedView } from '../../src/local/site-effect.ts';
import { effectOf } from '../../src/local/site-effect.ts';
import type { Site } from '../../src/model/config/site.ts';
import type { Depot } from './limit-depot.ts';
import { ready, siteOf } from './limit-depot.ts';

const limitedTo = (site: Site, limitAmps: number): Site => ({
  ...site,
  circuits: site.circuits.map((circuit) => ({ ...circuit, limitAmps })),
});

const imagined = (depot: Depot, change: (site: Site) => Site): ImaginedView => {
  const site = change(depot.harness().gateway.state.siteFile!);
  return depot.harness().asks({ kind: 'imagine', site }) as ImaginedView;
};

/** Everything that load control holds, as it can be compared. */
function heldBy(depot: Depot): unknown {
  const { state } = depot.harness().gateway;
  const { bases, plan, alarms, loads, fallback, allocations, phases, obedience, vehicles, ledger, leases } = state;
  return structuredClone([
    [bases.known, bases.lost, [...bases.metered.keys()], bases.overloads, plan.solar, alarms, fallback, phases],
    [obedience, vehicles, leases.isProved, ledger.gateway, state.keptStations],
    [loads.map(({ key }) => key), [...allocations].map(([key, { amps, reason }]) => [key, amps, reason])],
  ]);
}

describe('another site file', () => {
  it('says who would wait and who would charge slower, and why', () => {
    const depot = ready(siteOf(4, 128));
    depot.posts.forEach((post) => post.starts());
    depot.passes(60);
    const view = imagined(depot, (site) => limitedTo(site, 20));
    const after = view.evses.map((one) => one.after!.limitAmps);
    expect(view.evses.every(({ charging, before }) => charging && before!.limitAmps === 32)).toBe(true);
    expect(after.reduce((sum, amps) => sum + amps, 0)).toBeLessThanOrEqual(20);
    const parts = { circuits: [], fallbacks: [], restartNeeded: [], reconnecting: [] };
    const { words, sessionsAffected } = effectOf({ ...parts, live: view });
    expect(sessionsAffected).toBe(4);
    expect(words).toEqual(['3 of 4 vehicles charge slower; CP-04 waits.']);
    expect(view.evses.find(({ after: one }) => one!.limitAmps < 6)!.why).toContain('20 A');
  });

  it('is what comes to be when it is put in force', () => {
    fc.assert(
      fc.property(fc.integer({ min: 24, max: 140 }), fc.integer({ min: 1, max: 4 }), (limit, charging) => {
        const depot = ready(siteOf(4, 128));
        depot.posts.slice(0, charging).forEach((post) => post.starts());
        depot.passes(60);
        const view = imagined(depot, (site) => limitedTo(site, limit));
        depot.harness().change(limitedTo(depot.harness().gateway.state.siteFile!, limit));
        depot.passes(30);
        const allocated = depot.view().stations.map(({ evses }) => Math.round(evses[0]!.allocatedAmps! * 10) / 10);
        expect(view.evses.map((one) => one.after!.limitAmps)).toEqual(allocated);
      }),
      { numRuns: 8 },
    );
  });

  it('leaves no trace, whatever it asks', () => {
    const depot = ready(siteOf(3, 60));
    depot.posts.forEach((post) => post.starts());
    depot.passes(60);
    const before = heldBy(depot);
    imagined(depot, (site) => limitedTo(site, 10));
    imagined(depot, (site) => ({ ...site, stations: site.stations.slice(1) }));
    imagined(depot, (site) => ({ ...site, stations: site.stations.map((one) => ({ ...one, fallbackAmps: 0 })) }));
    expect(isDeepStrictEqual(heldBy(depot), before)).toBe(true);
  });

  it('knows that a station goes on counting while a vehicle charges there', () => {
    const depot = ready(siteOf(2, 60));
    depot.posts[0]!.starts();
    depot.passes(60);
    const view = imagined(depot, (site) => ({ ...site, stations: [] }));
    expect(view.evses.map(({ station, after }) => [station, after !== undefined])).toEqual([
      ['CP-01', true],
      ['CP-02', false],
    ]);
  });
});
