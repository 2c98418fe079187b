import { once } from 'node:events';
import type { Socket } from 'node:net';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { frame, openDoor, rawStation, talk, text } from './station-door.ts';

const mostBytes = 256 * 1024;
const offer = 'Sec-WebSocket-Extensions: permessage-deflate';
const megabyte = 1024 * 1024;

/** What the sender of a compressed message leaves out (RFC 7692 §7.2.1). */
const packed = (bytes: Buffer): Buffer => frame(0xc1, deflateRawSync(bytes, { finishFlush: 2 }).subarray(0, -4));

describe.each(['2.0.1', '2.1'] as const)('%s', (version) => {
  const data = (bytes: number): string => {
    const head = '[2,"d","DataTransfer",{"vendorId":"v","data":"';
    return `${head}${'x'.repeat(bytes - head.length - 3)}"}]`;
  };

  it('F067 the largest frame is taken, compressed or not; one byte more closes with 1009', async () => {
    const door = await openDoor();
    for (const compressed of [false, true]) {
      const station = await talk(door, compressed ? 'CP-01' : 'CP-02', true, version, compressed);
      expect(station.socket.extensions).toBe(compressed ? 'permessage-deflate' : '');
      expect(await station.ask(data(mostBytes), 'd')).toEqual([3, 'd', { status: 'UnknownVendorId' }]);
      station.socket.send(data(mostBytes + 1));
      expect(await station.closed).toBe(1009);
    }
  });

  it('F067 a bomb of 90 MB where compression was agreed is cut with 1009, and costs no memory', async () => {
    const door = await openDoor();
    const other = await talk(door, 'CP-02', true, version);
    const bomb = packed(Buffer.alloc(90_000_000, '['));
    expect(bomb.length).toBeLessThan(mostBytes);
    const station = await rawStation(door, 'CP-01', version, [offer]);
    expect(station.agreed).toMatch(/^permessage-deflate/);
    const before = process.memoryUsage().rss;
    station.write(bomb);
    expect(await station.closed).toBe(1009);
    expect(process.memoryUsage().rss - before).toBeLessThan(16 * megabyte);
    expect(await other.ask('[2,"h","Heartbeat",{}]', 'h')).toMatchObject([3, 'h', {}]);
    expect(door.failures).toEqual([]);
  });

  it('F067 what is no compressed data closes the link of who sent it', async () => {
    const door = await openDoor();
    const station = await rawStation(door, 'CP-01', version, [offer]);
    station.write(frame(0xc1, Buffer.from('[2,"h","Heartbeat",{}]')));
    expect(await station.closed).toBe(1007);
    expect(door.gateway.state.stationLinks.size).toBe(0);
    expect(door.failures).toEqual([]);
  });

  it('F067 a message in 60 000 pieces is closed before it is whole', async () => {
    const door = await openDoor();
    const station = await rawStation(door, 'CP-01', version);
    station.write(frame(0x01, Buffer.from('[')));
    const pieces = Buffer.concat(Array.from({ length: 1000 }, () => frame(0x00, Buffer.from(' '))));
    for (let round = 0; round < 60 && !station.socket.destroyed; round += 1) station.write(pieces);
    station.write(text('[2,"h","Heartbeat",{}]'));
    expect([1002, 1008, 1009]).toContain(await station.closed);
    expect(door.failures).toEqual([]);
  });

  it('G12 Q26 compression is agreed in 2.x and never in 1.6, nor with a station that marks what is not compressed', async () => {
    const door = await openDoor();
    expect((await rawStation(door, 'CP-02', '1.6', [offer])).agreed).toBe('');
    const station = await rawStation(door, 'CP-01', version);
    station.write(frame(0xc1, Buffer.from('[2,"h","Heartbeat",{}]')));
    expect(await station.closed).toBe(1002);
    expect((await rawStation(door, 'CP-01', version, [offer])).agreed).toBe('');
  });

  it('G12 what is long is told compressed to a station that agreed', async () => {
    const door = await openDoor();
    const station = await talk(door, 'CP-01', true, version, true);
    const link = door.gateway.state.stationLinks.get('CP-01' as never)!.id;
    const long = `[2,"long","DataTransfer",${JSON.stringify({ vendorId: 'v', data: 'x'.repeat(8000) })}]`;
    const wire = (station.socket as unknown as { _socket: Socket })._socket;
    const before = wire.bytesRead;
    const heard = once(station.socket, 'message') as Promise<[Buffer]>;
    door.server.send(link, long);
    const [bytes] = await heard;
    expect(bytes.toString()).toBe(long);
    expect(wire.bytesRead - before).toBeLessThan(1000);
  });
});
