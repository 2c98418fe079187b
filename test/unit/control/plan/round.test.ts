import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundTargets } from '../../../../src/control/plan/round.ts';
import { anyRequest, session } from './requests.ts';

describe('wishes that become currents', () => {
  it('P18 are whole steps inside the room, whatever was wished', () => {
    const garbage = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Infinity, -Infinity, -5, 1e9));
    fc.assert(
      fc.property(anyRequest, fc.array(garbage, { maxLength: 8 }), ({ rows, sessions }, wishes) => {
        const room = rows.map(({ limit }) => limit[0]!);
        const amps = roundTargets({ room, sessions, wishes, minutes: 5 });
        const sums = room.map(() => 0);
        for (const [at, one] of sessions.entries()) {
          const given = amps[at]!;
          expect(Number.isInteger(given)).toBe(true);
          expect(given === 0 || (given >= one.minAmps && given <= one.maxAmps)).toBe(true);
          for (const { row, per } of one.on) sums[row]! += per * given;
        }
        for (const [row, sum] of sums.entries()) expect(sum).toBeLessThanOrEqual(Math.max(0, room[row]!) + 1e-6);
      }),
      { numRuns: 300 },
    );
  });

  it('leave no room that somebody could use', () => {
    const sessions = [session({ key: 'A' }), session({ key: 'B' })];
    expect(roundTargets({ room: [40], sessions, wishes: [20.2, 0], minutes: 5 })).toEqual([32, 8]);
    expect(roundTargets({ room: [40], sessions, wishes: [20.2, 12], minutes: 5 })).toEqual([28, 12]);
  });

  it('go first to who has the least time to spare', () => {
    const sessions = [session({ key: 'A', departsInMinutes: 300 }), session({ key: 'B', departsInMinutes: 45 })];
    expect(roundTargets({ room: [32], sessions, wishes: [32, 32], minutes: 5 })).toEqual([0, 32]);
  });

  it('give a vehicle that is nearly full no more than it can use', () => {
    const sessions = [session({ key: 'A', needKWh: 0.4 }), session({ key: 'B', departsInMinutes: 300 })];
    expect(roundTargets({ room: [32], sessions, wishes: [32, 0], minutes: 5 })).toEqual([7, 25]);
  });

  it('never pause one that may not be paused while its minimum fits', () => {
    const late = session({ key: 'A', departsInMinutes: 900, noPause: true, isOn: true });
    const sessions = [late, session({ key: 'B', departsInMinutes: 30 })];
    expect(roundTargets({ room: [32], sessions, wishes: [0, 32], minutes: 5 })[0]).toBe(6);
  });

  it('use what currents that cancel each other leave, in whichever order they come', () => {
    const a = session({ key: 'A', on: [{ row: 0, per: 1 }], departsInMinutes: 30, minAmps: 0, needKWh: 100 });
    const b = session({ key: 'B', on: [{ row: 0, per: -1 }], departsInMinutes: 900, minAmps: 0, needKWh: 100 });
    expect(roundTargets({ room: [4], sessions: [a, b], wishes: [20, 16], minutes: 5 })).toEqual([32, 32]);
  });
});
