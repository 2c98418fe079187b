// The planner: as few requests as the device allows, and none that it might not answer.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Driver, Point, Range } from '../../../src/modbus/driver.ts';
import { constant, readExpression } from '../../../src/modbus/expression.ts';
import { planReads } from '../../../src/modbus/plan.ts';
import type { PlannedDevice, Read } from '../../../src/modbus/plan.ts';
import { plainPoint } from '../../../src/modbus/plain-point.ts';

interface Shape {
  readonly points: readonly Point[];
  readonly holding?: readonly Range[];
  readonly connection?: Partial<Driver['connection']>;
  readonly forbidden?: Driver['forbidden'];
  readonly groups?: Driver['groups'];
}

/** Only what the planner looks at. */
const driverWith = ({ points, holding = [[0, 65_535]], connection, forbidden = [], groups }: Shape): Driver =>
  ({
    points: new Map(points.map((point) => [point.name, point])),
    blocks: { coils: [], discrete: [], holding, input: holding },
    forbidden,
    groups: groups ?? new Map(),
    connection: { policy: 'block', maxRegisters: 125, maxGapRegisters: 0, connectors: { max: 1 }, ...connection },
  }) as unknown as Driver;

const device: PlannedDevice = { connector: 1, unit: 7, params: new Map(), has: () => true };

const at = (name: string, address: number, fields: Partial<Point> & Pick<Point, 'type'> = { type: 'u16' }): Point =>
  plainPoint({ ...fields, name, addresses: [address] });

const plan = (shape: Shape, on: Partial<PlannedDevice> = {}): readonly Read[] => {
  const driver = driverWith(shape);
  return planReads(driver, driver.points.keys(), { ...device, ...on });
};

const spans = (reads: readonly Read[]): string[] =>
  reads.map(({ unit, fn, address, count }) => `${unit}/${fn} ${address}+${count}`);

describe('the plan', () => {
  const near = [at('a', 10), at('b', 11, { type: 'u32' }), at('c', 14)];

  it('merges neighbours, and bridges what it may', () => {
    expect(spans(plan({ points: near }))).toEqual(['7/3 10+3', '7/3 14+1']);
    expect(plan({ points: near, connection: { maxGapRegisters: 1 } })).toEqual([
      {
        unit: 7,
        fn: 3,
        address: 10,
        count: 5,
        points: [
          { name: 'a', index: 0, at: 0 },
          { name: 'b', index: 0, at: 1 },
          { name: 'c', index: 0, at: 4 },
        ],
      },
    ]);
  });

  it('asks one value at a time where the policy says so; bits of one register are one value', () => {
    const bits = [at('low', 20, { type: 'u16', byte: 'low' }), at('high', 20, { type: 'u16', byte: 'high' })];
    const reads = plan({ points: [...near, ...bits], connection: { policy: 'single-value' } });
    expect(spans(reads)).toEqual(['7/3 10+1', '7/3 11+2', '7/3 14+1', '7/3 20+1']);
    expect(reads[3]?.points.map(({ name }) => name)).toEqual(['low', 'high']);
  });

  it('leaves out what the device has not, what is only written, and what nobody knows', () => {
    const points = [...near, plainPoint({ type: 'u16', name: 'w', read: undefined })];
    const driver = driverWith({ points });
    const has = ({ name }: Point): boolean => name !== 'b';
    expect(spans(planReads(driver, ['a', 'b', 'w', 'nobody', 'a'], { ...device, has }))).toEqual(['7/3 10+1']);
  });

  it('has a part for each phase of a vector', () => {
    const current = plainPoint({ type: 'u32', name: 'current', addresses: [1008, 1010, 1012] });
    expect(plan({ points: [current] })[0]?.points).toEqual([
      { name: 'current', index: 0, at: 0 },
      { name: 'current', index: 1, at: 2 },
      { name: 'current', index: 2, at: 4 },
    ]);
  });

  it('adds the block of the charging point to its own points only (CHARX)', () => {
    const connectors = { max: 12, address: { first: 1000, stride: 1000 }, unit: undefined, port: undefined };
    const points = [at('limit', 301), at('model', 100, { type: 'u16', scope: 'station' })];
    expect(spans(plan({ points, connection: { connectors } }, { connector: 3 }))).toEqual(['7/3 100+1', '7/3 3301+1']);
  });

  it('reads unit groups in their order (Alfen)', () => {
    const unit = readExpression('$connector');
    if ('problem' in unit) throw new Error('no expression');
    const groups: Driver['groups'] = new Map([
      ['socket', { unit: unit.expression, order: 2, when: undefined }],
      ['station', { unit: constant(200), order: 1, when: undefined }],
    ]);
    const points = [
      at('state', 1201, { type: 'u16', group: 'socket' }),
      at('model', 100, { type: 'u16', group: 'station' }),
    ];
    expect(spans(plan({ points, groups }, { connector: 2 }))).toEqual(['200/3 100+1', '2/3 1201+1']);
  });

  it('never reads what is forbidden, nor across it; unknown forbids (Bender 730, 740)', () => {
    const when = readExpression("matches(model, '4You')");
    if ('problem' in when) throw new Error('no expression');
    const forbidden: Driver['forbidden'] = [{ when: when.expression, table: 'holding', ranges: [[730, 740]] }];
    const points = [at('a', 729), at('soc', 730), at('b', 741)];
    const shape: Shape = { points, forbidden, connection: { maxGapRegisters: 20 } };
    expect(spans(plan(shape))).toEqual(['7/3 729+1', '7/3 741+1']);
    expect(spans(plan(shape, { values: () => 'Amtron 4You' }))).toEqual(['7/3 729+1', '7/3 741+1']);
    expect(spans(plan(shape, { values: () => 'CC613' }))).toEqual(['7/3 729+13']);
  });
});

/** Devices whose points lie close together, with few and small blocks, so that every rule bites. */
const shapes = fc
  .record({
    starts: fc.uniqueArray(fc.integer({ min: 0, max: 120 }), { minLength: 1, maxLength: 25 }),
    types: fc.array(fc.constantFrom<Point['type']>('u16', 'u32', 'u64', 'string'), { minLength: 25, maxLength: 25 }),
    edges: fc.uniqueArray(fc.integer({ min: 1, max: 120 }), { maxLength: 6 }),
    forbiddenAt: fc.uniqueArray(fc.integer({ min: 0, max: 130 }), { maxLength: 5 }),
    maxRegisters: fc.integer({ min: 8, max: 40 }),
    maxGapRegisters: fc.integer({ min: 0, max: 10 }),
    policy: fc.constantFrom('single-value' as const, 'block' as const),
    fn: fc.constantFrom(3 as const, 4 as const),
  })
  .map(
    ({
      starts,
      types,
      edges,
      forbiddenAt,
      maxRegisters,
      maxGapRegisters,
      policy,
      fn,
    }): Required<Omit<Shape, 'groups'>> => {
      const points = starts.map((start, index) => {
        const type = types[index] ?? 'u16';
        const read = { fn, table: fn === 3 ? ('holding' as const) : ('input' as const) };
        return at(`p${start}`, start, { type, read, ...(type === 'string' && { length: 7 }) });
      });
      const sorted = edges.toSorted((a, b) => a - b);
      const holding = [0, ...sorted].map((from, index): Range => [from, (sorted[index] ?? 140) - 1]);
      const table = fn === 3 ? ('holding' as const) : ('input' as const);
      const ranges = forbiddenAt.map((one): Range => [one, one]);
      return {
        points,
        holding,
        connection: { maxRegisters, maxGapRegisters, policy },
        forbidden: [{ when: undefined, table, ranges }],
      };
    },
  );

/** Registers of a point, and whether it may be read at all. */
const lastOf = (point: Point): number => (point.addresses[0] ?? 0) + point.length - 1;
const meets = ([from, to]: Range, first: number, last: number): boolean => first <= to && last >= from;

describe('every plan', () => {
  const check = (judge: (shape: Required<Omit<Shape, 'groups'>>, reads: readonly Read[]) => void): void =>
    fc.assert(
      fc.property(shapes, (shape) => judge(shape, plan(shape))),
      { numRuns: 500 },
    );
  const lengthOf = (points: readonly Point[], name: string): number => points.find((one) => one.name === name)!.length;

  it('covers each wanted value that may be read exactly once, whole, where it stands', () => {
    check(({ points, forbidden }, reads) => {
      const covered = reads.flatMap((read) => read.points.map((part) => ({ ...part, read })));
      for (const { name, at: from, read } of covered) {
        expect(Number(name.slice(1))).toBe(read.address + from);
        expect(from + lengthOf(points, name)).toBeLessThanOrEqual(read.count);
      }
      const readable = points.filter(
        (point) => !forbidden[0]!.ranges.some((range) => meets(range, point.addresses[0]!, lastOf(point))),
      );
      expect(covered.map(({ name }) => name).toSorted()).toEqual(readable.map(({ name }) => name).toSorted());
    });
  });

  it('has no request over maxRegisters, none that begins or ends with what nobody wants, none over too wide a gap', () => {
    check(({ points, connection }, reads) => {
      for (const read of reads) {
        expect(read.count).toBeLessThanOrEqual(connection.maxRegisters!);
        const wanted = Array.from({ length: read.count }, () => false);
        for (const { name, at: from } of read.points) wanted.fill(true, from, from + lengthOf(points, name));
        expect([wanted[0], wanted.at(-1)]).toEqual([true, true]);
        const gaps = wanted
          .map((one) => (one ? 'x' : '.'))
          .join('')
          .split(/x+/);
        expect(Math.max(...gaps.map((gap) => gap.length))).toBeLessThanOrEqual(connection.maxGapRegisters!);
      }
    });
  });

  it('has no request across a hole between blocks, nor over a forbidden address', () => {
    check(({ holding, forbidden }, reads) => {
      for (const { address, count, points } of reads) {
        const last = address + count - 1;
        const blocks = holding.filter((block) => meets(block, address, last));
        // A single value may lie across: the device itself says that it stands there.
        if (new Set(points.map(({ at: from }) => from)).size > 1) expect(blocks).toHaveLength(1);
        expect(forbidden[0]!.ranges.filter((range) => meets(range, address, last))).toEqual([]);
      }
    });
  });

  it('has one value a request where the policy is single-value', () => {
    check(({ connection }, reads) => {
      if (connection.policy === 'single-value')
        for (const { points } of reads) expect(new Set(points.map(({ at: from }) => from)).size).toBe(1);
    });
  });

  it('is no worse than a request for each value, and the same whatever order they are wanted in', () => {
    check((shape, reads) => {
      expect(reads.length).toBeLessThanOrEqual(shape.points.length);
      expect(plan({ ...shape, points: shape.points.toReversed() })).toEqual(reads);
    });
  });
});
