import { expect, it } from 'vitest';
import { mulberry32 } from '../bench/random.ts';
import { keyedDoor, rightKey } from './keyed-door.ts';
import { basicHeader, knockFor } from './knocking.ts';
import { openProber } from './probing.ts';
import { areAlike } from './timing.ts';

it('F043 a key cannot be tried out over a socket: ten tries in a row are looked at, then one in five seconds', async () => {
  const door = await keyedDoor();
  const statuses = new Map<number, number>();
  const began = performance.now();
  for (let tries = 0; tries < 200; tries += 1) {
    const status = await knockFor(door.port, '/CP-01', [basicHeader('CP-01', `wrong${tries}`)]);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  const earned = Math.ceil((performance.now() - began) / 5000);
  expect([...statuses.keys()]).toEqual([401, 429]);
  expect(statuses.get(401)).toBeLessThanOrEqual(10 + earned);
  expect(door.core.gateway.state.links.size).toBe(0);
});

it('F043 an address that tries many names is looked at three hundred times, then five times a second', async () => {
  const door = await keyedDoor();
  const statuses = new Map<number, number>();
  const began = performance.now();
  for (let tries = 0; tries < 400; tries += 1) {
    const status = await knockFor(door.port, `/CP-${tries}`, [basicHeader(`CP-${tries}`, 'wrong')]);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  const earned = Math.ceil((performance.now() - began) / 200);
  expect(400 - statuses.get(429)!).toBeLessThanOrEqual(300 + earned);
});

it('F043 10 000 tries over sockets: how much of a key is right cannot be seen in how long the answer takes', async () => {
  const door = await keyedDoor();
  const { knock, statuses } = openProber(door.port);
  const tryKey = (key: string) => (): Promise<number> => knock('/CP-01', [basicHeader('CP-01', key)]);
  const near = tryKey(`${rightKey.slice(0, -1)}x`);
  const far = tryKey(`x${rightKey.slice(1)}`);
  expect(await areAlike(near, far, 5000, mulberry32(43))).toBe(true);
  // Each was looked at and refused.
  expect([...statuses.keys()]).toEqual(['401']);
});
