import { describe, expect, it, vi } from 'vitest';
import type { Site } from '../../../src/model/config/site.ts';
import type { StationId } from '../../../src/model/ids.ts';
import { smallDepot } from '../../sim/site.ts';
import { closed, raw } from './gateway.ts';
import { handshake, openDoor, stationSocket } from './server.ts';
import { eventually } from '../../peers/eventually.ts';

const key = '00112233445566778899AABBCCDDEEFF00112233';

/** CP-01 and CP-02 send a key, CP-03 needs none. */
function site(change: Partial<Site['stations'][number]> = {}): Site {
  const depot = smallDepot(3, 200, []);
  const stations = depot.stations.map((station) =>
    station.id === 'CP-03' ? station : { ...station, security: { profile: 1 } as const, ...change },
  );
  return { ...depot, stations };
}

const basic = (name: string, password: string): { authorization: string } => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`, 'latin1').toString('base64')}`,
});

describe('HTTP Basic over plain WebSocket', () => {
  it('F041 no authorization: 401 before the upgrade, and no session', async () => {
    const door = await openDoor(site(), { 'CP-01': key });
    const answer = await handshake(door.port, '/CP-01');
    expect(answer).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm="station"\r\n/);
    expect(answer).toMatch(/\r\n\r\n$/);
    expect(door.core.gateway.state.links.size).toBe(0);
    expect(door.refused()).toEqual(['BB_STATION_NO_CREDENTIALS']);
  });

  it('F042 a user name that is not the identity: 401 and one event, whatever the key', async () => {
    const door = await openDoor(site(), { 'CP-01': key, 'CP-02': key });
    for (let tries = 0; tries < 3; tries += 1)
      expect(await handshake(door.port, '/CP-01', basic('CP-02', raw(key)))).toMatch(/^HTTP\/1\.1 401 /);
    expect(door.core.gateway.state.links.size).toBe(0);
    expect(door.came).toMatchObject([{ tell: true }, { tell: false }, { tell: false }]);
    expect(door.refused()).toEqual(['BB_STATION_WRONG_USER']);
  });

  it('F044 a station comes with the profile that it has, or not at all', async () => {
    const door = await openDoor(site(), { 'CP-01': key });
    const knock = { path: '/CP-01', paths: ['/*'], subprotocols: ['ocpp1.6'], remoteAddress: '10.0.0.7', secure: true };
    const admission = door.core.driver.admit({ ...knock, ...basic('CP-01', raw(key)) });
    expect(admission).toMatchObject({ kind: 'refuse', status: 403, code: 'BB_STATION_WRONG_PROFILE' });
    expect(await handshake(door.port, '/CP-01', basic('CP-01', raw(key)))).toMatch(/^HTTP\/1\.1 101 /);
  });

  it('F052 an unknown station is answered like a wrong password where the listener says so, to the byte', async () => {
    const open = await openDoor(site(), { 'CP-01': key });
    expect(await handshake(open.port, '/NOBODY', basic('NOBODY', 'x'))).toMatch(/^HTTP\/1\.1 404 /);
    const hidden = await openDoor(site(), { 'CP-01': key }, { hideUnknown: true });
    const wrong = await handshake(hidden.port, '/CP-01', basic('CP-01', 'x'));
    expect(await handshake(hidden.port, '/NOBODY', basic('NOBODY', 'x'))).toBe(wrong);
    expect(await handshake(hidden.port, '/NOBODY')).toBe(await handshake(hidden.port, '/CP-01'));
  });

  it('F054 nothing is an identity that a path, an object or a screen could take for something else', async () => {
    const door = await openDoor(site(), { 'CP-01': key });
    const long = `/${'C'.repeat(1000)}`;
    const odd = ['/..%2f..%2fetc%2fpasswd', '/../CP-01/..', '/__proto__', '/constructor', '/CP-01%00', long];
    for (const path of [...odd, '/%F0%9F%94%8C', '/CP:01', '/', '/%'])
      expect(await handshake(door.port, path, basic('x', 'x')), path).toMatch(/^HTTP\/1\.1 404 /);
    for (const { code, identity } of door.core.gateway.state.door.knocks.values()) {
      expect(code).toBe('BB_STATION_NO_IDENTITY');
      expect(identity).toMatch(/^[\x20-\x7e]{1,60}$/);
    }
    expect(door.core.gateway.state.door.knocks.size).toBe(10);
  });

  it('the wrong subprotocol: the handshake is completed without one and closed, and it is said', async () => {
    const door = await openDoor(site(), {});
    const answer = await handshake(door.port, '/CP-03', { 'sec-websocket-protocol': 'ocpp1.5, ocpp2.0' });
    expect(answer).toMatch(/^HTTP\/1\.1 101 /);
    expect(answer.toLowerCase()).not.toContain('sec-websocket-protocol');
    const [knock] = [...door.core.gateway.state.door.knocks.values()];
    expect(knock?.what).toBe('CP-03 offers ocpp1.5, ocpp2.0; Busbar speaks ocpp1.6, ocpp2.0.1 and ocpp2.1.');
  });
});

describe('two devices with one identity (G11)', () => {
  const heartbeat = JSON.stringify([2, 'h', 'Heartbeat', {}]);

  it('F047 while the first answers, the second is refused with 1008; the first goes on undisturbed', async () => {
    const door = await openDoor(site(), { 'CP-01': key });
    const first = await stationSocket(door.port, 'CP-01', raw(key));
    let ended = false;
    first.on('close', () => (ended = true));
    const second = await stationSocket(door.port, 'CP-01', raw(key));
    second.send(heartbeat);
    const heard = vi.fn();
    second.on('message', heard);
    expect(await closed(second)).toBe(1008);
    expect(heard).not.toHaveBeenCalled();
    expect(door.core.gateway.state.links.size).toBe(1);
    expect(ended).toBe(false);
    expect(door.core.gateway.state.alarms.has('BB_STATION_DUPLICATE:CP-01')).toBe(true);
    expect(door.came.at(-1)).toMatchObject({ kind: 'turnedAway', code: 'BB_STATION_DUPLICATE', tell: true });
  });

  it('F049 whoever comes so again and again is not looked at any more; one event', async () => {
    const door = await openDoor(site(), { 'CP-01': key });
    await stationSocket(door.port, 'CP-01', raw(key));
    let refusedAtTheDoor = 0;
    for (let tries = 0; tries < 8; tries += 1)
      await stationSocket(door.port, 'CP-01', raw(key)).then(closed, () => (refusedAtTheDoor += 1));
    expect(refusedAtTheDoor).toBeGreaterThanOrEqual(4);
    expect(door.came.filter((one) => one.kind !== 'admit' && one.tell)).toHaveLength(1);
  });

  it('F048 a first one that is silent is replaced, and its late end changes nothing', async () => {
    const door = await openDoor(site(), { 'CP-01': key });
    const first = await stationSocket(door.port, 'CP-01', raw(key));
    // A station without power: it answers nothing, and nobody tells.
    first.pause();
    const second = await stationSocket(door.port, 'CP-01', raw(key));
    await eventually(() => expect(door.core.gateway.state.stationLinks.get('CP-01' as StationId)?.id).toBe('s2'));
    first.terminate();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([...door.core.gateway.state.links.keys()]).toEqual(['s2']);
    expect(second.readyState).toBe(second.OPEN);
    expect(door.core.gateway.state.alarms.has('BB_STATION_DUPLICATE:CP-01')).toBe(false);
  });
});
