// Edge cases of vehicles, other load and meters, each by its number, with the real core, second by second.

import { describe, expect, it } from 'vitest';
import type { Site } from '../../src/model/config/site.ts';
import type { CircuitId } from '../../src/model/ids.ts';
import type { Yard, YardOptions } from './yard.ts';
import { baseOf, busyYard, gridMeter, newYard, offered } from './yard.ts';

/** Other load steps as it likes: what is free of it is given to chargers with a watchdog. */
const free = { worstCaseBaseAmps: 50, worstStepAmps: 0 } as const;
const busy = (more: YardOptions = {}): Yard => busyYard({ posts: 1, boxes: 2, limitAmps: 60, circuit: free, ...more });
const most = (yard: Yard): number => Math.max(...yard.mayFlow());

const unmetered =
  (limitAmps: number, worstCaseBaseAmps: number) =>
  ({ meters: _, ...site }: Site): Site => ({
    ...site,
    circuits: [{ id: 'main' as CircuitId, limitAmps, worstCaseBaseAmps }],
  });

describe('vehicles', () => {
  it('E13 1 to 2 A above the signal is obedience, and no other load', () => {
    const yard = busy();
    yard.cars[0]!.above = 1;
    yard.passes(60);
    expect(yard.alarms()).toEqual([]);
    expect(Math.max(...baseOf(yard))).toBeLessThan(1.6);
    expect(most(yard)).toBeGreaterThan(55);
  });

  it('E58 one that feeds in makes no room for others: it may stop at any moment', () => {
    const yard = busy();
    yard.base = [30, 30, 30];
    yard.passes(60);
    const before = offered(yard);
    expect(before).toBeGreaterThan(15);
    yard.cars[0]!.wants = -10;
    yard.passes(90);
    expect(offered(yard)).toBeLessThanOrEqual(30);
    expect(Math.min(...baseOf(yard))).toBeGreaterThan(29);
    // Only on the line on which it does.
    yard.cars[0]!.lines = [1];
    yard.passes(60);
    expect(Math.min(...baseOf(yard))).toBeGreaterThan(29);
  });

  it('E14 E15 one that takes less is offered that and a little, others get the rest, and it gets more when it wants it', () => {
    const yard = busyYard({ posts: 2, limitAmps: 40, change: unmetered(40, 0) });
    expect([yard.may(0), yard.may(1)]).toEqual([20, 20]);
    yard.cars[0]!.wants = 8;
    yard.passes(100);
    expect([yard.may(0), yard.may(1)]).toEqual([11, 29]);
    yard.cars[0]!.wants = 32;
    yard.passes(120);
    expect([yard.may(0), yard.may(1)]).toEqual([20, 20]);
  });
});

describe('other load', () => {
  /** What feeds in is measured as well. */
  const feeding = (role: 'pv' | 'battery', pvCredit: boolean): Yard => {
    const fed = { ...gridMeter, id: role, role, source: { kind: 'http', url: 'http://10.0.0.7/meter' } } as const;
    const yard = busy({
      circuit: { ...free, ...(pvCredit && { pvCredit }) },
      change: (site) => ({ ...site, meters: [...site.meters!, fed] }),
    });
    yard.others.set(role, () => yard.base.map((amps) => Math.min(0, amps)) as never);
    return yard;
  };

  it('E26 the sun makes no room', () => {
    const yard = feeding('pv', false);
    yard.base = [-20, -20, -20];
    yard.passes(120);
    expect(yard.alarms()).toEqual([]);
    expect(offered(yard) + yard.may(0)).toBeLessThanOrEqual(60);
    expect(offered(yard) + yard.may(0)).toBeGreaterThan(55);
  });

  it.each([
    ['measured', (): Yard => feeding('pv', true)],
    ['not measured', (): Yard => busy({ circuit: { ...free, pvCredit: true } })],
  ])('E26 the sun, %s, is credited with what there was all the while of a minute', (_what, depot) => {
    const yard = depot();
    yard.base = [-20, -20, -20];
    yard.passes(40);
    expect(most(yard)).toBeLessThanOrEqual(40.1);
    yard.passes(60);
    expect(yard.alarms()).toEqual([]);
    expect(most(yard)).toBeGreaterThan(45);
    yard.base = [0, 0, 0];
    yard.passes(4);
    expect(most(yard)).toBeLessThanOrEqual(60);
  });

  it('E28 what a battery feeds in is no credit: it may be empty at any moment', () => {
    const yard = feeding('battery', true);
    yard.base = [-20, -20, -20];
    yard.passes(100);
    expect(yard.alarms()).toEqual([]);
    expect(most(yard)).toBeLessThanOrEqual(40.1);
    // Nobody knows what it does any more.
    yard.others.clear();
    yard.passes(60);
    expect(most(yard)).toBeLessThanOrEqual(40.1);
  });

  it.each([
    ['E27 a battery that charges is other load', 0, 25],
    ['E28 a battery that is empty is a step of other load', -15, 25],
  ])('%s: chargers follow with the next reading', (_what, before, after) => {
    const yard = feeding('battery', false);
    yard.base = [before, before, before];
    yard.passes(90);
    expect(offered(yard) + yard.may(0)).toBeLessThanOrEqual(60);
    expect(offered(yard) + yard.may(0)).toBeGreaterThan(55);
    yard.base = [after, after, after];
    yard.passes(4);
    expect(yard.alarms()).toEqual([]);
    expect(most(yard)).toBeLessThanOrEqual(60);
  });
});

describe('meters and the tree', () => {
  const row = { id: 'row' as CircuitId, parent: 'main' as CircuitId, limitAmps: 30, worstCaseBaseAmps: 20 };
  const nested = (meter?: string): YardOptions => ({
    limitAmps: 100,
    circuit: { worstCaseBaseAmps: 80, worstStepAmps: 0, ...(meter === undefined && { meter: 'none' }) },
    change: (site) => ({
      ...site,
      circuits: [...site.circuits, { ...row, worstStepAmps: 0, meter: 'row' }],
      meters: [...site.meters!, { ...gridMeter, id: 'row', source: { kind: 'http', url: 'http://10.0.0.6/meter' } }],
      stations: site.stations.map((one) => ({ ...one, circuit: row.id })),
    }),
  });
  const tree = (meter?: string): Yard => {
    const yard = busyYard({ posts: 1, boxes: 1, ...nested(meter) });
    return yard;
  };
  const inRow = (yard: Yard, base: number, factor = 1) => {
    yard.others.set('row', () => yard.flows().map((amps, line) => factor * (amps - yard.base[line]! + base)) as never);
  };

  it('E31 a meter of a part says nothing of the whole: what is above it counts with its worst case', () => {
    const yard = tree();
    inRow(yard, 5);
    yard.passes(90);
    // 100 - 80 above; 30 - 5 in the row.
    expect(offered(yard) + yard.may(0)).toBeLessThanOrEqual(20);
    expect(offered(yard) + yard.may(0)).toBeGreaterThanOrEqual(16);
  });

  it('E32 nested meters disagree: each holds its own circuit', () => {
    const yard = tree('grid');
    inRow(yard, 25);
    yard.passes(90);
    // The row sees more other load than the grid does.
    expect(offered(yard) + yard.may(0)).toBeLessThanOrEqual(10);
    inRow(yard, 0);
    yard.base = [90, 90, 90];
    yard.passes(90);
    expect(most(yard)).toBeLessThanOrEqual(100);
  });

  it('E32 nested meters that disagree for a minute are named', () => {
    const disagreeing = (yard: Yard): string[] =>
      [...yard.harness().gateway.state.alarms].filter(([key]) => key.startsWith('BB_METERS_DISAGREE')).map(String);
    const yard = tree('grid');
    inRow(yard, 0);
    yard.base = [4, 4, 4];
    yard.passes(120);
    expect(disagreeing(yard)).toEqual([]);
    inRow(yard, 9);
    yard.passes(50);
    expect(disagreeing(yard)).toEqual([]);
    yard.passes(30);
    const [text, ...others] = disagreeing(yard);
    expect([text, others.length]).toEqual([
      expect.stringMatching(
        /^BB_METERS_DISAGREE:main,Circuit main, L1: meter grid shows .*, and below it row \(circuit row\) shows/,
      ),
      0,
    ]);
    inRow(yard, 3);
    yard.passes(10);
    expect(disagreeing(yard)).toEqual([]);
  });

  it('E34 a circuit without a meter has a fixed budget, whatever flows', () => {
    const yard = busyYard({ posts: 2, boxes: 1, limitAmps: 60, change: unmetered(60, 30) });
    expect(offered(yard) + yard.may(0) + yard.may(1)).toBe(30);
    yard.base = [30, 30, 30];
    yard.passes(60);
    expect(offered(yard) + yard.may(0) + yard.may(1)).toBe(30);
  });

  it('E24 a meter that says watts alone says nothing of amps: the worst case counts', () => {
    const yard = busy();
    yard.base = [10, 10, 10];
    yard.passes(90);
    expect(most(yard)).toBeGreaterThan(50);
    yard.speaks = false;
    yard.each = () =>
      yard.harness().offers({
        kind: 'meterValues',
        meter: 'grid',
        values: {
          powerW: 230 * yard.flows().reduce((sum, one) => sum + one, 0),
          amps: [null, null, null],
          volts: [230, 230, 230],
          energyImportWh: null,
          energyExportWh: null,
        },
      });
    yard.passes(8);
    expect(most(yard) - 10).toBeLessThanOrEqual(10);
  });
});

describe('lines that are learned', () => {
  it('E1 E2 E4 are free for others under a meter, and counted again when the next vehicle comes without a word', () => {
    const yard = newYard({
      posts: 1,
      boxes: 2,
      boxPhases: ['L1L2L3', 'L2L3L1'],
      limitAmps: 40,
      circuit: { worstCaseBaseAmps: 34, worstStepAmps: 0 },
    });
    for (const box of yard.boxes) Object.assign(box, { lines: 1, plugged: true });
    yard.passes(240);
    // One on L1 and one on L2: each has all of its line.
    expect(yard.boxes.map((box) => box.offer(yard.ms()))).toEqual([32, 32]);
    expect(yard.flows()[2]).toBe(0);
    yard.boxes[0]!.lines = 3;
    yard.passes(8);
    for (let seconds = 0; seconds < 120; seconds += 1) {
      yard.passes(1);
      expect(Math.max(...yard.flows())).toBeLessThanOrEqual(40);
    }
  });
});
