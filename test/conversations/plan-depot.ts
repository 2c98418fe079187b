// A depot of charge points with vehicles that somebody plans for, for conversations about needs and plans.

import { expect } from 'vitest';
import type { Plan } from '../../src/control/plan/plan.ts';
import { makePlan } from '../../src/control/plan/plan.ts';
import type { PlanRequest } from '../../src/control/plan/request.ts';
import type { EvseView } from '../../src/local/site-view.ts';
import type { Site } from '../../src/model/config/site.ts';
import type { SiteTokens } from '../../src/model/config/tokens.ts';
import type { EvseKey } from '../../src/model/ids.ts';
import type { HarnessOptions } from './harness.ts';
import type { Depot } from './limit-depot.ts';
import { fallingToNothing, ready, siteOf } from './limit-depot.ts';

/** The first vans leave at half past five, the last one needs little. */
export const vans: SiteTokens = [
  { token: 'VAN-1', vehicle: 'Van 1', departure: '05:30', energyKwh: 40, priority: 5 },
  { token: 'VAN-2', vehicle: 'Van 2', departure: '05:30', energyKwh: 20 },
  { token: 'VAN-3', vehicle: 'Van 3', departure: '23:00', energyKwh: 4, priority: 7, noPause: true },
];

export const at = (station: number): EvseKey => `CP-0${station}/1` as EvseKey;

/** On `amps` for all. The harness begins on 2026-01-15 at 18:00 UTC. */
export const planSite = (amps: number, more: Partial<Site> = {}): Site =>
  siteOf(3, amps, (site) => ({ ...fallingToNothing(site), timezone: 'UTC', ...more }));

/** Nobody charges yet. */
export const idleDepot = (site: Site, more: HarnessOptions = {}): Depot => ready(site, {}, { tokens: vans, ...more });

/** Van 1 at the first, and so on. */
export function allStart(depot: Depot): Depot {
  for (const [place, post] of depot.posts.entries()) post.starts(1, `VAN-${place + 1}`);
  depot.passes(4);
  return depot;
}

export const evse = (depot: Depot, station: number): EvseView => depot.view().stations[station - 1]!.evses[0]!;

/** What was asked last; it must be there. */
export function asked(depot: Depot): { readonly id: number; readonly request: PlanRequest } {
  const last = depot.harness().plans.at(-1);
  expect(last).toBeDefined();
  return last!;
}

/** The real planner without its solver answers what was asked last. */
export function plans(depot: Depot, change: (plan: Plan) => unknown = (plan) => plan): void {
  const { id, request } = asked(depot);
  const plan = change(makePlan(request, undefined));
  depot.harness().offers({ kind: 'planned', id, answer: { kind: 'plan', plan, tookMs: 5 } });
  depot.settles();
}

export const sessionOf = (depot: Depot, station: number) => {
  const { transaction } = evse(depot, station);
  return asked(depot).request.sessions.find(({ key }) => key === transaction);
};
