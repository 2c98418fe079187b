import { expect, it } from 'vitest';
import { uplink } from '../sim/site.ts';
import { keyedDoor, keyedSite, rightKey } from './keyed-door.ts';
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

it('F042 the central system hears of it once for a try, and a few times however many there are', async () => {
  const site = keyedSite();
  const door = await keyedDoor({}, { ...site, uplinks: [uplink('csms', 'control', { securityEvents: true })] });
  const events = () =>
    door.core.facts.flatMap((fact) => (fact.kind === 'SecurityEventRaised' && !fact.critical ? [fact] : []));
  const knock = (): Promise<number> => knockFor(door.port, '/CP-01', [basicHeader('CP-02', rightKey)]);
  expect(await knock()).toBe(401);
  expect(events()).toMatchObject([
    {
      type: 'ChargePointFailedToAuthenticate',
      techInfo: 'CP-01: CP-01 sent the user name "CP-02".',
    },
  ]);
  for (let tries = 0; tries < 15; tries += 1) await knock();
  expect(events().length).toBeLessThanOrEqual(2);
});
