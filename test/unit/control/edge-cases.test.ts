// The edge cases that an allocator decides, each by its number. Posts are P0, P1, … on `main`, 6 to 32 A on three lines.

import { expect, it } from 'vitest';
import type { Allocation, Demand, Question } from '../../../src/control/allocate.ts';
import { loadsOf, roomOf } from '../../../src/control/envelope.ts';
import type { Cell, Load } from '../../../src/control/envelope.ts';
import { firstHold } from '../../../src/control/ladder.ts';
import type { Evse } from '../../../src/model/config/site.ts';
import type { Utc } from '../../../src/model/time.ts';
import { leastPauseMs, leastTurnMs, turnMs } from '../../../src/control/turns.ts';
import type { Wanted } from './allocate/depot.ts';
import { depot } from './allocate/depot.ts';

const start = Date.UTC(2026, 0, 15, 18) as Utc;
const later = (ms: number): Utc => (start + ms) as Utc;

const amps = (all: ReadonlyMap<string, Allocation>): number[] => [...all.values()].map((one) => one.amps);
const kinds = (all: ReadonlyMap<string, Allocation>): string[] => [...all.values()].map(({ reason }) => reason.kind);
const on = (all: ReadonlyMap<string, Allocation>): number => amps(all).filter((one) => one > 0).length;

/** What is given when some demands say more. */
function served(wanted: Wanted, each: (at: number, load: Load) => Partial<Demand>, change: Partial<Question> = {}) {
  const { asks, loads, named } = depot(wanted);
  const question = asks(start, change);
  const charging = new Map(
    loads.map((load, at) => [load.key, { ...question.charging.get(load.key)!, ...each(at, load) }]),
  );
  return named({ ...question, charging });
}

/** The lines of a load that its vehicle was seen to use. */
const seenOn = ({ cells }: Load, ...lines: number[]): Cell[] => cells.filter(({ at }) => lines.includes(at % 3));
const free: Partial<Wanted> = { hold: { holding: 'lease' } };
const turnOn = (ms: number): Partial<Demand> => ({
  turn: { transaction: 'T' as Demand['transaction'], on: true, since: later(-ms), servedMs: 0 },
});
const vehicle = (most: number): Partial<Demand> => ({ cap: { amps: most, reason: { kind: 'vehicle' } } });

/** Posts of which nobody knows how their lines are turned, or all know it. */
const wired = (limitAmps: number, phases: Evse['phases'][]) =>
  phases.map((one) => depot({ limitAmps, evses: 1, evse: { phases: one } }));

const cases: readonly (readonly [string, () => void])[] = [
  [
    'E1 one 1p car on 3p EVSE: its other lines are for others, in the live book of stations that let go',
    () => {
      const all = served({ limitAmps: 32, evses: 2, ...free }, (at, load) =>
        at === 0 ? { cells: seenOn(load, 0) } : { cells: seenOn(load, 1) },
      );
      expect(amps(all)).toEqual([32, 32]);
      expect(amps(served({ limitAmps: 32, evses: 2, ...free }, () => ({})))).toEqual([16, 16]);
      // A station that holds its limit for good counts on every line that it is wired to.
      expect(amps(served({ limitAmps: 32, evses: 2 }, (_at, load) => ({ cells: seenOn(load, 0) })))).toEqual([16, 16]);
    },
  ],
  [
    'E2 1p car on L2 by rotation: it counts on L2 alone',
    () => {
      const books = { held: roomOf([]), live: Float64Array.from([6, 32, 6]) };
      const held = Float64Array.from([32, 32, 32]);
      const wanted = { limitAmps: 32, evses: 1, evse: { phases: 'L2L3L1' as const }, ...free };
      const all = served(wanted, (_at, load) => ({ cells: seenOn(load, 1) }), { books: { ...books, held } });
      expect(amps(all)).toEqual([32]);
    },
  ],
  [
    'E3 unknown rotation: it counts on every line',
    () => {
      const [unknown, known] = wired(32, ['unknown', 'L1']);
      expect(unknown!.loads[0]!.cells.map(({ at }) => at)).toEqual([0, 1, 2]);
      expect(known!.loads[0]!.cells.map(({ at }) => at)).toEqual([0]);
    },
  ],
  [
    'E4 2-phase car: the third line is for others',
    () => {
      const all = served({ limitAmps: 32, evses: 2, ...free }, (at, load) => ({
        cells: at === 0 ? seenOn(load, 0, 1) : seenOn(load, 2),
      }));
      expect(amps(all)).toEqual([32, 32]);
    },
  ],
  [
    'E5 car needs more than 6 A at 3p: less than its own minimum is nothing',
    () => {
      expect(amps(served({ limitAmps: 9, evses: 1 }, () => ({ minAmps: 9.2 })))).toEqual([0]);
      expect(amps(served({ limitAmps: 10, evses: 1 }, () => ({ minAmps: 9.2 })))).toEqual([10]);
      expect(amps(served({ limitAmps: 16, evses: 2 }, (at) => (at === 0 ? { minAmps: 9.2 } : {})))).toEqual([10, 6]);
    },
  ],
  [
    'E6 limit between 0 and 6 A: nobody charges, and each is told why',
    () => {
      const all = served({ limitAmps: 5, evses: 2 }, () => ({}));
      expect(amps(all)).toEqual([0, 0]);
      expect(all.get('P0')!.reason).toEqual({ kind: 'waiting', circuit: 'main', line: 0 });
    },
  ],
  [
    'E7 limit exactly n*6: n charge, and one amp less is one of them less',
    () => {
      expect(amps(served({ limitAmps: 18, evses: 4 }, () => ({})))).toEqual([6, 6, 6, 0]);
      expect(on(served({ limitAmps: 17, evses: 4 }, () => ({})))).toBe(2);
    },
  ],
  [
    'E8 limit < sum of hold cars: the last of them is stopped, by priority',
    () => {
      const held = served({ limitAmps: 13, evses: 3 }, (at) => ({ ...turnOn(60_000), priority: at }));
      expect(amps(held)).toEqual([0, 6, 7]);
    },
  ],
  [
    'E9 all cars full but plugged: who comes gets a place as soon as a turn was worth its start',
    () => {
      const full = (at: number, ms: number): Partial<Demand> => (at < 2 ? { isIdle: true, ...turnOn(ms) } : {});
      expect(amps(served({ limitAmps: 12, evses: 3 }, (at) => full(at, leastTurnMs - 1)))).toEqual([6, 6, 0]);
      expect(amps(served({ limitAmps: 12, evses: 3 }, (at) => full(at, leastTurnMs)))[2]).toBe(6);
    },
  ],
  [
    'E10 car draws 0 though offered: it may wake as long as nobody waits for its place',
    () => expect(amps(served({ limitAmps: 12, evses: 1 }, () => ({ isIdle: true, ...turnOn(turnMs) })))).toEqual([12]),
  ],
  [
    'E12 car refuses restart: one that does not come back after a pause is not paused for another',
    () => {
      const long = { ...turnOn(5 * turnMs) };
      const waits = { beganAt: later(-4 * turnMs) };
      const swapped = served({ limitAmps: 6, evses: 2 }, (at) => (at === 0 ? long : waits));
      expect(amps(swapped)).toEqual([0, 6]);
      const stays = served({ limitAmps: 6, evses: 2 }, (at) => (at === 0 ? { ...long, noPause: true } : waits));
      expect(amps(stays)).toEqual([6, 0]);
    },
  ],
  [
    'E14 taper at high SoC frees current: what it does not take goes to the others',
    () => expect(amps(served({ limitAmps: 40, evses: 2 }, (at) => (at === 0 ? vehicle(9) : {})))).toEqual([9, 31]),
  ],
  [
    'E15 preconditioning draw before departure: what it takes again it may have again',
    () => expect(amps(served({ limitAmps: 40, evses: 2 }, (at) => (at === 0 ? vehicle(16) : {})))).toEqual([16, 24]),
  ],
  [
    'E16 plug-in during overload: it waits, and nobody else gets more',
    () => {
      const room = Float64Array.from([-4, -4, -4]);
      const all = served({ limitAmps: 32, evses: 1 }, () => ({}), { books: { held: room.slice(), live: room } });
      expect([amps(all), kinds(all)]).toEqual([[0], ['waiting']]);
    },
  ],
  [
    'E17 30 plug-ins within 10 s: as many as fit charge, the rest wait, and none has two answers',
    () => {
      const all = served({ limitAmps: 100, evses: 30 }, (at) => ({ beganAt: later(-at * 300), isStarting: true }));
      expect([on(all), all.size]).toEqual([16, 30]);
      expect(Math.max(...amps(all))).toBe(6);
    },
  ],
  [
    'E18 departure in the past, changed or none: late ones come first, and no departure is no reason to starve',
    () => {
      const laxity = [-3, 6, undefined];
      const one = (at: number): Partial<Demand> => (laxity[at] === undefined ? {} : { laxityHours: laxity[at] });
      expect(amps(served({ limitAmps: 32, evses: 3 }, one))).toEqual([32, 0, 0]);
      const waited = served({ limitAmps: 32, evses: 3 }, (at) => ({ ...one(at), beganAt: later(-8 * 3_600_000) }));
      expect(waited.get('P2')!.amps).toBeGreaterThanOrEqual(6);
      expect(amps(served({ limitAmps: 32, evses: 2 }, () => ({ laxityHours: Number.NaN })))).toEqual([16, 16]);
    },
  ],
  [
    'E19 energy unknown: equals share evenly',
    () => expect(amps(served({ limitAmps: 33, evses: 3 }, () => ({})))).toEqual([11, 11, 11]),
  ],
  [
    'E20 two connectors sharing one EVSE power: one limit for both counts for both',
    () => {
      const { loads } = shared('max');
      expect(loads).toHaveLength(1);
      expect(loads[0]!.cells.map(({ per, most }) => [per, most])).toEqual([
        [1, 64],
        [1, 64],
        [1, 64],
      ]);
    },
  ],
  [
    'E21 dual unit with dynamic sharing: a limit of each that holds for all counts twice',
    () => expect(shared('default0').loads[0]!.cells.map(({ per }) => per)).toEqual([2, 2, 2]),
  ],
  [
    'E22 DC charger in W: its losses and a sagging grid count',
    () => {
      const dc = depot({ limitAmps: 100, evses: 1, evse: { minAmps: 0, maxAmps: 200 }, hold: { unit: 'W' } });
      const { amps: told } = dc.given(start).get('P0')!;
      expect(told / 0.92 / 0.9).toBeLessThanOrEqual(100);
      expect((told + 1) / 0.92 / 0.9).toBeGreaterThan(100);
    },
  ],
  [
    'E23 W<->A: a vehicle on one line may draw there what was meant for three',
    () => expect(amps(served({ limitAmps: 20, evses: 1, hold: { unit: 'W' } }, () => ({})))).toEqual([6]),
  ],
  [
    'E33 sub-panel tighter than main and reverse: both hold, and the reason names the tighter one',
    () => {
      const tight = served({ limitAmps: 100, evses: 2, rows: [10, 50] }, () => ({}));
      expect(amps(tight)).toEqual([10, 32]);
      expect(tight.get('P0')!.reason).toEqual({ kind: 'circuit', circuit: 'row-0', line: 0, sharedBy: 1 });
      const main = served({ limitAmps: 20, evses: 2, rows: [50, 50] }, () => ({}));
      expect(main.get('P0')!.reason).toEqual({ kind: 'circuit', circuit: 'main', line: 0, sharedBy: 2 });
    },
  ],
  [
    'E35 charger accepts only 0/6/16/32: it is told the step below, and what that leaves goes to others',
    () => {
      const steps = [6, 16, 32];
      const all = (limitAmps: number): number[] => amps(served({ limitAmps, evses: 1, evse: { steps } }, () => ({})));
      expect([all(31), all(32), all(15), all(5)]).toEqual([[16], [32], [6], [0]]);
      expect(amps(served({ limitAmps: 25, evses: 2, evse: { steps } }, () => ({})))).toEqual([16, 6]);
    },
  ],
  [
    'E41 min-on hold vs shed conflict: shed wins, at once',
    () => {
      expect(amps(served({ limitAmps: 5, evses: 1 }, () => turnOn(1000)))).toEqual([0]);
      const stop = { kind: 'gridOperator', input: 'dso', action: 'stop' } as const;
      expect(amps(served({ limitAmps: 32, evses: 1 }, () => ({ ...turnOn(1000), noPause: true }), { stop }))).toEqual([
        0,
      ]);
    },
  ],
  [
    'E52 config edit lowers fuse live: nobody keeps what does not fit any more',
    () => {
      const site = depot({ limitAmps: 64, evses: 2 });
      expect(amps(site.pass(start, 64))).toEqual([32, 32]);
      expect(amps(site.pass(later(1000), 20))).toEqual([10, 10]);
      expect(amps(site.pass(later(2000), 7))).toEqual([7, 0]);
    },
  ],
  [
    'E54 flapping: who was paused for want of room starts no earlier than a least pause',
    () => {
      const site = depot({ limitAmps: 32, evses: 1 });
      site.pass(start, 32);
      site.pass(later(1000), 0);
      const soon = site.pass(later(2000), 32);
      expect([amps(soon), kinds(soon)]).toEqual([[0], ['justPaused']]);
      expect(amps(site.pass(later(1000 + leastPauseMs), 32))).toEqual([32]);
    },
  ],
  [
    'E57 islanding with a lower limit: as a circuit that has less',
    () => expect(amps(depot({ limitAmps: 63, evses: 3 }).pass(start, 18))).toEqual([6, 6, 6]),
  ],
  [
    'E59 welcome charge: one that begins has no more than its minimum, and only where that fits',
    () => {
      const all = served({ limitAmps: 40, evses: 2 }, (at) => ({ isStarting: at === 0 }));
      expect([amps(all), kinds(all)]).toEqual([
        [6, 32],
        ['starting', 'rating'],
      ]);
      expect(amps(served({ limitAmps: 4, evses: 1 }, () => ({ isStarting: true })))).toEqual([0]);
    },
  ],
  [
    'E60 a supply where currents on some lines cancel others: sums alone are counted, so that one who stops harms nobody',
    () => {
      const before = served({ limitAmps: 40, evses: 3 }, () => ({}));
      const after = served({ limitAmps: 40, evses: 3 }, (at) => (at === 0 ? vehicle(0) : {}));
      for (const id of ['P1', 'P2']) expect(after.get(id)!.amps).toBeGreaterThanOrEqual(before.get(id)!.amps);
    },
  ],
];

/** A station of two EVSEs that takes one limit for both. */
function shared(rung: 'max' | 'default0') {
  const { site } = depot({ limitAmps: 100, evses: 1 });
  const [station] = site.stations;
  const evses = [1, 2].map((id) => ({ ...station!.evses[0]!, id }));
  const holds = new Map([[station!.id, { ...firstHold, rung }]]);
  return { loads: loadsOf({ ...site, stations: [{ ...station!, evses }] }, holds) };
}

it.each(cases)('%s', (_name, run) => run());
