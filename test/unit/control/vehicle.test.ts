import { describe, expect, it } from 'vitest';
import { isAsleep, learn, newVehicle, noteUsed } from '../../../src/control/vehicle.ts';
import type { TransactionId } from '../../../src/model/ids.ts';
import { mono } from '../../../src/model/time.ts';

const vehicle = () => newVehicle('t' as TransactionId);
/** So many readings, ten seconds apart. */
function draws(
  one: ReturnType<typeof vehicle>,
  from: number,
  seconds: number,
  amps: number[],
  limitAmps: number,
  isWhole = true,
): number {
  for (let at = from; at <= from + seconds; at += 10) {
    noteUsed(one, { amps, isWhole });
    learn(one, { amps, isWhole, limitAmps, minAmps: 6, readAt: mono(at * 1000) });
  }
  return from + seconds + 10;
}

describe('what is learned of a vehicle', () => {
  it('E14: one that takes less is offered what it takes and some more, and shows by that when it wants more', () => {
    const one = vehicle();
    let at = draws(one, 0, 50, [16, 16, 16], 32);
    expect(one.offerAmps).toBeUndefined();
    at = draws(one, at, 20, [16, 16, 16], 32);
    expect(one.offerAmps).toBe(19);
    at = draws(one, at, 120, [16, 16, 16], 19);
    expect(one.offerAmps).toBe(19);
    draws(one, at, 0, [18.5, 18.4, 18.5], 19);
    expect(one.offerAmps).toBeUndefined();
  });

  it('its offer follows it down, and never below the minimum', () => {
    const one = vehicle();
    let at = draws(one, 0, 70, [16, 0, 0], 32);
    at = draws(one, at, 70, [9, 0, 0], 19);
    expect(one.offerAmps).toBe(12);
    draws(one, at, 70, [1.5, 0, 0], 12);
    expect(one.offerAmps).toBe(6);
  });

  it('E10, E9: one that takes nothing for a minute sleeps; without an offer it does not', () => {
    const one = vehicle();
    let at = draws(one, 0, 70, [0, 0, 0], 0);
    expect(isAsleep(one, mono(at * 1000))).toBe(false);
    at = draws(one, at, 70, [0.2, 0, 0], 16);
    expect(isAsleep(one, mono(at * 1000))).toBe(true);
    expect(one.hasDrawn).toBe(false);
    at = draws(one, at, 0, [6, 6, 6], 16);
    expect(isAsleep(one, mono(at * 1000))).toBe(false);
  });

  it('E1, E4: phases that it does not use are known after a minute of charging, and forgotten as soon as it uses one', () => {
    const one = vehicle();
    let at = draws(one, 0, 50, [16, 0, 0], 16);
    expect(one.phases).toBeUndefined();
    at = draws(one, at, 10, [16, 0.3, 0], 16);
    expect(one.phases).toEqual([true, false, false]);
    at = draws(one, at, 0, [16, 15, 0], 16);
    expect(one.phases).toBeUndefined();
    draws(one, at, 60, [16, 15, 0], 16);
    expect(one.phases).toEqual([true, true, false]);
  });

  it('P16: of phases that are not all read, none is taken for unused', () => {
    const one = vehicle();
    let at = draws(one, 0, 120, [16, 0, 0], 32, false);
    expect(one.phases).toBeUndefined();
    at = draws(one, at, 120, [16, 0, 0], 32);
    expect(one.phases).toEqual([true, false, false]);
    draws(one, at, 10, [16, 0, 0], 32, false);
    expect(one.phases).toBeUndefined();
  });
});
