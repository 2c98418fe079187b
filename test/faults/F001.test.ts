import { expect, it } from 'vitest';
import { killLoop } from '../wire/kill.ts';

it('F001 kill -9 at random times under load: every acknowledged message arrives, once in effect and in order', async () => {
  const { differences, slowestReadyMs, bareStartMs, transactions } = await killLoop(8, 20);
  expect(differences).toEqual([]);
  expect(transactions).toBeGreaterThan(10);
  // Five seconds, or as much more as a process that does nothing needs where others use the computer too.
  expect(slowestReadyMs).toBeLessThan(Math.max(5000, 60 * bareStartMs));
}, 300_000);
