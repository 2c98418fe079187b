// A measured circuit above the limit of its fuse: what vehicles are told, what people are told, and what is recorded.

import type { AlarmCode } from '../../src/model/alarm.ts';
import { describe, expect, it } from 'vitest';
import { circuitFigures } from '../../src/core/limits/circuit-figures.ts';
import type { Circuit, Meter, Site } from '../../src/model/config/site.ts';
import type { Depot } from './limit-depot.ts';
import { ready, siteOf } from './limit-depot.ts';
import type { Post, PostOptions } from './post.ts';

const grid: Meter = {
  id: 'grid',
  source: { kind: 'http', url: 'http://10.0.0.5/meter' },
  ctRatio: 1,
  invert: false,
  phaseMap: 'L1L2L3',
  periodMs: 1000,
};

/** Two charge points under a fuse of 100 A that is measured. */
const measured = (circuit: Partial<Circuit> = {}): Site =>
  siteOf(2, 100, (site) => ({
    ...site,
    circuits: [
      {
        ...site.circuits[0]!,
        meter: 'grid',
        worstCaseBaseAmps: 30,
        protection: { kind: 'mcb', ratedAmps: 100 },
        ...circuit,
      },
    ],
    meters: [grid],
    stations: site.stations.map((station) => ({ ...station, fallbackAmps: 6 })),
  }));

/** The meter sees other load and what vehicles draw; they follow their limits after so many seconds. */
function passes(depot: Depot, seconds: number, base: number, lagSeconds = 3): void {
  const past: number[][] = [];
  for (let second = 0; second < seconds; second += 1) {
    past.push(depot.posts.map((post) => (post.number() === undefined ? 0 : post.mayDraw())));
    const draws = past[Math.max(0, past.length - 1 - lagSeconds)]!;
    const total = base + draws.reduce((sum, one) => sum + one, 0);
    const amps: [number, number, number] = [total, total, total];
    const values = { powerW: total * 690, amps, volts: [230, 230, 230], energyImportWh: 0, energyExportWh: 0 } as const;
    depot.harness().offers({ kind: 'meterValues', meter: 'grid', values: values });
    if (second % 10 === 0)
      for (const [at, post] of depot.posts.entries()) if (post.number() !== undefined) reads(post, draws[at]!, depot);
    depot.passes(1);
  }
}

function reads(post: Post, amps: number, depot: Depot): void {
  const sampled = ['L1', 'L2', 'L3'].map((phase) => ({
    value: `${amps}`,
    measurand: 'Current.Import',
    phase,
    unit: 'A',
  }));
  const timestamp = new Date(depot.harness().utc()).toISOString();
  post.says('MeterValues', {
    connectorId: 1,
    transactionId: post.number(),
    meterValue: [{ timestamp, sampledValue: sampled }],
  });
}

const charging = (site: Site, options: PostOptions = {}): Depot => {
  const depot = ready(site, options);
  for (const post of depot.posts) post.starts();
  passes(depot, 130, 10);
  return depot;
};
const draws = (depot: Depot): number[] => depot.posts.map((post) => post.mayDraw());
const alarm = (depot: Depot, code: AlarmCode): string | undefined =>
  depot.harness().gateway.state.alarms.get(`${code}:${depot.view().circuits[0]!.id}`);
const ended = (depot: Depot): unknown[] => depot.harness().facts.filter(({ kind }) => kind === 'OverloadEnded');

describe('a measured circuit that is over its limit', () => {
  it('R7 is told as not caused by charging when every vehicle is at its least, and recorded when it is over', () => {
    const depot = charging(measured());
    expect(draws(depot)).toEqual([32, 32]);
    passes(depot, 14, 120);
    expect(alarm(depot, 'BB_CIRCUIT_OVERLOADED')).toBeUndefined();
    passes(depot, 6, 120);
    expect(alarm(depot, 'BB_CIRCUIT_OVERLOADED')).toMatch(
      /^Circuit \S+, L1: 1\d\d\.0 A flow, \d\d\.0 A above its limit of 100 A, since 2026-.*Z\. Every vehicle that can be told is at its least, and chargers draw \d+ to \d+ A of it: this is not caused by charging\. Switch off other load/,
    );
    passes(depot, 3, 20);
    expect(alarm(depot, 'BB_CIRCUIT_OVERLOADED')).toBeUndefined();
    expect(alarm(depot, 'BB_REACTION_SLOW')).toBeUndefined();
    expect(ended(depot)).toMatchObject([
      { line: 0, limitAmps: 100, atLeast: true, seconds: expect.closeTo(20, 0) as number },
    ]);
  });

  it('says nothing of a step that vehicles follow in time, and counts its seconds', () => {
    const depot = charging(measured());
    passes(depot, 20, 60);
    expect(draws(depot).reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(40);
    expect(depot.alarms().filter((key) => /OVERLOADED|REACTION/.test(key))).toEqual([]);
    const [first] = circuitFigures(depot.harness().gateway.state);
    expect(first).toMatchObject({ line: 'L1', limitAmps: 100 });
    expect(first!.overSeconds).toBeGreaterThanOrEqual(3);
    expect(first!.overSeconds).toBeLessThan(10);
    expect(ended(depot)).toHaveLength(1);
  });

  it('T_react above 10 s is an alarm', () => {
    const depot = charging(measured());
    passes(depot, 25, 60, 13);
    expect(alarm(depot, 'BB_REACTION_SLOW')).toMatch(
      /^Circuit \S+, L1: it took 1\d s until its current was below the limit of 100 A again/,
    );
    expect(alarm(depot, 'BB_CIRCUIT_OVERLOADED')).toBeUndefined();
  });

  it('is told after a minute where chargers are the cause and do not follow', () => {
    let silent = false;
    const depot = charging(measured(), { refuses: () => (silent ? 'silence' : undefined) });
    silent = true;
    passes(depot, 59, 60);
    expect(alarm(depot, 'BB_CIRCUIT_OVERLOADED')).toBeUndefined();
    passes(depot, 5, 60);
    expect(alarm(depot, 'BB_CIRCUIT_OVERLOADED')).toMatch(
      /124\.0 A flow, 24\.0 A above .* Chargers draw \d+ to \d+ A of it and do not follow/,
    );
  });

  it('ends when the meter is lost: nobody knows', () => {
    const depot = charging(measured());
    passes(depot, 20, 120);
    expect(alarm(depot, 'BB_CIRCUIT_OVERLOADED')).toBeDefined();
    depot.passes(5);
    expect(alarm(depot, 'BB_CIRCUIT_OVERLOADED')).toBeUndefined();
    expect(ended(depot)).toEqual([]);
  });

  it('no longer measured is forgotten', () => {
    const depot = charging(measured());
    passes(depot, 20, 120);
    const { meter: _, ...circuit } = measured().circuits[0]!;
    depot.harness().change({ ...measured(), circuits: [circuit] });
    depot.passes(1);
    expect(alarm(depot, 'BB_CIRCUIT_OVERLOADED')).toBeUndefined();
  });
});
