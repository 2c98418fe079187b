// Meters that say themselves what they are (section 5): found, found again after each new connection, or shown as missing.

import { describe, expect, it } from 'vitest';
import type { BusRequest } from '../../src/model/bus.ts';
import type { Site } from '../../src/model/config/site.ts';
import type { MeterView, SiteView } from '../../src/local/site-view.ts';
import { put } from '../unit/modbus/device-bench.ts';
import { meterAt } from '../unit/modbus/sunspec-by-hand.ts';
import { smallDepot } from '../sim/site.ts';
import type { BusByHand } from './bus-by-hand.ts';
import type { Harness } from './harness.ts';
import { createHarness } from './harness.ts';
import { drivers } from './modbus-depot.ts';

interface Scene {
  readonly depot: Harness;
  readonly bus: BusByHand & { connection: number };
  readonly asked: BusRequest[];
  /** What the device has now. */
  holding: Map<number, number>;
  /** What it does at addresses that it does not have. */
  absent: 'refuses' | 'silent';
}

const site: Site = {
  ...smallDepot(0, 60, []),
  meters: [
    {
      id: 'grid',
      source: { kind: 'modbus', device: 'sunspec-meter', at: { host: '10.0.0.9' }, unit: 200 },
      ctRatio: 1,
      invert: false,
      phaseMap: 'L2L3L1',
      periodMs: 1000,
    },
  ],
};

function scene(holding: Map<number, number>, absent: Scene['absent'] = 'refuses'): Scene {
  const asked: BusRequest[] = [];
  const bus: Scene['bus'] = {
    connection: 1,
    answer(_line, request) {
      const { action } = request;
      asked.push(request);
      if (action.kind === 'write') throw new Error('a meter is never written to');
      const words = Array.from({ length: action.count }, (_, at) => made.holding.get(action.address + at));
      if (words.every((word) => word !== undefined)) return { kind: 'words', words };
      if (made.absent === 'refuses') return { kind: 'exception', code: 2 };
      // As the bus does it: the connection of a timeout is dropped.
      bus.connection += 1;
      return undefined;
    },
  };
  const made: Scene = { depot: createHarness(site, { drivers, bus }), bus, asked, holding, absent };
  return made;
}

const viewOf = ({ depot }: Scene): SiteView => depot.asks({ kind: 'site' }) as SiteView;
const grid = (one: Scene): MeterView => viewOf(one).meters[0]!;
const alarms = (one: Scene) => viewOf(one).alarms.filter(({ code }) => code.startsWith('BB_MODBUS'));

/** Each input is a line further on. */
const whatItShows = {
  amps: [7, 10.12, -5.12],
  volts: [229.8, 230.1, 231.2],
  powerW: 2760,
  energyImportWh: 345_670,
  energyExportWh: 120_000,
  quality: 'good',
};

describe('a SunSpec meter', () => {
  it.each([0, 40000, 50000])('is found at %d, where other addresses are refused', (base) => {
    const one = scene(meterAt(base));
    one.depot.sleep(40_000);
    expect(grid(one)).toMatchObject(whatItShows);
    expect(alarms(one)).toEqual([]);
    expect(new Set(one.asked.map(({ unit }) => unit))).toEqual(new Set([200]));
  });

  it.each([0, 50000])('is found at %d, where other addresses get no answer', (base) => {
    const one = scene(meterAt(base), 'silent');
    one.depot.sleep(60_000);
    expect(grid(one)).toMatchObject(whatItShows);
  });

  it('does not show what it has not implemented', () => {
    const holding = meterAt(40000);
    put(holding, 40070 + 8, 0x8000, 0x8000, 0x8000);
    put(holding, 40070 + 38, 0, 0);
    const one = scene(holding);
    one.depot.sleep(40_000);
    expect(grid(one)).toMatchObject({ volts: [null, null, null], energyExportWh: null, powerW: 2760 });
  });

  it('is looked for again on a new connection, and never read by the map that it had', () => {
    const one = scene(meterAt(40000));
    one.depot.sleep(40_000);
    expect(grid(one)).toMatchObject(whatItShows);
    // Its menu was changed: what was the power is something else now.
    const moved = meterAt(50000);
    for (let at = 40000; at < 40200; at += 1) moved.set(at, 12_345);
    one.holding = moved;
    one.bus.connection += 1;
    const shown = new Set<unknown>();
    for (let second = 0; second < 40; second += 1) {
      one.depot.sleep(1000);
      shown.add(grid(one).powerW ?? null);
    }
    expect(grid(one)).toMatchObject(whatItShows);
    expect([...shown].filter((power) => power !== null)).toEqual([2760]);
  });

  it('that is none gets an alarm with advice, and is looked for again', () => {
    const one = scene(new Map([[0, 1]]));
    one.depot.sleep(10_000);
    expect(grid(one)).toEqual({ id: 'grid', source: 'modbus', quality: 'comm', ...nothing });
    expect(alarms(one)).toHaveLength(1);
    expect(alarms(one)[0]!.code).toBe('BB_MODBUS_NO_SUNSPEC');
    expect(alarms(one)[0]!.text).toMatch(/unit 200.*40000, 50000 or 0.*Switch SunSpec on/);
    one.holding = meterAt(40000);
    one.depot.sleep(100_000);
    expect(grid(one)).toMatchObject(whatItShows);
    expect(alarms(one)).toEqual([]);
  });

  it('that is an inverter only is named with its models', () => {
    const holding = new Map<number, number>();
    put(holding, 40000, 0x5375, 0x6e53, 103, 50);
    put(holding, 40000 + 2 + 52, 0xffff, 0);
    const one = scene(holding);
    one.depot.sleep(10_000);
    expect(alarms(one)).toHaveLength(1);
    expect(alarms(one)[0]!.code).toBe('BB_MODBUS_NO_SUNSPEC_MODEL');
    expect(alarms(one)[0]!.text).toMatch(/no meter .*: its models are 103\. Write the unit/);
  });

  it('that is silent is asked on and on, without an alarm about what it speaks', () => {
    const one = scene(new Map(), 'silent');
    one.depot.sleep(120_000);
    expect(alarms(one)).toEqual([]);
    one.holding = meterAt(0);
    one.depot.sleep(60_000);
    expect(grid(one)).toMatchObject(whatItShows);
  });
});

const nothing = {
  amps: [null, null, null],
  volts: [null, null, null],
  powerW: null,
  energyImportWh: null,
  energyExportWh: null,
};
