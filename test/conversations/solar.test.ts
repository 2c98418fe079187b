// Charging on surplus of the sun: with the real core, and a grid meter that sees sun, house and vehicles.

import { describe, expect, it } from 'vitest';
import type { Meter } from '../../src/model/config/site.ts';
import type { SolarMode } from '../../src/model/needs.ts';
import type { Depot } from './limit-depot.ts';
import { ask, draws, reasons } from './outside-depot.ts';
import type { Post } from './post.ts';
import { at, idleDepot, planSite } from './plan-depot.ts';

const meter: Meter = {
  id: 'grid',
  source: { kind: 'http', url: 'http://10.0.0.5/meter' },
  ctRatio: 1,
  invert: false,
  phaseMap: 'L1L2L3',
  periodMs: 5000,
};

/** The site file names what feeds in; nobody reads it here. */
const sun: Meter = { ...meter, id: 'pv', role: 'pv', source: { kind: 'http', url: 'http://10.0.0.6/meter' } };

const stepSeconds = 5;

/** What its vehicle draws, which is what it may. */
function tells(depot: Depot, post: Post): void {
  const number = post.number();
  if (number === undefined) return;
  const sampledValue = ['L1', 'L2', 'L3'].map((phase) => ({
    value: String(post.mayDraw()),
    measurand: 'Current.Import',
    unit: 'A',
    phase,
  }));
  const timestamp = new Date(depot.harness().utc()).toISOString();
  post.says('MeterValues', { connectorId: 1, transactionId: number, meterValue: [{ timestamp, sampledValue }] });
}

/** So much is fed in on each line beside the vehicles, for so long. */
function shines(depot: Depot, surplusAmps: number, seconds: number): number[][] {
  const seen: number[][] = [];
  for (let passed = 0; passed < seconds; passed += stepSeconds) {
    // A meter that says the same for ever is taken for frozen.
    const trembles = (passed % 10) / 500;
    const amps = trembles + draws(depot).reduce((sum, one) => sum + one, 0) - surplusAmps;
    const values = { powerW: amps * 690, amps: [amps, amps, amps], volts: [230, 230, 230] };
    depot
      .harness()
      .offers({ kind: 'meterValues', meter: 'grid', values: { energyImportWh: 0, energyExportWh: 0, ...values } });
    for (const post of depot.posts) tells(depot, post);
    depot.passes(stepSeconds);
    seen.push(draws(depot));
  }
  return seen;
}

function depotWith(modes: readonly (SolarMode | undefined)[]): Depot {
  const site = planSite(60);
  const circuits = [{ ...site.circuits[0]!, worstCaseBaseAmps: 10, meter: 'grid' }];
  const depot = idleDepot({ ...site, circuits, meters: [meter, sun] }, { tokens: [] });
  shines(depot, 0, 60);
  for (const [place, solar] of modes.entries()) {
    if (solar !== undefined) ask(depot, { kind: 'setNeeds', evse: at(place + 1), needs: { solar } });
    depot.posts[place]!.starts();
  }
  return depot;
}

const last = (seen: readonly number[][]): number[] => seen.at(-1)!;
const switches = (seen: readonly number[][], place: number): number =>
  seen.filter((amps, at) => at > 0 && amps[place]! > 0 !== seen[at - 1]![place]! > 0).length;

describe('a vehicle that charges on surplus alone', () => {
  it('waits for the sun, and takes what it gives in whole amps', () => {
    const depot = depotWith(['surplus']);
    expect(last(shines(depot, 0, 300))[0]).toBe(0);
    expect(reasons(depot)[0]).toBe('surplus');
    expect(last(shines(depot, 9.4, 300))[0]).toBeOneOf([8, 9]);
    expect(last(shines(depot, 14.5, 300))[0]).toBeOneOf([13, 14]);
    expect(last(shines(depot, 7, 300))[0]).toBeOneOf([6, 7]);
  });

  it('is not started and stopped by clouds: ten minutes at its minimum, then nothing', () => {
    const depot = depotWith(['surplus']);
    expect(last(shines(depot, 10, 300))[0]).toBeOneOf([9, 10]);
    const clouds = shines(depot, 0, 240);
    expect(last(clouds)[0]).toBe(6);
    expect(switches(clouds, 0)).toBe(0);
    expect(last(shines(depot, 0, 600))[0]).toBe(0);
    const sun = shines(depot, 10, 60);
    expect(last(sun)[0]).toBe(0);
    expect(last(shines(depot, 10, 400))[0]).toBeOneOf([9, 10]);
  });

  it('gets nothing from a meter that is lost', () => {
    const depot = depotWith(['surplus']);
    expect(last(shines(depot, 10, 700))[0]).toBeOneOf([9, 10]);
    depot.passes(900);
    expect(draws(depot)[0]).toBe(0);
  });

  it('leaves others what they have', () => {
    const depot = depotWith(['surplus', undefined]);
    const amps = last(shines(depot, 14, 400));
    expect(amps[1]).toBe(32);
    expect(amps[0]).toBeOneOf([13, 14]);
  });
});

describe('a vehicle that charges on its minimum and surplus', () => {
  it('has its minimum without sun, and more with it', () => {
    const depot = depotWith(['minimum']);
    expect(last(shines(depot, 0, 300))[0]).toBe(6);
    expect(last(shines(depot, 5, 300))[0]).toBeOneOf([10, 11]);
  });

  it('takes what is left by who came first', () => {
    const depot = depotWith(['surplus', 'minimum']);
    const [first, ...others] = last(shines(depot, 10, 400));
    expect(first).toBeOneOf([9, 10]);
    expect(others).toEqual([6, 0]);
  });
});
