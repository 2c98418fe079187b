import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Session } from '../../../src/control/turns.ts';
import { inTurn, leastTurnMs, turnMs } from '../../../src/control/turns.ts';
import type { EvseKey, TransactionId } from '../../../src/model/ids.ts';
import type { Utc } from '../../../src/model/time.ts';

const minuteMs = 60_000;

const inOrder = (sessions: readonly Session[], now: Utc): { order: Session[]; changesAt: Utc } => {
  const { order, changesAt } = inTurn(sessions, now);
  return { order: order.map(({ session }) => session), changesAt };
};
const epoch = Date.UTC(2026, 0, 15, 18) as Utc;

interface Car {
  readonly session: Session;
  readonly startedAt: number[];
  readonly stoppedAt: number[];
}

/** Cars that come at these minutes and share so many places, minute by minute, as the gateway would let them. */
function park(comesAt: readonly number[], places: number, minutes: number): Car[] {
  const cars = comesAt.map((minute, at): { -readonly [Key in keyof Car]: Car[Key] } => ({
    session: { key: `P${at}/1` as EvseKey, beganAt: (epoch + minute * minuteMs) as Utc, isIdle: false },
    startedAt: [],
    stoppedAt: [],
  }));
  for (let minute = 0; minute < minutes; minute += 1) {
    const now = (epoch + minute * minuteMs) as Utc;
    const here = cars.filter(({ session }) => session.beganAt <= now);
    const { order } = inOrder(
      here.map(({ session }) => session),
      now,
    );
    const running = new Set(order.slice(0, places));
    for (const car of here) {
      const on = running.has(car.session);
      if ((car.session.turn?.on ?? false) === on) continue;
      const before = car.session.turn;
      const lastMs = before?.on === true ? now - before.since : 0;
      const servedMs = (before?.servedMs ?? 0) + lastMs;
      car.session = { ...car.session, turn: { transaction: 'T' as TransactionId, on, since: now, servedMs } };
      (on ? car.startedAt : car.stoppedAt).push(minute);
    }
  }
  return cars;
}

const comesAt = fc.array(fc.nat(60), { minLength: 1, maxLength: 9 });
const places = fc.integer({ min: 1, max: 4 });

describe('turns', () => {
  it('P13 lets everybody charge within a round, again and again', () => {
    fc.assert(
      fc.property(comesAt, places, (minutes, room) => {
        const cars = park(minutes, room, 600);
        const round = Math.ceil(minutes.length / room) + 1;
        for (const { session, startedAt, stoppedAt } of cars) {
          const waits = [(session.beganAt - epoch) / minuteMs, ...stoppedAt].map(
            (from) => (startedAt.find((start) => start >= from) ?? 600) - from,
          );
          for (const wait of waits) expect(wait * minuteMs).toBeLessThanOrEqual(round * turnMs + leastTurnMs);
        }
      }),
    );
  });

  it('P12 ends a turn only at a mark of the clock, and not before it was worth its start', () => {
    fc.assert(
      fc.property(comesAt, places, (minutes, room) => {
        for (const { startedAt, stoppedAt } of park(minutes, room, 600))
          for (const [at, end] of stoppedAt.entries()) {
            expect((epoch + end * minuteMs) % turnMs).toBe(0);
            expect((end - startedAt[at]!) * minuteMs).toBeGreaterThanOrEqual(leastTurnMs);
          }
      }),
    );
  });

  it('ends no turn while nobody waits', () => {
    fc.assert(
      fc.property(comesAt, (minutes) => {
        for (const { startedAt, stoppedAt } of park(minutes, minutes.length, 300)) {
          expect(startedAt).toHaveLength(1);
          expect(stoppedAt).toEqual([]);
        }
      }),
    );
  });

  it('shares time evenly: no car has charged a turn more than another that was there all the time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 8 }), places, (count, room) => {
        fc.pre(count > room);
        const hours = 2 * count;
        const cars = park(Array<number>(count).fill(0), room, hours * 60);
        const on = cars.map(({ startedAt, stoppedAt }) =>
          startedAt.reduce((sum, start, at) => sum + ((stoppedAt[at] ?? hours * 60) - start), 0),
        );
        expect(Math.max(...on) - Math.min(...on)).toBeLessThanOrEqual((2 * turnMs) / minuteMs);
      }),
    );
  });

  it('says when the order changes by itself: before that it is the same', () => {
    const session = fc.record({ since: fc.nat(40), on: fc.boolean(), isIdle: fc.boolean() });
    fc.assert(
      fc.property(fc.array(session, { maxLength: 6 }), fc.nat(30), (list, later) => {
        const sessions = list.map(({ since, on, isIdle }, at): Session => ({
          key: `P${at}/1` as EvseKey,
          beganAt: epoch,
          turn: { transaction: 'T' as TransactionId, on, since: (epoch + since * minuteMs) as Utc, servedMs: 0 },
          isIdle,
        }));
        const now = (epoch + 40 * minuteMs) as Utc;
        const { order, changesAt } = inOrder(sessions, now);
        const then = (now + later * minuteMs) as Utc;
        if (then < changesAt) expect(inOrder(sessions, then).order).toEqual(order);
        expect(changesAt).toBeGreaterThan(now);
      }),
    );
  });

  it('gives the place of a full vehicle away as soon as its start was worth it', () => {
    const turn = { transaction: 'T' as TransactionId, on: true, since: epoch, servedMs: 0 };
    const full: Session = { key: 'A/1' as EvseKey, beganAt: epoch, turn, isIdle: true };
    const waiting: Session = { key: 'B/1' as EvseKey, beganAt: epoch, isIdle: false };
    const after = (ms: number) => inOrder([full, waiting], (epoch + ms) as Utc).order[0];
    expect(after(leastTurnMs - 1)).toBe(full);
    expect(after(leastTurnMs)).toBe(waiting);
  });
});
