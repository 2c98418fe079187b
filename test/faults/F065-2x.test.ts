import { expect, it } from 'vitest';
import { frame, openDoor, rawStation, talk } from './station-door.ts';

const heartbeat = Buffer.from('[2,"h","Heartbeat",{}]');

it.each([
  ['F065 invalid UTF-8', 1007, frame(0x81, Buffer.from([0x5b, 0xc3, 0x28, 0x5d]))],
  ['F065 an unmasked frame', 1002, frame(0x81, heartbeat, false)],
  ['F065 a reserved opcode', 1002, frame(0x83, heartbeat)],
  ['F065 RSV1 without agreement', 1002, frame(0xc1, heartbeat)],
  ['F066 a binary frame', 1003, frame(0x82, heartbeat)],
  ['F067 a frame that says that it is longer than any', 1009, longFrame()],
])('%s in 2.x closes with %d, and nobody else hears of it', async (_, code, bytes) => {
  const door = await openDoor();
  const other = await talk(door, 'CP-02', true, '2.0.1');
  for (const version of ['2.0.1', '2.1'] as const) {
    const station = await rawStation(door, 'CP-01', version);
    station.write(bytes);
    expect(await station.closed).toBe(code);
  }
  expect(await other.ask('[2,"h","Heartbeat",{}]', 'h')).toMatchObject([3, 'h', {}]);
  expect(door.failures).toEqual([]);
});

function longFrame(): Buffer {
  const head = Buffer.alloc(14, 0);
  head[0] = 0x81;
  head[1] = 0xff;
  head.writeBigUInt64BE(1_000_000_000n, 2);
  return head;
}
