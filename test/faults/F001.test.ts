import { expect, it } from 'vitest';
import { killLoop } from '../wire/kill.ts';

it('F001 kill -9 at random times under load: every acknowledged message arrives, once in effect and in order', async () => {
  const { differences, slowestReadyMs, transactions } = await killLoop(8, 20);
  expect(differences).toEqual([]);
  expect(transactions).toBeGreaterThan(10);
  expect(slowestReadyMs).toBeLessThan(5000);
}, 300_000);
