import { describe, expect, it } from 'vitest';
import type { BusAnswer } from '../../../src/model/bus.ts';
import type { Mono } from '../../../src/model/time.ts';
import { answer, due, view } from '../../../src/modbus/charger.ts';
import { command } from '../../../src/modbus/charger-commands.ts';
import type { Charger, Outcome } from '../../../src/modbus/charger-state.ts';
import { newCharger } from '../../../src/modbus/charger-state.ts';
import type { Driver } from '../../../src/modbus/driver.ts';
import { energyVerdict } from '../../../src/modbus/energy-step.ts';
import type { Bench, Registers } from './device-bench.ts';
import {
  doOnRegisters,
  driverOf,
  f32,
  newBench,
  newRegisters,
  put,
  run,
  u32,
  wordOf,
  writesTo,
} from './device-bench.ts';
import { newVestel, onVestel } from './vestel-by-hand.ts';

interface Scene {
  readonly charger: Charger;
  readonly bench: Bench;
  readonly outcomes: Outcome[];
}

function scene(driver: Driver, device: Bench['device']): Scene {
  const config = { id: 'c', driver, connector: 1, params: new Map(), lane: 'fast' as const };
  const charger = newCharger({ ...config, ratingAmps: 32, fallbackAmps: 8 });
  const outcomes: Outcome[] = [];
  const subject = {
    due: (now: Mono) => due(charger, now),
    answer: (given: BusAnswer, now: Mono) => void outcomes.push(...answer(charger, given, now).outcomes),
  };
  return { charger, outcomes, bench: newBench(subject, device) };
}

function onRegisters(id: string, fill: (registers: Registers) => void): Scene & { readonly registers: Registers } {
  const registers = newRegisters();
  fill(registers);
  return { ...scene(driverOf(id), (request) => doOnRegisters(registers, request)), registers };
}

function vestel(driver = driverOf('vestel-evc04')) {
  const device = newVestel(1_000_000 as Mono);
  return { device, ...scene(driver, (request, now) => onVestel(device, request, now)) };
}

const limit = ({ charger, bench }: Scene, amps: number): void =>
  command(charger, { id: `l${amps}`, kind: 'limit', amps, lowers: false }, bench.now);

const readsAt = ({ bench }: Scene, address: number) =>
  bench.sent.filter(({ request }) => request.action.kind === 'read' && request.action.address === address);

describe('a point that the device refuses', () => {
  it('is asked no more on this connection, and once more on the next', () => {
    const at = vestel();
    at.device.registers.input.delete(1516);
    run(at.bench, 60_000);
    expect(readsAt(at, 1516)).toHaveLength(1);
    expect(view(at.charger, at.bench.now).quality).toBe('good');
    at.bench.connection += 1;
    run(at.bench, 20_000);
    expect(readsAt(at, 1516)).toHaveLength(2);
  });

  it('that is needed is asked on, and said', () => {
    const at = vestel();
    at.device.registers.input.delete(1004);
    run(at.bench, 20_000);
    expect(readsAt(at, 1004).length).toBeGreaterThan(5);
    expect([...at.charger.device.findings.keys()]).toContain('BB_MODBUS_REFUSED cable');
  });

  it('and one that never answers, while others do, costs a connection now and then only', () => {
    const at = vestel();
    const { device } = at.bench;
    at.bench.device = (request, now) => (request.action.address === 1516 ? undefined : device(request, now));
    run(at.bench, 300_000);
    expect(readsAt(at, 1516).length).toBeLessThanOrEqual(4);
    expect(view(at.charger, at.bench.now).quality).toBe('good');
  });
});

describe('a silent device (F090, F120)', () => {
  it('is unreachable after three losses, and asked one thing now and then', () => {
    const at = vestel();
    run(at.bench, 10_000);
    at.bench.device = () => ({ kind: 'lost', why: 'resting', detail: '' });
    const before = at.bench.sent.length;
    run(at.bench, 10_000);
    expect(at.charger.device.reach.kind).toBe('unreachable');
    run(at.bench, 300_000);
    expect(at.bench.sent.length - before).toBeLessThanOrEqual(45);
  });
});

describe('heartbeats', () => {
  it('come at once on a new connection, and at half the timeout at the latest whatever the file says', () => {
    const driver = driverOf('vestel-evc04');
    const [beat] = driver.heartbeats;
    const at = vestel({ ...driver, heartbeats: [{ ...beat!, every: 60_000 }] });
    run(at.bench, 100_000);
    const beats = writesTo(at.bench, 6000).map(({ at: when }) => when);
    expect(Math.max(...beats.slice(1).map((when, i) => when - beats[i]!))).toBeLessThanOrEqual(10_100);
    while (at.bench.now - writesTo(at.bench, 6000).at(-1)!.at > 500) run(at.bench, 400);
    const moment = at.bench.now;
    at.bench.connection += 1;
    run(at.bench, 3_000);
    expect(writesTo(at.bench, 6000).some(({ at: when }) => when > moment)).toBe(true);
  });
});

describe('registers that wear out', () => {
  it('what makes settings lasting is written only after one of them was', () => {
    const driver = driverOf('vestel-evc04');
    const control = driver.control!;
    const flag = { ...driver.points.get('alive')!, name: 'failsafe_persist', addresses: [5020] };
    const write = { ...flag.write!, addresses: [5020] };
    const points = new Map([...driver.points, ['failsafe_persist', { ...flag, write }] as const]);
    const onConnect = [
      ...control.sequences.get('onConnect')!,
      { kind: 'write', point: 'failsafe_persist', value: { ...one, evaluate: () => 1 } } as const,
    ];
    const sequences = new Map([...control.sequences, ['onConnect', onConnect] as const]);
    const at = vestel({ ...driver, points, control: { ...control, sequences } });
    at.device.registers.holding.set(5020, 0);
    for (let turn = 0; turn < 4; turn += 1) {
      run(at.bench, 10_000);
      at.bench.connection += 1;
    }
    expect(writesTo(at.bench, 2000)).toHaveLength(1);
    expect(writesTo(at.bench, 5020)).toHaveLength(1);
  });
});

const one = { text: '1', names: [], lists: [] };

describe('what proves a limit', () => {
  it('a device that rounds down to whole amps has done it; one that holds 2 A less has not', () => {
    const driver = driverOf('vestel-evc04');
    const point = { ...driver.points.get('limit')!, scale: 0.1 };
    const control = { ...driver.control!, limit: { ...driver.control!.limit, step: 0.1 } };
    const fine = {
      ...driver,
      control,
      points: new Map([...driver.points, ['limit', { ...point, write: { ...point.write!, scale: 0.1 } }] as const]),
    };
    const at = vestel(fine);
    let cut = 10;
    const { device } = at.bench;
    at.bench.device = (request, now) => {
      const result = device(request, now);
      const { holding } = at.device.registers;
      if (request.action.kind === 'write' && request.action.address === 5004)
        holding.set(5004, Math.floor(holding.get(5004)! / cut) * cut);
      return result;
    };
    limit(at, 16.7);
    run(at.bench, 8_000);
    cut = 40;
    limit(at, 14.5);
    run(at.bench, 8_000);
    expect(at.outcomes).toMatchObject([
      { command: 'l16.7', kind: 'confirmed' },
      { command: 'l14.5', kind: 'refused', detail: 'limit reads 12 after 14.5 was written' },
    ]);
  });
});

function abb({ holding }: Registers): void {
  for (let at = 0x4000; at <= 0x4021; at += 1) holding.set(at, 0);
  put(holding, 0x4006, ...u32(32_000));
  put(holding, 0x400e, ...u32(16_000));
  for (const at of [0x4016, 0x4018, 0x401a]) put(holding, at, ...u32(2300));
  put(holding, 0x4020, 60);
  for (let at = 0x4100; at <= 0x4106; at += 1) holding.set(at, 0);
}

describe('a charger without a total: an ABB Terra AC', () => {
  it('adds up its sessions; a register that begins anew closes no gap twice', () => {
    const at = onRegisters('abb-terra-ac', abb);
    const session = (wh: number): void => {
      put(at.registers.holding, 0x401e, ...u32(wh));
      run(at.bench, 20_000);
    };
    run(at.bench, 20_000);
    for (const wh of [20, 60, 100, 0, 30, 70]) session(wh);
    expect(view(at.charger, at.bench.now).energyWh).toBe(170);
    session(65_000_000);
    expect(view(at.charger, at.bench.now).energyWh).toBe(170);
  });

  it('what applies may be lower than what was written: a cable', () => {
    const at = onRegisters('abb-terra-ac', abb);
    limit(at, 32);
    run(at.bench, 10_000);
    expect(at.outcomes).toMatchObject([{ kind: 'confirmed' }]);
    expect(writesTo(at.bench, 0x4100).at(-1)?.request.action).toMatchObject({ words: u32(32_000) });
  });
});

describe('other shapes of a limit', () => {
  it('the same on three lines: an Innogy', () => {
    const at = onRegisters('innogy-ebox', ({ input, holding }) => {
      for (let address = 0; address <= 1020; address += 1) input.set(address, 0);
      put(input, 275, 0x4100);
      for (let address = 1012; address <= 1017; address += 1) holding.set(address, 0);
    });
    limit(at, 10.5);
    run(at.bench, 10_000);
    expect([1012, 1014, 1016].map((address) => at.registers.holding.get(address))).toEqual(Array(3).fill(f32(10.5)[0]));
    expect(at.outcomes).toMatchObject([{ kind: 'confirmed' }]);
  });

  it('watts for the lines that the vehicle is seen to use: a Compleo-like Delta', () => {
    const driver = driverOf('delta-evcs');
    const points = new Map(driver.points);
    const current = { ...points.get('current')!, addresses: [7, 9, 11] };
    points.set('current', current);
    points.delete('soc');
    const registers = newRegisters();
    for (let address = 100; address <= 150; address += 1) registers.input.set(address, 0x2020);
    for (let address = 1000; address <= 1120; address += 1) registers.input.set(address, 0);
    for (const address of [201, 202, 203, 204, 1600, 1601, 1602]) registers.holding.set(address, 0);
    put(registers.input, 1000, 4);
    const at = scene({ ...driver, points }, (request) => doOnRegisters(registers, request));
    limit(at, 10);
    run(at.bench, 15_000);
    expect(writesTo(at.bench, 1600).at(-1)?.request.action).toMatchObject({ words: u32(6_900) });
    put(registers.input, 1007, ...f32(10));
    run(at.bench, 15_000);
    expect(writesTo(at.bench, 1600).at(-1)?.request.action).toMatchObject({ words: u32(2_300) });
  });

  it('a variant by what the device is: a KEBA P40 pauses by its limit', () => {
    const at = onRegisters('keba-p30-p40', ({ holding }) => {
      for (let address = 1000; address <= 1700; address += 2) put(holding, address, 0, 0);
      put(holding, 1016, ...u32(4_100_000));
      put(holding, 1018, ...u32(10_300));
      put(holding, 1100, ...u32(32_000));
      for (let address = 5000; address <= 5060; address += 2) put(holding, address, 0);
    });
    limit(at, 16);
    run(at.bench, 15_000);
    command(at.charger, { id: 'p', kind: 'pause' }, at.bench.now);
    run(at.bench, 15_000);
    expect(writesTo(at.bench, 5004).map(wordOf).at(-1)).toBe(0);
    expect(writesTo(at.bench, 5014)).toEqual([]);
  });
});

describe('a step of energy', () => {
  const step = { before: 1000, value: 1010, elapsedMs: 60_000, maxWatts: 22_000, stepWh: 1, suspects: 0 };

  it('is taken, dropped, or believed when it is said three times', () => {
    expect(energyVerdict(step).kind).toBe('take');
    expect(energyVerdict({ ...step, value: 999 })).toEqual({ kind: 'drop', suspects: 1 });
    expect(energyVerdict({ ...step, value: 2000 })).toEqual({ kind: 'drop', suspects: 1 });
    expect(energyVerdict({ ...step, value: 2000, suspects: 2 }).kind).toBe('changed');
    expect(energyVerdict({ ...step, value: -5, suspects: 9 }).kind).toBe('drop');
    expect(energyVerdict({ ...step, before: undefined, value: 0 }).kind).toBe('drop');
  });
});
