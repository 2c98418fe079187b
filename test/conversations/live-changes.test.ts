// The electrical side of the site file changes while vehicles charge.

import { describe, expect, it } from 'vitest';
import type { Circuit, Meter, Site } from '../../src/model/config/site.ts';
import type { CircuitId } from '../../src/model/ids.ts';
import type { Depot } from './limit-depot.ts';
import { fallingToNothing, ready, siteOf } from './limit-depot.ts';

const [main, row] = ['main', 'row'] as CircuitId[];

const grid: Meter = {
  id: 'grid',
  source: { kind: 'http', url: 'http://10.0.0.5/meter' },
  ctRatio: 1,
  invert: false,
  phaseMap: 'L1L2L3',
  periodMs: 1000,
};

/** Three charge points that charge: the first on a row of 40 A, the others beside it. */
const site = (more: Partial<Circuit> = {}): Site =>
  siteOf(3, 96, (one) => ({
    ...fallingToNothing(one),
    circuits: [
      { ...one.circuits[0]!, ...more },
      { id: row!, parent: main!, limitAmps: 40, worstCaseBaseAmps: 0 },
    ],
    meters: [grid],
    stations: fallingToNothing(one).stations.map((station, at) => ({ ...station, circuit: at === 0 ? row! : main! })),
  }));

function charging(of: Site): Depot {
  const depot = ready(of);
  for (const post of depot.posts) post.starts();
  depot.passes(90);
  return depot;
}

/** The meter says so for so long. */
function reads(depot: Depot, total: number, seconds: number): void {
  const amps = [total, total, total];
  for (let second = 0; second < seconds; second += 1) {
    depot.harness().offers({
      kind: 'meterValues',
      meter: 'grid',
      values: { powerW: total * 690, amps, volts: [230, 230, 230], energyImportWh: 0, energyExportWh: 0 },
    });
    depot.passes(1);
  }
}

const change = (depot: Depot, to: Site): void => {
  depot.harness().change(to);
  depot.settles();
};
const draws = (depot: Depot): number[] => depot.posts.map((post) => post.mayDraw());
const sum = (depot: Depot): number => draws(depot).reduce((total, one) => total + one, 0);

describe('E52 a fuse that is lowered in the file while vehicles charge', () => {
  it('is held at once, without a second to wait', () => {
    const depot = charging(site());
    expect(draws(depot)).toEqual([32, 32, 32]);
    change(depot, site({ limitAmps: 48 }));
    expect(sum(depot)).toBeLessThanOrEqual(48);
    expect(Math.min(...draws(depot))).toBeGreaterThanOrEqual(6);
  });

  it('is held by those that answer when one does not, and it is raised again when the file says so', () => {
    const depot = charging(site());
    depot.posts[2]!.drops();
    depot.passes(1);
    change(depot, site({ limitAmps: 48 }));
    expect(draws(depot)).toEqual([8, 8, 32]);
    depot.posts[2]!.connects();
    depot.passes(60);
    expect(draws(depot)).toEqual([16, 16, 16]);
    change(depot, site());
    depot.passes(60);
    expect(draws(depot)).toEqual([32, 32, 32]);
  });

  it('holds for a worst case of other load that is raised as well', () => {
    const depot = charging(site());
    change(depot, site({ worstCaseBaseAmps: 40 }));
    expect(sum(depot)).toBeLessThanOrEqual(56);
  });

  it('of a row lowers that row alone', () => {
    const depot = charging(site());
    const lower = site();
    change(depot, { ...lower, circuits: [lower.circuits[0]!, { ...lower.circuits[1]!, limitAmps: 10 }] });
    expect(draws(depot)).toEqual([10, 32, 32]);
  });
});

describe('E53 a circuit that is taken out with vehicles on it', () => {
  it('leaves its stations where the file puts them, under what is left', () => {
    const depot = charging(site());
    const { circuits, ...rest } = site({ limitAmps: 60 });
    const without = {
      ...rest,
      circuits: [circuits[0]!],
      stations: rest.stations.map((one) => ({ ...one, circuit: main! })),
    };
    change(depot, without);
    depot.passes(60);
    expect(sum(depot)).toBe(60);
    expect(depot.view().circuits).toMatchObject([{ id: 'main', worstCaseAmps: 60 }]);
    expect(depot.alarms()).toEqual([]);
  });

  it('keeps stations that go out of the file with it while vehicles charge there, and lets them go after that', () => {
    const depot = charging(site({ limitAmps: 60 }));
    expect(draws(depot)).toEqual([20, 20, 20]);
    const { circuits, ...rest } = site({ limitAmps: 60 });
    const without = { ...rest, circuits: [circuits[0]!], stations: rest.stations.slice(1) };
    change(depot, without);
    depot.passes(60);
    expect(draws(depot)).toEqual([20, 20, 20]);
    expect(depot.view().stations.map(({ id }) => id)).toEqual(['CP-02', 'CP-03', 'CP-01']);
    expect(depot.alarms()).toEqual(['BB_STATION_KEPT:CP-01']);
    // Nothing of this is forgotten with the process.
    depot.restarts();
    for (const post of depot.posts) post.connects().boots();
    change(depot, without);
    depot.passes(30);
    expect(sum(depot)).toBeLessThanOrEqual(60);
    expect(depot.alarms()).toContain('BB_STATION_KEPT:CP-01');
    depot.posts[0]!.stops();
    depot.passes(60);
    expect(draws(depot).slice(1)).toEqual([30, 30]);
    expect(depot.view().stations.map(({ id }) => id)).toEqual(['CP-02', 'CP-03']);
    expect(depot.alarms()).toEqual([]);
  });

  it('keeps a station that the file retires under a vehicle, and lets one go at once that is idle', () => {
    const depot = charging(site({ limitAmps: 60 }));
    depot.posts[1]!.stops();
    const now = site({ limitAmps: 60 });
    const retired = now.stations.map((one, at) => (at < 2 ? { ...one, state: 'retired' as const } : one));
    change(depot, { ...now, stations: retired });
    depot.passes(30);
    expect(depot.alarms()).toEqual(['BB_STATION_KEPT:CP-01']);
    expect(depot.posts[0]!.mayDraw() + depot.posts[2]!.mayDraw()).toBeLessThanOrEqual(60);
  });
});

describe('a circuit that is measured, or not any more', () => {
  const measured = (more: Partial<Circuit> = {}): Site =>
    site({
      meter: 'grid',
      worstCaseBaseAmps: 60,
      worstStepAmps: 10,
      protection: { kind: 'gG', ratedAmps: 96 },
      ...more,
    });

  it('counts the worst case from the moment on that the file names no meter', () => {
    const depot = charging(measured());
    reads(depot, 20, 40);
    const { meter: _, ...circuit } = measured().circuits[0]!;
    change(depot, { ...measured(), circuits: [circuit, measured().circuits[1]!] });
    expect(sum(depot)).toBeLessThanOrEqual(36);
  });

  it('believes a meter that was changed for another one only when that was good for a while', () => {
    const depot = charging(measured());
    reads(depot, 20, 40);
    const other: Meter = { ...grid, source: { kind: 'http', url: 'http://10.0.0.6/meter' } };
    change(depot, { ...measured(), meters: [other] });
    const { bases } = depot.harness().gateway.state;
    depot.passes(4);
    expect([...bases.known.keys()]).toEqual([]);
  });

  it('takes a larger step into its reserve at once', () => {
    const depot = charging(measured());
    reads(depot, 20, 40);
    const reserve = (): number => depot.harness().gateway.state.bases.metered.get(main!)!.reserveAmps;
    expect(reserve()).toBe(0);
    change(depot, measured({ worstStepAmps: 60 }));
    expect(reserve()).toBeGreaterThan(10);
    expect(sum(depot)).toBeLessThanOrEqual(36);
  });
});
