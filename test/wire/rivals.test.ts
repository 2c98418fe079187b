// Two sockets of one identity, on real sockets (Q28, G11).

import { once } from 'node:events';
import { afterAll, expect, it } from 'vitest';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { askForSign } from '../../adapters/ws-server/rivals.ts';
import type { Sign } from '../../src/core/ports/door.ts';
import { openDoor, talk } from '../faults/station-door.ts';

const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
const clients: WebSocket[] = [];
await once(server, 'listening');
afterAll(() => {
  for (const client of clients) client.terminate();
  server.close();
});

/** A client and the server's end of it. */
async function pair(): Promise<{ client: WebSocket; mine: WebSocket }> {
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  clients.push(client);
  const [mine] = (await once(server, 'connection')) as [WebSocket];
  if (client.readyState !== client.OPEN) await once(client, 'open');
  return { client, mine };
}

/** What is seen of the old one within a tenth of a second; `then` is what is done with the newcomer after it. */
const signOf = (old: WebSocket, newcomer: WebSocket, then: () => void = () => undefined): Promise<Sign> =>
  new Promise((resolve) => {
    askForSign({ socket: old, isPaused: false }, newcomer, 100, (sign) => {
      then();
      resolve(sign);
    });
  });

it('Q28 one that answers keeps its place', async () => {
  const [old, newcomer] = [await pair(), await pair()];
  expect(await signOf(old.mine, newcomer.mine)).toBe('answered');
  expect(old.mine.readyState).toBe(old.mine.OPEN);
});

it('Q28 what the newcomer says while the old one is silent is heard after it', async () => {
  const [old, newcomer] = [await pair(), await pair()];
  old.client.pause();
  const heard: string[] = [];
  newcomer.client.send('early');
  const enter = (): void => void newcomer.mine.on('message', (data: Buffer) => heard.push(data.toString()));
  expect(await signOf(old.mine, newcomer.mine, enter)).toBe('silent');
  newcomer.client.send('late');
  await once(newcomer.mine, 'message');
  expect(heard).toEqual(['early', 'late']);
});

it('Q28 one that closes makes way at once; a newcomer that leaves changes nothing', async () => {
  const [old, newcomer, third] = [await pair(), await pair(), await pair()];
  const decided = signOf(old.mine, newcomer.mine);
  old.client.terminate();
  expect(await decided).toBe('gone');
  newcomer.client.pause();
  const again = signOf(newcomer.mine, third.mine);
  third.mine.terminate();
  expect(await again).toBe('left');
  expect(newcomer.mine.readyState).toBe(newcomer.mine.OPEN);
});

it('Q28 at the door: refused with 1008 and an alarm while the first lives; Q29 its going touches nothing', async () => {
  const door = await openDoor();
  const first = await talk(door);
  const second = await talk(door, 'CP-01', false);
  expect(await second.closed).toBe(1008);
  expect(door.alarms()).toContain('BB_STATION_DUPLICATE:CP-01');
  expect(await first.ask('[2,"h","Heartbeat",{}]', 'h')).toMatchObject([3, 'h', {}]);
  first.socket.close();
  await first.closed;
  const third = await talk(door);
  expect(await third.ask('[2,"h","Heartbeat",{}]', 'h')).toMatchObject([3, 'h', {}]);
  expect(door.server.connected()).toBe(1);
});
