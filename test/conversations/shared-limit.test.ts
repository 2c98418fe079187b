// Depots that share one limit out among their EVSEs (`sharedLimit`), as their campus sees them come and go.

import { expect, it } from 'vitest';
import type { Site } from '../../src/model/config/site.ts';
import type { Depot } from './limit-depot.ts';
import { ready } from './limit-depot.ts';
import { siteWith } from './outside-depot.ts';

const two = siteWith({});
const campus: Site = {
  ...two,
  stations: two.stations.slice(0, 2).map((station) => ({
    ...station,
    evses: [1, 2].map((id) => ({ ...station.evses[0]!, id })),
    ...{ sharedLimit: true as const, maxAmps: 64, fallbackAmps: 12, fallbackAfterSeconds: 60 },
  })),
};

/** The limit that a depot was told last. */
const limitOf = (depot: Depot, at: number): number | undefined =>
  depot.posts[at]!.profiles.find(({ purpose }) => purpose === 'ChargePointMaxProfile')?.amps;

function sharing(): Depot {
  const depot = ready(campus, { evses: 2 });
  depot.passes(200);
  for (const post of depot.posts) {
    post.starts(1);
    post.starts(2);
  }
  depot.passes(120);
  expect([limitOf(depot, 0), limitOf(depot, 1)]).toEqual([30, 30]);
  return depot;
}

it('what a depot gives up that is cut off goes to the others when it must have fallen back, and no sooner', () => {
  const depot = sharing();
  depot.posts[0]!.drops();
  depot.passes(85);
  expect(limitOf(depot, 1)).toBe(30);
  depot.passes(60);
  expect(limitOf(depot, 1)).toBe(48);
});

it('a depot that is back after a short time, without a boot, is told its limit anew: it may have fallen back', () => {
  const depot = sharing();
  depot.posts[0]!.drops();
  depot.passes(30);
  depot.posts[0]!.told();
  depot.posts[0]!.connects();
  depot.passes(30);
  expect(depot.posts[0]!.told()).toContain('ChargePointMaxProfile@0 30 A');
});

it('one that is back after it fell back gets its share again', () => {
  const depot = sharing();
  depot.posts[0]!.drops();
  depot.passes(200);
  depot.posts[0]!.connects().boots();
  depot.passes(200);
  expect([limitOf(depot, 0), limitOf(depot, 1)]).toEqual([30, 30]);
});
