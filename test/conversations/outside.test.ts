// Limits from outside: windows, temporary limits over the API, a generator, and prices. With the real core.

import { describe, expect, it } from 'vitest';
import type { PricesView } from '../../src/local/site-view.ts';
import type { LimitWindow, SiteInput } from '../../src/model/config/site.ts';
import type { CircuitId } from '../../src/model/ids.ts';
import { utc } from '../../src/model/time.ts';
import type { Depot } from './limit-depot.ts';
import { newDepot } from './limit-depot.ts';
import {
  ask,
  charging,
  chargingInDoubt,
  circuit,
  codeOf,
  draws,
  grid,
  hourMs,
  kinds,
  reasons,
  restarted,
  siteWith,
  sum,
} from './outside-depot.ts';

describe('a window of a circuit', () => {
  // The harness begins on 2026-01-15 at 18:00 UTC.
  const limits: LimitWindow[] = [{ from: 18 * 60 + 5, to: 18 * 60 + 10, amps: 30 }];

  it('lowers when it opens and gives back when it closes, by the clock alone', () => {
    const depot = charging(siteWith({}, { limits }));
    expect(sum(depot)).toBe(60);
    depot.passes(240);
    expect(sum(depot)).toBe(30);
    expect(new Set(reasons(depot))).toEqual(new Set(['window']));
    expect(circuit(depot)).toMatchObject({
      limitAmps: 60,
      limitNowAmps: 30,
      reason: { kind: 'window', circuit: grid },
    });
    depot.passes(360);
    expect(sum(depot)).toBe(60);
    expect(circuit(depot)).not.toHaveProperty('limitNowAmps');
  });

  it('E49 may be open while nobody knows the time', () => {
    const depot = chargingInDoubt(siteWith({ timezone: 'UTC' }, { limits }));
    expect(sum(depot)).toBe(30);
    expect(circuit(depot).limitNowAmps).toBe(30);
    depot.harness().setClock(Date.UTC(2026, 1, 1, 12));
    depot.passes(90);
    expect(sum(depot)).toBe(60);
  });
});

describe('a temporary limit', () => {
  const set = (depot: Depot, amps: number, more: object = {}): unknown =>
    ask(depot, { kind: 'setCircuitLimit', circuit: grid, amps, ...more });

  it('lowers at once, is shown with its reason, and ends by time', () => {
    const depot = charging(siteWith({}));
    expect(set(depot, 24, { durationMs: 600_000, reason: 'campus' })).toMatchObject({ circuit: grid, amps: 24 });
    depot.passes(5);
    expect(sum(depot)).toBe(24);
    expect(new Set(reasons(depot))).toEqual(new Set(['temporary']));
    expect(circuit(depot)).toMatchObject({ limitNowAmps: 24, temporary: { amps: 24, reason: 'campus' } });
    depot.passes(580);
    expect(sum(depot)).toBe(24);
    depot.passes(90);
    expect(sum(depot)).toBe(60);
    expect(kinds(depot, 'CircuitLimitCleared')).toMatchObject([{ circuit: grid, expired: true }]);
  });

  it('survives a restart, and ends on time in the next process', () => {
    const depot = charging(siteWith({}));
    set(depot, 18, { durationMs: 600_000 });
    depot.passes(5);
    restarted(depot);
    depot.passes(120);
    expect(sum(depot)).toBe(18);
    depot.passes(600);
    expect(sum(depot)).toBe(60);
  });

  it('without an end holds until it is taken back, and a later one takes its place', () => {
    const depot = charging(siteWith({}));
    set(depot, 18);
    depot.passes(7200);
    expect(sum(depot)).toBe(18);
    set(depot, 36);
    depot.passes(90);
    expect(sum(depot)).toBe(36);
    ask(depot, { kind: 'clearCircuitLimit', circuit: grid });
    depot.passes(90);
    expect(sum(depot)).toBe(60);
  });

  it('of 0 is nothing', () => {
    const depot = charging(siteWith({}));
    set(depot, 0);
    depot.passes(5);
    expect(draws(depot)).toEqual([0, 0, 0]);
  });

  it('F102 only lowers, ends in the future, and is one of a circuit', () => {
    const depot = charging(siteWith({}));
    expect(codeOf(set(depot, 60.1))).toBe('BB_LIMIT_ABOVE_CIRCUIT');
    expect(codeOf(set(depot, 20, { until: utc(Date.UTC(2026, 0, 1)) }))).toBe('BB_LIMIT_OVER');
    expect(codeOf(ask(depot, { kind: 'setCircuitLimit', circuit: 'x' as CircuitId, amps: 1 }))).toBe(
      'BB_CIRCUIT_UNKNOWN',
    );
    expect(kinds(depot, 'CircuitLimitSet')).toEqual([]);
  });

  it('that lasts is as long as before when the clock is set; one until a time ends at that time', () => {
    const depot = charging(siteWith({}));
    set(depot, 24, { durationMs: hourMs });
    depot.passes(5);
    depot.harness().setClock(depot.harness().utc() + 2 * hourMs);
    depot.passes(3000);
    expect(sum(depot)).toBe(24);
    depot.passes(700);
    expect(sum(depot)).toBe(60);
    set(depot, 24, { until: utc(depot.harness().utc() + hourMs) });
    depot.passes(5);
    expect(sum(depot)).toBe(24);
    depot.harness().setClock(depot.harness().utc() + 2 * hourMs);
    depot.passes(90);
    expect(sum(depot)).toBe(60);
  });

  it('does not end while nobody knows the time', () => {
    const depot = chargingInDoubt(siteWith({}));
    set(depot, 18, { until: utc(Date.UTC(2026, 0, 1, 0, 30)) });
    depot.passes(3600);
    expect(sum(depot)).toBe(18);
    depot.harness().setClock(Date.UTC(2026, 1, 1));
    depot.passes(90);
    expect(sum(depot)).toBe(60);
  });
});

describe('an input', () => {
  const contact = { word: 0 };
  const bus = { answer: () => ({ kind: 'words', words: [contact.word] }) as const };
  const input = (more: Partial<SiteInput>): SiteInput => ({
    ...{ id: 'ats', action: 'limit', onLoss: 'active', register: 0, activeWhen: 1 },
    source: { device: '', at: { host: '10.0.0.3' }, unit: 4 },
    ...more,
  });

  it('E57 limits a circuit while the site runs on its generator', () => {
    contact.word = 0;
    const depot = charging(siteWith({ inputs: [input({ limit: { circuit: grid, amps: 21 } })] }), { bus });
    expect(sum(depot)).toBe(60);
    contact.word = 1;
    depot.passes(5);
    expect(sum(depot)).toBe(21);
    expect(circuit(depot)).toMatchObject({ limitNowAmps: 21, reason: { kind: 'temporary', input: 'ats' } });
    contact.word = 0;
    depot.passes(90);
    expect(sum(depot)).toBe(60);
  });

  it('§14a dims to the minimum power of so many devices', () => {
    contact.word = 1;
    const dim = input({ action: 'dim', section14a: { devices: 3 } });
    const depot = charging(siteWith({ inputs: [dim] }), { bus });
    // 10.5 kW are 15.2 A on each line.
    expect(sum(depot)).toBeLessThanOrEqual(15.2);
    expect(sum(depot)).toBeGreaterThanOrEqual(14);
  });
});

describe('prices', () => {
  const tariff = { currency: 'EUR', defaultPricePerKwh: 0.3, periods: [] };
  const entries = (depot: Depot, hours: number) =>
    Array.from({ length: hours }, (_, hour) => ({
      startsAt: utc(Math.floor(depot.harness().utc() / hourMs + hour) * hourMs),
      pricePerKwh: hour / 10,
    }));
  const prices = (depot: Depot) => ask(depot, { kind: 'prices', slots: 12 }) as PricesView;

  it('E48 are those that were given, over a restart too; what is missing is said', () => {
    const depot = newDepot(siteWith({ tariff }));
    expect(prices(depot).slots.map(({ source }) => source)).toEqual(Array(12).fill('default'));
    expect(depot.alarms()).toEqual([]);
    ask(depot, { kind: 'setPrices', entries: entries(depot, 2) });
    depot.restarts();
    expect(
      prices(depot)
        .slots.map(({ source }) => source[0])
        .join(''),
    ).toBe('ssssssssdddd');
    depot.passes(7000);
    expect(depot.alarms()).toEqual([]);
    depot.passes(300);
    expect(depot.alarms()).toEqual(['BB_PRICE_MISSING']);
    ask(depot, { kind: 'setPrices', entries: [] });
    depot.passes(1);
    expect(depot.alarms()).toEqual([]);
  });

  it('need a tariff', () => {
    expect(codeOf(ask(newDepot(siteWith({})), { kind: 'setPrices', entries: [] }))).toBe('BB_TARIFF_ABSENT');
  });
});
