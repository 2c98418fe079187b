// Needs of sessions over HTTP, with the core behind it: what is asked, what is answered, and what is refused.

import { expect, it, onTestFinished } from 'vitest';
import { createHttp } from '../../adapters/http/http.ts';
import { openAccess } from '../../src/local/access/console.ts';
import { ready, siteOf } from '../conversations/limit-depot.ts';

async function api(): Promise<(method: string, path: string, body?: unknown) => Promise<Response>> {
  const depot = ready(siteOf(2, 60));
  depot.posts[0]!.starts();
  depot.passes(5);
  const http = createHttp({
    access: openAccess,
    front: { site: () => undefined },
    asks: { ask: (question) => Promise.resolve(depot.harness().asks(question)), answer: () => undefined },
    unhealthy: () => [],
    unready: () => [],
    metrics: () => Promise.resolve({ text: '', contentType: 'text/plain' }),
    transactions: () => Promise.resolve([]),
  });
  onTestFinished(() => http.stop());
  const base = `http://127.0.0.1:${await http.listen('127.0.0.1', 0)}/api/v1/stations`;
  return (method, path, body) =>
    fetch(`${base}/${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
}

it('are said, shown and taken back', async () => {
  const call = await api();
  const at = 'CP-01/evses/1/needs';
  const said = { departsAt: '05:30', energyKwh: 40, leastKwh: 8, priority: 7, noPause: true, solar: 'minimum' };
  const put = await call('PUT', at, said);
  expect(put.status).toBe(200);
  expect(await put.json()).toMatchObject({ evse: 'CP-01/1', said: { api: said } });
  const { departsAt: _, ...counts } = said;
  // Half past five in Berlin.
  const got: unknown = await (await call('GET', at)).json();
  expect(got).toMatchObject({ needs: { ...counts, departsAt: '2026-01-16T04:30:00.000Z' }, said: { api: said } });
  expect((await call('DELETE', at)).status).toBe(200);
  expect(await (await call('GET', at)).json()).toMatchObject({ needs: { priority: 5, noPause: false }, said: {} });
  expect(await (await call('GET', 'CP-02/evses/1/needs')).json()).toEqual({ evse: 'CP-02/1', said: {} });
});

it.each([
  ['CP-01/evses/1/needs', { energyKwh: -4 }, 400, 'BB_NEEDS'],
  ['CP-01/evses/1/needs', { departsAt: 'soon' }, 400, 'BB_NEEDS'],
  ['CP-01/evses/1/needs', { soc: 80 }, 400, 'BB_NEEDS'],
  ['CP-01/evses/1/needs', undefined, 400, 'BB_NEEDS'],
  ['CP-01/evses/3/needs', {}, 404, 'BB_EVSE_UNKNOWN'],
  ['CP-09/evses/x/needs', {}, 404, 'BB_EVSE_UNKNOWN'],
])('PUT %s %j is refused with its reason', async (path, body, status, code) => {
  const response = await (await api())('PUT', path, body);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ code });
});
