import { expect, it } from 'vitest';
import { openDoor, talk } from './station-door.ts';
import { knockFor } from './knocking.ts';

const everyMs = 100;

it('F049 two devices with one identity, ten times a second → damped, one event and one alarm; the others lose nothing', async () => {
  const door = await openDoor();
  const first = await talk(door);
  const other = await talk(door, 'CP-02');
  let firstClosed = false;
  first.socket.on('close', () => (firstClosed = true));
  const statuses: number[] = [];
  let slowest = 0;
  for (let round = 0; round < 25; round += 1) {
    const began = performance.now();
    statuses.push(await knockFor(door.port, '/CP-01'));
    const asked = performance.now();
    expect(await other.ask(`[2,"h${round}","Heartbeat",{}]`, `h${round}`)).toMatchObject([3, `h${round}`, {}]);
    slowest = Math.max(slowest, performance.now() - asked);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, everyMs - (performance.now() - began))));
  }
  // After a few, the newcomer is not even looked at.
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(15);
  expect(statuses.slice(-10)).toEqual(Array.from({ length: 10 }, () => 429));
  expect(firstClosed).toBe(false);
  expect(door.alarms().filter((key) => key.includes('CP-01'))).toEqual(['BB_STATION_DUPLICATE:CP-01']);
  expect(door.came.filter(({ tell }) => tell === true)).toHaveLength(1);
  expect(slowest).toBeLessThan(500);
});

it('F049 one device that comes and goes like that is held off too, and the others lose nothing', async () => {
  const door = await openDoor();
  const other = await talk(door, 'CP-02');
  const statuses: number[] = [];
  for (let round = 0; round < 60; round += 1) {
    statuses.push(await knockFor(door.port, '/CP-03'));
    expect(await other.ask(`[2,"h${round}","Heartbeat",{}]`, `h${round}`)).toMatchObject([3, `h${round}`, {}]);
  }
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(15);
  expect(door.came.filter(({ tell }) => tell === true).length).toBeLessThanOrEqual(1);
});
