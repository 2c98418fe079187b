import { expect, it } from 'vitest';
import { createHarness } from '../conversations/harness.ts';
import { keyringOf } from '../peers/keyring.ts';
import { mulberry32 } from '../bench/random.ts';
import { hexKey, keyedDoor, keyedSite, rightKey } from './keyed-door.ts';
import { basicHeader, knockFor } from './knocking.ts';
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

it('F043 10 000 tries: how much of a key is right cannot be seen in how long the answer takes', () => {
  const core = createHarness(keyedSite(), { keyring: keyringOf({ 'CP-01': hexKey }) });
  const random = mulberry32(43);
  let address = 0;
  const admit = (password: string): void => {
    // Another address each time, so that everybody is looked at.
    address += 1;
    core.driver.admit({
      path: '/CP-01',
      paths: ['/*'],
      subprotocols: ['ocpp1.6'],
      remoteAddress: `10.${address >> 16}.${(address >> 8) & 255}.${address & 255}`,
      secure: false,
      authorization: `Basic ${Buffer.from(`CP-01:${password}`, 'latin1').toString('base64')}`,
    });
  };
  const near = `${rightKey.slice(0, -1)}x`;
  const far = `x${rightKey.slice(1)}`;
  expect(
    areAlike(
      () => admit(near),
      () => admit(far),
      5000,
      random,
    ),
  ).toBe(true);
});
