import { expect, it } from 'vitest';
import { openDoor, talk } from './station-door.ts';

it('F066 a binary frame is refused with 1003, even where it is good JSON', async () => {
  const door = await openDoor();
  const station = await talk(door);
  station.socket.send(Buffer.from('[2,"h","Heartbeat",{}]'));
  expect(await station.closed).toBe(1003);
  expect(station.heard.filter(([, id]) => id === 'h')).toEqual([]);
  expect(door.gateway.state.stationLinks.size).toBe(0);
});
