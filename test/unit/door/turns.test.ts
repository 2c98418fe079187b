import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTurns, isToTell, noFlood } from '../../../adapters/ws-server/turns.ts';
import type { Flood } from '../../../adapters/ws-server/turns.ts';

interface Reading {
  readonly bytes?: number;
  readonly ms?: number;
  /** It says the next a moment after this one was taken; all of it lies there already where that is absent. */
  readonly waits?: number;
}

/** When each of so many messages was taken, by a station that always has another one. */
function taken(flood: Flood, from: number, count: number, { bytes = 100, ms = 0.1, waits = 0 }: Reading = {}) {
  const turns = createTurns(flood, from);
  const at: number[] = [];
  for (let now = from; at.length < count; now += waits) {
    for (let wait = turns.wait(now); wait > 0; wait = turns.wait(now)) now += Math.ceil(wait);
    turns.took(bytes, ms);
    at.push(now);
  }
  return at;
}

const perSecond = (at: readonly number[]): number => ((at.length - 1) * 1000) / (at.at(-1)! - at[0]!);

describe('how fast a station is read', () => {
  it('reads what a boot says at once in a few turns, and a station that waits for its answers as it comes', () => {
    expect(taken(noFlood(), 1000, 32).at(-1)).toBeLessThan(1000 + 32);
    expect(perSecond(taken(noFlood(), 1000, 2000, { waits: 2 }))).toBeGreaterThan(490);
  });

  it('F079 reads one that does not stop a message at a time, 25 a second', () => {
    const at = taken(noFlood(), 1000, 1000, { ms: 0.03 });
    expect(new Set(at.slice(100)).size).toBe(900);
    expect(perSecond(at.slice(100))).toBeLessThanOrEqual(25);
    expect(perSecond(at.slice(100))).toBeGreaterThan(22);
  });

  it('F079 gives one that does not stop no more than a thousandth of the time, and keeps nobody silent', () => {
    const each = fc.record({ ms: fc.double({ min: 0, max: 200, noNaN: true }), bytes: fc.nat(250_000) });
    fc.assert(
      fc.property(each, (reading) => {
        const at = taken(noFlood(), 0, 100, reading).slice(50);
        const gap = (at.at(-1)! - at[0]!) / (at.length - 1);
        const rest = Math.max(40, Math.min(400, reading.ms * 1000), reading.bytes / 100);
        expect(gap).toBeGreaterThanOrEqual(rest);
        expect(gap).toBeLessThanOrEqual(rest + 1.2);
      }),
    );
  });

  it('F049 goes on with a station that comes again, and forgets after a minute of quiet', () => {
    const flood = noFlood();
    const end = taken(flood, 1000, 200).at(-1)!;
    expect(perSecond(taken(flood, end + 100, 20))).toBeLessThanOrEqual(25);
    const later = end + 70_000;
    expect(taken(flood, later, 32).at(-1)).toBeLessThan(later + 32);
  });

  it('F079 tells of it when it has gone on for a second, and each second after that', () => {
    const flood = noFlood();
    const told = taken(flood, 1000, 250).filter((at) => isToTell(flood, at));
    expect(told[0]).toBeGreaterThan(2000);
    expect(told.length).toBeGreaterThanOrEqual(2);
    const end = 1000 + 250 * 40 + 10_000;
    expect(taken(flood, end, 4, { waits: 100 }).some((at) => isToTell(flood, at))).toBe(false);
    const boot = noFlood();
    expect(taken(boot, 1000, 32).some((at) => isToTell(boot, at))).toBe(false);
  });
});
