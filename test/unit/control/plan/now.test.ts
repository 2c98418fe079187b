// What a plan says of now: whole steps, the minimum or nothing.

import { describe, expect, it } from 'vitest';
import { targetsNow } from '../../../../src/control/plan/now.ts';
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
