// The simulated Eastron SDM630 against its maker's register table.

import { expect, it } from 'vitest';
import { createSdm630 } from '../../../adapters/simulator/modbus/sdm630.ts';
import { connect, f32, served } from './modbus-bench.ts';

it('an SDM630 answers each value of its table, and counts what flows', async () => {
  let amps: readonly [number, number, number] = [10, 20, -5];
  const { device, port, skip, now } = await served(createSdm630({ amps: () => amps }));
  const master = await connect(port, 1);
  const read = async (address: number): Promise<number> => f32(await master.read(4, address, 2));
  device.wake(now());
  skip(3600);
  // Between two looks the current is taken to change evenly.
  amps = [30, 20, -5];
  device.wake(now());
  amps = [10, 20, 5];
  skip(0);
  const table: [address: number, values: number[]][] = [
    [0x00, [230, 230, 230]],
    [0x06, [10, 20, 5]],
    [0x0c, [2300, 4600, 1150]],
    [0x12, [2300, 4600, 1150]],
    [0x18, [0, 0, 0]],
    [0x1e, [1, 1, 1]],
    [0x34, [8050]],
    [0x38, [8050]],
    [0x3c, [0]],
    [0x3e, [1]],
    [0x46, [50]],
    [0x48, [9.2, 1.15]],
    [0x156, [10.35]],
    [0x15a, [4.6, 4.6, 0]],
    [0x160, [0, 0, 1.15]],
  ];
  for (const [first, values] of table)
    for (const [at, value] of values.entries())
      expect([first, at, await read(first + 2 * at)]).toEqual([first, at, expect.closeTo(value, 4)]);
  // The same by blocks of 80 registers.
  const block = await master.read(4, 0, 80);
  expect([block.length, f32(block, 3), f32(block, 26), f32(block, 36)]).toEqual([80, 10, 8050, expect.closeTo(9.2, 4)]);
  expect(await master.read(4, 0, 82)).toBe('exception 3');
  expect(await master.read(4, 1, 2)).toBe('exception 2');
  expect(await master.read(3, 0, 2)).toBe('exception 1');
});

it('an SDM630 is served over TCP as on a serial line too', async () => {
  const { port } = await served(createSdm630({ unit: 7, amps: () => [12, 13, 14] }), 'rtu');
  const master = await connect(port, 7, 'rtu');
  expect(f32(await master.read(4, 0x06, 6), 1)).toBe(13);
  expect(await master.read(3, 0, 2)).toBe('exception 1');
  const stranger = await connect(port, 8, 'rtu');
  expect(await stranger.read(4, 0, 2)).toBe('Timeout');
});
