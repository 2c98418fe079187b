// What a plan says of now: whole steps, the minimum or nothing.

import { describe, expect, it } from 'vitest';
import { targetsNow, waitingForPrice } from '../../../../src/control/plan/now.ts';
import type { PlanRequest, PlanSession } from '../../../../src/control/plan/request.ts';
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
