// `busbar claim`, and how other commands prove who asks.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { claim } from '../../src/cli/claim.ts';
import { gatewayFetch } from '../../src/cli/gateway-fetch.ts';
import { claimedDesk, password, startDesk } from '../faults/api-desk.ts';
import { startCommand } from './command.ts';

it('F081 busbar claim prints the code, and claims with a password that is typed', async () => {
  const desk = await startDesk();
  const place = ['--data', desk.dir, '--api', desk.base];
  const printed = startCommand(['claim', ...place]);
  expect([await printed.exited, printed.said()]).toEqual([0, expect.stringContaining(desk.code())]);
  const claims = startCommand(['claim', ...place, '--user', 'anna']);
  claims.types(`${password}\n`);
  expect([await claims.exited, claims.said()]).toEqual([0, expect.stringContaining('anna is the admin')]);
  expect(desk.access.accounts.users()).toEqual([{ name: 'anna', role: 'admin' }]);
  const forgot = startCommand(['claim', ...place, '--user', 'anna']);
  forgot.types('another long sentence\n');
  expect([await forgot.exited, forgot.said()]).toEqual([0, expect.stringContaining('anna has a new password')]);
  const signIn = (word: string) =>
    fetch(`${desk.base}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'anna', password: word }),
    });
  expect([(await signIn('another long sentence')).status, (await signIn(password)).status]).toEqual([200, 401]);
}, 300_000);

it('F081 busbar claim says why there is nothing to claim: it is claimed, or no gateway has its data there', async () => {
  const desk = await claimedDesk();
  const said: string[] = [];
  const usual = console.error;
  onTestFinished(() => {
    console.error = usual;
    process.exitCode = 0;
  });
  console.error = (text: string) => void said.push(text);
  for (const data of [desk.dir, join(desk.dir, 'elsewhere')]) {
    await claim({ data, api: desk.base });
    expect(process.exitCode).toBe(1);
  }
  expect(said).toEqual([expect.stringContaining('BB_ACCESS_CLAIMED'), expect.stringContaining('BB_CLAIM_CODE')]);
});

it('commands on this computer are who may read the data; nobody else is anybody, and is told what to do', async () => {
  const desk = await claimedDesk();
  const before = { ...process.env };
  onTestFinished(
    () => void Object.assign(process.env, { BUSBAR_DATA_DIR: before['BUSBAR_DATA_DIR'] ?? '', BUSBAR_TOKEN: '' }),
  );
  process.env['BUSBAR_DATA_DIR'] = join(desk.dir, 'elsewhere');
  const stranger = await gatewayFetch(`${desk.base}/api/v1/users`);
  const { code, detail } = (await stranger.json()) as { code: string; detail: string };
  expect([stranger.status, code]).toEqual([401, 'BB_API_SIGN_IN']);
  expect(detail).toMatch(/elsewhere\/cli-token.*--config.*BUSBAR_TOKEN/);
  process.env['BUSBAR_DATA_DIR'] = desk.dir;
  expect((await gatewayFetch(`${desk.base}/api/v1/users`)).status).toBe(200);
  const made = await desk.access.accounts.addToken({ name: 'grafana', role: 'viewer', days: 1 }, 'anna');
  process.env['BUSBAR_TOKEN'] = made.ok ? made.value.token : '';
  const viewer = await gatewayFetch(`${desk.base}/api/v1/users`);
  expect([viewer.status, ((await viewer.json()) as { code: string }).code]).toEqual([403, 'BB_API_ROLE']);
  expect(readFileSync(join(desk.dir, 'access.json'), 'utf8')).not.toContain(process.env['BUSBAR_TOKEN']);
});
