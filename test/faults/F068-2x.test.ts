import { expect, it } from 'vitest';
import { openDoor, talk } from './station-door.ts';

it.each(['2.0.1', '2.1'] as const)(
  'F068 whatever nests too deeply in %s is refused in no time, by its id, and the link goes on',
  async (version) => {
    const door = await openDoor();
    const station = await talk(door, 'CP-01', true, version);
    for (const depth of [33, 1000, 100_000]) {
      const nested = `[2,"d${depth}","DataTransfer",{"vendorId":"v","data":${'['.repeat(depth)}${']'.repeat(depth)}}]`;
      const began = performance.now();
      const answer = await station.ask(nested, `d${depth}`);
      expect(answer.slice(0, 3)).toEqual([4, `d${depth}`, 'FormatViolation']);
      expect(performance.now() - began).toBeLessThan(250);
    }
    expect(await station.ask('[2,"h","Heartbeat",{}]', 'h')).toMatchObject([3, 'h', {}]);
    expect(door.failures).toEqual([]);
  },
);
