// The simulated KEBA against its maker's register table.

import { expect, it } from 'vitest';
import type { Keba } from '../../../adapters/simulator/modbus/keba.ts';
import { createKeba } from '../../../adapters/simulator/modbus/keba.ts';
import { connect, served, u32, van } from './modbus-bench.ts';

async function keba(options: Partial<Parameters<typeof createKeba>[0]> = {}) {
  const box = await served<Keba>(createKeba({ id: 'OLD-1', ...options }));
  const master = await connect(box.port, 255);
  const read = async (address: number): Promise<number> => u32(await master.read(3, address, 2));
  return { ...box, ...box.device, master, read };
}

it('a KEBA P30 answers each register of its table', async () => {
  const { wallbox, now, skip, read, master } = await keba({ serial: 20_212_345, registerWh: 1_234_567.8 });
  wallbox.event({ kind: 'plug', vehicle: van(), token: 'E3F2A1B0' }, now());
  skip(60);
  const table: [address: number, value: number][] = [
    [1000, 3],
    [1004, 7],
    [1006, 0],
    [1008, 16_000],
    [1010, 16_000],
    [1012, 16_000],
    [1014, 20_212_345],
    [1016, 314_111],
    [1018, 0x030a3900],
    [1020, 3 * 230 * 16 * 1000],
    [1036, Math.floor(10 * (1_234_567.8 + (3 * 230 * 16) / 60))],
    [1040, 230],
    [1042, 230],
    [1044, 230],
    [1046, 1000],
    [1100, 32_000],
    [1110, 32_000],
    [1500, 0xe3f2a1b0],
    [1502, (10 * 3 * 230 * 16) / 60],
    [1550, 3],
    [1552, 1],
    [1600, 0],
    [1602, 0],
  ];
  for (const [address, value] of table) expect([address, await read(address)]).toEqual([address, value]);
  for (const [address, word] of [
    [5004, 6000],
    [5010, 500],
    [5014, 0],
    [5012, 0],
    [5016, 8000],
    [5018, 60],
    [5020, 1],
    [5050, 3],
    [5052, 1],
  ] as const)
    expect([address, await master.write(address, word)]).toEqual([address, []]);
  expect([await read(1600), await read(1602), await read(1100)]).toEqual([8000, 60, 6000]);
});

it('a KEBA takes one value of two registers at a time, functions 3 and 6, and no illegal value', async () => {
  const { master, port } = await keba();
  expect(await master.read(3, 1008, 6)).toBe('exception 2');
  expect(await master.read(3, 1000, 1)).toBe('exception 2');
  expect(await master.read(3, 1002, 2)).toBe('exception 2');
  expect(await master.read(4, 1000, 2)).toBe('exception 1');
  expect(await master.write(5004, 5999)).toBe('exception 3');
  expect(await master.write(5004, 0)).toBe('exception 3');
  expect(await master.write(5018, 9)).toBe('exception 3');
  expect(await master.write(1000, 1)).toBe('exception 2');
  const stranger = await connect(port, 1);
  expect(await stranger.read(3, 1000, 2)).toBe('Timeout');
});

it('the current at a KEBA follows its limit, and its enable register pauses; a P40 pauses at 0 A', async () => {
  const { wallbox, now, skip, read, master } = await keba();
  wallbox.event({ kind: 'plug', vehicle: van() }, now());
  skip(10);
  expect(await read(1008)).toBe(16_000);
  await master.write(5004, 10_000);
  skip(10);
  expect([await read(1008), await read(1100), await read(1020)]).toEqual([10_000, 10_000, 6_900_000]);
  await master.write(5014, 0);
  skip(10);
  expect([await read(1008), await read(1000)]).toEqual([0, 5]);
  const before = await read(1036);
  skip(600);
  expect(await read(1036)).toBe(before);
  await master.write(5014, 1);
  skip(10);
  expect([await read(1008), await read(1000)]).toEqual([10_000, 3]);
  wallbox.event({ kind: 'unplug' }, now());
  expect([await read(1008), await read(1000), await read(1004), await read(1500)]).toEqual([0, 2, 0, 0]);

  const p40 = await keba({ model: 'p40' });
  p40.wallbox.event({ kind: 'plug', vehicle: van() }, p40.now());
  expect(await p40.master.write(5004, 0)).toEqual([]);
  p40.skip(10);
  expect([await p40.read(1016), await p40.read(1000), await p40.read(1008)]).toEqual([4_140_111, 5, 0]);
});

it('a KEBA trips when its timeout is not written again, and needs limit and release to go on', async () => {
  const { wallbox, now, skip, read, master } = await keba();
  wallbox.event({ kind: 'plug', vehicle: van() }, now());
  await master.write(5016, 6000);
  await master.write(5018, 10);
  for (let round = 0; round < 4; round++) {
    skip(9);
    await master.write(5018, 10);
  }
  expect([wallbox.trips(), await read(1008)]).toEqual([0, 16_000]);
  // Reading does not feed it.
  skip(9);
  await read(1000);
  skip(1);
  await read(1000);
  expect([wallbox.trips(), await read(1100)]).toEqual([1, 6000]);
  skip(600);
  expect([wallbox.trips(), await read(1008)]).toEqual([1, 6000]);
  await master.write(5016, 0);
  await master.write(5018, 10);
  await master.write(5004, 16_000);
  skip(10);
  expect([await read(1000), await read(1008)]).toEqual([5, 0]);
  await master.write(5004, 16_000);
  skip(1);
  expect(await read(1008)).toBe(0);
  await master.write(5014, 1);
  skip(1);
  expect(await read(1008)).toBe(16_000);
});

it('the session of a KEBA is the one before until its vehicle takes energy', async () => {
  const { wallbox, now, skip, read, master } = await keba();
  wallbox.event({ kind: 'plug', vehicle: van() }, now());
  skip(60);
  await read(1000);
  wallbox.event({ kind: 'unplug' }, now());
  await master.write(5014, 0);
  wallbox.event({ kind: 'plug', vehicle: van() }, now());
  expect(await read(1502)).toBe(1840);
  await master.write(5014, 1);
  skip(30);
  expect([await read(1502), await read(1036)]).toEqual([920, 2760]);
});
