// A station with all that was learned of it, and exports, over the API of a running gateway.

import { expect, it } from 'vitest';
import type { StationDetailView } from '../../src/local/station-detail.ts';
import { capabilitiesView, quirksView, settingsView } from '../../src/local/station-detail.ts';
import { now, openViews } from './views-here.ts';

it('GET /stations/:id says what it is, from where it is connected, and what was learned of it', async () => {
  const { get, station, failures } = await openViews();
  expect(await get('/stations/NOBODY', 404)).toMatchObject({ code: 'BB_STATION_UNKNOWN' });
  expect(await get('/stations/CP-02')).toMatchObject({
    connected: false,
    capabilities: [],
    quirks: [],
    lastRefusals: [],
  });
  const cp1 = await station();
  await cp1.call('Heartbeat', {});
  const detail = async () => get<StationDetailView & { address: string }>('/stations/CP-01');
  await expect.poll(async () => (await detail()).deviceModel.settings, { timeout: 10_000 }).toBeGreaterThan(0);
  expect(await detail()).toMatchObject({
    ...{ id: 'CP-01', connected: true, version: '1.6', securityProfile: 0, state: 'installed' },
    ...{ vendor: 'Strict', model: 'One', firmware: '1.0', fallback: { state: 'declared' } },
    address: expect.stringContaining('127.0.0.1') as string,
    connectedSince: expect.stringMatching(/^20/) as string,
    holding: [{ evse: 1, holding: 'hold' }],
  });
  expect(failures).toEqual([]);
});

it('says what was learned in words, never a secret, and which quirks showed', () => {
  expect(
    capabilitiesView({
      featureProfiles: ['Core'],
      limits: { works: ['tx'], refused: [], zeroOk: false },
      lease: 'failed',
    }),
  ).toMatchObject([
    { name: 'Feature profiles', value: 'Core' },
    { name: 'Limits that it takes as', value: 'tx' },
    { name: 'Limits that it refuses as', value: 'none' },
    { name: 'A limit of 0', value: 'refused' },
    { name: 'Limits that end by themselves', value: 'failed' },
  ]);
  expect(settingsView({ settings: { AuthorizationKey: { value: 'secret', readonly: false } } })).toEqual([
    { name: 'AuthorizationKey', value: '…', readonly: false },
  ]);
  const shown = quirksView({ limits: { works: [], refused: ['tx'], zeroOk: false } }, new Map([[12, 3]]), true);
  expect(shown.map(({ number, times }) => [number, times])).toEqual([
    [12, 3],
    [34, undefined],
    [35, undefined],
    [38, undefined],
  ]);
});

it('GET /export writes what "busbar export" writes, as a file, and refuses a time that is none', async () => {
  const { api, station, get, failures } = await openViews();
  const cp1 = await station();
  const said = await cp1.call('StartTransaction', { connectorId: 1, idTag: 'VAN', meterStart: 100, timestamp: now() });
  await cp1.call('StopTransaction', { transactionId: said['transactionId'], meterStop: 2600, timestamp: now() });
  await expect
    .poll(async () => (await get<{ sessions: unknown[] }>('/sessions?state=ended')).sessions.length, {
      timeout: 10_000,
    })
    .toBe(1);
  const csv = await fetch(`${api}/export/sessions`);
  expect(csv.headers.get('content-disposition')).toBe('attachment; filename="sessions.csv"');
  const [head, row] = (await csv.text()).split('\r\n');
  expect(head).toMatch(/^transaction,station,evse/);
  expect(row).toContain('CP-01');
  const energy: unknown = await (await fetch(`${api}/export/energy?format=json&by=evse`)).json();
  expect(energy).toMatchObject([{ station: 'CP-01', evse: 1, sessions: 1, energyKwh: 2.5 }]);
  expect(await (await fetch(`${api}/export/peaks?by=day&format=json`)).json()).toBeInstanceOf(Array);
  expect(await get('/export/sessions?from=never', 400)).toMatchObject({ code: 'BB_EXPORT_TIME' });
  await get('/export/sessions?format=pdf', 400);
  expect(failures).toEqual([]);
});
