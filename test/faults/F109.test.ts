import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import type { WebSocket as Socket } from 'ws';
import { maxHandling } from '../../src/ocpp/session.ts';
import { failsTest } from '../peers/fails-test.ts';
import { stationSocket, upstreamServer } from '../peers/judged.ts';
import { startGateway } from './process.ts';

/** A peer that answers CALLs after a while, and counts how many wait for it at once. */
function answering(socket: Socket, afterMs: number, answer: (action: string) => object) {
  const seen = { waiting: 0, most: 0, calls: 0 };
  const answers = new Map<string, string>();
  socket.on('message', (data: Buffer) => {
    const [type, id, third] = JSON.parse(data.toString()) as [number, string, string];
    if (type !== 2) return void answers.set(id, type === 3 ? 'result' : third);
    seen.calls += 1;
    seen.waiting += 1;
    seen.most = Math.max(seen.most, seen.waiting);
    setTimeout(() => {
      seen.waiting -= 1;
      socket.send(JSON.stringify([3, id, answer(third)]));
    }, afterMs);
  });
  return { seen, answers };
}

const csmsAnswer = (action: string): object =>
  action === 'BootNotification'
    ? { status: 'Accepted', interval: 300, currentTime: new Date().toISOString() }
    : { currentTime: new Date().toISOString() };

it('F109 a CSMS sends 1 000 calls a second: one CALL under way each way, each answered or refused, the API served', async () => {
  const find = failsTest();
  const server = upstreamServer(find);
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const connected = once(server, 'connection') as Promise<[Socket]>;
  const { port, apiPort, child } = await startGateway({ csmsPort: (server.address() as AddressInfo).port });
  const [socket] = await connected;
  const csms = answering(socket, 5, csmsAnswer);

  const link = stationSocket(`ws://127.0.0.1:${port}/CP-01`, find);
  await once(link, 'open');
  const station = answering(link, 20, () => ({ status: 'Accepted' }));
  link.send('[2,"1","BootNotification",{"chargePointVendor":"A","chargePointModel":"B"}]');
  await new Promise((resolve) => setTimeout(resolve, 1200));

  const sent = 1000;
  const calls = [
    ['GetConfiguration', { key: ['NumberOfConnectors', 'BusbarEvse1'] }],
    ['TriggerMessage', { requestedMessage: 'StatusNotification' }],
    ['UnlockConnector', { connectorId: 1 }],
    ['ChangeAvailability', { connectorId: 1, type: 'Operative' }],
  ] as const;
  const slowest: number[] = [];
  for (let at = 0; at < sent; at += 1) {
    const [action, payload] = calls[at % calls.length]!;
    socket.send(JSON.stringify([2, `c${at}`, action, payload]));
    if (at % 100 === 99) await new Promise((resolve) => setTimeout(resolve, 100));
    if (at % 250 === 125) {
      const began = performance.now();
      expect((await fetch(`http://127.0.0.1:${apiPort}/healthz`)).status).toBe(200);
      slowest.push(performance.now() - began);
    }
  }
  for (let look = 0; look < 100 && csms.answers.size < sent; look += 1)
    await new Promise((resolve) => setTimeout(resolve, 50));
  expect(csms.answers.size).toBe(sent);
  const refused = [...csms.answers.values()].filter((one) => one === 'GenericError').length;
  expect(refused).toBeGreaterThan(0);
  expect(sent - refused).toBeGreaterThan(sent / 2 + maxHandling);
  expect([...csms.answers.values()].filter((one) => one !== 'result' && one !== 'GenericError')).toEqual([]);
  expect(csms.seen.most).toBe(1);
  expect(station.seen.most).toBe(1);
  expect(Math.max(...slowest)).toBeLessThan(1000);
  expect(child.exitCode).toBeNull();
  link.terminate();
});
