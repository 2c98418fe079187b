import { describe, expect, it } from 'vitest';
import type { BusAnswer } from '../../../src/model/bus.ts';
import type { Mono } from '../../../src/model/time.ts';
import { mono } from '../../../src/model/time.ts';
import { answer, due, takeOutcomes, view } from '../../../src/modbus/charger.ts';
import type { ChargerCommand } from '../../../src/modbus/charger-commands.ts';
import { command } from '../../../src/modbus/charger-commands.ts';
import { heldAmps } from '../../../src/modbus/charger-held.ts';
import type { Charger, ChargerConfig, ChargerEvent, Outcome } from '../../../src/modbus/charger-state.ts';
import { newCharger } from '../../../src/modbus/charger-state.ts';
import type { Bench } from './device-bench.ts';
import { driverOf, newBench, run, wordOf, writesTo } from './device-bench.ts';
import type { Vestel } from './vestel-by-hand.ts';
import { charge, newVestel, onVestel, plug, reboot, showToken, totalWh } from './vestel-by-hand.ts';

interface Scene {
  readonly charger: Charger;
  readonly bench: Bench;
  readonly vestel: Vestel;
  readonly events: ChargerEvent[];
  readonly outcomes: Outcome[];
}

function scene(more: Partial<ChargerConfig> = {}): Scene {
  const charger = newCharger({
    id: 'OLD-07',
    driver: driverOf('vestel-evc04'),
    connector: 1,
    params: new Map(),
    lane: 'fast',
    ratingAmps: 32,
    fallbackAmps: 8,
    ...more,
  });
  const events: ChargerEvent[] = [];
  const outcomes: Outcome[] = [];
  const subject = {
    due(now: Mono) {
      const found = due(charger, now);
      outcomes.push(...takeOutcomes(charger));
      return found;
    },
    answer(given: BusAnswer, now: Mono) {
      const heard = answer(charger, given, now);
      events.push(...heard.events);
      outcomes.push(...heard.outcomes);
    },
  };
  const vestel = newVestel(mono(1_000_000));
  const bench = newBench(subject, (request, now) => onVestel(vestel, request, now));
  return { charger, bench, vestel, events, outcomes };
}

const tell = ({ charger, bench }: Scene, told: ChargerCommand): void => command(charger, told, bench.now);
const kinds = ({ events }: Scene): string[] => events.map(({ kind }) => kind);
const limits = ({ bench }: Scene): (number | undefined)[] => writesTo(bench, 5004).map(wordOf);

describe('the start of a charger (1.8)', () => {
  it('reads what it is, sets its failsafe where it differs, and only then writes the limit', () => {
    const at = scene();
    tell(at, { id: 'c1', kind: 'limit', amps: 16, lowers: false });
    run(at.bench, 10_000);
    const order = at.bench.sent
      .filter(({ request }) => request.action.kind === 'write' && request.action.address !== 6000)
      .map(({ request }) => request.action.address);
    expect(order.slice(0, 2)).toEqual([2000, 5004]);
    // 20 s stand there already: nothing wears out (1.6.7).
    expect(order).not.toContain(2002);
    expect(at.bench.sent.findIndex(({ request }) => request.action.address === 230)).toBeLessThan(
      at.bench.sent.findIndex(({ request }) => request.action.address === 5004),
    );
    expect(at.outcomes).toEqual([{ command: 'c1', kind: 'confirmed', detail: 'limit reads 16', appliedAmps: 16 }]);
    expect(heldAmps(at.charger, at.bench.now)).toBe(16);
  });

  it('never inherits the limit that it finds: 13 A stand there, and nobody writes them (1.5)', () => {
    const at = scene();
    run(at.bench, 120_000);
    expect(limits(at)).toEqual([]);
    expect(heldAmps(at.charger, at.bench.now)).toBe(32);
  });

  it('says serial, model, firmware, and what its hardware bears', () => {
    const at = scene();
    run(at.bench, 5_000);
    expect(view(at.charger, at.bench.now)).toMatchObject({
      serial: 'SN-1',
      model: 'EVC04',
      firmware: 'v3.187.0-1.0',
      hwMaxAmps: 32,
      iec: 'A',
      plugged: false,
      quality: 'good',
    });
  });
});

describe('a limit (1.6)', () => {
  it.each([
    [16.9, 16],
    [6, 6],
    [5.99, 0],
    [3, 0],
    [0, 0],
    [40, 32],
  ])('1.6.1, 1.6.2: %d A become %d', (amps, written) => {
    const at = scene();
    tell(at, { id: 'c', kind: 'limit', amps, lowers: false });
    run(at.bench, 8_000);
    expect(limits(at).at(-1)).toBe(written);
    expect(at.outcomes.at(-1)).toMatchObject({ kind: 'confirmed', appliedAmps: written });
  });

  it('1.6.5, 1.10: accepted and read back otherwise is not applied', () => {
    const at = scene();
    run(at.bench, 5_000);
    const device = at.bench.device;
    at.bench.device = (request, now) =>
      request.action.kind === 'write' && request.action.address === 5004 ? { kind: 'written' } : device(request, now);
    tell(at, { id: 'c', kind: 'limit', amps: 10, lowers: true });
    run(at.bench, 8_000);
    expect(at.outcomes).toMatchObject([
      { command: 'c', kind: 'refused', detail: 'limit reads 13 after 10 was written' },
    ]);
    expect(heldAmps(at.charger, at.bench.now)).toBe(32);
  });

  it('an exception is a refusal, and silence is none', () => {
    const at = scene();
    run(at.bench, 5_000);
    at.vestel.registers.holding.delete(5004);
    tell(at, { id: 'c1', kind: 'limit', amps: 10, lowers: true });
    run(at.bench, 3_000);
    at.vestel.isSilent = true;
    tell(at, { id: 'c2', kind: 'limit', amps: 9, lowers: true });
    run(at.bench, 30_000);
    expect(at.outcomes).toMatchObject([
      { command: 'c1', kind: 'refused' },
      { command: 'c2', kind: 'unanswered' },
    ]);
  });

  it('a lowering goes before heartbeats and polls, and an older raise does not follow it', () => {
    const at = scene();
    tell(at, { id: 'c1', kind: 'limit', amps: 20, lowers: false });
    run(at.bench, 8_000);
    tell(at, { id: 'c2', kind: 'limit', amps: 30, lowers: false });
    const raise = due(at.charger, at.bench.now).requests;
    tell(at, { id: 'c3', kind: 'limit', amps: 7, lowers: true });
    const lowering = due(at.charger, at.bench.now).requests;
    const [first] = lowering;
    expect(first).toMatchObject({ lane: 'lowering', action: { kind: 'write', address: 5004, words: [7] } });
    const old = raise.find(({ action }) => action.kind === 'write' && action.address === 5004);
    expect(old?.replaces).toBe(first?.replaces);
    at.bench.queue.push(...lowering);
    run(at.bench, 5_000);
    expect(at.outcomes.map(({ command: id, kind }) => `${id} ${kind}`)).toEqual([
      'c1 confirmed',
      'c2 unanswered',
      'c3 confirmed',
    ]);
  });

  it('pause and resume give back what was commanded', () => {
    const at = scene();
    tell(at, { id: 'c1', kind: 'limit', amps: 16, lowers: false });
    run(at.bench, 6_000);
    tell(at, { id: 'c2', kind: 'pause' });
    run(at.bench, 6_000);
    tell(at, { id: 'c3', kind: 'resume' });
    run(at.bench, 6_000);
    expect([...new Set(limits(at))]).toEqual([16, 0]);
    expect(limits(at).at(-1)).toBe(16);
  });
});

describe('heartbeats (1.5, 1.7)', () => {
  it('a life bit at a quarter of the timeout, with a lane of its own', () => {
    const at = scene();
    run(at.bench, 60_000);
    const beats = writesTo(at.bench, 6000);
    const gaps = beats.slice(1).map(({ at: when }, i) => when - beats[i]!.at);
    expect(Math.max(...gaps.slice(1))).toBeLessThanOrEqual(5_100);
    expect(beats.every(({ request }) => request.lane === 'heartbeat')).toBe(true);
  });

  it('pass between the steps of a sequence that waits', () => {
    const at = scene();
    tell(at, { id: 'c1', kind: 'limit', amps: 16, lowers: false });
    run(at.bench, 6_000);
    tell(at, { id: 'c2', kind: 'phases', phases: 1 });
    const before = writesTo(at.bench, 6000).length;
    run(at.bench, 15_000);
    expect(writesTo(at.bench, 6000).length - before).toBeGreaterThanOrEqual(2);
    expect(writesTo(at.bench, 405).map(wordOf)).toEqual([0]);
    expect(at.outcomes.at(-1)).toMatchObject({ command: 'c2', kind: 'confirmed' });
    run(at.bench, 5_000);
    expect(limits(at).at(-1)).toBe(16);
  });
});

describe('a loss (1.4, 1.8, F090)', () => {
  it('holds the larger of limit and failsafe until the watchdog must have fired, and the failsafe after that', () => {
    const at = scene();
    tell(at, { id: 'c1', kind: 'limit', amps: 16, lowers: false });
    run(at.bench, 8_000);
    at.vestel.isSilent = true;
    run(at.bench, 12_000);
    expect(at.charger.device.reach.kind).toBe('unreachable');
    expect(heldAmps(at.charger, at.bench.now)).toBe(16);
    run(at.bench, 60_000);
    expect(heldAmps(at.charger, at.bench.now)).toBe(8);
  });

  it('after the reconnect everything is told again, and no more than it fell to', () => {
    const at = scene();
    tell(at, { id: 'c1', kind: 'limit', amps: 16, lowers: false });
    run(at.bench, 8_000);
    at.vestel.isSilent = true;
    run(at.bench, 90_000);
    reboot(at.vestel, at.bench.now);
    at.vestel.registers.holding.set(2000, 10);
    at.vestel.isSilent = false;
    const before = at.bench.sent.length;
    run(at.bench, 30_000);
    const after = at.bench.sent.slice(before).filter(({ request }) => request.action.kind === 'write');
    expect(after.filter(({ request }) => request.action.address === 5004).map(wordOf)).toContain(8);
    expect(after.filter(({ request }) => request.action.address === 5004).map(wordOf)).not.toContain(16);
    expect(after.filter(({ request }) => request.action.address === 2000).map(wordOf)).toEqual([8]);
    expect(heldAmps(at.charger, at.bench.now)).toBe(8);
  });

  it('a short one: the limit that was commanded is written again', () => {
    const at = scene();
    tell(at, { id: 'c1', kind: 'limit', amps: 16, lowers: false });
    run(at.bench, 8_000);
    reboot(at.vestel, at.bench.now);
    at.bench.connection += 1;
    run(at.bench, 8_000);
    expect(limits(at).at(-1)).toBe(16);
    expect(at.vestel.registers.holding.get(5004)).toBe(16);
  });

  it('a limit that somebody else wrote is put right', () => {
    const at = scene();
    tell(at, { id: 'c1', kind: 'limit', amps: 10, lowers: false });
    run(at.bench, 8_000);
    at.vestel.registers.holding.set(5004, 32);
    run(at.bench, 40_000);
    expect(at.vestel.registers.holding.get(5004)).toBe(10);
  });
});

describe('what is counted (1.4)', () => {
  function holding(amps: number): Scene {
    const at = scene();
    tell(at, { id: 'c1', kind: 'limit', amps, lowers: false });
    run(at.bench, 6_000);
    expect(heldAmps(at.charger, at.bench.now)).toBe(amps);
    return at;
  }

  it('a raise from when it may have arrived, a lowering from when it is proved', () => {
    const at = holding(10);
    tell(at, { id: 'c2', kind: 'limit', amps: 20, lowers: false });
    due(at.charger, at.bench.now);
    expect(heldAmps(at.charger, at.bench.now)).toBe(20);
    tell(at, { id: 'c3', kind: 'limit', amps: 7, lowers: true });
    at.bench.queue.push(...due(at.charger, at.bench.now).requests);
    expect(heldAmps(at.charger, at.bench.now)).toBe(20);
    run(at.bench, 4_000);
    expect(heldAmps(at.charger, at.bench.now)).toBe(7);
  });

  it('its failsafe, while it does not take heartbeats', () => {
    const at = holding(6);
    const { device } = at.bench;
    at.bench.device = (request, now) =>
      request.action.address === 6000 ? { kind: 'exception', code: 6 } : device(request, now);
    run(at.bench, 30_000);
    expect(heldAmps(at.charger, at.bench.now)).toBe(8);
    expect([...at.charger.device.findings.values()].map(({ code }) => code)).toContain('BB_MODBUS_HEARTBEAT');
  });

  it('its failsafe, on a new connection until the limit is proved again', () => {
    const at = holding(6);
    at.bench.connection += 1;
    const { device } = at.bench;
    at.bench.device = (request, now) =>
      request.action.kind === 'write' && request.action.address === 5004
        ? { kind: 'exception', code: 6 }
        : device(request, now);
    run(at.bench, 4_000);
    expect(heldAmps(at.charger, at.bench.now)).toBe(8);
  });

  it('a reading of before the write proves nothing', () => {
    const at = holding(16);
    run(at.bench, 31_000);
    at.vestel.registers.holding.set(5004, 29);
    const { device } = at.bench;
    at.bench.device = (request, now) =>
      request.action.kind === 'write' && request.action.address === 5004 ? { kind: 'written' } : device(request, now);
    tell(at, { id: 'c2', kind: 'limit', amps: 16, lowers: true });
    run(at.bench, 7_000);
    expect(at.outcomes.at(-1)).toMatchObject({ command: 'c2', kind: 'refused' });
  });

  it('nothing of a reading that no person can read: nothing is written to what may be another device (1.10)', () => {
    const at = scene();
    at.vestel.registers.input.set(230, 7);
    run(at.bench, 6_000);
    tell(at, { id: 'c1', kind: 'limit', amps: 16, lowers: false });
    run(at.bench, 6_000);
    expect(limits(at)).toEqual([]);
    expect(at.outcomes).toMatchObject([{ kind: 'refused' }]);
  });
});

describe('what is seen at the plug (2.5)', () => {
  it('plugged, charging, paused, unplugged, each once', () => {
    const at = scene();
    run(at.bench, 6_000);
    plug(at.vestel, true);
    run(at.bench, 6_000);
    charge(at.vestel, 15);
    run(at.bench, 6_000);
    charge(at.vestel, 0);
    run(at.bench, 6_000);
    plug(at.vestel, false);
    run(at.bench, 6_000);
    expect(kinds(at)).toEqual(['plugged', 'chargingBegan', 'chargingPaused', 'unplugged']);
  });

  it('a fault comes and goes; a token is told when it appears', () => {
    const at = scene();
    run(at.bench, 6_000);
    at.vestel.registers.input.set(1000, 8);
    run(at.bench, 6_000);
    at.vestel.registers.input.set(1000, 0);
    run(at.bench, 6_000);
    showToken(at.vestel, '04A1B2C3');
    run(at.bench, 6_000);
    expect(at.events.map(({ at: _, ...rest }) => rest)).toEqual([
      { kind: 'faulted', codes: ['Faulted'] },
      { kind: 'healed' },
      { kind: 'tokenShown', token: '04A1B2C3' },
    ]);
  });

  it('1.11: energy goes up with the register, and no glitch is counted', () => {
    const at = scene();
    run(at.bench, 40_000);
    const start = view(at.charger, at.bench.now).energyWh;
    totalWh(at.vestel, 1_234_500 + 200);
    run(at.bench, 40_000);
    totalWh(at.vestel, 0);
    run(at.bench, 35_000);
    totalWh(at.vestel, 1_234_500 + 300);
    run(at.bench, 40_000);
    expect(start).toBe(1_234_500);
    expect(view(at.charger, at.bench.now).energyWh - start).toBe(300);
    // Another meter, which has counted less: nothing was delivered meanwhile, and nothing is taken back.
    totalWh(at.vestel, 5_000);
    run(at.bench, 100_000);
    totalWh(at.vestel, 5_200);
    run(at.bench, 40_000);
    expect(view(at.charger, at.bench.now).energyWh - start).toBe(500);
    expect([...at.charger.device.findings.values()].map(({ code }) => code)).toContain('BB_MODBUS_COUNTER_CHANGED');
  });
});
