// The hand-written Vestel against its maker's register table, with a master that is not ours.

import type { TestContext } from 'vitest';
import { expect, it } from 'vitest';
import type { BareClient } from '../peers/modbus/bare-client.ts';
import { connectTcp, u32, wide } from '../peers/modbus/bare-client.ts';
import { whyNoSlaves } from '../peers/modbus/host.ts';
import type { Depot } from '../peers/modbus/slave-types.ts';
import { startDepot } from '../peers/modbus/slave.ts';

const why = whyNoSlaves();

/** Time stands still but for `skip`. */
function vestelIt(
  name: string,
  options: Record<string, unknown>,
  test: (depot: Depot, vestel: BareClient, connect: () => Promise<BareClient>) => Promise<void>,
): void {
  it(name, async (ctx: TestContext) => {
    if (why !== undefined) return ctx.skip(`SKIPPED: ${why}`);
    const depot = await startDepot({
      speed: 0,
      volts: [231, 229, 235],
      lines: [{ kind: 'tcp', devices: [{ name: 'vestel', device: 'vestel-evc04', options }] }],
    });
    const connect = () => connectTcp(depot.places[0]!.port!, 255);
    await test(depot, await connect(), connect);
  });
}

vestelIt('Vestel answers each register of its table', {}, async (depot, vestel) => {
  await vestel.write(5004, 32);
  await depot.plug('vestel', { amps: 16, powerFactor: 0.98 });
  await depot.badge('vestel', '04E3F2A1');
  for (let at = 0; at < 12; at++) {
    await depot.skip(5);
    await vestel.write(6000, 1);
  }
  const { wh, watts } = (await depot.state()).devices.vestel!;
  const texts: [address: number, words: number, value: string][] = [
    [100, 25, '7309912345'],
    [130, 50, 'vestel-cp-1'],
    [190, 10, 'Vestel'],
    [210, 5, 'EVC04'],
    [230, 50, 'v3.187.0-1.0.155.0-v8.1.0.2'],
    [1516, 15, '04E3F2A1'],
  ];
  for (const [address, words, value] of texts)
    expect([address, wide(await vestel.read(4, address, words))]).toEqual([address, value]);
  const long: [address: number, value: number][] = [
    [400, 22_080],
    [1006, 0],
    [1020, Math.floor(watts)],
    [1024, Math.floor(231 * 16 * 0.98)],
    [1028, Math.floor(229 * 16 * 0.98)],
    [1032, Math.floor(235 * 16 * 0.98)],
    [1036, Math.floor((7_654_300 + wh) / 100)],
    [1502, Math.floor(wh)],
    [1508, 58],
  ];
  for (const [address, value] of long)
    expect([address, u32(await vestel.read(4, address, 2))]).toEqual([address, value]);
  const short: [fn: number, address: number, value: number][] = [
    [4, 404, 1],
    [3, 405, 1],
    [4, 1000, 2],
    [4, 1001, 1],
    [4, 1002, 1],
    [4, 1004, 3],
    [4, 1008, 16_000],
    [4, 1010, 16_000],
    [4, 1012, 16_000],
    [4, 1014, 231],
    [4, 1016, 229],
    [4, 1018, 235],
    [4, 1104, 32],
    [3, 2000, 8],
    [3, 2002, 20],
    [3, 5004, 32],
    [3, 6000, 1],
  ];
  for (const [fn, address, value] of short)
    expect([address, await vestel.read(fn, address)]).toEqual([address, [value]]);
});

vestelIt('Vestel refuses blocks, the other function and illegal values', {}, async (_depot, vestel) => {
  expect(await vestel.read(4, 1008, 2)).toBe('exception 2');
  expect(await vestel.read(4, 1014, 5)).toBe('exception 2');
  expect(await vestel.read(3, 1000)).toBe('exception 2');
  expect(await vestel.read(4, 5004)).toBe('exception 2');
  expect(await vestel.write(5004, 6, 16)).toBe('exception 1');
  for (const amps of [1, 5, 33]) expect(await vestel.write(5004, amps)).toBe('exception 3');
  expect(await vestel.write(6000, 2)).toBe('exception 3');
  expect(await vestel.write(1000, 1)).toBe('exception 2');
});

vestelIt('Vestel pauses at limit 0 and switches phases', {}, async (depot, vestel) => {
  expect([await vestel.read(4, 1000), await vestel.read(4, 1004)]).toEqual([[0], [0]]);
  await vestel.write(5004, 0);
  await depot.plug('vestel');
  await depot.skip(1);
  expect([await vestel.read(4, 1000), await vestel.read(4, 1001), await vestel.read(4, 1004)]).toEqual([[3], [0], [2]]);
  await vestel.write(5004, 10);
  await depot.skip(5);
  expect([await vestel.read(4, 1000), await vestel.read(4, 1001)]).toEqual([[2], [1]]);
  await vestel.write(6000, 1);
  await vestel.write(405, 0);
  await depot.skip(8);
  expect([await vestel.read(4, 1008), await vestel.read(4, 1010)]).toEqual([[10_000], [0]]);
  await depot.wants('vestel', false);
  await vestel.write(6000, 1);
  await depot.skip(5);
  expect([await vestel.read(4, 1000), await vestel.read(4, 1004)]).toEqual([[4], [2]]);
  await depot.fault('vestel', 1);
  expect(await vestel.read(4, 1000)).toEqual([8]);
});

vestelIt(
  'Vestel before 3.156 has no card and before 3.187 no phases',
  { firmware: 'v3.155.0-1' },
  async (_depot, vestel) => {
    expect(await vestel.read(4, 1516, 15)).toBe('exception 2');
    expect(await vestel.read(3, 405)).toBe('exception 2');
  },
);

vestelIt('Vestel serves one client and closes a second', {}, async (depot, vestel, connect) => {
  const second = await connect();
  await second.closed;
  expect(await vestel.read(4, 1000)).toEqual([0]);
  expect((await depot.state()).clients.vestel).toBe(1);
});

vestelIt('Vestel stays alive when told at a quarter of the timeout', {}, async (depot, vestel) => {
  await vestel.write(5004, 16);
  for (let at = 0; at < 20; at++) {
    await vestel.write(6000, 1);
    await depot.skip(5);
  }
  expect((await depot.state()).devices.vestel).toMatchObject({ trips: 0, limitAmps: 16 });
});

vestelIt(
  'Vestel without a sign of life closes the socket, falls back and locks out',
  {},
  async (depot, vestel, connect) => {
    await vestel.write(5004, 16);
    await vestel.write(6000, 1);
    await depot.plug('vestel');
    // It clears the word at 10 s, and finds it clear at 20 s.
    await depot.skip(10.1);
    expect(await vestel.read(3, 6000)).toEqual([0]);
    await depot.skip(9.8);
    expect((await depot.state()).devices.vestel!.trips).toBe(0);
    await depot.skip(0.2);
    await vestel.closed;
    await depot.skip(6);
    expect((await depot.state()).devices.vestel).toMatchObject({ trips: 1, limitAmps: 8, offerAmps: 8 });
    await (
      await connect()
    ).closed;
    await depot.skip(15);
    const again = await connect();
    expect(await again.read(3, 5004)).toEqual([8]);
    await again.write(6000, 1);
    await depot.skip(3);
    expect((await depot.state()).devices.vestel!.offerAmps).toBe(8);
    await again.write(5004, 16);
    await depot.skip(1);
    expect((await depot.state()).devices.vestel!.offerAmps).toBe(16);
  },
);
