// A depot of charge points that keep profiles, for conversations about limits.

import { siteView } from '../../src/core/view.ts';
import type { SiteView } from '../../src/local/site-view.ts';
import type { Site } from '../../src/model/config/site.ts';
import { mono, utc } from '../../src/model/time.ts';
import { smallDepot, uplink } from '../sim/site.ts';
import type { Harness, HarnessOptions } from './harness.ts';
import { createHarness } from './harness.ts';
import type { Post, PostOptions } from './post.ts';
import { newPost } from './post.ts';

/** Stations on one circuit, all on three lines. */
export function siteOf(count: number, limitAmps: number, change: (site: Site) => Site = (site) => site): Site {
  const site = smallDepot(count, limitAmps, [uplink('csms', 'control')]);
  return change({
    ...site,
    circuits: [{ ...site.circuits[0]!, worstCaseBaseAmps: 0 }],
    stations: site.stations.map((station) => ({
      ...station,
      circuit: site.circuits[0]!.id,
      evses: [{ ...station.evses[0]!, phases: 'L1L2L3' }],
    })),
  });
}

export const evsesOf = (site: Site, count: number): Site => ({
  ...site,
  stations: site.stations.map((station) => ({
    ...station,
    evses: Array.from({ length: count }, (_, at) => ({ ...station.evses[0]!, id: at + 1 })),
  })),
});

export const fallingToNothing = (site: Site): Site => ({
  ...site,
  stations: site.stations.map((station) => ({ ...station, fallbackAmps: 0 })),
});

export interface Depot {
  readonly posts: Post[];
  readonly harness: () => Harness;
  passes(seconds: number): void;
  restarts(): void;
  settles(): void;
  view(): SiteView;
  alarms(): string[];
}

export function newDepot(
  site: Site,
  options: readonly PostOptions[] | PostOptions = {},
  more: HarnessOptions = {},
): Depot {
  let harness = createHarness(site, more);
  const of = (at: number): PostOptions => (options instanceof Array ? (options[at] ?? {}) : options);
  const posts = site.stations.map(({ id, evses }, at) => newPost(harness, id, { evses: evses.length, ...of(at) }));
  const settles = (): void => {
    while (posts.map((post) => post.attends()).some((came) => came)) continue;
  };
  return {
    posts,
    harness: () => harness,
    settles,
    passes(seconds) {
      settles();
      harness.sleep(seconds * 1000, settles);
    },
    restarts() {
      harness = harness.restart();
      for (const post of posts) post.joins(harness);
    },
    view: () => siteView(harness.gateway.state, { mono: mono(0), utc: utc(harness.utc()), durable: 0 as never }),
    alarms: () => [...harness.gateway.state.alarms.keys()].filter((key) => !key.startsWith('BB_UPLINK')),
  };
}

/** A depot whose stations are all adopted and idle. */
export function ready(
  site: Site,
  options: readonly PostOptions[] | PostOptions = {},
  more: HarnessOptions = {},
): Depot {
  const depot = newDepot(site, options, more);
  for (const post of depot.posts) post.connects().boots();
  depot.passes(15);
  for (const post of depot.posts) post.told();
  return depot;
}
