import { deflateRawSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { frame, openDoor, rawStation, talk, text } from './station-door.ts';

const mostBytes = 256 * 1024;

it('F067 the largest frame is taken, one byte more closes with 1009', async () => {
  const door = await openDoor();
  const station = await talk(door);
  const of = (bytes: number): string => {
    const head = '[2,"d","DataTransfer",{"vendorId":"v","data":"';
    return `${head}${'x'.repeat(bytes - head.length - 3)}"}]`;
  };
  expect(await station.ask(of(mostBytes), 'd')).toEqual([3, 'd', { status: 'UnknownVendorId' }]);
  station.socket.send(of(mostBytes + 1));
  expect(await station.closed).toBe(1009);
});

it('F067 a bomb of 90 MB, and a frame that only says how long it is, cost no memory', async () => {
  const door = await openDoor();
  const before = process.memoryUsage().rss;
  const bomb = deflateRawSync(Buffer.alloc(90_000_000));
  const packed = await rawStation(door);
  packed.write(frame(0xc1, bomb));
  expect(await packed.closed).toBe(1002);
  const claims = await rawStation(door, 'CP-02');
  const head = Buffer.alloc(14, 0);
  head[0] = 0x81;
  head[1] = 0xff;
  head.writeBigUInt64BE(1_000_000_000n, 2);
  claims.write(head);
  expect(await claims.closed).toBe(1009);
  expect(process.memoryUsage().rss - before).toBeLessThan(128 * 1024 * 1024);
});

it('F067 a message in 60 000 pieces is closed before it is whole', async () => {
  const door = await openDoor();
  const station = await rawStation(door);
  station.write(frame(0x01, Buffer.from('[')));
  const pieces = Buffer.concat(Array.from({ length: 1000 }, () => frame(0x00, Buffer.from(' '))));
  for (let round = 0; round < 60 && !station.socket.destroyed; round += 1) station.write(pieces);
  station.write(text('[2,"h","Heartbeat",{}]'));
  expect([1002, 1008, 1009]).toContain(await station.closed);
  expect(door.failures).toEqual([]);
});
