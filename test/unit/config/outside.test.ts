// Windows, tariff, control box and agreed import in the site file.

import { describe, expect, it } from 'vitest';
import { changed, load, problemsOf, siteOf, smallFile } from './file.ts';

const codes = (text: string): string[] => problemsOf(text).map(({ code, path }) => `${code} ${path.join('.')}`);
const warnings = (text: string): string[] => {
  const loaded = load(text);
  return loaded.ok ? loaded.warnings.map(({ code }) => code) : ['not good'];
};
const main = (keys: string): string => changed('{ id: main, limitAmps: 100 }', `{ id: main, limitAmps: 100, ${keys} }`);
const window = (keys: string): string => main(`limits: [{ ${keys} }]`);
const top = (text: string): string => `${smallFile}${text}\n`;

describe('windows of a circuit', () => {
  it('are minutes of the day, on all days or some', () => {
    expect(siteOf(window('days: [mon, sun], from: "22:30", to: "24:00", amps: 40')).circuits[0]?.limits).toEqual([
      { days: ['mon', 'sun'], from: 1350, to: 1440, amps: 40 },
    ]);
    expect(warnings(window('from: "17:00", to: "06:00", amps: 100'))).toEqual([]);
  });

  it('only lower', () => {
    expect(codes(window('from: "17:00", to: "20:00", amps: 100.5'))).toEqual([
      'BB_CONFIG_WINDOW_ABOVE_LIMIT circuits.0.limits.0.amps',
    ]);
    expect(problemsOf(window('from: "17:00", to: "20:00", amps: 120'))[0]?.message).toMatch(/120 A.*100 A/);
  });

  it('from one time to the same are asked about', () => {
    expect(warnings(window('from: "17:00", to: "17:00", amps: 10'))).toEqual(['BB_CONFIG_WINDOW_ALL_DAY']);
  });
});

describe('an agreed import', () => {
  it('needs a meter', () => {
    expect(codes(main('agreedImportAmps: 80'))).toEqual(['BB_CONFIG_AGREED_UNMETERED circuits.0.agreedImportAmps']);
    const metered = `${main('agreedImportAmps: 80, meter: grid')}meters: [{ id: grid, source: http, url: "http://10.0.0.5/" }]\n`;
    expect(siteOf(metered).circuits[0]).toMatchObject({ agreedImportAmps: 80 });
  });
});

describe('planning', () => {
  it('is what the file says, and the usual for the rest', () => {
    expect(siteOf(top('planning: { favour: energy, energyMarginPercent: 20 }')).planning).toEqual({
      favour: 'energy',
      departureMarginMinutes: 10,
      energyMarginPercent: 20,
      floorKwh: 0,
    });
    expect(siteOf(smallFile).planning).toBeUndefined();
  });
});

describe('a tariff', () => {
  it('is served', () => {
    const text = top(
      'tariff: { currency: EUR, defaultPricePerKwh: 0.34, periods: [{ from: "22:00", to: "06:00", pricePerKwh: 0.18 }] }',
    );
    expect(siteOf(text).tariff).toEqual({
      currency: 'EUR',
      defaultPricePerKwh: 0.34,
      periods: [{ from: 1320, to: 360, pricePerKwh: 0.18 }],
    });
    expect(warnings(text)).toEqual([]);
  });
});

describe('a control box', () => {
  it('has a failsafe limit in amps or watts, and two hours when nothing is said', () => {
    expect(siteOf(top('gridControl: { kind: lpc, failsafeAmps: 10 }')).gridControl).toEqual({
      kind: 'lpc',
      failsafeAmps: 10,
      failsafeMinHours: 2,
    });
    expect(siteOf(top('gridControl: { kind: lpc, failsafeWatts: 4200 }')).gridControl?.failsafeAmps).toBe(6);
  });

  it.each(['', ', failsafeAmps: 10, failsafeWatts: 4200'])('with %j does not say what holds', (keys) => {
    expect(codes(top(`gridControl: { kind: lpc${keys} }`))).toEqual(['BB_CONFIG_FAILSAFE gridControl']);
  });

  it.each([1.9, 24.1])('LPC-022 refuses a failsafe duration of %d hours', (hours) => {
    const text = top(`gridControl: { kind: lpc, failsafeAmps: 10, failsafeMinHours: ${hours} }`);
    expect(problemsOf(text)).toHaveLength(1);
  });
});

describe('an input', () => {
  const input = (keys: string): string =>
    top(`inputs: [{ id: ats, source: modbus, host: 10.0.0.9, register: 0, onLoss: active, ${keys} }]`);

  it('E57 that limits a circuit names it, or means the grid connection', () => {
    expect(siteOf(input('action: limit, circuit: row-a, amps: 40')).inputs?.[0]?.limit).toEqual({
      circuit: 'row-a',
      amps: 40,
    });
    expect(siteOf(input('action: limit, amps: 40')).inputs?.[0]?.limit?.circuit).toBe('main');
  });

  it.each([
    ['action: limit', 'BB_CONFIG_INPUT_LIMIT inputs.0'],
    ['action: limit, circuit: row-a, amps: 64', 'BB_CONFIG_INPUT_LIMIT inputs.0.amps'],
    ['action: limit, circuit: row-x, amps: 4', 'BB_CONFIG_UNKNOWN_CIRCUIT inputs.0.circuit'],
  ])('with %s is refused', (keys, code) => {
    expect(codes(input(keys))).toEqual([code]);
  });

  it.each([
    ['action: stop, section14a: { devices: 3 }', 'BB_CONFIG_INPUT_DIM'],
    ['action: dim, dimAmps: 10, section14a: { devices: 3 }', 'BB_CONFIG_INPUT_DIM'],
    ['action: limit, amps: 4, dimAmps: 4', 'BB_CONFIG_INPUT_DIM'],
    ['action: dim, dimAmps: 10, amps: 4', 'BB_CONFIG_INPUT_LIMIT'],
  ])('with %s is warned of', (keys, code) => {
    expect(warnings(input(keys))).toEqual([code]);
  });
});
