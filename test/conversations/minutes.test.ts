// What the history is given of each minute.

import { describe, expect, it } from 'vitest';
import type { Meter, Site } from '../../src/model/config/site.ts';
import { smallDepot, uplink } from '../sim/site.ts';
import { bootStation } from './depot.ts';
import type { Harness } from './harness.ts';
import { createHarness } from './harness.ts';

const base = smallDepot(2, 60, [uplink('csms', 'control')]);
const meter: Meter = {
  id: 'grid',
  source: { kind: 'http', url: 'http://10.0.0.5/meter' },
  ctRatio: 1,
  invert: false,
  phaseMap: 'L1L2L3',
  periodMs: 5000,
};
const site: Site = { ...base, authorization: { ...base.authorization, mode: 'free' } };
const start = Date.parse('2026-01-15T20:00:00Z');
const minuteMs = 60_000;

let ids = 0;
function measures(depot: Harness, station: Parameters<Harness['says']>[0], amps: number, wh: number): void {
  const time = new Date(depot.utc()).toISOString();
  const sampledValue = [
    { value: String(amps), measurand: 'Current.Import', unit: 'A', phase: 'L1' },
    { value: String(wh), measurand: 'Energy.Active.Import.Register', unit: 'Wh' },
  ];
  depot.says(station, [
    2,
    `v${(ids += 1)}`,
    'MeterValues',
    { connectorId: 1, meterValue: [{ timestamp: time, sampledValue }] },
  ]);
  depot.hears(station);
}

describe('minutes for the history', () => {
  it('have the least, the mean and the most, by the time that each held, and what registers rose by', () => {
    const depot = createHarness(site, { hostUtc: start });
    const [station] = bootStation(depot, 'CP-01');
    const begin = { connectorId: 1, idTag: 'VAN-1', meterStart: 1000, timestamp: new Date(depot.utc()).toISOString() };
    depot.says(station, [2, 't', 'StartTransaction', begin]);
    depot.hears(station);
    for (let seconds = 10; seconds <= 190; seconds += 10) {
      depot.sleep(start + seconds * 1000 - depot.utc());
      measures(depot, station, seconds <= 90 ? 10 : 16, 1000 + seconds);
    }
    const minutes = depot.minutes.map(({ at, rows }) => [at - start, rows.find(({ of }) => of === 'evse')] as const);
    expect(minutes.map(([at]) => at)).toEqual([0, minuteMs, 2 * minuteMs]);
    const [, second] = minutes[1]!;
    expect(second).toMatchObject({ name: 'CP-01/1', seconds: 60, energyWh: 60 });
    expect(second!.amps![0]).toBe(10);
    expect(second!.amps![1]).toBeCloseTo((10 * 40 + 16 * 20) / 60, 0);
    expect(second!.amps![2]).toBe(16);
    const rows = depot.minutes[1]!.rows;
    expect(rows.find(({ of }) => of === 'site')).toMatchObject({ name: '', seconds: 60, energyWh: 60 });
    expect(rows.filter(({ of }) => of === 'circuit').map(({ name, amps }) => [name, amps![2]])).toEqual([
      ['main', 16],
      ['row', 0],
    ]);
    // Who draws nothing takes no room.
    expect(rows.some(({ name }) => name === 'CP-02/1')).toBe(false);
  });

  it('are kept apart from what nobody saw: a clock that is set tears a minute in two, and energy is counted once', () => {
    const depot = createHarness(site, { hostUtc: start });
    depot.sleep(90_000);
    depot.setClock(start + 3_600_000);
    depot.sleep(90_000);
    const times = depot.minutes.map(({ at, rows }) => [(at - start) / minuteMs, rows.at(-1)!.seconds]);
    expect(times[0]![0]).toBe(0);
    expect(times.every(([, seconds]) => seconds! <= 60)).toBe(true);
    expect(times.some(([minute]) => minute! > 1 && minute! < 60)).toBe(false);
    expect(times.at(-1)![0]).toBe(60);
  });

  it('say what flowed in from the grid, by its meter; what is fed in takes nothing off it', () => {
    const [main, ...others] = site.circuits;
    const circuits = [{ ...main!, meter: 'grid', worstCaseBaseAmps: 20 }, ...others];
    const depot = createHarness({ ...site, meters: [meter], circuits }, { hostUtc: start });
    for (let seconds = 0; seconds < 190; seconds += 5) {
      // A meter that says the same for ever is taken for frozen.
      const powerW = (seconds % 60 < 30 ? 6000 : -400) + (seconds % 10);
      const amps = powerW / 690;
      const values = { powerW, amps: [amps, amps, amps], volts: [230, 230, 230], energyImportWh: 0, energyExportWh: 0 };
      depot.offers({ kind: 'meterValues', meter: 'grid', values });
      depot.sleep(5000);
    }
    const [, second] = depot.minutes;
    const site2 = second!.rows.find(({ of }) => of === 'site')!;
    expect(site2.gridSeconds).toBe(60);
    // Half a minute of 6 kW, as well as looks every five seconds tell.
    expect(Math.abs(site2.gridEnergyWh! - 50)).toBeLessThan(9);
    expect(second!.rows.find(({ of }) => of === 'circuit')!.amps![2]).toBeCloseTo(8.7, 1);
  });

  it('say the limit of the grid connection, other load, sun and vehicles on its fullest line, and the price', () => {
    const [main, ...others] = site.circuits;
    const pv: Meter = { ...meter, id: 'pv', role: 'pv' };
    const circuits = [{ ...main!, meter: 'grid', worstCaseBaseAmps: 20 }, ...others];
    const tariff = { currency: 'EUR', defaultPricePerKwh: 0.3, periods: [] };
    const depot = createHarness({ ...site, tariff, meters: [meter, pv], circuits }, { hostUtc: start });
    for (let seconds = 0; seconds < 190; seconds += 5) {
      const more = (seconds % 10) / 100;
      const shows = (id: string, amps: readonly number[], powerW: number): void =>
        void depot.offers({
          kind: 'meterValues',
          meter: id,
          values: { powerW, amps, volts: [230, 230, 230], energyImportWh: 0, energyExportWh: 0 },
        });
      shows('grid', [4 + more, 9 + more, 2 + more], 3450 + more);
      shows('pv', [-5 - more, -5 - more, -5 - more], -3450 - more);
      depot.sleep(5000);
    }
    const { means } = depot.minutes[1]!.rows.find(({ of }) => of === 'site')!;
    expect(means).toMatchObject({ limitAmps: 60, chargingAmps: 0, pricePerKwh: 0.3 });
    expect(means!.baseAmps).toBeCloseTo(9, 0);
    expect(means!.pvAmps).toBeCloseTo(5, 1);
  });
});
