// A depot with many stations: what all of them say at once is worked out once, and what leaves less room does not wait for it.

import { describe, expect, it } from 'vitest';
import type { Meter } from '../../src/model/config/site.ts';
import type { Depot } from './limit-depot.ts';
import { ready, siteOf } from './limit-depot.ts';

const count = 120;
const meter: Meter = {
  id: 'grid',
  source: { kind: 'http', url: 'http://10.0.0.5/meter' },
  ctRatio: 1,
  invert: false,
  phaseMap: 'L1L2L3',
  periodMs: 1000,
};
const site = (stations: number, worstCaseBaseAmps = 0) =>
  siteOf(stations, 16 * stations + 10, (one) => ({
    ...one,
    circuits: [{ ...one.circuits[0]!, worstCaseBaseAmps, meter: 'grid' }],
    meters: [meter],
    stations: one.stations.map((station) => ({ ...station, sampleSeconds: 5 })),
    authorization: { ...one.authorization, mode: 'free' },
  }));

/** What the meter shows: so much other load, and what vehicles may draw. */
function shows(depot: Depot, otherAmps: number): void {
  const amps = depot.posts.reduce((sum, post) => sum + (post.number() === undefined ? 0 : post.mayDraw()), otherAmps);
  const values = { powerW: null, volts: [], amps: [amps, amps, amps], energyImportWh: null, energyExportWh: null };
  depot.harness().offers({ kind: 'meterValues', meter: 'grid', values });
}

function samples({ posts, harness }: Depot): void {
  const timestamp = new Date(harness().utc()).toISOString();
  for (const post of posts) {
    const sampledValue = ['L1', 'L2', 'L3'].map((phase) => ({
      value: String(post.mayDraw()),
      measurand: 'Current.Import',
      phase,
      unit: 'A',
    }));
    post.says('MeterValues', {
      connectorId: 1,
      transactionId: post.number(),
      meterValue: [{ timestamp, sampledValue }],
    });
  }
}

/** Seconds with a reading each, where other load is named, and what stations draw every fifth. */
function measured(depot: Depot, seconds: number, otherAmps: number | undefined): void {
  for (let second = 0; second < seconds; second += 1) {
    depot.passes(1);
    if (otherAmps !== undefined) shows(depot, otherAmps + (second % 5) / 100);
    depot.settles();
    if (second % 5 === 0) samples(depot);
  }
}

/** A meter is believed after a while; nobody charges meanwhile. */
function believed(depot: Depot, otherAmps: number): void {
  for (let second = 0; second < 32; second += 1) {
    depot.passes(1);
    shows(depot, otherAmps + (second % 5) / 100);
  }
}

const spread = ({ posts }: Depot): number[] => [...new Set(posts.map((post) => post.mayDraw()))];

describe('a depot of more than a hundred stations', () => {
  it('shares room out once for what all of them said, and at once when a meter shows more other load', () => {
    const depot = ready(site(count));
    const { state } = depot.harness().gateway;
    believed(depot, 0);
    for (const post of depot.posts) post.starts();
    const sharedAt: number = state.sharedAt;
    samples(depot);
    // Nothing of it was worked out in the step of a message.
    expect([state.reallocate, state.sharedAt]).toEqual([true, sharedAt]);
    measured(depot, 31, 0);
    expect(state.reallocate).toBe(false);
    expect(Math.min(...spread(depot))).toBe(16);
    depot.passes(1);
    for (const post of depot.posts) post.told();
    shows(depot, 3 * count + 5);
    // The limits have left in the same step.
    for (const post of depot.posts)
      expect([post.attends(), post.told()]).toEqual([true, [expect.stringMatching(/1[34] A/)]]);
  });
});

describe('a meter that is lost', () => {
  it('leaves no more room than it showed, where other load was above its worst case', () => {
    const depot = ready(site(4));
    believed(depot, 0);
    for (const post of depot.posts) post.starts();
    measured(depot, 60, 30);
    const before = spread(depot);
    expect(Math.max(...before)).toBeLessThan(16);
    for (const post of depot.posts) post.told();
    measured(depot, 60, undefined);
    expect(depot.posts.flatMap((post) => post.told())).toEqual([]);
    expect(depot.alarms()).toContain('BB_BASE_ABOVE_WORST_CASE:main');
    // It is believed when it was good for a while, and then what it shows counts again.
    measured(depot, 25, 0);
    expect(spread(depot)).toEqual(before);
    measured(depot, 60, 0);
    expect(Math.min(...spread(depot))).toBeGreaterThan(16);
  });

  it('leaves what is beside the worst case, where it had shown less', () => {
    const depot = ready(site(4, 20));
    believed(depot, 5);
    for (const post of depot.posts) post.starts();
    measured(depot, 60, 5);
    const before = spread(depot);
    measured(depot, 60, undefined);
    expect(spread(depot)).toEqual(before);
  });
});
