// The other end of the uplink is gone, and the network does not say so.

import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import type { WebSocketServer } from 'ws';
import type { UplinkClient } from '../../adapters/ws-client/client.ts';
import { createUplinkClient } from '../../adapters/ws-client/client.ts';
import type { Input } from '../../src/core/ports.ts';
import type { WantedLink } from '../../src/core/ports/wanted-link.ts';
import type { UplinkId } from '../../src/model/ids.ts';
import { createHarness } from '../conversations/harness.ts';
import { failsTest } from '../peers/fails-test.ts';
import { upstreamServer } from '../peers/judged.ts';
import { smallDepot, uplink } from '../sim/site.ts';
import { silentProxy } from '../wire/silent-proxy.ts';
import { eventually } from '../peers/eventually.ts';

const pingSeconds = 0.2;

interface Watched {
  readonly client: UplinkClient;
  readonly inputs: readonly (Input & { readonly at: number })[];
  readonly downs: () => number;
}

/** A client whose links are written down with their time. */
function watch(port: number, seconds = pingSeconds): Watched {
  const inputs: (Input & { at: number })[] = [];
  const client = createUplinkClient({
    offer: (input) => inputs.push({ ...input, at: performance.now() }) > 0,
  });
  const link: WantedLink = {
    uplink: 'csms' as UplinkId,
    url: `ws://127.0.0.1:${port}/ocpp`,
    identity: 'depot',
    version: '1.6',
    pingSeconds: seconds,
  };
  client.want([link]);
  onTestFinished(() => client.stop());
  return { client, inputs, downs: () => inputs.filter(({ kind }) => kind === 'linkDown').length };
}

async function serve(options: { autoPong: boolean }): Promise<{ port: number; sockets: WebSocketServer }> {
  const sockets = upstreamServer(failsTest(), { port: 0, host: '127.0.0.1', ...options });
  await new Promise((resolve) => sockets.once('listening', resolve));
  onTestFinished(() => {
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
  });
  return { port: (sockets.address() as AddressInfo).port, sockets };
}

/** How late timers of this process have come at most. */
function watchLateness(): () => number {
  let most = 0;
  let due = performance.now() + 5;
  const timer = setInterval(() => {
    most = Math.max(most, performance.now() - due);
    due = performance.now() + 5;
  }, 5);
  onTestFinished(() => clearInterval(timer));
  return () => most;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

it('F038 a half-open uplink is found out within two ping intervals', async () => {
  const { port, sockets } = await serve({ autoPong: true });
  const proxy = await silentProxy(port);
  onTestFinished(proxy.close);
  const { inputs, downs } = watch(proxy.port);
  await eventually(() => expect(inputs[0]?.kind).toBe('linkUp'));
  await sleep(1000 * pingSeconds * 2.2);
  expect(downs()).toBe(0);
  const lateness = watchLateness();
  // The worst moment is right after something came.
  for (const socket of sockets.clients) socket.send('[3,"last",{}]');
  await eventually(() => expect(inputs.at(-1)?.kind).toBe('frame'));
  proxy.setSilent(true);
  const lostAt = inputs.at(-1)!.at;
  await eventually(() => expect(downs()).toBe(1));
  expect(inputs.at(-1)).toMatchObject({ kind: 'linkDown', code: 1006, reason: 'no answer to a ping' });
  // The timers of a busy computer come late: ours and the gateway's alike.
  expect(inputs.at(-1)!.at - lostAt).toBeLessThanOrEqual(2 * pingSeconds * 1000 + 20 + lateness());
});

it('F038 whatever comes is a sign of life: a central system that answers no ping but talks stays', async () => {
  const { port, sockets } = await serve({ autoPong: false });
  const { downs } = watch(port);
  await new Promise((resolve) => sockets.once('connection', resolve));
  const [socket] = sockets.clients;
  for (let times = 0; times < 5; times += 1) {
    socket!.send('[2,"1","Reset",{"type":"Soft"}]');
    await sleep(1000 * pingSeconds * 0.6);
  }
  expect(downs()).toBe(0);
  await eventually(() => expect(downs()).toBe(1));
});

it('F038 an interval of 0 pings nobody, and a new interval counts at once', async () => {
  const { port, sockets } = await serve({ autoPong: false });
  const { client, downs } = watch(port, 0);
  await new Promise((resolve) => sockets.once('connection', resolve));
  let pings = 0;
  for (const socket of sockets.clients) socket.on('ping', () => (pings += 1));
  await sleep(300);
  expect([pings, downs()]).toEqual([0, 0]);
  const link = {
    uplink: 'csms' as UplinkId,
    url: `ws://127.0.0.1:${port}/ocpp`,
    identity: 'depot',
    version: '1.6',
  } as const;
  client.want([{ ...link, pingSeconds: 0.1 }]);
  await eventually(() => expect(downs()).toBe(1));
  expect(pings).toBe(1);
});

it('F038 the interval is that of the site file, or what the central system set', () => {
  const depot = createHarness(smallDepot(1, 60, [uplink('csms', 'control', { pingSeconds: 7 })]));
  expect(depot.wanted()).toMatchObject([{ pingSeconds: 7 }]);
  const plain = createHarness(smallDepot(1, 60, [uplink('csms', 'control')]));
  expect(plain.wanted()).toMatchObject([{ pingSeconds: 30 }]);
});
