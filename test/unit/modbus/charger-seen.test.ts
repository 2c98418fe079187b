import { describe, expect, it } from 'vitest';
import { due, view } from '../../../src/modbus/charger.ts';
import { heldAmps } from '../../../src/modbus/charger-held.ts';
import { run } from './device-bench.ts';
import { charge, plug, showToken, totalWh } from './vestel-by-hand.ts';
import type { Scene } from './vestel-scene.ts';
import { kinds, scene, tell } from './vestel-scene.ts';

describe('what is counted', () => {
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

  it('nothing of a reading that no person can read: nothing is written to what may be another device', () => {
    const at = scene();
    at.vestel.registers.input.set(230, 7);
    run(at.bench, 6_000);
    tell(at, { id: 'c1', kind: 'limit', amps: 16, lowers: false });
    run(at.bench, 6_000);
    expect(at.outcomes).toMatchObject([{ kind: 'refused' }]);
    expect(at.bench.sent.slice(30).filter(({ request }) => request.action.kind === 'write')).toEqual([]);
    expect(heldAmps(at.charger, at.bench.now)).toBe(32);
  });
});

describe('what is seen at the plug', () => {
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

  it('energy goes up with the register, and no glitch is counted', () => {
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
