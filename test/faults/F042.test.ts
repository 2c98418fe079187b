import { expect, it } from 'vitest';
import { keyedDoor, rightKey } from './keyed-door.ts';
import { basicHeader, knockFor } from './knocking.ts';

it('F042 a user name that is not the identity → 401 whatever the key: no session, one event', async () => {
  const door = await keyedDoor();
  for (const user of ['CP-02', 'cp-01', '', 'CP-01 ', 'CP-01\u0000', 'admin'])
    expect([user, await knockFor(door.port, '/CP-01', [basicHeader(user, rightKey)])]).toEqual([user, 401]);
  expect(door.core.gateway.state.links.size).toBe(0);
  expect(door.refused()).toEqual(['BB_STATION_WRONG_USER']);
  expect(door.came.filter((one) => one.kind !== 'admit' && one.tell)).toHaveLength(1);
  expect(await knockFor(door.port, '/CP-01', [basicHeader('CP-01', rightKey)])).toBe(101);
});
