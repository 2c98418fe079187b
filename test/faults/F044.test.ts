import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { createStationServer } from '../../adapters/ws-server/server.ts';
import { createHarness } from '../conversations/harness.ts';
import { keyringOf } from '../peers/keyring.ts';
import { createCa, whyNoOpenssl } from '../wire/certificates.ts';
import { hexKey, keyedDoor, keyedSite, rightKey } from './keyed-door.ts';
import { basicHeader, knockFor } from './knocking.ts';

const boot = '[2,"b","BootNotification",{"chargePointVendor":"A","chargePointModel":"B"}]';

it('F044 a station that must use wss comes over ws, with the right key: refused with an event, no frame processed', async () => {
  const door = await keyedDoor({}, keyedSite(2, { security: { profile: 2 } }));
  const head = door.core.gateway.state.ledger.head;
  expect(await knockFor(door.port, '/CP-01', [basicHeader('CP-01', rightKey)])).toBe(403);
  expect(door.refused()).toEqual(['BB_STATION_WRONG_PROFILE']);
  expect(door.came.filter((one) => one.kind !== 'admit' && one.tell)).toHaveLength(1);
  expect([door.core.gateway.state.links.size, door.core.gateway.state.ledger.head]).toEqual([0, head]);
});

it('F044 and the other way round: a station of profile 1 over TLS is refused, one of profile 2 comes in', async (ctx) => {
  const why = whyNoOpenssl();
  if (why !== undefined) return ctx.skip(`SKIPPED: ${why}`);
  const ca = createCa();
  onTestFinished(() => ca.remove());
  const site = keyedSite(2);
  const [first, second] = site.stations;
  const mixed = { ...site, stations: [first!, { ...second!, security: { profile: 2 } as const }] };
  const core = createHarness(mixed, { keyring: keyringOf({ 'CP-01': hexKey, 'CP-02': hexKey }) });
  const pair = ca.server(['127.0.0.1']);
  const server = createStationServer([{ port: 0, address: '127.0.0.1', paths: ['/*'], tls: () => pair }], core.driver);
  const [port] = await server.listen();
  onTestFinished(() => server.stop());
  const come = (id: string): Promise<string> =>
    new Promise((resolve) => {
      const authorization = basicHeader(id, rightKey).slice('Authorization: '.length);
      const options = { rejectUnauthorized: false, headers: { authorization } };
      const socket = new WebSocket(`wss://127.0.0.1:${port}/${id}`, 'ocpp1.6', options);
      onTestFinished(() => socket.terminate());
      socket.on('open', () => resolve('in'));
      socket.on('error', ({ message }) => resolve(message));
      socket.on('open', () => socket.send(boot));
    });
  expect(await come('CP-01')).toContain('403');
  expect(core.gateway.state.stationLinks.size).toBe(0);
  expect(core.gateway.state.door.knocks.get('CP-01')?.code).toBe('BB_STATION_WRONG_PROFILE');
  expect(await come('CP-02')).toBe('in');
});
