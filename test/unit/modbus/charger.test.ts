import { describe, expect, it } from 'vitest';
import { due, view } from '../../../src/modbus/charger.ts';
import { heldAmps } from '../../../src/modbus/charger-held.ts';
import { run, wordOf, writesTo } from './device-bench.ts';
import { reboot } from './vestel-by-hand.ts';
import { limits, scene, tell } from './vestel-scene.ts';

describe('the start of a charger', () => {
  it('reads what it is, sets its failsafe where it differs, and only then writes the limit', () => {
    const at = scene();
    tell(at, { id: 'c1', kind: 'limit', amps: 16, lowers: false });
    run(at.bench, 10_000);
    const order = at.bench.sent
      .filter(({ request }) => request.action.kind === 'write' && request.action.address !== 6000)
      .map(({ request }) => request.action.address);
    expect(order.slice(0, 2)).toEqual([2000, 5004]);
    // 20 s stand there already: nothing wears out.
    expect(order).not.toContain(2002);
    expect(at.bench.sent.findIndex(({ request }) => request.action.address === 230)).toBeLessThan(
      at.bench.sent.findIndex(({ request }) => request.action.address === 5004),
    );
    expect(at.outcomes).toEqual([{ command: 'c1', kind: 'confirmed', detail: 'limit reads 16', appliedAmps: 16 }]);
    expect(heldAmps(at.charger, at.bench.now)).toBe(16);
  });

  it('never inherits the limit that it finds: 13 A stand there, and nobody writes them', () => {
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

describe('a limit', () => {
  it.each([
    [16.9, 16],
    [6, 6],
    [5.99, 0],
    [3, 0],
    [0, 0],
    [40, 32],
  ])('%d A become %d', (amps, written) => {
    const at = scene();
    tell(at, { id: 'c', kind: 'limit', amps, lowers: false });
    run(at.bench, 8_000);
    expect(limits(at).at(-1)).toBe(written);
    expect(at.outcomes.at(-1)).toMatchObject({ kind: 'confirmed', appliedAmps: written });
  });

  it('accepted and read back otherwise is not applied', () => {
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

describe('heartbeats', () => {
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

describe('a loss (F090)', () => {
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
