// A station that does not answer the limit that lowers it: it may never have heard it.

import { describe, expect, it } from 'vitest';
import type { LimitCommanded } from '../../src/model/fact/command.ts';
import { ask, charging, draws, grid, kinds, siteWith, sum } from './outside-depot.ts';
import type { Depot } from './limit-depot.ts';

/** Three charge with 20 A each, and one of them hears nothing any more. */
function depotWithDeafOne(): { depot: Depot; hears: () => void } {
  const depot = charging(siteWith({}));
  expect(draws(depot)).toEqual([20, 20, 20]);
  const { options } = depot.posts[0]!;
  options.refuses = () => 'silence';
  return { depot, hears: () => void delete options.refuses };
}

const deaf = (depot: Depot): string => (kinds(depot, 'LimitCommanded')[0] as LimitCommanded).station;

describe('a limit that lowers and is not answered', () => {
  it('4.3, R3 counts with what it was to replace: others yield within seconds, not when its call is given up', () => {
    const { depot } = depotWithDeafOne();
    ask(depot, { kind: 'setCircuitLimit', circuit: grid, amps: 45 });
    depot.passes(8);
    expect(draws(depot)[0]).toBe(20);
    expect(sum(depot)).toBeLessThanOrEqual(45);
    ask(depot, { kind: 'setCircuitLimit', circuit: grid, amps: 34 });
    depot.passes(8);
    expect(draws(depot)[0]).toBe(20);
    expect(sum(depot)).toBeLessThanOrEqual(34);
    expect(sum(depot)).toBeGreaterThan(30);
  });

  it('is told again as soon as its call was given up, and others have their shares again', () => {
    const { depot, hears } = depotWithDeafOne();
    ask(depot, { kind: 'setCircuitLimit', circuit: grid, amps: 45 });
    depot.passes(20);
    hears();
    depot.passes(14);
    expect(draws(depot)[0]).toBe(15);
    expect(sum(depot)).toBeLessThanOrEqual(45);
    depot.passes(30);
    expect(draws(depot)).toEqual([15, 15, 15]);
  });

  it('costs a station no share of its own: where nobody answers, each is told what it would be told anyway', () => {
    const depot = charging(siteWith({}));
    for (const { options } of depot.posts) options.refuses = () => 'silence';
    const before = kinds(depot, 'LimitCommanded').length;
    ask(depot, { kind: 'setCircuitLimit', circuit: grid, amps: 45 });
    depot.passes(100);
    const told = kinds(depot, 'LimitCommanded').slice(before) as LimitCommanded[];
    expect(new Set(told.map(({ amps }) => amps))).toEqual(new Set([15]));
  });

  it('is told again within seconds after its call was given up too where only one before it was higher', () => {
    const { depot, hears } = depotWithDeafOne();
    ask(depot, { kind: 'setCircuitLimit', circuit: grid, amps: 36 });
    depot.passes(4);
    // More than the one that nobody answered, and less than what it holds.
    ask(depot, { kind: 'setCircuitLimit', circuit: grid, amps: 45 });
    depot.passes(90);
    hears();
    depot.passes(15);
    expect(draws(depot)[0]).toBe(15);
  });

  it('R3 is told no more again before it has answered: what is on its way to it holds up the next lower one', () => {
    const { depot, hears } = depotWithDeafOne();
    ask(depot, { kind: 'setCircuitLimit', circuit: grid, amps: 45 });
    depot.passes(10);
    const before = kinds(depot, 'LimitCommanded').length;
    const told = (): LimitCommanded[] =>
      (kinds(depot, 'LimitCommanded').slice(before) as LimitCommanded[]).filter(
        ({ station }) => station === deaf(depot),
      );
    ask(depot, { kind: 'clearCircuitLimit', circuit: grid });
    depot.passes(90);
    expect(new Set(told().map(({ amps }) => amps))).toEqual(new Set([15]));
    hears();
    depot.passes(60);
    expect(draws(depot)).toEqual([20, 20, 20]);
  });
});
