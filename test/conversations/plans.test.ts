// Plans: when they are asked for, what they ask, what becomes of the answer, and of none. With the real core.

import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/control/plan/plan.ts';
import type { LimitWindow } from '../../src/model/config/site.ts';
import type { Depot } from './limit-depot.ts';
import { newDepot } from './limit-depot.ts';
import { ask, draws, restarted, sum } from './outside-depot.ts';
import { allStart, asked, at, evse, idleDepot, planSite, plans, sessionOf, vans } from './plan-depot.ts';

const misses = (depot: Depot): string[] =>
  [...depot.harness().gateway.state.alarms]
    .filter(([key]) => key.startsWith('BB_VEHICLE_WILL_MISS'))
    .map(([, text]) => text);
const asks = (depot: Depot): number => depot.harness().plans.length;
const setNeeds = (depot: Depot, station: number, needs: unknown): unknown =>
  ask(depot, { kind: 'setNeeds', evse: at(station), needs });

describe('a plan is asked for', () => {
  it('five seconds after vehicles came, once for all of them', () => {
    const depot = allStart(idleDepot(planSite(60)));
    expect(asks(depot)).toBe(0);
    depot.passes(8);
    expect(asks(depot)).toBe(1);
    expect(asked(depot).request.sessions).toHaveLength(3);
  });

  it('each quarter of an hour by the clock, and not in between', () => {
    const depot = allStart(idleDepot(planSite(60)));
    depot.passes(10);
    plans(depot);
    expect(asks(depot)).toBe(1);
    depot.passes(13 * 60);
    expect(asks(depot)).toBe(1);
    depot.passes(2 * 60);
    expect(asks(depot)).toBe(2);
    expect(asked(depot).request.slotMinutes[0]).toBeCloseTo(15, 0);
    plans(depot);
    depot.passes(15 * 60);
    expect(asks(depot)).toBe(3);
  });

  it('after needs, limits and the list changed, one at a time', () => {
    const depot = allStart(idleDepot(planSite(60)));
    depot.passes(10);
    setNeeds(depot, 1, { energyKwh: 10 });
    depot.passes(10);
    // The first one is not answered yet.
    expect(asks(depot)).toBe(1);
    plans(depot);
    depot.passes(6);
    expect(asks(depot)).toBe(2);
    expect(sessionOf(depot, 1)).toMatchObject({ needKWh: 10 });
    plans(depot);
    ask(depot, { kind: 'setCircuitLimit', circuit: planSite(60).circuits[0]!.id, amps: 20 });
    depot.passes(6);
    expect(asks(depot)).toBe(3);
    expect(Math.max(...asked(depot).request.rows.flatMap(({ limit }) => limit))).toBe(20);
    plans(depot);
    depot.harness().change(planSite(60), [{ ...vans[0]!, energyKwh: 5 }, ...vans.slice(1)]);
    depot.passes(6);
    expect(asks(depot)).toBe(4);
  });

  it('never where nobody knows a departure and a need', () => {
    const depot = idleDepot(planSite(60), {
      tokens: [
        { token: 'VAN-1', departure: '05:30' },
        { token: 'VAN-2', energyKwh: 3 },
      ],
    });
    allStart(depot).passes(1900);
    expect(asks(depot)).toBe(0);
    expect(depot.view().plan).toEqual({ state: 'none' });
    expect(draws(depot)).toEqual([20, 20, 20]);
  });

  it('and when the last one has left, no more', () => {
    const depot = allStart(idleDepot(planSite(60)));
    depot.passes(10);
    plans(depot);
    for (const post of depot.posts) post.stops();
    depot.passes(10);
    const before = asks(depot);
    depot.passes(3600);
    expect(asks(depot)).toBe(before);
    expect(depot.view().plan.state).toBe('none');
  });
});

describe('what it asks', () => {
  it('has the sessions as they are known, and the room for them', () => {
    const depot = allStart(idleDepot(planSite(48)));
    depot.passes(8);
    const { request } = asked(depot);
    expect(sessionOf(depot, 1)).toMatchObject({
      needKWh: 40,
      minAmps: 6,
      maxAmps: 32,
      stepAmps: 1,
      priority: 1,
      kWPerAmp: 0.69,
    });
    expect(sessionOf(depot, 1)!.departsInMinutes).toBeCloseTo(11.5 * 60 - 1, -1);
    expect(sessionOf(depot, 3)).toMatchObject({ needKWh: 4, priority: 2, noPause: true });
    expect(request.rows).toHaveLength(3);
    expect(new Set(request.rows.flatMap(({ limit }) => limit))).toEqual(new Set([48]));
    for (const { on } of request.sessions) expect(on.map(({ per }) => per)).toEqual([1, 1, 1]);
  });

  it('knows the windows of the night', () => {
    const limits: LimitWindow[] = [{ from: 22 * 60, to: 24 * 60, amps: 18 }];
    const site = planSite(48);
    const depot = allStart(idleDepot({ ...site, circuits: [{ ...site.circuits[0]!, limits }] }));
    depot.passes(8);
    const { request } = asked(depot);
    let minute = 18 * 60;
    for (const [slot, length] of request.slotMinutes.entries()) {
      const isOpen = minute + length > 22 * 60 && minute < 24 * 60 - 1;
      expect(request.rows[0]!.limit[slot], `slot at ${minute}`).toBe(isOpen ? 18 : 48);
      minute += length;
    }
  });

  it('counts what an EVSE that is away may hold as taken', () => {
    const depot = allStart(idleDepot(planSite(48)));
    depot.passes(60);
    const holds = depot.posts[2]!.mayDraw();
    depot.posts[2]!.drops();
    plans(depot);
    setNeeds(depot, 1, { energyKwh: 10 });
    depot.passes(8);
    const { request } = asked(depot);
    expect(request.sessions).toHaveLength(2);
    expect(holds).toBeGreaterThan(0);
    for (const { limit } of request.rows) expect(Math.max(...limit)).toBeLessThanOrEqual(48 - holds);
  });

  it('has at least what vehicles may draw alone, however full the fuse is counted', () => {
    const site = planSite(30);
    const depot = newDepot(
      { ...site, stations: site.stations.map((one) => ({ ...one, fallbackAmps: 8 })) },
      {},
      { tokens: vans },
    );
    // The others never came: each of them counts with its rating.
    depot.posts[0]!.connects().boots();
    depot.passes(15);
    depot.posts[0]!.starts(1, 'VAN-1');
    depot.passes(12);
    expect(new Set(asked(depot).request.rows.flatMap(({ limit }) => limit))).toEqual(new Set([8]));
  });

  it('knows what energy costs later, by what is usual', () => {
    const tariff = { currency: 'CZK', defaultPricePerKwh: 6, periods: [{ from: 22 * 60, to: 6 * 60, pricePerKwh: 2 }] };
    const depot = allStart(idleDepot(planSite(60, { tariff })));
    depot.passes(8);
    const { market } = asked(depot).request;
    expect(market!.prices[0]).toBeCloseTo(0.3);
    expect(Math.min(...market!.prices.map(Number))).toBeCloseTo(0.1);
  });
});

describe('the answer', () => {
  it('moves limits, within them', () => {
    const tokens = vans.map(({ token }) => ({ token, departure: '05:30', energyKwh: 40 }));
    const depot = allStart(idleDepot(planSite(20), { tokens }));
    depot.passes(8);
    const onlySecond = (plan: Plan): Plan => ({
      ...plan,
      targets: plan.targets.map((one, place) => ({ ...one, amps: one.amps.map(() => (place === 1 ? 20 : 0)) })),
    });
    plans(depot, onlySecond);
    depot.passes(20 * 60);
    expect(evse(depot, 2).plan).toMatchObject({ targetAmps: 20 });
    expect(evse(depot, 2).allocatedAmps).toBe(20);
    expect(draws(depot)).toEqual([0, 20, 0]);
  });

  it('waits for cheap energy though there is room now, and charges when it is cheap', () => {
    const tariff = {
      currency: 'EUR',
      defaultPricePerKwh: 6,
      periods: [{ from: 18 * 60 + 15, to: 6 * 60, pricePerKwh: 2 }],
    };
    const tokens = vans.map(({ token }) => ({ token, departure: '05:30', energyKwh: 20 }));
    const depot = allStart(idleDepot(planSite(60, { tariff }), { tokens }));
    depot.passes(10);
    expect(sum(depot)).toBe(60);
    plans(depot);
    depot.passes(4 * 60);
    // They began a moment ago: contactors wear.
    expect(sum(depot)).toBe(60);
    depot.passes(8 * 60);
    expect(draws(depot)).toEqual([0, 0, 0]);
    expect(evse(depot, 1).reason).toEqual({ kind: 'plan' });
    expect(misses(depot)).toEqual([]);
    depot.passes(3 * 60);
    plans(depot);
    depot.passes(60);
    expect(sum(depot)).toBe(60);
  });

  it('lasts half an hour at most', () => {
    const depot = allStart(idleDepot(planSite(60)));
    depot.passes(10);
    plans(depot);
    expect(depot.view().plan).toMatchObject({ state: 'inForce', method: 'greedy', misses: 0 });
    depot.passes(29 * 60);
    expect(evse(depot, 1)).toHaveProperty('plan');
    depot.passes(3 * 60);
    expect(evse(depot, 1)).not.toHaveProperty('plan');
    expect(depot.view().plan.state).not.toBe('inForce');
  });

  it('names who will miss what a few seconds after it was plugged in', () => {
    const tokens = [{ ...vans[0]!, departure: '19:00', energyKwh: 60 }];
    const depot = allStart(idleDepot(planSite(60), { tokens }));
    depot.passes(8);
    plans(depot);
    const [text, ...others] = misses(depot);
    expect(others).toEqual([]);
    expect(text).toMatch(
      /^Van 1 at CP-01\/1 will leave at 19:00 with \d+\.\d kWh less than it needs\. It would be ready at 2\d:\d\d\./,
    );
    expect(evse(depot, 1).plan!.missingKwh).toBeGreaterThan(30);
    expect(depot.view().plan.misses).toBe(1);
    setNeeds(depot, 1, { departsAt: '23:59' });
    depot.passes(8);
    plans(depot);
    expect(misses(depot)).toEqual([]);
  });

  it('is nobody’s who left meanwhile', () => {
    const tokens = [{ ...vans[0]!, departure: '19:00', energyKwh: 60 }];
    const depot = allStart(idleDepot(planSite(60), { tokens }));
    depot.passes(8);
    depot.posts[0]!.stops();
    depot.passes(1);
    plans(depot);
    expect(misses(depot)).toEqual([]);
  });

  it('that comes after a restart answers nothing', () => {
    const depot = allStart(idleDepot(planSite(60)));
    depot.passes(8);
    const { id, request } = asked(depot);
    restarted(depot);
    depot.harness().offers({
      kind: 'planned',
      id,
      answer: { kind: 'plan', plan: { method: 'lp', targets: [], misses: [] }, tookMs: 1 },
    });
    expect(request.sessions).toHaveLength(3);
    expect(depot.view().plan.state).not.toBe('inForce');
    depot.passes(60);
    expect(asks(depot)).toBe(1);
    expect(asked(depot).request.sessions).toHaveLength(3);
  });
});

describe('no answer', () => {
  it('is said after half a minute, and the urgent ones come first all the same', () => {
    const depot = allStart(idleDepot(planSite(14), { tokens: vans.map((one) => ({ ...one, priority: 5 })) }));
    depot.passes(40);
    expect(depot.alarms()).toContain('BB_PLAN_LATE');
    expect(depot.view().plan).toMatchObject({ state: 'failed' });
    depot.passes(1750);
    expect(asks(depot)).toBe(3);
    expect(draws(depot).reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(14);
    // Van 2 can wait for hours, and van 3 leaves at eleven.
    expect(evse(depot, 3).allocatedAmps).toBeGreaterThanOrEqual(6);
    plans(depot);
    expect(depot.alarms()).not.toContain('BB_PLAN_LATE');
  });

  it('a planner that failed says why', () => {
    const depot = allStart(idleDepot(planSite(60)));
    depot.passes(8);
    const { id } = asked(depot);
    const detail = 'The planner failed (out of memory).';
    depot.harness().offers({ kind: 'planned', id, answer: { kind: 'noPlan', code: 'BB_PLANNER_FAILED', detail } });
    expect(depot.view().plan).toEqual({ state: 'failed', detail });
    expect(depot.view().alarms).toContainEqual({ code: 'BB_PLANNER_FAILED', text: detail });
  });

  it('E49 none is asked for while nobody knows the time', () => {
    const depot = idleDepot(planSite(60), {
      clock: { builtAt: Date.UTC(2026, 0, 1) as never },
      hostUtc: Date.UTC(1970, 0, 1, 12),
    });
    depot.passes(901);
    for (const post of depot.posts) post.connects().boots();
    depot.passes(15);
    allStart(depot).passes(1000);
    expect(depot.harness().gateway.state.clock.trusted).toBe(false);
    expect(asks(depot)).toBe(0);
    expect(evse(depot, 1).needs).not.toHaveProperty('departsAt');
    depot.harness().setClock(Date.UTC(2026, 1, 1, 12));
    depot.passes(120);
    expect(depot.harness().gateway.state.clock.trusted).toBe(true);
    expect(asks(depot)).toBeGreaterThan(0);
    expect(evse(depot, 1).needs).toMatchObject({ departsAt: '2026-02-02T05:30:00.000Z' });
  });
});
