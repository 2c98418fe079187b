// What a plan says of now: whole steps, the minimum or nothing.

import { describe, expect, it } from 'vitest';
import { targetsNow, waitingForPrice } from '../../../../src/control/plan/now.ts';
import type { Market, PlanRequest, PlanSession } from '../../../../src/control/plan/request.ts';
import { utc } from '../../../../src/model/time.ts';

const session: PlanSession = {
  key: 'a',
  on: [{ row: 0, per: 1 }],
  kWPerAmp: 0.69,
  minAmps: 6,
  maxAmps: 16,
  stepAmps: 1,
  needKWh: 20,
  deliveredKWh: 0,
  departsInMinutes: 120,
  priority: 1,
  isOn: false,
  noPause: false,
};
const request = (more: Partial<PlanSession> = {}): PlanRequest => ({
  startsAt: utc(0),
  slotMinutes: [15, 15, 15, 15, 15, 15, 15, 15],
  rows: [{ limit: Array<number>(8).fill(20) }],
  sessions: [{ ...session, ...more }],
  favour: 'ready',
  margins: { departureMinutes: 0, energyFactor: 1 },
  floorKWh: 0,
  stayMinutes: 480,
});
const targetOf = (amps: number, more: Partial<PlanSession> = {}): number | undefined =>
  targetsNow(request(more), { method: 'lp', targets: [{ key: 'a', amps: [amps] }], misses: [] }).get('a');

describe('the targets of now', () => {
  it.each([
    [16, 16],
    [8.4, 9],
    [8.02, 8],
    [6, 6],
    [3.1, 6],
    [2.9, 0],
    [0, 0],
  ])('a mean of %d A asks for %i A', (mean, amps) => {
    expect(targetOf(mean)).toBe(amps);
  });

  it('a vehicle that needs little more gets its minimum, and is ready', () => {
    expect(targetOf(1, { needKWh: 0.17 })).toBe(6);
    expect(targetOf(1, { needKWh: 1 })).toBe(0);
  });
});

describe('who waits for cheaper energy', () => {
  const prices = [0.3, 0.3, 0.2, 0.3, 0.4];
  const waits = (
    amps: readonly number[],
    more: Partial<PlanSession> = {},
    missing: readonly string[] = [],
  ): boolean => {
    const misses = missing.map((key) => ({ key, kWh: 1 }));
    const asked = { ...request(more), market: { prices, defaultPrice: 0.3, feedInPrice: 0 } };
    return waitingForPrice(asked, { method: 'lp', targets: [{ key: 'a', amps }], misses }).has('a');
  };

  it('is one that gets all that is still to come at lower prices', () => {
    expect(waits([0, 0, 16])).toBe(true);
    expect(waits([8, 0, 16])).toBe(true);
    expect(waits([0, 8, 16])).toBe(false);
    expect(waits([0, 0, 16, 8])).toBe(false);
    expect(waits([0, 0, 16, 0, 8])).toBe(false);
    expect(waits([16])).toBe(false);
  });

  it('is nobody who misses something, may not be paused, or of whom something is not known', () => {
    expect(waits([0, 0, 16], {}, ['a'])).toBe(false);
    expect(waits([0, 0, 16], { noPause: true, isOn: true })).toBe(false);
    const { needKWh: _need, ...needless } = session;
    expect(
      waitingForPrice(
        { ...request(), sessions: [needless], market: { prices, defaultPrice: 0.3, feedInPrice: 0 } },
        { method: 'lp', targets: [{ key: 'a', amps: [0, 0, 16] }], misses: [] },
      ).size,
    ).toBe(0);
  });

  it('is nobody where nobody knows prices', () => {
    const plan = { method: 'lp' as const, targets: [{ key: 'a', amps: [0, 0, 16] }], misses: [] };
    expect(waitingForPrice(request(), plan).size).toBe(0);
  });
});

describe('who waits for the sun, or beside the peak of the month', () => {
  const flat = { prices: Array<number>(8).fill(0.3), defaultPrice: 0.3, feedInPrice: 0.08 };
  const demand = { rate: 100, peakSoFarKW: 10, dayScale: 0.1, importedKWh: 0 };
  const waits = (amps: readonly number[], more: Partial<PlanRequest>, market: Market = flat): boolean =>
    waitingForPrice({ ...request(), market, ...more }, { method: 'lp', targets: [{ key: 'a', amps }], misses: [] }).has(
      'a',
    );

  it('is one that gets all that is still to come from the sun, and nothing of it now', () => {
    // 16 A are 11 kW.
    const pvKW = [0, 0, 20, 20];
    expect(waits([0, 0, 16, 16], { pvKW })).toBe(true);
    expect(waits([0, 0, 0, 0, 16], { pvKW })).toBe(false);
    // More sun than it takes now: what it leaves is fed in.
    expect(waits([8, 0, 16], { pvKW: [20, 0, 20] })).toBe(false);
    // It takes all that there is of it now: more would be bought.
    expect(waits([8, 0, 16], { pvKW: [5.52, 0, 20] })).toBe(true);
  });

  it('is one that has its peak now: more would raise it, and later costs the price alone', () => {
    const market = { ...flat, demand };
    // 4.5 kW beside 5.5 kW are the peak of the month so far.
    const baseKW = Array<number>(8).fill(4.5);
    expect(waits([8, 8, 8], { baseKW }, market)).toBe(true);
    expect(waits([4, 8, 8], { baseKW }, market)).toBe(false);
    expect(waits([8], { baseKW }, market)).toBe(false);
    // The quarter hour under way has had most of it.
    const late = { slotMinutes: [5, 15, 15], baseKW };
    expect(waits([4, 8, 8], late, { ...flat, demand: { ...demand, importedKWh: 1.9 } })).toBe(true);
    expect(waits([4, 8, 8], late, { ...flat, demand: { ...demand, importedKWh: 1 } })).toBe(false);
  });

  it('is nobody by that beside a battery: what it takes is in no plan', () => {
    const battery = { on: [], capacityKWh: 50, storedKWh: 20, chargeKW: 20, dischargeKW: 20, efficiency: 0.9 };
    expect(waits([0, 0, 16, 16], { pvKW: [0, 0, 20, 20] }, { ...flat, battery })).toBe(false);
  });
});
