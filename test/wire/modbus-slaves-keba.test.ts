// The hand-written KEBA against its maker's register table, with a master that is not ours.

import type { TestContext } from 'vitest';
import { expect, it } from 'vitest';
import type { BareClient } from '../peers/modbus/bare-client.ts';
import { connectTcp, u32 } from '../peers/modbus/bare-client.ts';
import { whyNoSlaves } from '../peers/modbus/host.ts';
import type { Depot, DeviceName } from '../peers/modbus/slave-types.ts';
import { startDepot } from '../peers/modbus/slave.ts';

const why = whyNoSlaves();

/** Time stands still but for `skip`. */
function kebaIt(
  name: string,
  device: DeviceName,
  options: Record<string, unknown>,
  test: (depot: Depot, keba: BareClient, read: (address: number) => Promise<number>) => Promise<void>,
): void {
  it(name, async (ctx: TestContext) => {
    if (why !== undefined) return ctx.skip(`SKIPPED: ${why}`);
    const depot = await startDepot({
      speed: 0,
      volts: [231, 229, 235],
      lines: [{ kind: 'tcp', devices: [{ name: 'keba', device, options }] }],
    });
    const keba = await connectTcp(depot.places[0]!.port!, 255);
    await test(depot, keba, async (address) => u32(await keba.read(3, address, 2)));
  });
}

kebaIt('KEBA P30 answers each register of its table', 'keba-p30', { serial: 20212345 }, async (depot, keba, read) => {
  await depot.plug('keba', { amps: 16, powerFactor: 0.98 });
  await depot.badge('keba', 'e3f2a1b0');
  await depot.skip(60);
  const { wh } = (await depot.state()).devices.keba!;
  const table: [address: number, value: number][] = [
    [1000, 3],
    [1004, 7],
    [1006, 0],
    [1008, 16_000],
    [1010, 16_000],
    [1012, 16_000],
    [1014, 20_212_345],
    [1016, 314_121],
    [1018, 0x030a2a00],
    [1020, Math.round((231 + 229 + 235) * 16 * 0.98 * 1000)],
    [1036, Math.floor(10 * (1_234_567.8 + wh))],
    [1040, 231],
    [1042, 229],
    [1044, 235],
    [1046, 980],
    [1100, 32_000],
    [1110, 32_000],
    [1500, 0xe3f2a1b0],
    [1502, Math.floor(10 * wh)],
    [1550, 3],
    [1552, 1],
    [1600, 10_000],
    [1602, 0],
  ];
  for (const [address, value] of table) expect([address, await read(address)]).toEqual([address, value]);
  expect(wh).toBeGreaterThan(100);
  for (const [address, word] of [
    [5004, 6000],
    [5010, 500],
    [5014, 1],
    [5016, 8000],
    [5018, 60],
    [5020, 1],
    [5050, 3],
    [5052, 1],
  ] as const)
    expect([address, await keba.write(address, word)]).toEqual([address, []]);
  expect((await depot.state()).devices.keba).toMatchObject({ limitAmps: 6, failsafeAmps: 8, failsafeS: 60 });
});

kebaIt('KEBA refuses blocks, holes, other functions and illegal values', 'keba-p30', {}, async (_depot, keba) => {
  expect(await keba.read(3, 1008, 6)).toBe('exception 2');
  expect(await keba.read(3, 1000, 1)).toBe('exception 2');
  expect(await keba.read(3, 1002, 2)).toBe('exception 2');
  expect(await keba.read(3, 5004, 1)).toBe('exception 2');
  expect(await keba.read(4, 1000, 2)).toBe('exception 1');
  expect(await keba.write(5004, 16_000, 16)).toBe('exception 1');
  for (const ma of [0, 1, 5999, 63_001]) expect(await keba.write(5004, ma)).toBe('exception 3');
  for (const seconds of [1, 9, 601]) expect(await keba.write(5018, seconds)).toBe('exception 3');
  for (const ma of [1, 5999, 63_001]) expect(await keba.write(5016, ma)).toBe('exception 3');
  expect(await keba.write(5012, 0)).toBe('exception 3');
  expect(await keba.write(9999, 0)).toBe('exception 2');
});

kebaIt(
  'KEBA P30 pauses by 5014, and the vehicle follows late and in steps',
  'keba-p30',
  {},
  async (depot, keba, read) => {
    expect(await read(1000)).toBe(1);
    expect(await read(1004)).toBe(3);
    await keba.write(5004, 16_000);
    await depot.plug('keba');
    expect(await read(1000)).toBe(2);
    await depot.skip(1.2);
    expect(await read(1008)).toBe(4000);
    await depot.skip(5);
    expect(await read(1008)).toBe(16_000);
    await keba.write(5004, 8_000);
    await depot.skip(0.5);
    expect(await read(1008)).toBe(16_000);
    await depot.skip(1);
    expect(await read(1008)).toBe(12_000);
    await keba.write(5014, 0);
    await depot.skip(6);
    expect(await read(1000)).toBe(5);
    expect(await read(1020)).toBe(0);
    expect(await keba.write(5012, 0)).toEqual([]);
    await keba.write(5014, 1);
    await depot.skip(6);
    expect(await read(1000)).toBe(3);
    await depot.unplug('keba');
    expect(await read(1008)).toBe(0);
    expect(await read(1004)).toBe(3);
  },
);

kebaIt('KEBA P40 pauses by limit 0 and has no 5014', 'keba-p40', {}, async (depot, keba, read) => {
  expect(await read(1004)).toBe(0);
  await depot.plug('keba');
  await depot.skip(10);
  expect(await read(1000)).toBe(3);
  expect(await read(1552)).toBe(3);
  expect(await keba.write(5014, 0)).toBe('exception 2');
  expect(await keba.write(5004, 0)).toEqual([]);
  await depot.skip(6);
  expect(await read(1000)).toBe(5);
  expect(await read(1004)).toBe(5);
  expect(await keba.write(5052, 0)).toEqual([]);
  await keba.write(5004, 10_000);
  await depot.skip(6);
  expect([await read(1008), await read(1010), await read(1012), await read(1552)]).toEqual([10_000, 0, 0, 1]);
});

kebaIt(
  'KEBA P40 before 1.2.1 counts Wh and switches no phases',
  'keba-p40',
  { firmware: 10200 },
  async (depot, keba, read) => {
    await depot.plug('keba', { amps: 16 });
    await depot.skip(120);
    const { wh } = (await depot.state()).devices.keba!;
    expect(await read(1036)).toBe(Math.floor(1_234_567.8 + wh));
    expect(await keba.read(3, 1552, 2)).toBe('exception 2');
  },
);

kebaIt(
  'KEBA falls to 5016 when 5018 is not rewritten, and forgets limit and enable',
  'keba-p30',
  {},
  async (depot, keba, read) => {
    await depot.plug('keba');
    await keba.write(5004, 20_000);
    await keba.write(5016, 0);
    await keba.write(5018, 10);
    for (let at = 0; at < 4; at++) {
      await depot.skip(8);
      await keba.write(5018, 10);
    }
    expect(await read(1008)).toBe(20_000);
    await depot.skip(9.9);
    expect((await depot.state()).devices.keba!.trips).toBe(0);
    await depot.skip(10);
    expect((await depot.state()).devices.keba).toMatchObject({ trips: 1, offerAmps: 0 });
    expect(await read(1000)).toBe(5);
    await keba.write(5018, 10);
    await keba.write(5004, 20_000);
    await depot.skip(6);
    expect(await read(1000)).toBe(5);
    await keba.write(5014, 1);
    await keba.write(5018, 10);
    await depot.skip(6);
    expect(await read(1000)).toBe(3);
  },
);

kebaIt('KEBA forgets 5004 with the power, and 5018 unless 5020 stored it', 'keba-p30', {}, async (depot, keba) => {
  await keba.write(5004, 8_000);
  await keba.write(5018, 30);
  await keba.write(5020, 1);
  await keba.write(5018, 60);
  await depot.skip(1);
  await depot.power('keba');
  await keba.closed;
  expect((await depot.state()).devices.keba).toMatchObject({ limitAmps: 32, failsafeS: 30 });
  const again = await connectTcp(depot.places[0]!.port!, 255);
  expect(await again.read(3, 1000, 2)).toEqual([0, 0]);
  await depot.skip(11);
  expect(await again.read(3, 1000, 2)).toEqual([0, 1]);
});

kebaIt(
  'KEBA does not begin a new session energy at plug-in',
  'keba-p30',
  { needsCard: true },
  async (depot, _keba, read) => {
    await depot.plug('keba');
    await depot.badge('keba', 'aabbccdd');
    await depot.skip(60);
    await depot.unplug('keba');
    const first = await read(1502);
    expect(first).toBeGreaterThan(1000);
    expect(await read(1500)).toBe(0);
    await depot.plug('keba');
    await depot.skip(30);
    expect(await read(1000)).toBe(1);
    expect(await read(1502)).toBe(first);
    await depot.badge('keba', 'aabbccdd');
    await depot.skip(10);
    const { sessionWh } = (await depot.state()).devices.keba!;
    expect(await read(1502)).toBeLessThan(first);
    expect(Math.abs((await read(1502)) / 10 - sessionWh)).toBeLessThan(1);
  },
);

kebaIt('KEBA shows an error as state 4', 'keba-p30', {}, async (depot, _keba, read) => {
  await depot.plug('keba');
  await depot.fault('keba', 0x80f3);
  expect([await read(1000), await read(1006)]).toEqual([4, 0x80f3]);
  expect((await depot.state()).devices.keba!.iec).toBe('E');
});
