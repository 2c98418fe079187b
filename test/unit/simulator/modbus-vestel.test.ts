// The simulated Vestel against its maker's register table.

import { expect, it } from 'vitest';
import type { Vestel } from '../../../adapters/simulator/modbus/vestel.ts';
import { createVestel } from '../../../adapters/simulator/modbus/vestel.ts';
import type { Words } from './modbus-bench.ts';
import { connect, served, text, u32, van } from './modbus-bench.ts';

async function vestel() {
  const box = await served<Vestel>(createVestel({ id: 'OLD-2', registerWh: 4_321_000 }));
  const master = await connect(box.port, 255);
  return { ...box, ...box.device, master };
}

it('a Vestel EVC04 answers each register of its table', async () => {
  const { wallbox, now, skip, master } = await vestel();
  wallbox.event({ kind: 'plug', vehicle: van(), token: 'B05BAF01' }, now());
  // Its watchdog is fed as it wants to be.
  for (let second = 0; second < 60; second += 5) {
    await master.write(6000, 1);
    skip(5);
  }
  const names: [address: number, count: number, value: string][] = [
    [100, 25, 'VS2104003177'],
    [130, 50, 'OLD-2'],
    [190, 10, 'Vestel'],
    [210, 5, 'EVC04'],
    [230, 50, 'v3.187.0-8.0.1'],
    [1516, 15, 'B05BAF01'],
  ];
  for (const [address, count, value] of names)
    expect([address, text(await master.read(4, address, count))]).toEqual([address, value]);
  const long: [address: number, value: number][] = [
    [400, 22_080],
    [1006, 0],
    [1020, 11_040],
    [1024, 3680],
    [1028, 3680],
    [1032, 3680],
    [1036, 43_211],
    [1502, 184],
    [1508, 60],
  ];
  for (const [address, value] of long)
    expect([address, u32(await master.read(4, address, 2))]).toEqual([address, value]);
  const short: [address: number, value: number][] = [
    [404, 1],
    [1000, 2],
    [1001, 1],
    [1002, 1],
    [1004, 3],
    [1008, 16_000],
    [1010, 16_000],
    [1012, 16_000],
    [1014, 230],
    [1016, 230],
    [1018, 230],
    [1104, 32],
  ];
  for (const [address, value] of short) expect([address, await master.read(4, address)]).toEqual([address, [value]]);
  const settings: [address: number, word: number][] = [
    [405, 1],
    [2000, 8],
    [2002, 30],
    [5004, 13],
    [6000, 1],
  ];
  for (const [address, word] of settings) {
    expect([address, await master.write(address, word)]).toEqual([address, []]);
    expect([address, await master.read(3, address)]).toEqual([address, [word]]);
  }
});

it('a Vestel takes one value at a time and no illegal one', async () => {
  const { master } = await vestel();
  expect(await master.read(4, 1008, 5)).toBe('exception 2');
  expect(await master.read(4, 1020, 1)).toBe('exception 2');
  expect(await master.read(3, 1000)).toBe('exception 2');
  expect(await master.write(5004, 5)).toBe('exception 3');
  expect(await master.write(6000, 2)).toBe('exception 3');
  expect(await master.write(1000, 1)).toBe('exception 2');
});

it('the current at a Vestel follows its limit, and 0 A pauses', async () => {
  const { wallbox, now, skip, master } = await vestel();
  const amps = (): Promise<Words> => master.read(4, 1008);
  wallbox.event({ kind: 'plug', vehicle: van({ phases: 1 }) }, now());
  await master.write(5004, 9);
  skip(2);
  expect([await amps(), await master.read(4, 1010), await master.read(4, 1000)]).toEqual([[9000], [0], [2]]);
  await master.write(5004, 0);
  skip(2);
  expect([await amps(), await master.read(4, 1000), await master.read(4, 1001)]).toEqual([[0], [3], [0]]);
});

it('a Vestel has one client, hangs up when it is not told that he is alive, and stays at its failsafe current', async () => {
  const { wallbox, now, skip, master, port } = await vestel();
  wallbox.event({ kind: 'plug', vehicle: van() }, now());
  await master.write(2002, 20);
  await master.write(5004, 16);
  const second = await connect(port, 255);
  await second.closed;
  for (let round = 0; round < 10; round++) {
    await master.write(6000, 1);
    skip(5);
  }
  expect(await master.read(4, 1008)).toEqual([16_000]);
  // Reads do not feed it.
  for (let second = 0; second < 25 && wallbox.trips() === 0; second++) {
    skip(1);
    await Promise.race([master.read(4, 1000), master.closed]);
  }
  await master.closed;
  expect(wallbox.trips()).toBe(1);
  const again = await connect(port, 255);
  skip(5);
  expect([await again.read(4, 1008), await again.read(3, 5004)]).toEqual([[6000], [6]]);
  await again.write(5004, 16);
  skip(5);
  expect(await again.read(4, 1008)).toEqual([16_000]);
});

it('a Vestel that lost its client takes no other until its watchdog has tripped', async () => {
  const { skip, master, port, device, now } = await vestel();
  await master.write(6000, 1);
  master.close();
  await master.closed;
  skip(15);
  // The first of them may come before the device knows that its place is free.
  for (let attempt = 0; attempt < 3; attempt++) await (await connect(port, 255)).closed;
  for (let second = 0; second < 25; second++) {
    skip(1);
    device.wake(now());
  }
  const late = await connect(port, 255);
  expect(await late.read(4, 1104)).toEqual([32]);
});
