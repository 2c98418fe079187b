import { expect, it } from 'vitest';
import { openDoor, talk } from './station-door.ts';

it('F075 replies to nothing, twice, and of odd shapes change nothing', async () => {
  const door = await openDoor();
  const station = await talk(door);
  const rows = door.facts.length;
  for (const reply of [
    '[3,"nothing",{}]',
    '[3,"nothing",{}]',
    '[4,"nothing","GenericError","why",{}]',
    '[4,"","GenericError","",{}]',
    '[3]',
    '[3,null,null]',
    '[3,"x",[1,2,3]]',
    '[5,"x","GenericError","",{}]',
  ])
    station.socket.send(reply);
  expect(await station.ask('[2,"h","Heartbeat",{}]', 'h')).toMatchObject([3, 'h', {}]);
  expect(station.heard.map(([, id]) => id)).toEqual(['boot', 'h']);
  expect(door.facts.length).toBe(rows);
  expect(door.gateway.state.counters.get('lateAnswers')).toBe(4);
  expect(door.failures).toEqual([]);
});
