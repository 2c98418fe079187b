import { expect, it } from 'vitest';
import { hexKey, keyedSite, rightKey } from './keyed-door.ts';
import { basicHeader, knockFor, knockText, statusOf, visit } from './knocking.ts';
import { openDoor } from './station-door.ts';

const right = [basicHeader('CP-01', rightKey)];

it('F051 somebody fails in the name of CP-01 from elsewhere → CP-01 connects within 2 s all the same', async () => {
  const door = await openDoor({ site: keyedSite(), keys: { 'CP-01': hexKey } });
  const statuses = new Set<number>();
  for (let tries = 0; tries < 400; tries += 1)
    statuses.add(await knockFor(door.port, '/CP-01', [basicHeader('CP-01', `wrong${tries}`)], '127.0.0.66'));
  // A line may also be cut without a word.
  statuses.delete(0);
  expect([...statuses]).toEqual([401, 429]);
  const began = performance.now();
  expect(await knockFor(door.port, '/CP-01', right)).toBe(101);
  expect(performance.now() - began).toBeLessThan(2000);
});

it('F051 and from behind the same router, under whatever other names: its address is known', async () => {
  const door = await openDoor({ site: keyedSite(), keys: { 'CP-01': hexKey } });
  const { state } = door.gateway;
  const { answer, socket } = visit(door.port, knockText('/CP-01', right));
  expect(statusOf(await answer)).toBe(101);
  socket.destroy();
  await expect.poll(() => state.stationLinks.size).toBe(0);
  for (let tries = 0; tries < 500; tries += 1) await knockFor(door.port, `/X-${tries}`, [basicHeader('x', 'x')]);
  expect(await knockFor(door.port, '/CP-02', [basicHeader('CP-02', 'x')])).toBe(429);
  expect(await knockFor(door.port, '/CP-01', right)).toBe(101);
});
