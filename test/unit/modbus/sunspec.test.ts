// The registers here are laid out by the tables of section 5, not by the code.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BusAnswer } from '../../../src/model/bus.ts';
import type { Mono } from '../../../src/model/time.ts';
import { answer, due } from '../../../src/modbus/device.ts';
import { meterReading, newMeter } from '../../../src/modbus/meter.ts';
import type { Walk } from '../../../src/modbus/sunspec.ts';
import { newWalk, nextRead, sunspecDriver, wasRead } from '../../../src/modbus/sunspec.ts';
import { doOnRegisters, driverOf, f32, newBench, newRegisters, put, run, u32 } from './device-bench.ts';

const s16 = (value: number): number => value & 0xffff;

function model(holding: Map<number, number>, at: number, id: number, length: number): number {
  for (let offset = 0; offset < length + 2; offset += 1) holding.set(at + offset, 0x8000);
  put(holding, at, id, length);
  return at + 2 + length;
}

/** A common block, a three-phase meter with integers, and the end. */
function meterAt(base: number): Map<number, number> {
  const holding = new Map<number, number>();
  put(holding, base, 0x5375, 0x6e53);
  const meter = model(holding, base + 2, 1, 66);
  put(holding, base + 2 + 2, 0x4142, 0x4300);
  const end = model(holding, meter, 203, 105);
  put(holding, meter + 2, 0, s16(1012), s16(-512), s16(700), s16(-2));
  put(holding, meter + 8, s16(2301), s16(2312), s16(2298));
  put(holding, meter + 15, s16(-1));
  put(holding, meter + 18, s16(276), s16(232), s16(-118), s16(161), s16(1));
  put(holding, meter + 38, ...u32(12_000));
  put(holding, meter + 46, ...u32(34_567));
  put(holding, meter + 54, 1);
  put(holding, end, 0xffff, 0);
  return holding;
}

function walked(holding: Map<number, number>): Walk {
  const walk = newWalk();
  for (let step = 0; step < 200; step += 1) {
    const wanted = nextRead(walk);
    if (wanted === undefined) return walk;
    const words = Array.from({ length: wanted.count }, (_, at) => holding.get(wanted.address + at));
    wasRead(walk, words.every((word) => word !== undefined) ? words : undefined);
  }
  throw new Error('the walk has no end');
}

describe('the walk (5)', () => {
  it.each([40000, 50000, 0])('finds the models behind the mark at %d', (base) => {
    expect(walked(meterAt(base)).models).toEqual([
      { id: 1, at: base + 2, length: 66 },
      { id: 203, at: base + 70, length: 105 },
    ]);
  });

  it('ends in front of whatever answers', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffff), { minLength: 1, maxLength: 60 }), (words) => {
        const walk = newWalk();
        walk.at = 40002;
        let turn = 0;
        for (; nextRead(walk) !== undefined && turn < 300; turn += 1)
          wasRead(walk, [words[turn % words.length]!, words[(turn + 1) % words.length]!]);
        expect(turn).toBeLessThan(100);
      }),
    );
    expect(walked(new Map()).models).toEqual([]);
  });
});

describe('the driver that it makes', () => {
  it('reads a meter with its powers of ten; what is not there is nothing', () => {
    const holding = meterAt(40000);
    const driver = sunspecDriver(driverOf('sunspec'), walked(holding).models, 'meter')!;
    const config = { id: 'm', driver, connector: 1, params: new Map(), lane: 'meter' as const };
    const meter = newMeter({ ...config, ctRatio: 1, invert: false, phaseMap: 'L1L2L3', role: 'site' });
    const subject = {
      due: (now: Mono) => due(meter.device, now),
      answer: (given: BusAnswer, now: Mono) => void answer(meter.device, given, now),
    };
    const registers = { ...newRegisters(), holding };
    const bench = newBench(subject, (request) => doOnRegisters(registers, request));
    run(bench, 60_000);
    expect(meterReading(meter, bench.now)).toMatchObject({
      amps: [10.12, -5.12, 7],
      volts: [230.1, 231.2, 229.8],
      powerW: 2760,
      energyImportWh: 345_670,
      energyExportWh: 120_000,
      quality: 'good',
    });
    expect(meter.device.readings.get('manufacturer')?.value).toBe('ABC');
    // Rule 1: the power of ten is read again with the values.
    put(holding, 40070 + 22, 2);
    run(bench, 60_000);
    expect(meterReading(meter, bench.now).powerW).toBe(27_600);
    // Rule 6: never past the model.
    for (const { request } of bench.sent)
      if (request.action.kind === 'read' && request.action.address >= 40070)
        expect(request.action.address + request.action.count).toBeLessThanOrEqual(40070 + 107);
  });

  it('rule 3 and 4: the first that is there, by preference and by instance', () => {
    const base = driverOf('sunspec');
    const found = [
      { id: 103, at: 100, length: 50 },
      { id: 701, at: 200, length: 153 },
      { id: 213, at: 400, length: 124 },
      { id: 213, at: 600, length: 124 },
    ];
    expect(sunspecDriver(base, found, 'inverter')?.points.get('pv_power')?.addresses).toEqual([210]);
    expect(sunspecDriver(base, found.slice(0, 1), 'inverter')?.points.get('pv_power')?.addresses).toEqual([114]);
    expect(sunspecDriver(base, found, 'meter', 2)?.points.get('power')?.addresses).toEqual([628]);
    expect(sunspecDriver(base, found, 'meter', 3)).toBeUndefined();
    expect(sunspecDriver(base, found, 'battery')).toBeUndefined();
  });

  it('floats without powers of ten, and points behind the end of a short model are left out', () => {
    const short = sunspecDriver(driverOf('sunspec'), [{ id: 213, at: 400, length: 60 }], 'meter');
    expect(short?.points.has('power')).toBe(true);
    expect(short?.points.has('energy_import')).toBe(false);
    expect(short?.points.get('power')?.exponent).toBeUndefined();
    expect(f32(1)).toEqual([0x3f80, 0]);
  });
});
