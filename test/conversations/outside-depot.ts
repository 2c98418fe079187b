// A depot of three charge points that all charge, for conversations about limits from outside.

import { expect } from 'vitest';
import type { CircuitView, SiteView } from '../../src/local/site-view.ts';
import type { Problem, Question } from '../../src/core/ports.ts';
import type { Site } from '../../src/model/config/site.ts';
import type { Fact } from '../../src/model/fact/fact.ts';
import { utc } from '../../src/model/time.ts';
import type { HarnessOptions } from './harness.ts';
import type { Depot } from './limit-depot.ts';
import { fallingToNothing, newDepot, ready, siteOf } from './limit-depot.ts';

const posts = 3;
export const hourMs = 3_600_000;

export const siteWith = (more: Partial<Site>, circuit: object = {}): Site =>
  siteOf(posts, 60, (site) => ({
    ...fallingToNothing(site),
    circuits: [{ ...site.circuits[0]!, worstCaseBaseAmps: 0, ...circuit }],
    ...more,
  }));
export const grid = siteOf(1, 60).circuits[0]!.id;

/** Everybody charges. */
export function charging(site: Site, more: HarnessOptions = {}): Depot {
  const depot = ready({ ...fallingToNothing(site), timezone: 'UTC' }, {}, more);
  for (const post of depot.posts) post.starts();
  depot.passes(60);
  return depot;
}

/** The computer says 1970: stations are served after a while all the same. */
export function chargingInDoubt(site: Site): Depot {
  const clock = { builtAt: utc(Date.UTC(2026, 0, 1)) };
  const depot = newDepot(site, {}, { clock, hostUtc: Date.UTC(1970, 0, 1, 12) });
  depot.passes(901);
  for (const post of depot.posts) post.connects().boots();
  depot.passes(15);
  for (const post of depot.posts) post.starts();
  depot.passes(60);
  expect(depot.harness().gateway.state.clock.trusted).toBe(false);
  return depot;
}

export const draws = (depot: Depot): number[] => depot.posts.map((post) => post.mayDraw());
export const sum = (depot: Depot): number => draws(depot).reduce((total, one) => total + one, 0);
export const ask = (depot: Depot, question: Question): unknown => depot.harness().asks(question);
export const codeOf = (answer: unknown): string | undefined => (answer as Partial<Problem>).problem?.code;
export const circuit = (depot: Depot): CircuitView => (ask(depot, { kind: 'site' }) as SiteView).circuits[0]!;
export const reasons = (depot: Depot): (string | undefined)[] =>
  depot.view().stations.map(({ evses }) => evses[0]!.reason?.kind);
export const kinds = (depot: Depot, kind: Fact['kind']): Fact[] =>
  depot.harness().facts.filter((fact) => fact.kind === kind);
export const restarted = (depot: Depot): void => {
  depot.restarts();
  for (const post of depot.posts) post.connects().boots();
};
