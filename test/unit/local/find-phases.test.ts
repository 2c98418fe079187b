// What the steps of an EVSE say of its wiring (F103): never a wrong order, whatever else goes on at the site meanwhile.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LineReading, Stage } from '../../../src/local/find-phases.ts';
import { findPhases, stepLengths } from '../../../src/local/find-phases.ts';

const rotations = ['L1L2L3', 'L2L3L1', 'L3L1L2'] as const;

interface World {
  readonly rotation: number;
  /** Amps of the vehicle on each phase of the station, at most. */
  readonly most: readonly [number, number, number];
  /** From a new limit until the vehicle follows. */
  readonly followMs: number;
  readonly meterMs: number;
  readonly meterLagMs: number;
  readonly stationMs: number;
  readonly noiseAmps: number;
  readonly loads: readonly Load[];
  /** Other vehicles take so much of what this one leaves, on each line. */
  readonly taken?: readonly [number, number, number] | undefined;
  /** The station says nothing of its phases, or nothing at all. */
  readonly says: 'phases' | 'first' | 'nothing';
}

/** Other load: on for a while, off for a while. With `follows` others take what the vehicle leaves. */
interface Load {
  readonly lines: readonly boolean[];
  readonly amps: number;
  readonly onMs: number;
  readonly offMs: number;
  readonly shiftMs: number;
}

const minAmps = 6;
const stepMs = 45_000;

const stages: Stage[] = stepLengths.reduce<Stage[]>((before, length, index) => {
  const from = before.at(-1)?.until ?? 0;
  return [...before, { from, until: from + length * stepMs, isLow: index % 2 === 1 }];
}, []);
const endMs = stages.at(-1)!.until;

function vehicleAt({ most, followMs }: World, at: number): number[] {
  const stage = stages.findLast(({ from }) => from + followMs <= at) ?? stages[0]!;
  return most.map((amps) => (stage.isLow ? Math.min(amps, minAmps) : amps));
}

const otherAt = ({ loads }: World, at: number, line: number): number =>
  loads
    .filter(({ lines, onMs, offMs, shiftMs }) => lines[line] === true && (at + shiftMs) % (onMs + offMs) < onMs)
    .reduce((sum, { amps }) => sum + amps, 5);

/** Just as much, or so many amps. */
function takenAt({ taken, most, rotation, followMs }: World, at: number, line: number): number {
  const stage = stages.findLast(({ from }) => from + followMs <= at);
  if (taken === undefined || stage?.isLow !== true) return 0;
  return Math.min(taken[line]!, Math.max(0, most[(line - rotation + 3) % 3]! - minAmps));
}

function watch(world: World) {
  let seed = 1;
  const noise = (): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return (seed / 2_147_483_647 - 0.5) * 2 * world.noiseAmps;
  };
  const meter: LineReading[] = [];
  for (let at = 0; at < endMs; at += world.meterMs) {
    const own = vehicleAt(world, at - world.meterLagMs);
    const amps = [0, 1, 2].map(
      (line) => own[(line - world.rotation + 3) % 3]! + takenAt(world, at, line) + otherAt(world, at, line) + noise(),
    );
    meter.push({ at, amps });
  }
  const station: LineReading[] = [];
  // It is looked at every second, and says what it measured last.
  for (let at = 0; at < endMs && world.says !== 'nothing'; at += 1000) {
    const own = vehicleAt(world, at - (at % world.stationMs));
    station.push({ at, amps: world.says === 'phases' ? own : [Math.max(...own), null, null] });
  }
  return findPhases({ supply: 'tn400', stages, meter, station, othersCharge: world.taken !== undefined });
}

const quiet: World = {
  ...{ rotation: 1, most: [16, 0, 0], followMs: 4000, meterMs: 1000, meterLagMs: 0, stationMs: 10_000 },
  ...{ noiseAmps: 0.3, loads: [], says: 'phases' },
};

const amps = fc.constantFrom(0, 0, 6, 10, 13, 16, 20, 32);
const taken = fc.constantFrom(0, 0, 4, 10, 32);
const loads = fc.array(
  fc.record({
    lines: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
    amps: fc.double({ min: -25, max: 25, noNaN: true }),
    onMs: fc.integer({ min: 5000, max: 200_000 }),
    offMs: fc.integer({ min: 5000, max: 200_000 }),
    shiftMs: fc.integer({ min: 0, max: 400_000 }),
  }),
  { maxLength: 6 },
);
const pace = {
  rotation: fc.constantFrom(0, 1, 2),
  followMs: fc.integer({ min: 500, max: 12_000 }),
  meterMs: fc.integer({ min: 1000, max: 10_000 }),
  meterLagMs: fc.integer({ min: 0, max: 2000 }),
  stationMs: fc.integer({ min: 1000, max: 10_000 }),
};
const anything: fc.Arbitrary<World> = fc.record({
  ...pace,
  most: fc.tuple(amps, amps, amps),
  noiseAmps: fc.double({ min: 0, max: 3, noNaN: true }),
  loads,
  taken: fc.option(fc.tuple(taken, taken, taken), { nil: undefined }),
  says: fc.constantFrom('phases', 'phases', 'first', 'nothing'),
});

/** A vehicle on one phase uses the first. */
const isHonest = ({ says, most }: World): boolean =>
  says === 'phases' || most[0] > minAmps || most.every((one) => one <= minAmps);

describe('which lines follow the steps of an EVSE', () => {
  it('is never answered wrongly, whatever else is switched meanwhile', () => {
    let told = 0;
    fc.assert(
      fc.property(anything.filter(isHonest), (world) => {
        const { phases, confidence, words, lines } = watch(world);
        expect(words).not.toMatch(/undefined|NaN/);
        expect(phases === undefined).toBe(confidence === 'none');
        if (phases === undefined) return;
        told += 1;
        expect(phases).toBe(rotations[world.rotation]);
        const wired = [0, 1, 2].filter((line) => world.most[(line - world.rotation + 3) % 3]! > minAmps);
        if (world.taken === undefined) expect(lines).toEqual(wired);
      }),
      { numRuns: 3000 },
    );
    // A test that never answers shows nothing.
    expect(told).toBeGreaterThan(300);
  });

  it('is found with one phase or two where it is quiet, however late the vehicle and however slow the meter', () => {
    const cars = fc.constantFrom<World['most']>(
      [10, 0, 0],
      [16, 0, 0],
      [32, 0, 0],
      [0, 16, 0],
      [16, 16, 0],
      [32, 32, 0],
    );
    const arbitrary = fc.record({ ...pace, most: cars, noiseAmps: fc.double({ min: 0, max: 0.5, noNaN: true }) });
    fc.assert(
      fc.property(arbitrary, (world) => {
        const { phases, confidence } = watch({ ...quiet, ...world });
        expect([phases, confidence]).toEqual([rotations[world.rotation], 'sure']);
      }),
    );
  });

  it('is found with three phases that differ by more than amps are off', () => {
    for (const rotation of [0, 1, 2])
      expect(watch({ ...quiet, rotation, most: [20, 13, 0.5] }).phases).toBe(rotations[rotation]);
    for (const rotation of [0, 1, 2])
      expect(watch({ ...quiet, rotation, most: [32, 20, 12] }).phases).toBe(rotations[rotation]);
  });

  it('is not to be seen with three phases alike, and asks for a vehicle on one', () => {
    const { lines, phases, words } = watch({ ...quiet, most: [16, 16, 16] });
    expect([lines, phases]).toEqual([[0, 1, 2], undefined]);
    expect(words).toMatch(/all three lines follow alike: .* Take a vehicle or an adapter on one phase/);
  });

  it('is likely where the station measures no phases, and cannot be told with more than one line', () => {
    for (const says of ['first', 'nothing'] as const) {
      expect(watch({ ...quiet, says })).toMatchObject({ phases: 'L2L3L1', confidence: 'likely', lines: [1] });
      expect(watch({ ...quiet, says, most: [16, 16, 16] })).toMatchObject({ confidence: 'none' });
    }
  });

  it('is not guessed where others take just what the vehicle leaves', () => {
    const world = { ...quiet, most: [16, 16, 16], taken: [32, 32, 0] } as const;
    expect(watch({ ...world, says: 'nothing' }).words).toMatch(/other vehicles that charge may hide a line/);
    expect(watch(world).words).toMatch(/draws on 3 phases and L3 of the site follow/);
  });

  it('survives one step of other load, and says which line is hidden by more of it', () => {
    const oven = { lines: [false, true, false], amps: 14, onMs: 600_000, offMs: 600_000, shiftMs: 1_100_000 };
    expect(watch({ ...quiet, loads: [oven] }).phases).toBe('L2L3L1');
    const pump = { lines: [true, false, false], amps: 14, onMs: 31_000, offMs: 27_000, shiftMs: 0 };
    expect(watch({ ...quiet, loads: [pump] })).toMatchObject({ confidence: 'none' });
    expect(watch({ ...quiet, loads: [pump] }).words).toMatch(/other load on L1 hides/);
  });

  it.each([
    ['nobody charges', { most: [0, 0, 0] }, /nothing follows the steps/],
    ['the meter is too slow', { meterMs: 40_000 }, /meter of the circuit said too little of L1 and L2 and L3/],
    ['the station measures late', { stationMs: 60_000 }, /station says of its own current|station measures late/],
  ] as const)('cannot be told when %s', (_name, change, why) => {
    const { words, confidence } = watch({ ...quiet, ...change });
    expect(confidence).toBe('none');
    expect(words).toMatch(why);
  });

  it('cannot be told where the EVSE is behind another meter, or without a neutral', () => {
    const station = stages.flatMap(({ from, until, isLow }) =>
      [from, until - 9000, until - 1000].map((at) => ({ at, amps: isLow ? [6, 0, 0] : [16, 0, 0] })),
    );
    const meter = Array.from({ length: endMs / 1000 }, (_, second) => ({ at: second * 1000, amps: [5, 5, 5] }));
    expect(findPhases({ supply: 'tn400', stages, meter, station }).words).toMatch(/no line of the meter does/);
    expect(findPhases({ supply: 'it230', stages, meter, station }).words).toMatch(/without a neutral/);
  });

  it('names one line for an EVSE that is wired to one', () => {
    const station = [{ at: stages[1]!.until - 1, amps: [6] }];
    const meter = Array.from({ length: endMs / 1000 }, (_, second) => ({
      at: second * 1000,
      amps: [5, 5, 5 + (stages.find(({ until }) => until > second * 1000)?.isLow === true ? 6 : 16)],
    }));
    const watched = { supply: 'tn400', stages, meter, station: [] } as const;
    expect(findPhases({ ...watched, isSinglePhase: true })).toMatchObject({ phases: 'L3', confidence: 'likely' });
    expect(findPhases({ ...watched, station, isSinglePhase: true })).toMatchObject({ phases: 'L3' });
  });
});
