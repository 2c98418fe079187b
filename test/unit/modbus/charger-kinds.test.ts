// The shapes of watchdogs, pauses and starts that devices have, each on the registers of its vendor's table.

import { describe, expect, it } from 'vitest';
import type { BusAnswer } from '../../../src/model/bus.ts';
import { mono } from '../../../src/model/time.ts';
import { answer, due, view } from '../../../src/modbus/charger.ts';
import type { ChargerCommand } from '../../../src/modbus/charger-commands.ts';
import { command } from '../../../src/modbus/charger-commands.ts';
import { heldAmps } from '../../../src/modbus/charger-held.ts';
import type { Charger, ChargerConfig, Outcome } from '../../../src/modbus/charger-state.ts';
import { newCharger } from '../../../src/modbus/charger-state.ts';
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

interface Scene {
  readonly charger: Charger;
  readonly bench: Bench;
  readonly registers: Registers;
  readonly outcomes: Outcome[];
}

function scene(driver: string, fill: (registers: Registers) => void, more: Partial<ChargerConfig> = {}): Scene {
  const config = { id: 'c', driver: driverOf(driver), connector: 1, params: new Map(), lane: 'fast' as const };
  const charger = newCharger({ ...config, ratingAmps: 32, fallbackAmps: 8, ...more });
  const outcomes: Outcome[] = [];
  const registers = newRegisters();
  fill(registers);
  const subject = {
    due: (now: Parameters<typeof due>[1]) => due(charger, now),
    answer(given: BusAnswer, now: Parameters<typeof due>[1]) {
      outcomes.push(...answer(charger, given, now).outcomes);
    },
  };
  return { charger, registers, outcomes, bench: newBench(subject, (request) => doOnRegisters(registers, request)) };
}

const tell = ({ charger, bench }: Scene, told: ChargerCommand): void => command(charger, told, bench.now);
const limit = (at: Scene, amps: number): void => tell(at, { id: `l${amps}`, kind: 'limit', amps, lowers: false });

function alfen({ holding }: Registers): void {
  for (let at = 100; at <= 425; at += 1) holding.set(at, 0);
  for (let at = 1100; at <= 1215; at += 1) holding.set(at, 0);
  put(holding, 1105, 1);
  put(holding, 1100, ...f32(32));
  for (const at of [306, 308, 310]) put(holding, at, ...f32(230));
  put(holding, 1201, 0x4100, 0, 0, 0, 0);
  put(holding, 1212, ...f32(6));
}

describe('rewrite-limit: an Alfen (3.2)', () => {
  it('1.5: repeats the last commanded value inside its validity, and never one that was only read', () => {
    const at = scene('alfen-ng9xx', alfen);
    run(at.bench, 120_000);
    expect(writesTo(at.bench, 1210)).toEqual([]);
    limit(at, 16);
    run(at.bench, 10_000);
    // The device forgets: it reads 0 now, and 11.5 A from somebody else later.
    const before = writesTo(at.bench, 1210).length;
    at.registers.holding.set(1210, f32(11.5)[0]);
    at.registers.holding.set(1211, f32(11.5)[1]);
    run(at.bench, 300_000);
    const later = writesTo(at.bench, 1210).slice(before);
    expect(later.length).toBeGreaterThanOrEqual(11);
    expect(new Set(later.map(wordOf))).toEqual(new Set([f32(16)[0]]));
    const gaps = later.slice(1).map(({ at: when }, i) => when - later[i]!.at);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(30_000);
  });

  it('1.4: data of which the device says that it is old is stale, though it was read just now', () => {
    const at = scene('alfen-ng9xx', alfen);
    run(at.bench, 40_000);
    expect(view(at.charger, at.bench.now).volts).toEqual([230, 230, 230]);
    put(at.registers.holding, 301, 0, 0, 0, 12_000);
    run(at.bench, 40_000);
    expect(view(at.charger, at.bench.now).volts).toEqual([null, null, null]);
  });
});

function heidelberg({ input, holding }: Registers): void {
  for (let at = 4; at <= 20; at += 1) input.set(at, 0);
  for (let at = 100; at <= 133; at += 1) input.set(at, 0);
  put(input, 4, 0x108, 2);
  put(input, 10, 230, 230, 230);
  put(input, 100, 16, 6);
  put(holding, 257, 15_000, 4, 1);
  put(holding, 261, 0, 0);
}

describe('any-read: a Heidelberg (3.10)', () => {
  it('1.7: is read inside half of its timeout, whatever its polls', () => {
    const at = scene('heidelberg-ec', heidelberg, { periodMs: 60_000 });
    run(at.bench, 180_000);
    const reads = at.bench.sent.filter(({ request }) => request.action.kind === 'read').map(({ at: when }) => when);
    const gaps = reads.slice(1).map((when, i) => when - reads[i]!);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(7_600);
  });

  it('is held at the larger of limit and failsafe for as long as questions may still reach it', () => {
    const at = scene('heidelberg-ec', heidelberg);
    limit(at, 16);
    run(at.bench, 10_000);
    const { device } = at.bench;
    at.bench.device = () => undefined;
    run(at.bench, 60_000);
    expect(at.charger.device.reach.kind).toBe('unreachable');
    expect(heldAmps(at.charger, at.bench.now)).toBe(16);
    // The line itself is gone: nothing can have reached it.
    at.bench.device = () => ({ kind: 'lost', why: 'unreachable', detail: 'no connection' });
    run(at.bench, 40_000);
    expect(heldAmps(at.charger, at.bench.now)).toBe(8);
    at.bench.device = device;
  });

  it('1.8: is told its limit again when nobody read it for longer than its watchdog waits', () => {
    const at = scene('heidelberg-ec', heidelberg);
    limit(at, 16);
    run(at.bench, 60_000);
    const told = (): number => writesTo(at.bench, 261).filter((sent) => wordOf(sent) === 160).length;
    const before = told();
    // The gateway stands still; the line and the charger do not notice.
    at.bench.now = mono(at.bench.now + 7_000);
    run(at.bench, 20_000);
    expect(told()).toBe(before);
    at.bench.now = mono(at.bench.now + 20_000);
    run(at.bench, 20_000);
    expect(told()).toBe(before + 1);
  });

  it('2.5: a recovery sequence runs at most once a minute', () => {
    const at = scene('heidelberg-ec', heidelberg);
    run(at.bench, 10_000);
    put(at.registers.input, 5, 10);
    at.registers.holding.set(259, 0);
    const device = at.bench.device;
    at.bench.device = (request, now) => {
      const result = device(request, now);
      if (request.action.kind === 'write' && request.action.address === 259) at.registers.holding.set(259, 0);
      return result;
    };
    run(at.bench, 130_000);
    const ones = writesTo(at.bench, 259).filter((sent) => wordOf(sent) === 1);
    expect(ones.length).toBeGreaterThanOrEqual(1);
    expect(ones.length).toBeLessThanOrEqual(3);
  });
});

function keba({ holding }: Registers): void {
  for (const at of [1000, 1004, 1006, 1008, 1010, 1012, 1014, 1016, 1018, 1020, 1036, 1040, 1042, 1044, 1046])
    put(holding, at, 0, 0);
  for (const at of [1100, 1110, 1500, 1502, 1550, 1552, 1600, 1602]) put(holding, at, 0, 0);
  put(holding, 1016, ...u32(311_234));
  put(holding, 1018, ...u32(30_916));
  put(holding, 1100, ...u32(32_000));
  for (const at of [5004, 5010, 5012, 5014, 5016, 5018, 5020, 5050, 5052]) put(holding, at, 0);
}

describe('rewrite-point: a KEBA (3.3)', () => {
  it('repeats the timeout that it was told at half of it, pauses by its enable register, and leaves 5020 alone', () => {
    const at = scene('keba-p30-p40', keba);
    limit(at, 16);
    run(at.bench, 60_000);
    expect(at.outcomes).toMatchObject([{ command: 'l16', kind: 'confirmed' }]);
    expect(writesTo(at.bench, 5004).map(wordOf)).toContain(16_000);
    expect(wordOf(writesTo(at.bench, 5014).at(-1)!)).toBe(1);
    const told = writesTo(at.bench, 5018);
    expect(told.length).toBeGreaterThanOrEqual(2);
    expect(new Set(told.map(wordOf)).size).toBe(1);
    tell(at, { id: 'p', kind: 'pause' });
    run(at.bench, 15_000);
    expect(wordOf(writesTo(at.bench, 5014).at(-1)!)).toBe(0);
    expect(writesTo(at.bench, 5004).map(wordOf)).not.toContain(0);
    expect(writesTo(at.bench, 5020)).toEqual([]);
  });
});

function daheimladen({ holding }: Registers): void {
  for (let at = 0; at <= 120; at += 1) holding.set(at, 0);
  put(holding, 0, 1);
  put(holding, 32, 320);
  put(holding, 34, 60);
  put(holding, 36, 320);
  put(holding, 109, 2300, 0, 2300, 0, 2300);
}

describe('0 releases: a DaheimLaden (3.14)', () => {
  it('6.1: a 0 that is found becomes the pause, and 0 is never written', () => {
    const at = scene('daheimladen', daheimladen);
    run(at.bench, 40_000);
    expect(at.registers.holding.get(91)).toBe(1);
    limit(at, 10);
    run(at.bench, 15_000);
    expect(at.registers.holding.get(91)).toBe(100);
    tell(at, { id: 'p', kind: 'pause' });
    run(at.bench, 15_000);
    expect(at.registers.holding.get(91)).toBe(1);
    // A power cut that nobody saw: within seconds of the next look it is put right.
    at.registers.holding.set(91, 0);
    run(at.bench, 40_000);
    expect(at.registers.holding.get(91)).toBe(1);
    expect(writesTo(at.bench, 91).map(wordOf)).not.toContain(0);
  });
});

function webasto({ holding }: Registers): void {
  for (const at of [1000, 1001, 1002, 1004, 1006, 1008, 1010, 1012, 1036, 1037, 1300, 1301, 1502, 1508, 1509, 1620])
    holding.set(at, 0);
  for (let at = 1020; at < 1034; at += 1) holding.set(at, 0);
  for (let at = 1600; at < 1610; at += 1) holding.set(at, 0);
  for (const at of [1100, 1104, 1106, 1108]) holding.set(at, 32);
  holding.set(1102, 6);
  put(holding, 2000, 6);
  put(holding, 2002, 20);
  for (const at of [5000, 5001, 5004, 5006, 6000]) holding.set(at, 0);
}

describe('a write before everything: a Webasto NEXT (3.8)', () => {
  it('writes the life bit first, on every connection', () => {
    const at = scene('webasto-next', webasto);
    const asked: string[] = [];
    const { device } = at.bench;
    at.bench.device = (request, now) => {
      asked.push(`${at.bench.connection} ${request.action.kind} ${request.action.address}`);
      return device(request, now);
    };
    run(at.bench, 5_000);
    expect(asked[0]).toBe('1 write 6000');
    at.bench.connection = 2;
    run(at.bench, 5_000);
    const second = asked.filter((one) => one.startsWith('2 '));
    expect(second.indexOf('2 write 6000')).toBeLessThanOrEqual(3);
    limit(at, 16);
    run(at.bench, 15_000);
    // It cannot be read back: what is measured proves it.
    expect(at.outcomes.at(-1)).toMatchObject({ command: 'l16', kind: 'confirmed' });
  });
});

describe('start up, shut down', () => {
  it('a planned stop writes the fallback', () => {
    const at = scene('daheimladen', daheimladen);
    limit(at, 20);
    run(at.bench, 15_000);
    tell(at, { id: 's', kind: 'shutdown' });
    run(at.bench, 3_000);
    expect(at.registers.holding.get(91)).toBe(80);
    expect(at.outcomes.at(-1)).toMatchObject({ command: 's', kind: 'confirmed' });
  });

  it('a fallback of 3 A is none: the device is told to pause', () => {
    const at = scene('daheimladen', daheimladen, { fallbackAmps: 3 });
    run(at.bench, 15_000);
    expect(at.registers.holding.get(87)).toBe(1);
  });

  it('what nothing brings down counts with its last limit, and what nobody knows with its rating', () => {
    const gone = { kind: 'lost', why: 'unreachable', detail: '' } as const;
    const holds = scene('warp', ({ holding, input }) => {
      for (let at = 0; at <= 5000; at += 1) input.set(at, 0);
      for (let at = 1000; at <= 1004; at += 1) holding.set(at, 0);
    });
    limit(holds, 10);
    run(holds.bench, 15_000);
    holds.bench.device = () => gone;
    run(holds.bench, 600_000);
    expect(holds.charger.device.reach.kind).toBe('unreachable');
    expect(holds.charger.device.driver.failsafe?.onLoss).toBe('holds-last');
    expect(heldAmps(holds.charger, holds.bench.now)).toBe(10);
    const unknown = scene('victron-evcs', ({ holding }) => {
      for (let at = 5000; at <= 5100; at += 1) holding.set(at, 0);
    });
    limit(unknown, 10);
    run(unknown.bench, 15_000);
    unknown.bench.device = () => gone;
    run(unknown.bench, 60_000);
    expect(heldAmps(unknown.charger, unknown.bench.now)).toBe(32);
  });

  it('a serial line that is opened anew because of another device is no new beginning', () => {
    const at = scene('heidelberg-ec', heidelberg, { isSerial: true });
    limit(at, 10);
    run(at.bench, 10_000);
    const before = writesTo(at.bench, 261).length;
    at.bench.connection += 1;
    run(at.bench, 5_000);
    expect(writesTo(at.bench, 261)).toHaveLength(before);
  });
});
