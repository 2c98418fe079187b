import { expect, it } from 'vitest';
import { openDoor, talk } from './station-door.ts';

it('F068 whatever nests too deeply is refused in no time, by its id, and the link goes on', async () => {
  const door = await openDoor();
  const station = await talk(door);
  for (const depth of [31, 32, 33, 1000, 100_000]) {
    const nested = `[2,"d${depth}","DataTransfer",${'['.repeat(depth)}${']'.repeat(depth)}]`;
    const began = performance.now();
    const answer = await station.ask(nested, `d${depth}`);
    expect(answer.slice(0, 3)).toEqual([4, `d${depth}`, 'FormationViolation']);
    expect(performance.now() - began).toBeLessThan(250);
  }
  expect(await station.ask('[2,"h","Heartbeat",{}]', 'h')).toMatchObject([3, 'h', {}]);
  expect(door.failures).toEqual([]);
});
