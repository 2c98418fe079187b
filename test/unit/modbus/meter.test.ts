import { describe, expect, it } from 'vitest';
import type { BusAnswer } from '../../../src/model/bus.ts';
import type { Mono } from '../../../src/model/time.ts';
import { mono } from '../../../src/model/time.ts';
import { answer, due } from '../../../src/modbus/device.ts';
import type { Meter, MeterConfig } from '../../../src/modbus/meter.ts';
import { onLines } from '../../../src/modbus/meter-mount.ts';
import {
  holdAgainst,
  meterReading,
  meterSettledAt,
  newMeter,
  sumOfReadings,
  watchMeter,
} from '../../../src/modbus/meter.ts';
import { judgeVoltage } from '../../../src/modbus/meter-voltage.ts';
import type { Bench, Registers } from './device-bench.ts';
import { doOnRegisters, driverOf, f32, newBench, newRegisters, put, run } from './device-bench.ts';

interface Scene {
  readonly meter: Meter;
  readonly bench: Bench;
  readonly registers: Registers;
  /** What stations draw behind it is something else than when it said something new last. */
  othersChanged: boolean;
}

/** Eastron SDM630 (4.2): floats in input registers. */
function sdm(input: Map<number, number>, amps: readonly number[], volts = [230, 231, 229]): void {
  for (let at = 0; at <= 380; at += 1) if (!input.has(at)) input.set(at, 0);
  volts.forEach((one, at) => put(input, at * 2, ...f32(one)));
  amps.forEach((one, at) => put(input, 6 + at * 2, ...f32(Math.abs(one))));
  amps.forEach((one, at) => put(input, 12 + at * 2, ...f32(one * volts[at]!)));
  put(input, 52, ...f32(amps.reduce((sum, one, at) => sum + one * volts[at]!, 0)));
  put(input, 72, ...f32(1000));
  put(input, 74, ...f32(20));
}

function scene(more: Partial<MeterConfig> = {}): Scene {
  const config = { id: 'grid', connector: 1, params: new Map(), lane: 'meter' as const, periodMs: 1000 };
  const meter = newMeter({
    ...config,
    driver: driverOf('eastron-sdm630'),
    ctRatio: 1,
    invert: false,
    phaseMap: 'L1L2L3',
    role: 'site',
    ...more,
  });
  const registers = newRegisters();
  const at: Scene = { meter, registers, othersChanged: false, bench: undefined as never };
  const subject = {
    due: (now: Mono) => due(meter.device, now),
    answer(given: BusAnswer, now: Mono) {
      if (watchMeter(meter, answer(meter.device, given, now), now))
        holdAgainst(meter, { isOther: at.othersChanged && now >= meterSettledAt(meter), isWhole: true }, now);
    },
  };
  return Object.assign(at, { bench: newBench(subject, (request) => doOnRegisters(registers, request)) });
}

const reading = ({ meter, bench }: Scene) => meterReading(meter, bench.now);
const codes = ({ meter }: Scene) => [...meter.device.findings.values()].map(({ code }) => code);
const rounded = (amps: readonly (number | null)[]) =>
  amps.map((one) => (one === null ? null : Math.round(one * 10) / 10));

describe('a reading of a meter', () => {
  it('1.12: import is positive, also where the register gives a size only', () => {
    const at = scene();
    sdm(at.registers.input, [10, -4, 7]);
    run(at.bench, 5_000);
    expect(rounded(reading(at).amps)).toEqual([10, -4, 7]);
    expect(reading(at)).toMatchObject({ quality: 'good' });
    expect(reading(at).powerW).toBeCloseTo(10 * 230 - 4 * 231 + 7 * 229, 0);
  });

  it('E29: ratio, direction and order of the lines as the site file says', () => {
    const at = scene({ ctRatio: 20, invert: true, phaseMap: 'L2L3L1' });
    sdm(at.registers.input, [1, 2, -3]);
    run(at.bench, 5_000);
    expect(rounded(reading(at).amps)).toEqual([60, -20, -40]);
    expect(onLines([1, 2, 3], 'nonsense')).toEqual([1, 2, 3]);
  });

  it('F093: a phase without voltage, and NaN, are nobody’s 0', () => {
    const at = scene();
    sdm(at.registers.input, [10, 10, 10], [230, 0, 229]);
    put(at.registers.input, 6, 0x7fc0, 0);
    run(at.bench, 5_000);
    expect(rounded(reading(at).amps)).toEqual([null, null, 10]);
    expect(reading(at).volts[1]).toBeNull();
  });

  it('F094: stale after three periods, lost when it stays silent', () => {
    const at = scene();
    sdm(at.registers.input, [10, 10, 10]);
    run(at.bench, 5_000);
    const last = reading(at).readAt;
    expect(meterReading(at.meter, mono(last + 2_900)).quality).toBe('good');
    expect(meterReading(at.meter, mono(last + 3_100)).quality).toBe('stale');
    at.bench.device = () => undefined;
    run(at.bench, 10_000);
    expect(reading(at).quality).toBe('comm');
    expect(reading(at).amps).toEqual([null, null, null]);
  });

  it('F092: the same for a minute while chargers change is no reading, until it moves again', () => {
    const at = scene();
    sdm(at.registers.input, [10, 10, 10]);
    run(at.bench, 90_000);
    expect(reading(at).quality).toBe('good');
    at.othersChanged = true;
    run(at.bench, 30_000);
    expect(reading(at).quality).toBe('stale');
    expect(codes(at)).toContain('BB_MODBUS_FROZEN');
    sdm(at.registers.input, [10.5, 10, 10]);
    at.othersChanged = false;
    run(at.bench, 3_000);
    expect(reading(at).quality).toBe('good');
    expect(codes(at)).toEqual([]);
  });

  it('E30: a meter that is renewed each 15 s is not frozen', () => {
    const at = scene();
    at.othersChanged = true;
    for (let turn = 0; turn < 12; turn += 1) {
      sdm(at.registers.input, [10 + turn, 10, 10]);
      run(at.bench, 15_000);
      expect(reading(at).quality).toBe('good');
    }
  });

  it('F092: a change that comes and goes before a slow meter has to show it makes none frozen, one that stays does', () => {
    const at = scene();
    sdm(at.registers.input, [10, 10, 10]);
    run(at.bench, 30_000);
    at.othersChanged = true;
    run(at.bench, 15_000);
    at.othersChanged = false;
    run(at.bench, 60_000);
    expect(codes(at)).not.toContain('BB_MODBUS_FROZEN');
    at.othersChanged = true;
    run(at.bench, 25_000);
    expect(codes(at)).toContain('BB_MODBUS_FROZEN');
    // What hangs is lost until it moves, whatever is drawn.
    at.othersChanged = false;
    run(at.bench, 60_000);
    expect(reading(at).quality).toBe('stale');
  });

  it('F092: changes that come and go again and again without a sign of them are no chance', () => {
    const at = scene();
    sdm(at.registers.input, [10, 10, 10]);
    run(at.bench, 30_000);
    for (let turn = 0; turn < 4; turn += 1) {
      at.othersChanged = !at.othersChanged;
      run(at.bench, 10_000);
    }
    expect(reading(at).quality).toBe('stale');
  });

  it('phases that do not add up to the total', () => {
    const at = scene();
    sdm(at.registers.input, [10, 10, 10]);
    put(at.registers.input, 52, ...f32(69_000));
    run(at.bench, 8_000);
    expect(reading(at).quality).toBe('stale');
    expect(codes(at)).toContain('BB_MODBUS_PHASES_DO_NOT_ADD_UP');
  });

  it('F091: a short answer is none', () => {
    const at = scene();
    at.bench.device = ({ action }) => ({
      kind: 'words',
      words: Array.from({ length: action.kind === 'read' ? action.count - 1 : 0 }, () => 0x4366),
    });
    run(at.bench, 8_000);
    expect(reading(at)).toMatchObject({ quality: 'comm', powerW: null });
  });

  it('a sum is as old and as good as the worst of its parts', () => {
    const good = scene();
    sdm(good.registers.input, [10, 10, 10]);
    run(good.bench, 5_000);
    const one = reading(good);
    const now = mono(one.readAt + 1_000);
    expect(rounded(sumOfReadings([one, one], now).amps)).toEqual([20, 20, 20]);
    expect(sumOfReadings([one, { ...one, quality: 'stale' }], now).quality).toBe('stale');
    expect(sumOfReadings([one, { ...one, amps: [1, null, 1] }], now).amps[1]).toBeNull();
    expect(sumOfReadings([], now)).toMatchObject({ quality: 'comm', powerW: null, ageMs: Infinity });
  });
});

describe('the voltage shows a wrong word order', () => {
  const driver = driverOf('eastron-sdm630');
  const nothing = () => null;

  it('as the driver says, the other way round, or not at all', () => {
    expect(judgeVoltage(driver, f32(231), nothing)).toMatchObject({ kind: 'fits', wordOrder: 'hi' });
    const [high, low] = f32(231.7);
    const other = judgeVoltage(driver, [low, high], nothing);
    expect(other).toMatchObject({ kind: 'other', wordOrder: 'lo' });
    expect(other.advice).toContain('wo: lo');
    expect(judgeVoltage(driver, [1, 2], nothing).kind).toBe('none');
    expect(judgeVoltage(driver, [], nothing).kind).toBe('absent');
    expect(judgeVoltage(driver, f32(2310), nothing).advice).toContain('scale');
  });

  it('names the parameter where the device file has one', () => {
    const alfen = driverOf('alfen-ng9xx');
    const scope = (name: string) => (name === '$param.wordOrder' ? 'hi' : null);
    const [high, low] = f32(231.7);
    expect(judgeVoltage(alfen, [low, high], scope).advice).toContain('params: { wordOrder: lo }');
  });
});
