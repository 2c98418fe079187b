// The hand-written Eastron SDM630 against its maker's register table, with a master that is not ours; it measures
// what the chargers beside it take.

import type { TestContext } from 'vitest';
import { expect, it } from 'vitest';
import type { BareClient } from '../peers/modbus/bare-client.ts';
import { connectTcp, f32, openSerial } from '../peers/modbus/bare-client.ts';
import { whyNoSlaves } from '../peers/modbus/host.ts';
import type { Depot } from '../peers/modbus/slave-types.ts';
import { startDepot } from '../peers/modbus/slave.ts';

const why = whyNoSlaves();

/** A meter and a one-phase charger on L2. Time stands still but for `skip`. */
function meterIt(
  name: string,
  kind: 'tcp' | 'rtu' | 'rtuOverTcp',
  test: (depot: Depot, meter: BareClient, value: (address: number) => Promise<number>) => Promise<void>,
  options: Record<string, unknown> = {},
): void {
  it(name, async (ctx: TestContext) => {
    if (why !== undefined) return ctx.skip(`SKIPPED: ${why}`);
    const depot = await startDepot({
      speed: 0,
      volts: [231, 229, 235],
      base: [2, 0.5, -3],
      lines: [
        { kind, devices: [{ name: 'meter', device: 'eastron-sdm630', options }] },
        { kind: 'tcp', devices: [{ name: 'keba', device: 'keba-p30', options: { wiring: [1, 2, 0] } }] },
      ],
    });
    const { path, port } = depot.places[0]!;
    const meter =
      kind === 'rtu'
        ? await openSerial(path!, 1, { baudRate: 9600, parity: 'none' })
        : await connectTcp(port!, 1, kind === 'tcp' ? 2000 : 100);
    await test(depot, meter, async (address) => f32(await meter.read(4, address, 2)));
  });
}

async function answersItsTable(depot: Depot, meter: BareClient, value: (address: number) => Promise<number>) {
  await depot.plug('keba', { amps: 16, phases: 1, powerFactor: 0.95 });
  await depot.skip(600);
  const { grid, devices } = await depot.state();
  const watts = [2 * 231, 229 * (0.5 + 16 * 0.95), -3 * 235];
  const va = [2 * 231, 229 * 16.5, 3 * 235];
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b);
  const kwh = (before: number, wh: number): number => before / 3 + Math.floor(wh + 1e-9) / 1000;
  const taken = grid.importWh.map((wh) => kwh(1234.5, wh));
  const given = grid.exportWh.map((wh) => kwh(67.8, wh));
  const table: [address: number, value: number][] = [
    ...[231, 229, 235].map((volts, phase): [number, number] => [2 * phase, volts]),
    ...[2, 16.5, 3].map((amps, phase): [number, number] => [6 + 2 * phase, amps]),
    ...watts.map((one, phase): [number, number] => [12 + 2 * phase, one]),
    ...va.map((one, phase): [number, number] => [18 + 2 * phase, one]),
    ...[0, 0, 0].map((one, phase): [number, number] => [24 + 2 * phase, one]),
    ...watts.map((one, phase): [number, number] => [30 + 2 * phase, one / va[phase]!]),
    [52, sum(watts)],
    [56, sum(va)],
    [60, 0],
    [62, sum(watts) / sum(va)],
    [70, 50],
    [72, sum(taken)],
    [74, sum(given)],
    [342, sum(taken) + sum(given)],
    ...taken.map((one, phase): [number, number] => [346 + 2 * phase, one]),
    ...given.map((one, phase): [number, number] => [352 + 2 * phase, one]),
  ];
  for (const [address, wanted] of table) {
    const heard = await value(address);
    expect(Math.abs(heard - wanted), `address ${address}: ${heard}, not ${wanted}`).toBeLessThan(0.004);
  }
  // The charger, the base load and the meter agree.
  expect(devices.keba!.wh).toBeGreaterThan(500);
  expect(sum(grid.importWh)).toBeCloseTo(devices.keba!.wh + (2 * 231 + 0.5 * 229) / 6, 0);
  const block = (await meter.read(4, 0, 36)) as number[];
  expect(f32(block.slice(14, 16))).toBeCloseTo(watts[1]!, 0);
}

meterIt('SDM630 answers each register of its table (TCP)', 'tcp', answersItsTable);

meterIt('SDM630 answers each register of its table (RTU)', 'rtu', answersItsTable);

meterIt('SDM630 is not there for Modbus TCP frames on an RTU gateway', 'rtuOverTcp', async (_depot, meter) => {
  expect(await meter.read(4, 0, 2)).toBe('Timeout');
});

meterIt('SDM630 refuses what it does not have', 'tcp', async (_depot, meter) => {
  expect(await meter.read(3, 0, 2)).toBe('exception 1');
  expect(await meter.read(4, 36, 2)).toBe('exception 2');
  expect(await meter.read(4, 0, 81)).toBe('exception 3');
  expect(await meter.write(0, 1)).toBe('exception 1');
});

meterIt('SDM630 freezes, says NaN, and is silent', 'tcp', async (depot, meter, value) => {
  await depot.freeze('meter');
  expect(await value(52)).toBeCloseTo(2 * 231 + 0.5 * 229 - 3 * 235, 1);
  await depot.base([10, 10, 10]);
  expect(await value(52)).toBeCloseTo(2 * 231 + 0.5 * 229 - 3 * 235, 1);
  await depot.freeze('meter', false);
  expect(await value(52)).toBeCloseTo(10 * 695, 1);
  await depot.nothing('meter');
  expect(await value(52)).toBeNaN();
  await depot.mode('meter', 'holds');
  const held = meter.read(4, 70, 2);
  await expect.poll(async () => (await depot.log('meter')).at(-1)?.address).toBe(70);
  await depot.nothing('meter', false);
  expect(await depot.mode('meter', 'answers')).toBe(1);
  expect(f32(await held)).toBeNaN();
  await depot.mode('meter', 'silent');
  const unheard = meter.read(4, 70, 2);
  await depot.drop('meter');
  await meter.closed;
  expect(await unheard).not.toEqual(expect.any(Array));
});

meterIt('SDM630 answers wrongly when told to', 'tcp', async (depot, meter, value) => {
  await depot.spoil('meter', 'ones');
  expect(await meter.read(4, 0, 4)).toEqual([0xffff, 0xffff, 0xffff, 0xffff]);
  await depot.spoil('meter', 'swapped');
  expect(await meter.read(4, 0, 2)).toEqual([0, 0x4367]);
  await depot.spoil('meter', 'short');
  expect(await meter.read(4, 0, 4)).toHaveLength(3);
  await depot.spoil('meter', 'long');
  expect(await meter.read(4, 0, 4)).toHaveLength(5);
  expect(await value(0)).toBe(231);
  await depot.spoil('meter', 'function');
  expect(await meter.read(4, 0, 2)).toBe('OutOfSync');
});

meterIt(
  'SDM630 shows swapped phases and reversed transformers',
  'tcp',
  async (depot, _meter, value) => {
    expect([await value(0), await value(2), await value(4)]).toEqual([229, 231, 235]);
    expect(await value(14)).toBeCloseTo(-2 * 231, 1);
    const before = [await value(348), await value(354)];
    await depot.skip(360);
    // What L1 takes is counted as given by the second input.
    expect((await value(348)) - before[0]!).toBe(0);
    expect((await value(354)) - before[1]!).toBeCloseTo(0.0462, 2);
  },
  { phaseMap: [1, 0, 2], reversed: [false, true, false] },
);
