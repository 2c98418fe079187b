// EVSEs that take some currents only (E35): nothing else is ever told them, while room comes and goes.

import { expect, it } from 'vitest';
import type { Site } from '../../src/model/config/site.ts';
import { draws } from './outside-depot.ts';
import { fallingToNothing, ready, siteOf } from './limit-depot.ts';

const steps = [6, 16, 32];

const stepped = (site: Site): Site => ({
  ...site,
  stations: site.stations.map((station) => ({
    ...station,
    evses: station.evses.map((evse) => ({ ...evse, steps })),
  })),
});

it('E35 are told a step or nothing, and a raise goes to the step that there is room for', () => {
  const site = stepped(siteOf(3, 40, fallingToNothing));
  const depot = ready(site);
  const said = new Set<number>();
  const passes = (seconds: number): void => {
    for (let passed = 0; passed < seconds; passed += 1) {
      depot.passes(1);
      for (const amps of draws(depot)) said.add(amps);
    }
  };
  depot.posts[0]!.starts();
  passes(40);
  expect(draws(depot)).toEqual([32, 0, 0]);
  depot.posts[1]!.starts();
  passes(60);
  expect(draws(depot)).toEqual([16, 16, 0]);
  // Who is away keeps what it has: the third one comes into what is left beside it.
  depot.posts[0]!.drops();
  depot.posts[2]!.starts();
  passes(60);
  expect(draws(depot)).toEqual([16, 16, 6]);
  depot.posts[1]!.stops();
  passes(60);
  expect(draws(depot)[2]).toBe(16);
  expect([...said].every((amps) => amps === 0 || steps.includes(amps))).toBe(true);
});
