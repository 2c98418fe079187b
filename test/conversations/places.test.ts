// Stations that count elsewhere than the site file says (design 5): those that move between circuits, and those that are
// planned or isolated and connect all the same.

import { describe, expect, it } from 'vitest';
import type { Site, Station } from '../../src/model/config/site.ts';
import type { CircuitId } from '../../src/model/ids.ts';
import type { Depot } from './limit-depot.ts';
import { newDepot, ready, siteOf } from './limit-depot.ts';
import type { Post } from './post.ts';

const [main, row, hall] = ['main', 'row', 'hall'] as CircuitId[];

/** Two stations on a row of 40 A, beside a hall that is empty. */
const twoRows = (count = 2): Site =>
  siteOf(count, 200, (site) => ({
    ...site,
    circuits: [
      site.circuits[0]!,
      { id: row!, parent: main!, limitAmps: 40, worstCaseBaseAmps: 0 },
      { id: hall!, parent: main!, limitAmps: 40, worstCaseBaseAmps: 0 },
    ],
    stations: site.stations.map((station) => ({ ...station, circuit: row! })),
  }));

const edit = (depot: Depot, at: number, change: Partial<Station>): void => {
  const site = depot.harness().gateway.state.siteFile!;
  const stations = site.stations.map((station, place) => (place === at ? { ...station, ...change } : station));
  depot.harness().change({ ...site, stations });
  depot.settles();
};

const onCircuits = (depot: Depot): Record<string, number> =>
  Object.fromEntries(depot.view().circuits.map(({ id, worstCaseAmps }) => [id, worstCaseAmps]));

describe('a station that moves to another circuit', () => {
  it('is lowered first, and counts in both places until it took that; then both are raised', () => {
    let silent = false;
    const depot = ready(twoRows(), [{ refuses: () => (silent ? 'silence' : undefined) }]);
    const [mover, stays] = depot.posts as [Post, Post];
    mover.starts();
    stays.starts();
    depot.passes(60);
    expect([mover.mayDraw(), stays.mayDraw()]).toEqual([20, 20]);
    silent = true;
    edit(depot, 0, { circuit: hall! });
    depot.passes(120);
    expect(depot.view().stations[0]!.evses[0]!.reason).toEqual({ kind: 'moving' });
    expect([mover.mayDraw(), stays.mayDraw()]).toEqual([20, 20]);
    expect(onCircuits(depot)).toMatchObject({ row: 40, hall: 20 });
    expect(depot.alarms()).toContain('BB_STATION_MOVING:CP-01');
    silent = false;
    depot.passes(120);
    expect([mover.mayDraw(), stays.mayDraw()]).toEqual([32, 32]);
    expect(mover.told()).toContain('TxProfile@1 6 A');
    expect(onCircuits(depot)).toMatchObject({ row: 32, hall: 32 });
    expect(depot.alarms()).toEqual([]);
  });

  it('counts in both places over a restart, and when the file takes it back', () => {
    let silent = false;
    const depot = ready(twoRows(), { refuses: () => (silent ? 'silence' : undefined) });
    const [mover] = depot.posts as [Post];
    mover.starts();
    depot.passes(60);
    expect(mover.mayDraw()).toBe(32);
    silent = true;
    edit(depot, 0, { circuit: hall! });
    depot.passes(40);
    depot.restarts();
    expect(onCircuits(depot)).toMatchObject({ row: 38, hall: 32 });
    edit(depot, 0, { circuit: row! });
    depot.passes(1);
    expect(onCircuits(depot)).toMatchObject({ row: 38, hall: 32 });
    silent = false;
    for (const post of depot.posts) post.connects();
    depot.passes(120);
    expect(onCircuits(depot)).toMatchObject({ row: 38, hall: 0 });
  });

  it('moves at once when it holds no more than its fallback, or when nobody ever heard of it', () => {
    const depot = newDepot(twoRows(3));
    const [mover] = depot.posts as [Post];
    mover.connects().boots();
    depot.passes(15);
    edit(depot, 0, { circuit: hall! });
    edit(depot, 2, { circuit: hall! });
    depot.passes(1);
    expect(onCircuits(depot)).toMatchObject({ row: 32, hall: 38 });
    expect(depot.harness().facts.filter(({ kind }) => kind === 'StationMoved')).toHaveLength(2);
  });

  it('that takes no limit is free of its old circuit when nobody charges there', () => {
    const depot = ready(twoRows(), [{ refuses: () => ({ code: 'NotSupported' }) }]);
    const [mover] = depot.posts as [Post];
    mover.starts();
    depot.passes(60);
    edit(depot, 0, { circuit: hall! });
    depot.passes(60);
    expect(onCircuits(depot)).toMatchObject({ row: 38, hall: 32 });
    mover.stops();
    depot.passes(1);
    expect(onCircuits(depot)).toMatchObject({ row: 6, hall: 32 });
  });

  it('leaves nothing behind on a circuit that only has another name', () => {
    const depot = ready(twoRows());
    const [mover] = depot.posts as [Post];
    mover.starts();
    depot.passes(60);
    const site = depot.harness().gateway.state.siteFile!;
    const renamed = 'aisle' as CircuitId;
    depot.harness().change({
      ...site,
      circuits: site.circuits.map((circuit) => (circuit.id === row ? { ...circuit, id: renamed } : circuit)),
      stations: site.stations.map((station) => ({ ...station, circuit: renamed })),
    });
    depot.passes(60);
    expect(mover.mayDraw()).toBe(32);
    expect(mover.told()).not.toContain('TxProfile@1 6 A');
  });
});

describe('a station that is not to be there', () => {
  const withState = (state: Station['state']): Site => {
    const site = twoRows();
    return { ...site, stations: site.stations.map((station, at) => (at === 0 ? { ...station, state } : station)) };
  };

  for (const state of ['planned', 'isolated'] as const)
    it(`counts nothing while it is ${state}, and its rating from the moment it connects, with an alarm`, () => {
      const depot = newDepot(withState(state));
      const [ghost, other] = depot.posts as [Post, Post];
      other.connects().boots();
      depot.passes(15);
      other.starts();
      depot.passes(30);
      expect(other.mayDraw()).toBe(32);
      ghost.connects().boots();
      depot.passes(60);
      expect(other.mayDraw()).toBe(8);
      expect(onCircuits(depot)).toMatchObject({ row: 40 });
      expect(ghost.told()).toEqual([]);
      const alarm = depot.harness().gateway.state.alarms.get('BB_STATION_UNEXPECTED:CP-01')!;
      for (const word of [state, '32 A', 'row', 'state: installed', 'breaker']) expect(alarm).toContain(word);
      expect(depot.alarms()).not.toContain('BB_STATION_UNCONTROLLABLE:CP-01/1');
      // It may draw on when it is cut off, and when the gateway starts anew.
      ghost.drops();
      depot.restarts();
      expect(onCircuits(depot)).toMatchObject({ row: 40 });
      expect(depot.alarms()).toContain('BB_STATION_UNEXPECTED:CP-01');
      // Whoever writes its state anew has looked.
      edit(depot, 0, { state: 'installed' });
      expect(depot.alarms()).not.toContain('BB_STATION_UNEXPECTED:CP-01');
      edit(depot, 0, { state });
      expect(onCircuits(depot)).toMatchObject({ row: 8 });
    });

  it('is alarmed when the file takes it away while it is connected, and told limits when it is installed', () => {
    const depot = ready(twoRows());
    const [post] = depot.posts as [Post];
    edit(depot, 0, { state: 'isolated' });
    expect(depot.alarms()).toContain('BB_STATION_UNEXPECTED:CP-01');
    expect(onCircuits(depot)).toMatchObject({ row: 38 });
    edit(depot, 0, { state: 'installed' });
    depot.passes(30);
    expect(depot.alarms()).toEqual([]);
    post.starts();
    depot.passes(30);
    expect(post.mayDraw()).toBe(32);
  });
});
