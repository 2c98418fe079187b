// Sessions over the API of a running gateway: while they go on, when they have ended, and one with all that is known of it.

import { expect, it } from 'vitest';
import type { SessionView } from '../../src/local/session-views.ts';
import { now, openViews } from './views-here.ts';

interface Page {
  readonly sessions: SessionView[];
  readonly next?: string;
}

it('GET /sessions finds those that go on by the ledger and those that ended by the history, in pages', async () => {
  const { get, station, failures } = await openViews();
  const cp1 = await station();
  const start = async (idTag: string): Promise<number> => {
    const said = await cp1.call('StartTransaction', { connectorId: 1, idTag, meterStart: 100, timestamp: now() });
    return said['transactionId'] as number;
  };
  const stop = (transactionId: number): Promise<unknown> =>
    cp1.call('StopTransaction', { transactionId, meterStop: 2600, timestamp: now(), reason: 'Local' });
  for (const tag of ['04AABB0001', '04AABB0002']) await stop(await start(tag));
  await start('04AABB0003');
  const open = await get<Page>('/sessions?state=open');
  expect(open.sessions).toMatchObject([{ state: 'open', station: 'CP-01', evse: 1, token: '…0003', energyWh: 0 }]);
  await expect.poll(async () => (await get<Page>('/sessions')).sessions.length, { timeout: 5000 }).toBe(3);
  const { sessions } = await get<Page>('/sessions');
  expect(sessions.map(({ token, state }) => [token, state])).toEqual([
    ['…0003', 'open'],
    ['…0002', 'ended'],
    ['…0001', 'ended'],
  ]);
  expect(sessions[1]).toMatchObject({ energyWh: 2500, stoppedReason: 'Local', authorization: 'Accepted' });
  expect(JSON.stringify(sessions)).not.toContain('04AABB');
  const first = await get<Page>('/sessions?limit=2');
  expect(first.sessions).toEqual(sessions.slice(0, 2));
  const second = await get<Page>(`/sessions?limit=2&cursor=${first.next}`);
  expect(second).toEqual({ sessions: sessions.slice(2) });
  for (const [query, tokens] of [
    ['state=ended', ['…0002', '…0001']],
    ['token=0002', ['…0002']],
    ['q=cp-0', ['…0003', '…0002', '…0001']],
    // A longer end than what is shown would tell a token letter by letter.
    ['q=bb0001', []],
    ['q=04aabb0001', ['…0001']],
    ['state=open&q=0003&station=CP-01', ['…0003']],
    ['station=CP-02', []],
    ['vehicle=none', []],
    [`to=${encodeURIComponent('2020-01-01T00:00:00Z')}`, []],
  ] as const)
    expect([query, (await get<Page>(`/sessions?${query}`)).sessions.map(({ token }) => token)]).toEqual([
      query,
      tokens,
    ]);
  for (const wrong of ['limit=0', 'limit=201', 'limit=x', 'cursor=x', 'from=2020-01-01', 'state=both'])
    await get(`/sessions?${wrong}`, 400);
  expect(await get('/sessions/nobody', 404)).toMatchObject({ code: 'BB_SESSION_UNKNOWN' });

  const one = await get(`/sessions/${sessions[1]!.id}`);
  expect(one).toMatchObject({ id: sessions[1]!.id, energyWh: 2500, curve: [] });
  const { events, limits } = one as unknown as Record<string, { code: string; text: string; at: string }[]>;
  expect(events![0]).toMatchObject({ code: 'TransactionStarted' });
  expect(events!.at(-1)).toMatchObject({ code: 'TransactionEnded', text: 'It ended (Local).' });
  for (const { text } of events!) expect(text).not.toMatch(/undefined|\?/);
  expect(limits!.length).toBeGreaterThanOrEqual(0);
  expect(await get(`/sessions/${sessions[0]!.id}`)).toMatchObject({ state: 'open', token: '…0003' });
  expect(failures).toEqual([]);
  expect(cp1.failures).toEqual([]);
});
