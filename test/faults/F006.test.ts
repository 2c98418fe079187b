import { expect, it } from 'vitest';
import { killLoop } from '../wire/kill.ts';

it('F006 F011 SIGTERM under load: ends with 0, and nothing that was acknowledged was only in memory', async () => {
  const codes: (number | null)[] = [];
  const { differences } = await killLoop(4, 20, { signal: 'SIGTERM', exits: (code) => codes.push(code) });
  expect(differences).toEqual([]);
  expect(codes).toEqual([0, 0, 0, 0]);
}, 300_000);
