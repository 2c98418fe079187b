// Why, over the API of a running gateway: now, in the past, and as it happens.

import { expect, it } from 'vitest';
import type { WhyView } from '../../src/local/site-view.ts';
import { describeWhy } from '../../src/cli/why.ts';
import { smallDepot } from '../sim/site.ts';
import { startGatewayHere } from '../wire/gateway-here.ts';

it('answers why, keeps orders, and tells them to who follows, after the disk has them', async () => {
  const site = smallDepot(2, 60, []);
  const { running } = await startGatewayHere(site);
  const api = `http://127.0.0.1:${running.apiPort}/api/v1`;
  const get = async (path: string): Promise<{ status: number; body: unknown }> => {
    const answer = await fetch(`${api}${path}`);
    return { status: answer.status, body: await answer.json() };
  };
  const [station] = site.stations;
  const circuit = site.circuits[0]!.id;
  const evse = `/stations/${station!.id}/evses/1`;

  const why = (await get(`${evse}/why`)).body as WhyView;
  expect(why).toMatchObject({ station: station!.id, behaviour: { kind: 'unreachable' } });
  const words = describeWhy(why);
  expect(words).toContain(`${station!.id}/1`);
  expect(words).toContain('What to do: Look at its power and network');
  expect(words).not.toMatch(/undefined|NaN/);
  expect((await get('/stations/NO/evses/1/why')).status).toBe(404);
  expect((await get(`${evse}/limits`)).body).toEqual({ limits: [] });
  for (const wrong of ['limit=0', 'limit=501', 'before=x', 'from=2026-05-01', 'limit=1&limit=2'])
    expect((await get(`${evse}/limits?${wrong}`)).body).toMatchObject({ code: 'BB_API_QUERY' });

  const abort = new AbortController();
  const events = (await fetch(`${api}/events`, { signal: abort.signal })).body!.getReader();
  const set = await fetch(`${api}/circuits/${circuit}/limit`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ amps: 24, reason: 'campus' }),
  });
  expect(set.status).toBe(200);
  let heard = '';
  while (!heard.includes('BB_CIRCUIT_LIMIT_SET'))
    heard += new TextDecoder().decode((await events.read()).value as Uint8Array);
  const [, row] = /^id: (\d+)$/m.exec(heard) ?? [];
  expect(Number(row)).toBeLessThanOrEqual(running.driver.durable());
  await expect
    .poll(async () => (await get('/grid/log?limit=1')).body, { timeout: 30_000 })
    .toMatchObject({
      entries: [{ row: Number(row), code: 'BB_CIRCUIT_LIMIT_SET', text: expect.stringContaining('24 A') as string }],
    });
  // The gateway ends with the test, although somebody still follows.
});
