import { expect, it } from 'vitest';
import { frame, openDoor, rawStation, talk, text } from './station-door.ts';

const heartbeat = Buffer.from('[2,"h","Heartbeat",{}]');

it.each([
  ['invalid UTF-8', 1007, frame(0x81, Buffer.from([0x5b, 0xc3, 0x28, 0x5d]))],
  ['an unmasked frame', 1002, frame(0x81, heartbeat, false)],
  ['a reserved opcode', 1002, frame(0x83, heartbeat)],
  ['RSV2', 1002, frame(0xa1, heartbeat)],
  ['Q26 RSV1 without agreement', 1002, frame(0xc1, heartbeat)],
  ['a continuation of nothing', 1002, frame(0x80, heartbeat)],
])('F065 %s closes with %d, and nobody else hears of it', async (what, code, bytes) => {
  const door = await openDoor();
  const other = await talk(door, 'CP-02');
  const station = await rawStation(door);
  station.write(text('[2,"b","BootNotification",{"chargePointVendor":"A","chargePointModel":"B"}]'));
  station.write(bytes);
  expect(await station.closed).toBe(code);
  expect(await other.ask('[2,"h","Heartbeat",{}]', 'h')).toMatchObject([3, 'h', {}]);
  const part = door.gateway.state.ledger.stations.get('CP-01' as never);
  expect(part?.capabilities.noDeflate).toBe(what.startsWith('Q26') ? true : undefined);
  expect(door.server.connected()).toBe(1);
  expect(door.failures).toEqual([]);
});
