// What lies ahead of the site, and who will be ready, with the real core.

import { describe, expect, it } from 'vitest';
import type { PlanAheadView, PlannedVehicleView } from '../../src/local/plan-ahead.ts';
import { readyByQuarter, withPast } from '../../src/local/plan-ahead.ts';
import type { LimitWindow } from '../../src/model/config/site.ts';
import { utc } from '../../src/model/time.ts';
import type { Depot } from './limit-depot.ts';
import { ask } from './outside-depot.ts';
import { allStart, asked, at, idleDepot, planSite, plans } from './plan-depot.ts';

const look = (depot: Depot, hours = 24): PlanAheadView => ask(depot, { kind: 'plan', hours }) as PlanAheadView;
const named = (view: PlanAheadView, name: string): PlannedVehicleView =>
  view.vehicles.find((one) => one.name === name)!;
const minuteMs = 60_000;

function planned(amps: number, more = {}, change: (depot: Depot) => void = () => undefined): Depot {
  const depot = allStart(idleDepot(planSite(amps, more)));
  change(depot);
  depot.passes(8);
  plans(depot);
  return depot;
}

describe('what lies ahead', () => {
  it('has quarters from the one under way, with limits by the clock, prices, and what the plan gives', () => {
    const limits: LimitWindow[] = [{ from: 22 * 60, to: 24 * 60, amps: 18 }];
    const tariff = { currency: 'EUR', defaultPricePerKwh: 0.3, periods: [{ from: 0, to: 6 * 60, pricePerKwh: 0.1 }] };
    const site = planSite(48, { tariff });
    const depot = planned(48, { tariff, circuits: [{ ...site.circuits[0]!, limits }] });
    const { at: now, slots, slotMinutes } = look(depot);
    expect(slotMinutes).toBe(15);
    expect(slots).toHaveLength(96);
    const starts = slots.map(({ startsAt }) => Date.parse(startsAt));
    expect(Date.parse(now) - starts[0]!).toBeGreaterThanOrEqual(0);
    expect(Date.parse(now) - starts[0]!).toBeLessThan(15 * minuteMs);
    expect(starts.every((start, slot) => start === starts[0]! + slot * 15 * minuteMs)).toBe(true);
    for (const { startsAt, past, limitAmps, pricePerKwh, baseAmps } of slots) {
      const hour = new Date(startsAt).getUTCHours();
      expect([startsAt, past, limitAmps, pricePerKwh, baseAmps]).toEqual([
        startsAt,
        false,
        hour >= 22 ? 18 : 48,
        hour < 6 ? 0.1 : 0.3,
        undefined,
      ]);
    }
    // 64 kWh altogether on three lines, and never above the limit.
    const planKwh = slots.reduce((sum, { chargingAmps = 0 }) => sum + (chargingAmps * 0.69) / 4, 0);
    expect(planKwh).toBeGreaterThan(60);
    expect(planKwh).toBeLessThan(75);
    for (const { limitAmps, chargingAmps = 0 } of slots) expect(chargingAmps).toBeLessThanOrEqual(limitAmps + 0.1);
    // After the last has left nobody plans anything.
    expect(slots.at(-1)!.chargingAmps).toBeUndefined();
    expect(look(depot, 1).slots).toHaveLength(4);
  });

  it('says of each vehicle whether it makes it, and counts them by departure', () => {
    const depot = planned(60);
    const view = look(depot);
    expect(view.vehicles.map(({ name, ready }) => [name, ready])).toEqual([
      ['Van 3', true],
      ['Van 1', true],
      ['Van 2', true],
    ]);
    expect(named(view, 'Van 1')).toMatchObject({
      station: 'CP-01',
      evse: 1,
      departure: '2026-01-16T05:30:00.000Z',
      neededKwh: 40,
      gotKwh: 0,
      expectedKwh: 40,
      token: '…AN-1',
      boost: false,
    });
    expect(view.ready).toEqual([
      { by: '2026-01-15T23:00:00.000Z', ready: 1, of: 1 },
      { by: '2026-01-16T05:30:00.000Z', ready: 2, of: 2 },
    ]);
  });

  it('says why one does not make it: too little time, or no room beside others', () => {
    const soon = planned(60, {}, (depot) => {
      ask(depot, { kind: 'setNeeds', evse: at(2), needs: { departsAt: '19:00', energyKwh: 60, priority: 9 } });
    });
    const late = named(look(soon), 'Van 2');
    expect(late).toMatchObject({ ready: false, boost: true, neededKwh: 60 });
    expect(late.missesKwh! + late.expectedKwh!).toBeCloseTo(60, 1);
    expect(late.why).toMatch(
      /^There is too little time: at 32 A \(22.1 kW\), the most that it can have there, it gets 2\d(\.\d)? of 60 kWh until 19:00\.$/,
    );
    const full = planned(8, {}, (depot) => {
      ask(depot, { kind: 'setNeeds', evse: at(2), needs: { energyKwh: 60 } });
    });
    const view = look(full);
    const missing = view.vehicles.filter(({ ready }) => ready === false);
    expect(missing.length).toBeGreaterThan(0);
    for (const { why } of missing)
      expect(why).toMatch(
        /^Circuit main, L\d has no more room \(\d+(\.\d)? A for vehicles at the least\) for \d+ % of the time in which it could have more; 2 other vehicles need it too(, \d of higher priority)?\.$/,
      );
    const [first] = view.ready;
    expect(first).toMatchObject({ of: 1 });
    expect(full.alarms().filter((code) => code.startsWith('BB_VEHICLE_WILL_MISS'))).toHaveLength(missing.length);
  });

  it('says that it does not know, and why, where nobody said what it needs, it is away, or there is no plan', () => {
    const depot = allStart(idleDepot(planSite(60), { tokens: [{ token: 'VAN-1', departure: '05:30', energyKwh: 4 }] }));
    expect(named(look(depot), '…AN-2')).toMatchObject({
      ready: null,
      why: 'Nobody has said when it leaves and how much it needs.',
    });
    expect(named(look(depot), '…AN-1')).toMatchObject({
      ready: null,
      why: 'There is no plan yet: one is made within seconds.',
    });
    depot.passes(8);
    const { id } = asked(depot);
    depot
      .harness()
      .offers({ kind: 'planned', id, answer: { kind: 'failed', code: 'BB_PLAN_LATE', detail: 'Too slow.' } });
    depot.settles();
    expect(named(look(depot), '…AN-1')).toMatchObject({ ready: null, why: 'Too slow.' });
    depot.posts[0]!.drops();
    depot.passes(60);
    expect(named(look(depot), '…AN-1').why).toMatch(/^CP-01 is not connected/);
    expect(look(depot).ready).toEqual([{ by: '2026-01-16T05:30:00.000Z', ready: 0, of: 1 }]);
  });

  it('groups departures to the end of their quarter, and puts what was measured before', () => {
    const leaves = (departure: string, ready: boolean | null) => ({ departure, ready });
    expect(
      readyByQuarter([
        leaves('2026-01-16T05:01:00Z', true),
        leaves('2026-01-16T05:15:00Z', null),
        leaves('2026-01-16T05:00:00Z', false),
        { ready: true },
      ]),
    ).toEqual([
      { by: '2026-01-16T05:00:00.000Z', ready: 0, of: 1 },
      { by: '2026-01-16T05:15:00.000Z', ready: 1, of: 2 },
    ]);
    const ahead: PlanAheadView = { at: '', slotMinutes: 15, slots: [], vehicles: [], ready: [] };
    expect(withPast(ahead, [{ at: utc(0), limitAmps: 10, baseAmps: 3 }, { at: utc(900_000) }]).slots).toEqual([
      { startsAt: '1970-01-01T00:00:00.000Z', past: true, limitAmps: 10, baseAmps: 3 },
    ]);
  });
});
