// The hand-written Heidelberg Energy Control on a serial line, and the Amperfied boxes on TCP, against
// their maker's register table, with a master that is not ours.

import type { TestContext } from 'vitest';
import { expect, it } from 'vitest';
import type { BareClient } from '../peers/modbus/bare-client.ts';
import { connectTcp, openSerial, u32 } from '../peers/modbus/bare-client.ts';
import { whyNoSlaves } from '../peers/modbus/host.ts';
import type { Depot } from '../peers/modbus/slave-types.ts';
import { startDepot } from '../peers/modbus/slave.ts';

const why = whyNoSlaves();
const line = { baudRate: 19_200, parity: 'even' } as const;

/** Time stands still but for `skip`; frames may follow each other at once unless `options` says otherwise. */
function boxIt(
  name: string,
  options: Record<string, unknown>,
  test: (depot: Depot, box: BareClient) => Promise<void>,
  timeoutMs = 2000,
): void {
  it(name, async (ctx: TestContext) => {
    if (why !== undefined) return ctx.skip(`SKIPPED: ${why}`);
    const depot = await startDepot({
      speed: 0,
      volts: [231, 229, 235],
      lines: [
        { kind: 'rtu', devices: [{ name: 'box', device: 'heidelberg-ec', options: { leastGapMs: 0, ...options } }] },
      ],
    });
    await test(depot, await openSerial(depot.places[0]!.path!, 1, { ...line, timeoutMs }));
  });
}

boxIt('Heidelberg answers each register of its table', {}, async (depot, box) => {
  await box.write(257, 60_000);
  await depot.plug('box', { amps: 16, powerFactor: 0.9 });
  await depot.skip(30);
  const { vah, wh } = (await depot.state()).devices.box!;
  const va = (231 + 229 + 235) * 16;
  const total = 123_456 + Math.floor(vah);
  expect(await box.read(4, 4, 15)).toEqual([
    ...[0x108, 7, 160, 160, 160, 0x10000 - 35, 231, 229, 235, 1, va],
    ...[0, Math.floor(vah), total >> 16, total & 0xffff],
  ]);
  expect(u32(await box.read(4, 17, 2))).toBe(total);
  expect(vah).toBeCloseTo(wh / 0.9, 3);
  expect(await box.read(4, 100, 2)).toEqual([16, 6]);
  const text = Buffer.from(((await box.read(4, 102, 32)) as number[]).flatMap((word) => [word >> 8, word & 255]));
  expect(text.toString('ascii')).toMatch(/^Energy Control/);
  const settings: [address: number, value: number][] = [
    [257, 60_000],
    [258, 0],
    [259, 1],
    [261, 160],
    [262, 0],
  ];
  for (const [address, value] of settings) expect([address, await box.read(3, address)]).toEqual([address, [value]]);
});

boxIt('Heidelberg refuses holes and illegal values, and takes a limit by 16 and by 6', {}, async (depot, box) => {
  expect(await box.read(4, 4, 16)).toBe('exception 2');
  expect(await box.read(4, 19, 2)).toBe('exception 2');
  expect(await box.read(4, 257)).toBe('exception 2');
  expect(await box.read(3, 5)).toBe('exception 2');
  expect(await box.write(261, 60, 16)).toEqual([]);
  expect((await depot.state()).devices.box!.limitAmps).toBe(6);
  expect(await box.write(261, 125)).toEqual([]);
  expect((await depot.state()).devices.box!.limitAmps).toBe(12.5);
  for (const tenths of [1, 59, 161]) expect(await box.write(261, tenths, 16)).toBe('exception 3');
  expect(await box.write(262, 30)).toBe('exception 3');
  expect(await box.write(258, 1)).toBe('exception 3');
  expect(await box.write(257, 1000, 16)).toBe('exception 2');
  expect(await box.write(5, 1)).toBe('exception 2');
});

boxIt('Heidelberg goes through its states', {}, async (depot, box) => {
  const number = async () => (await box.read(4, 5)) as number[];
  expect(await number()).toEqual([3]);
  await box.write(261, 0);
  await depot.skip(0.1);
  expect(await number()).toEqual([2]);
  await depot.plug('box', { staysReady: true });
  expect(await number()).toEqual([4]);
  await depot.wants('box', false);
  await box.write(261, 100, 16);
  await depot.skip(2);
  expect(await number()).toEqual([5]);
  await depot.wants('box', true);
  await depot.skip(2);
  expect(await number()).toEqual([7]);
  await box.write(261, 0);
  await depot.skip(5);
  expect(await number()).toEqual([6]);
  await box.write(259, 0);
  expect(await number()).toEqual([10]);
  await depot.fault('box', 1);
  expect(await number()).toEqual([9]);
});

boxIt(
  'Heidelberg is kept awake by any request, and stops without',
  { failsafeAmps: 0, standby: 4 },
  async (depot, box) => {
    await depot.plug('box');
    await box.write(261, 160);
    for (let at = 0; at < 6; at++) {
      await depot.skip(14);
      expect(await box.read(4, 4)).toEqual([0x108]);
    }
    expect((await depot.state()).devices.box).toMatchObject({ trips: 0, offerAmps: 16 });
    await depot.skip(15.1);
    expect((await depot.state()).devices.box).toMatchObject({ trips: 1, offerAmps: 0, number: 10 });
    // Back again: 10 s until it offers what 261 says.
    expect(await box.read(4, 5)).toEqual([10]);
    await depot.skip(9);
    expect(await box.read(4, 5)).toEqual([10]);
    await depot.skip(6);
    expect(await box.read(4, 5)).toEqual([7]);
  },
);

boxIt('Heidelberg falls to 262 when nobody asks, and 0 in 257 is for ever', { failsafeAmps: 6 }, async (depot, box) => {
  await depot.plug('box');
  await depot.skip(16);
  expect((await depot.state()).devices.box).toMatchObject({ tripped: true, offerAmps: 6, iec: 'C2' });
  expect(await box.write(257, 0)).toEqual([]);
  await depot.skip(120);
  expect((await depot.state()).devices.box).toMatchObject({ tripped: false, offerAmps: 16 });
});

boxIt(
  'Heidelberg sleeps without traffic unless 258 is 4',
  {},
  async (depot, box) => {
    await depot.skip(61);
    expect((await depot.state()).devices.box!.asleep).toBe(true);
    expect(await box.read(4, 5)).toBe('Timeout');
    await depot.skip(2.1);
    expect(await box.write(258, 4)).toEqual([]);
    await depot.skip(120);
    expect(await box.read(4, 4)).toEqual([0x108]);
  },
  400,
);

boxIt('Heidelberg keeps all but 261 over a power cut from layout 1.0.8', {}, async (depot, box) => {
  const settings: [address: number, word: number, after: number][] = [
    [257, 7000, 7000],
    [258, 4, 4],
    [259, 0, 0],
    [261, 60, 160],
    [262, 80, 80],
  ];
  for (const [address, word] of settings) expect(await box.write(address, word)).toEqual([]);
  await depot.power('box');
  for (const [address, , after] of settings) expect([address, await box.read(3, address)]).toEqual([address, [after]]);
});

boxIt('Heidelberg before 1.0.8 keeps nothing, before 1.0.7 has no total', { layout: 0x106 }, async (depot, box) => {
  await box.write(258, 4);
  await depot.power('box');
  expect(await box.read(3, 258)).toEqual([0]);
  expect(await box.read(4, 14, 3)).toEqual([0, 0, 0]);
  expect(await box.read(4, 17, 2)).toBe('exception 2');
});

boxIt(
  'Heidelberg does not hear a frame that follows the last one too soon',
  { leastGapMs: 300 },
  async (depot, box) => {
    expect(await box.read(4, 4)).toEqual([0x108]);
    expect(await box.read(4, 4)).toBe('Timeout');
    expect(await box.read(4, 4)).toEqual([0x108]);
    expect((await depot.state()).devices.box!.tooEarly).toBe(1);
  },
  500,
);

it('two boxes and a meter share a line, each in its unit', async (ctx) => {
  if (why !== undefined) return ctx.skip(`SKIPPED: ${why}`);
  const options = { leastGapMs: 0 };
  const { places } = await startDepot({
    speed: 0,
    lines: [
      {
        kind: 'rtu',
        devices: [
          { name: 'one', device: 'heidelberg-ec', unit: 1, options: { ...options, layout: 0x107 } },
          { name: 'two', device: 'heidelberg-ec', unit: 2, options },
          { name: 'meter', device: 'eastron-sdm630', unit: 9 },
        ],
      },
    ],
  });
  // One after the other: a port has one master.
  for (const [unit, address, heard] of [
    [1, 4, [0x107]],
    [2, 4, [0x108]],
    [9, 0, [0x4366, 0]],
    [5, 4, 'Timeout'],
  ] as const) {
    const master = await openSerial(places[0]!.path!, unit, { ...line, timeoutMs: unit === 5 ? 100 : 2000 });
    expect([unit, await master.read(4, address, unit === 9 ? 2 : 1)]).toEqual([unit, heard]);
    master.close();
    await master.closed;
  }
});

it('bytes at another speed are noise', async (ctx) => {
  if (why !== undefined) return ctx.skip(`SKIPPED: ${why}`);
  const { places } = await startDepot({
    speed: 0,
    lines: [{ kind: 'rtu', devices: [{ name: 'box', device: 'heidelberg-ec' }] }],
  });
  const master = await openSerial(places[0]!.path!, 1, { baudRate: 9600, parity: 'even', timeoutMs: 100 });
  expect(await master.read(4, 4)).toBe('Timeout');
});

it('Amperfied connect answers on TCP in unit 255, with card, session and phases', async (ctx) => {
  if (why !== undefined) return ctx.skip(`SKIPPED: ${why}`);
  const depot = await startDepot({
    speed: 0,
    lines: [{ kind: 'tcp', devices: [{ name: 'solar', device: 'amperfied-connect-solar' }] }],
  });
  const solar = await connectTcp(depot.places[0]!.port!, 255);
  await solar.write(257, 60_000);
  await depot.plug('solar', { amps: 16, powerFactor: 0.9 });
  await depot.badge('solar', '04a1b2c3d4e5f6');
  await depot.skip(30);
  const { vah } = (await depot.state()).devices.solar!;
  expect(u32(await solar.read(4, 19, 2))).toBe(Math.floor(vah));
  expect(await solar.read(4, 2002, 6)).toEqual([0x04a1, 0xb2c3, 0xd4e5, 0xf600, 0, 0]);
  expect(await solar.read(4, 5001)).toEqual([3]);
  expect([await solar.read(3, 302), await solar.read(3, 501)]).toEqual([[1], [3]]);
  expect(await solar.read(3, 258)).toBe('exception 2');
  expect(await solar.write(501, 1)).toEqual([]);
  await depot.skip(10);
  expect([await solar.read(4, 5001), await solar.read(4, 6, 3)]).toEqual([[1], [160, 0, 0]]);
});
