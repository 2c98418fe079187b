// The control box of the grid operator, and circuits that draw more than agreed. With the real core.

import { describe, expect, it } from 'vitest';
import type { GridView } from '../../src/local/site-view.ts';
import type { Meter, SiteInput } from '../../src/model/config/site.ts';
import type { Depot } from './limit-depot.ts';
import { ask, charging, circuit, codeOf, draws, grid, kinds, restarted, siteWith, sum } from './outside-depot.ts';

describe('the control box', () => {
  const gridControl = { kind: 'lpc', failsafeAmps: 12, failsafeMinHours: 2 } as const;
  const beat = (depot: Depot) => ask(depot, { kind: 'gridHeartbeat' }) as GridView;
  const limit = (depot: Depot, amps: number | undefined, more: object = {}): unknown => {
    const amount = amps === undefined ? {} : { amount: { amps } };
    return ask(depot, { kind: 'gridLimit', active: amps !== undefined, ...amount, ...more });
  };
  const hears = (depot: Depot, minutes: number): void => {
    for (let minute = 0; minute < minutes; minute += 1) {
      beat(depot);
      depot.passes(60);
    }
  };

  it('R1 F101 holds everybody at the failsafe limit after a start, before and after the first silence', () => {
    const depot = charging(siteWith({ gridControl }));
    expect(sum(depot)).toBe(12);
    expect(depot.posts.flatMap((post) => post.told()).some((words) => / (1[3-9]|[2-9]\d)/.test(words))).toBe(false);
    depot.passes(7300);
    expect(sum(depot)).toBe(12);
    expect(ask(depot, { kind: 'grid' })).toMatchObject({ state: 'autonomous', limitAmps: 12 });
    expect(depot.alarms()).toContain('BB_GRID_SILENT');
  });

  it('F101 limits while it is heard, and silence is the failsafe limit (LPC-912, 916)', () => {
    const depot = charging(siteWith({ gridControl }));
    expect(codeOf(limit(depot, 40))).toBe('BB_GRID_NO_HEARTBEAT');
    hears(depot, 1);
    limit(depot, 40);
    hears(depot, 2);
    expect(sum(depot)).toBe(40);
    expect(depot.alarms()).not.toContain('BB_GRID_SILENT');
    limit(depot, undefined);
    hears(depot, 2);
    expect(sum(depot)).toBe(60);
    depot.passes(70);
    expect(sum(depot)).toBe(12);
    hears(depot, 1);
    expect(sum(depot)).toBe(12);
    limit(depot, 30);
    hears(depot, 2);
    expect(sum(depot)).toBe(30);
    expect(kinds(depot, 'GridLimitChanged').map((fact) => 'state' in fact && fact.state)).toEqual([
      'init',
      'limited',
      'controlled',
      'failsafe',
      'limited',
    ]);
  });

  it('E45 limits to nothing, and ends after its duration (LPC-908)', () => {
    const depot = charging(siteWith({ gridControl }));
    beat(depot);
    limit(depot, 0, { durationMs: 90_000 });
    depot.passes(5);
    expect(draws(depot)).toEqual([0, 0, 0]);
    hears(depot, 3);
    expect(sum(depot)).toBe(60);
  });

  it('after a restart begins anew at the failsafe limit; a lower one that it set survives', () => {
    const depot = charging(siteWith({ gridControl }));
    expect(codeOf(ask(depot, { kind: 'gridFailsafe', amount: { amps: 6 }, minHours: 1.9 }))).toBe('BB_GRID_FAILSAFE');
    expect(ask(depot, { kind: 'gridFailsafe', amount: { watts: 6 * 690 }, minHours: 3 })).toMatchObject({
      failsafeAmps: 6,
    });
    beat(depot);
    limit(depot, undefined);
    hears(depot, 2);
    expect(sum(depot)).toBe(60);
    restarted(depot);
    depot.passes(30);
    expect(sum(depot)).toBe(6);
    expect(ask(depot, { kind: 'grid' })).toMatchObject({ state: 'init', failsafeMinHours: 3 });
  });

  it('E44 a dim while it is not heard: the least counts', () => {
    const contact = { word: 1 };
    const dso = (dimAmps: number): SiteInput => ({
      ...{ id: 'dso', action: 'dim', onLoss: 'active', register: 0, activeWhen: 1, dimAmps },
      source: { device: '', at: { host: '10.0.0.3' }, unit: 4 },
    });
    const bus = { answer: () => ({ kind: 'words', words: [contact.word] }) as const };
    expect(sum(charging(siteWith({ gridControl, inputs: [dso(7)] }), { bus }))).toBe(7);
    expect(sum(charging(siteWith({ gridControl, inputs: [dso(20)] }), { bus }))).toBe(12);
  });

  it('has its orders and their effect on record', () => {
    const depot = charging(siteWith({ gridControl }));
    beat(depot);
    limit(depot, 24);
    hears(depot, 40);
    const effects = kinds(depot, 'OrderEffectNoted').filter(
      (fact) => 'orderedAmps' in fact && fact.orderedAmps[0] === 24,
    );
    expect(effects.length).toBe(4);
    expect(effects.at(-1)).toMatchObject({ order: 'lpc', orderedAmps: [24, 24, 24], charging: 3 });
    for (const fact of effects)
      if ('commandedAmps' in fact) for (const amps of fact.commandedAmps) expect(amps).toBeLessThanOrEqual(24);
  });

  it('is not there where the site file has none', () => {
    expect(codeOf(ask(charging(siteWith({})), { kind: 'gridHeartbeat' }))).toBe('BB_GRID_ABSENT');
  });
});

describe('R8 a circuit above its agreed import', () => {
  const meter: Meter = {
    ...{ id: 'grid', source: { kind: 'http', url: 'http://10.0.0.5/meter' }, ctRatio: 1, invert: false },
    ...{ phaseMap: 'L1L2L3', periodMs: 1000 },
  };
  const metered = (): Depot =>
    charging(siteWith({ meters: [meter] }, { meter: 'grid', agreedImportAmps: 50, worstCaseBaseAmps: 0 }));
  const measures = (depot: Depot, amps: number, seconds: number): void => {
    for (let second = 0; second < seconds; second += 1) {
      const values = { amps: [10, amps, 10], volts: [], powerW: null, energyImportWh: null, energyExportWh: null };
      depot.harness().offers({ kind: 'meterValues', meter: 'grid', values });
      depot.passes(1);
    }
  };
  const acknowledge = (depot: Depot) => ask(depot, { kind: 'acknowledgeLockout', circuit: grid });

  it('for a minute is locked out until that is acknowledged, over a restart too', () => {
    const depot = metered();
    measures(depot, 55, 57);
    expect(depot.alarms()).toContain(`BB_CIRCUIT_ABOVE_AGREED:${grid}`);
    expect(circuit(depot)).not.toHaveProperty('lockedOut');
    measures(depot, 55, 10);
    expect(circuit(depot)).toMatchObject({ lockedOut: { because: 'sustained' } });
    expect(draws(depot)).toEqual([0, 0, 0]);
    expect(codeOf(acknowledge(depot))).toBe('BB_LOCKOUT_ABOVE_AGREED');
    measures(depot, 20, 5);
    restarted(depot);
    measures(depot, 20, 100);
    expect(draws(depot)).toEqual([0, 0, 0]);
    expect(depot.alarms()).toContain(`BB_CIRCUIT_LOCKED_OUT:${grid}`);
    expect(acknowledge(depot)).toEqual({ circuit: grid });
    measures(depot, 20, 100);
    expect(sum(depot)).toBeGreaterThan(20);
    expect(codeOf(acknowledge(depot))).toBe('BB_LOCKOUT_ABSENT');
  });

  it('twice in ten minutes is locked out; one bad reading is none', () => {
    const depot = metered();
    measures(depot, 90, 1);
    measures(depot, 20, 5);
    expect(kinds(depot, 'ExcursionBegan')).toEqual([]);
    measures(depot, 55, 5);
    measures(depot, 20, 5);
    expect(kinds(depot, 'ExcursionBegan')).toMatchObject([{ line: 1, amps: 55, agreedAmps: 50 }]);
    measures(depot, 55, 3);
    expect(circuit(depot)).toMatchObject({ lockedOut: { because: 'twice' } });
  });

  it('that is watched no more stays locked out, and can be acknowledged', () => {
    const depot = metered();
    measures(depot, 55, 70);
    depot.harness().change({ ...siteWith({ timezone: 'UTC' }) });
    depot.passes(5);
    expect(draws(depot)).toEqual([0, 0, 0]);
    expect(depot.alarms()).toEqual([`BB_CIRCUIT_LOCKED_OUT:${grid}`]);
    expect(acknowledge(depot)).toEqual({ circuit: grid });
    // Who was paused does not start again at once.
    depot.passes(400);
    expect(sum(depot)).toBe(60);
    expect(depot.alarms()).toEqual([]);
  });

  it('is not below it because its meter is lost', () => {
    const depot = metered();
    measures(depot, 55, 5);
    depot.passes(70);
    expect(circuit(depot)).toMatchObject({ lockedOut: { because: 'sustained' } });
  });
});
