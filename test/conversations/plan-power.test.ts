// What a plan knows of the site beside its vehicles: other load, the sun, the peak of the month; and of who says no departure.
// With the real core and meters that see it all.

import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { PlanRequest } from '../../src/control/plan/request.ts';
import { readDriver } from '../../src/modbus/read-driver.ts';
import type { Tariff } from '../../src/model/config/energy.ts';
import type { Meter, Site } from '../../src/model/config/site.ts';
import type { BusByHand } from './bus-by-hand.ts';
import type { Depot } from './limit-depot.ts';
import { ask, draws, kinds, restarted } from './outside-depot.ts';
import { allStart, asked, at, evse, idleDepot, planSite, plans, sessionOf, vans } from './plan-depot.ts';

const meter: Meter = {
  id: 'grid',
  source: { kind: 'http', url: 'http://10.0.0.5/meter' },
  ctRatio: 1,
  invert: false,
  phaseMap: 'L1L2L3',
  periodMs: 10_000,
};
const sun: Meter = { ...meter, id: 'pv', role: 'pv', source: { kind: 'http', url: 'http://10.0.0.6/meter' } };
const store: Meter = { ...meter, id: 'store', role: 'battery', source: { kind: 'http', url: 'http://10.0.0.7/meter' } };
const flat: Tariff = { currency: 'EUR', defaultPricePerKwh: 0.3, periods: [] };

function site(more: Partial<Site> = {}, meters = [meter, sun]): Site {
  const plain = planSite(100);
  const circuits = [{ ...plain.circuits[0]!, worstCaseBaseAmps: 40, worstStepAmps: 0, meter: 'grid' }];
  return { ...plain, circuits, meters, ...more };
}

interface Flows {
  readonly houseKW: number;
  readonly sunKW?: number;
  /** Into it; what it gives is less than nothing. */
  readonly storeKW?: number;
}

const stepSeconds = 10;

function flows(depot: Depot, { houseKW, sunKW = 0, storeKW = 0 }: Flows, seconds: number): void {
  const tell = (id: string, kW: number): void => {
    const amps = (kW * 1000) / 690;
    const values = { powerW: kW * 1000, amps: [amps, amps, amps], volts: [230, 230, 230] };
    depot
      .harness()
      .offers({ kind: 'meterValues', meter: id, values: { energyImportWh: 0, energyExportWh: 0, ...values } });
  };
  for (let passed = 0; passed < seconds; passed += stepSeconds) {
    for (const post of depot.posts) tells(depot, post);
    // A meter that says the same for ever is taken for frozen.
    const trembles = (passed % (2 * stepSeconds)) / 5000;
    const vehicles = draws(depot).reduce((sum, amps) => sum + amps, 0) * 0.69;
    tell('grid', houseKW + vehicles + storeKW - sunKW + trembles);
    tell('pv', -sunKW - trembles);
    tell('store', storeKW + trembles);
    depot.passes(stepSeconds);
  }
}

function tells(depot: Depot, post: Depot['posts'][number]): void {
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

function requestWith(wanted: Site, what: Flows): PlanRequest {
  const depot = idleDepot(wanted);
  flows(depot, what, 120);
  allStart(depot);
  flows(depot, what, 30);
  return asked(depot).request;
}

describe('other load and the sun', () => {
  it('are in the plan: as they are now, the sun going over to what is sure of it', () => {
    const { baseKW, pvKW, market } = requestWith(site(), { houseKW: 9, sunKW: 6 });
    expect(baseKW![0]).toBeCloseTo(9, 0);
    expect(Math.min(...baseKW!)).toBeCloseTo(9, 0);
    expect(pvKW![0]).toBeCloseTo(6, 0);
    expect(pvKW!.at(-1)).toBeLessThan(0.1);
    expect(market).toBeUndefined();
  });

  it('the sun is worth waiting for where energy costs the same all day, at what feeding in earns', () => {
    const tariff = { ...flat, feedInPricePerKwh: 0.08 };
    const { market } = requestWith(site({ tariff }), { houseKW: 3, sunKW: 12 });
    expect(market).toMatchObject({ feedInPrice: 0.08, defaultPrice: 0.3 });
    expect(requestWith(site({ tariff: flat }), { houseKW: 3 }).market).toBeUndefined();
  });

  it('without a meter of its own the sun is what is fed in', () => {
    const { baseKW, pvKW } = requestWith(site({}, [meter, { ...sun, id: 'other' }]), { houseKW: 2 });
    // Nobody reads it: then nobody knows.
    expect([baseKW, pvKW]).toEqual([undefined, undefined]);
    const fed = requestWith(site({}, [meter]), { houseKW: 2 });
    expect([fed.baseKW![0], fed.pvKW![0]]).toEqual([expect.closeTo(2, 0), 0]);
  });

  it('E27 what a battery takes or gives is neither', () => {
    const charging = requestWith(site({}, [meter, sun, store]), { houseKW: 4, sunKW: 5, storeKW: 3 });
    expect([charging.baseKW![0], charging.pvKW![0]]).toEqual([expect.closeTo(4, 0), expect.closeTo(5, 0)]);
    const giving = requestWith(site({}, [meter, sun, store]), { houseKW: 4, sunKW: 0, storeKW: -3 });
    expect([giving.baseKW![0], giving.pvKW![0]]).toEqual([expect.closeTo(4, 0), expect.closeTo(0, 0)]);
  });
});

/** It gives 2 kW and is 40 % full. */
const storeFile = `format: mbdrv/1
id: store
version: 1.0.0
title: A battery
products: [A battery]
class: battery
sources: [{ title: by hand, kind: implementation, ref: none }]
verified: { level: unverified, firmware: [], by: [] }
connection: { transports: [tcp], tcp: { port: 502 }, unit: 1, timing: { timeoutMs: 1000 }, policy: single-value, functions: [4] }
poll: { fastS: 1, slowS: 10 }
points:
  power: { fc: 4, addr: 0, type: s16, unit: W, poll: fast }
  soc: { fc: 4, addr: 1, type: u16, unit: '%', poll: fast }
`;

it('E28 a battery is in the plan with what it holds, where its driver says so, and its discharge makes no room', () => {
  const made = readDriver(parse(storeFile));
  if ('problems' in made) throw new Error(JSON.stringify(made.problems));
  const registers = [65_536 - 2000, 40];
  const answer: BusByHand['answer'] = (_line, { action }) =>
    action.kind === 'read'
      ? { kind: 'words', words: registers.slice(action.address, action.address + action.count) }
      : undefined;
  const source = { kind: 'modbus', device: 'store', at: { host: '10.0.0.8' }, unit: 1 } as const;
  const size = { capacityKwh: 50, chargeKw: 20, dischargeKw: 25, efficiencyPercent: 92 };
  const tariff = { ...flat, periods: [{ from: 22 * 60, to: 6 * 60, pricePerKwh: 0.15 }] };
  const wanted = site({ tariff }, [meter, { ...store, source, battery: size }]);
  const depot = idleDepot(wanted, { drivers: () => made.driver, bus: { answer } });
  const what = { houseKW: 4, storeKW: -2 };
  flows(depot, what, 120);
  allStart(depot);
  flows(depot, what, 30);
  const { market, rows, baseKW } = asked(depot).request;
  expect(market!.battery).toEqual({
    on: [0, 2, 4].map((row) => ({ row, perKW: expect.closeTo(1000 / 690) as number })),
    capacityKWh: 50,
    storedKWh: 20,
    chargeKW: 20,
    dischargeKW: 25,
    efficiency: 0.92,
  });
  expect(baseKW![0]).toBeCloseTo(4, 0);
  // What it gives is no room.
  expect(Math.max(...rows.flatMap(({ limit }) => limit))).toBeLessThanOrEqual(100);
});

describe('the peak of the month', () => {
  const tariff = { ...flat, demandPricePerKw: 12 };

  it('E47 is the highest quarter of an hour by the clock, over a restart, and the one under way counts with what it had', () => {
    const depot = idleDepot(site({ tariff }));
    flows(depot, { houseKW: 5 }, 900);
    flows(depot, { houseKW: 20 }, 900);
    flows(depot, { houseKW: 10 }, 1100);
    const peaks = kinds(depot, 'ImportPeaked') as unknown as { month: string; kW: number }[];
    expect(peaks.map(({ month }) => month)).toEqual(peaks.map(() => '2026-01'));
    expect(Math.max(...peaks.map(({ kW }) => kW))).toBeGreaterThan(19);
    expect(Math.max(...peaks.map(({ kW }) => kW))).toBeLessThan(20.5);
    restarted(depot);
    flows(depot, { houseKW: 10 }, 120);
    allStart(depot);
    flows(depot, { houseKW: 10 }, 30);
    const { demand } = asked(depot).request.market!;
    expect(demand).toMatchObject({ rate: 12, peakSoFarKW: Math.max(...peaks.map(({ kW }) => kW)) });
    // On the fifteenth, seventeen days of January are left.
    expect(demand!.dayScale).toBeCloseTo(1 / 17);
    expect(demand!.importedKWh).toBeGreaterThan(0.1);
    expect(demand!.importedKWh).toBeLessThan(3);
  });

  it('begins anew with the month, and needs a meter', () => {
    const depot = idleDepot(site({ tariff }));
    flows(depot, { houseKW: 20 }, 1900);
    depot.harness().setClock(Date.UTC(2026, 1, 3, 20, 1));
    flows(depot, { houseKW: 5 }, 120);
    allStart(depot);
    flows(depot, { houseKW: 5 }, 60);
    expect(asked(depot).request.market!.demand).toMatchObject({ peakSoFarKW: 0 });
    const blind = idleDepot(planSite(100, { tariff }));
    allStart(blind).passes(10);
    expect(asked(blind).request.market).toBeUndefined();
  });
});

describe('a session of which nobody knows when it leaves', () => {
  it('has its least energy planned before the rest of what others need', () => {
    const tokens = vans.map(({ token }) => ({ token, departure: '19:00', energyKwh: 60 })).slice(1);
    const depot = idleDepot(planSite(20), { tokens });
    ask(depot, { kind: 'setNeeds', evse: at(1), needs: { leastKwh: 6 } });
    allStart(depot).passes(8);
    expect(sessionOf(depot, 1)).toMatchObject({ leastKWh: 6 });
    expect(sessionOf(depot, 1)).not.toHaveProperty('departsInMinutes');
    plans(depot);
    expect(evse(depot, 1).plan!.targetAmps).toBeGreaterThanOrEqual(6);
    depot.passes(20 * 60);
    expect(draws(depot)[0]).toBeGreaterThanOrEqual(6);
  });

  it('is planned for although nobody else says anything', () => {
    const depot = idleDepot(planSite(60), { tokens: [] });
    allStart(depot).passes(30);
    expect(depot.harness().plans).toEqual([]);
    ask(depot, { kind: 'setNeeds', evse: at(1), needs: { leastKwh: 6 } });
    depot.passes(8);
    expect(sessionOf(depot, 1)).toMatchObject({ leastKWh: 6 });
    plans(depot);
    expect(depot.view().plan.state).toBe('inForce');
  });
});
