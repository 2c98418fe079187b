import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VehicleOptions } from '../../../adapters/simulator/electric-vehicle.ts';
import { createVehicle } from '../../../adapters/simulator/electric-vehicle.ts';

const van = (more: Partial<VehicleOptions> = {}) =>
  createVehicle({
    name: 'Van',
    batteryKwh: 60,
    soc: 0.3,
    phases: 3,
    maxAmps: 16,
    startDelayMs: 10_000,
    reactMs: 4000,
    ...more,
  });

describe('an electric vehicle', () => {
  it('waits after being allowed, then takes what its charger can', () => {
    const one = van();
    one.pilot(32, 1000);
    expect(one.nextChangeAt()).toBe(11_000);
    expect(one.advance(11_000)).toBe(0);
    one.advance(13_000);
    expect(one.drawnAmps()).toBeCloseTo(8);
    one.advance(15_000);
    expect(one.drawnAmps()).toBe(16);
  });

  it('follows a lower pilot within 5 s, however slow it is said to be', () => {
    const one = van({ maxAmps: 32, reactMs: 60_000 });
    one.pilot(32, 0);
    one.advance(60_000);
    one.pilot(10, 60_000);
    one.advance(62_500);
    expect(one.drawnAmps()).toBeCloseTo(21);
    one.advance(65_000);
    expect(one.drawnAmps()).toBe(10);
  });

  it('meters exactly: an hour at 16 A on three phases, without its ramp', () => {
    const one = van({ startDelayMs: 0 });
    one.pilot(16, 0);
    // Linear over 4 s: half of it is missing.
    const wh = (3 * 230 * 16 * (3_600_000 - 2000)) / 3_600_000;
    expect(one.advance(3_600_000)).toBeCloseTo(wh, 6);
  });

  it('one phase takes a third', () => {
    const [one, three] = [van({ phases: 1 }), van()];
    for (const each of [one, three]) each.pilot(16, 0);
    expect(one.advance(600_000) * 3).toBeCloseTo(three.advance(600_000), 6);
  });

  it('pauses under 6 A and comes back after its delay', () => {
    const one = van();
    one.pilot(16, 0);
    one.advance(60_000);
    one.pilot(5.9, 60_000);
    one.advance(64_000);
    expect(one.drawnAmps()).toBe(0);
    one.pilot(6, 100_000);
    one.advance(109_000);
    expect(one.drawnAmps()).toBe(0);
    one.advance(114_000);
    expect(one.drawnAmps()).toBe(6);
  });

  it('stays asleep after a pause until it is woken, if it is such a one', () => {
    const one = van({ needsWakeUp: true });
    one.pilot(16, 0);
    one.advance(60_000);
    one.pilot(0, 60_000);
    one.pilot(16, 70_000);
    one.advance(200_000);
    expect(one.drawnAmps()).toBe(0);
    one.wakeUp(200_000);
    one.advance(214_000);
    expect(one.drawnAmps()).toBe(16);
  });

  it('stops at once when the contactor opens', () => {
    const one = van();
    one.pilot(16, 0);
    one.advance(60_000);
    one.cut(60_000);
    expect(one.drawnAmps()).toBe(0);
    expect(one.advance(120_000)).toBe(0);
  });

  it('takes less near full, never under 6 A, then nothing; the battery holds what it said', () => {
    const one = van({ batteryKwh: 40, soc: 0.85 });
    one.pilot(32, 0);
    const seen: number[] = [];
    let wh = 0;
    for (let at = 0; !one.isFull() && at < 10 * 3_600_000; at += 60_000) {
      wh += one.advance(at);
      if (at > 60_000) seen.push(one.drawnAmps());
    }
    expect(one.isFull()).toBe(true);
    expect(one.drawnAmps()).toBe(0);
    expect(one.soc()).toBe(1);
    expect(wh).toBeCloseTo(6000, 6);
    expect(Math.max(...seen)).toBe(16);
    expect(new Set(seen.map((amps) => amps.toFixed(1))).size).toBeGreaterThan(5);
    expect(Math.min(...seen.slice(0, -1))).toBeGreaterThanOrEqual(6);
    expect(one.nextChangeAt()).toBe(Infinity);
  });

  it('gives the same energy however often somebody looks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 400_000 }), fc.integer({ min: 0, max: 32 })), { maxLength: 30 }),
        fc.array(fc.integer({ min: 1, max: 97_000 }), { minLength: 1, maxLength: 50 }),
        fc.double({ min: 0.2, max: 0.99, noNaN: true }),
        (pilots, looks, soc) => {
          const [rarely, often] = [van({ batteryKwh: 10, soc }), van({ batteryKwh: 10, soc })];
          let [at, rare, much] = [0, 0, 0];
          for (const [wait, amps] of pilots) {
            rarely.pilot(amps, at);
            often.pilot(amps, at);
            let look = at;
            for (let step = 0; (look += looks[step % looks.length]!) < at + wait; step += 1)
              much += often.advance(look);
            at += wait;
            rare += rarely.advance(at);
            much += often.advance(at);
            expect(much).toBeCloseTo(rare, 6);
            expect(often.drawnAmps()).toBeCloseTo(rarely.drawnAmps(), 6);
            expect(often.drawnAmps()).toBeLessThanOrEqual(16);
            expect(often.nextChangeAt()).toBeGreaterThan(at);
          }
        },
      ),
    );
  });
});
