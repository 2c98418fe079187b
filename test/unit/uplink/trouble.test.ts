// Why a connection upstream does not come about: what the network says, what a person is told, and how long until the next
// try.

import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import { connect } from '../../../adapters/ws-client/connection.ts';
import type { Trouble } from '../../../src/model/network-trouble.ts';
import { troubleOf } from '../../../src/model/network-trouble.ts';
import type { WantedLink } from '../../../src/core/ports/wanted-link.ts';
import type { UplinkId } from '../../../src/model/ids.ts';
import type { LinkTrouble } from '../../../src/model/link-trouble.ts';
import { meaningOf } from '../../../src/uplink/trouble.ts';
import type { Harness } from '../../conversations/harness.ts';
import { createHarness, ordinaryCsms } from '../../conversations/harness.ts';
import { smallDepot, uplink } from '../../sim/site.ts';

const wanted = (port: number): WantedLink => ({
  uplink: 'csms' as UplinkId,
  url: `ws://127.0.0.1:${port}/ocpp`,
  identity: 'depot',
  version: '1.6',
  pingSeconds: 30,
});

/** What becomes of a try. */
const tryOnce = (link: WantedLink): Promise<Trouble | 'open'> =>
  new Promise((resolve) => {
    const connection = connect(link, {
      up() {
        resolve('open');
        connection.drop();
      },
      frame: () => undefined,
      down: () => undefined,
      failed: resolve,
    });
  });

async function portOf(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<number> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

describe('what the network says', () => {
  it.each([
    [200, {}, 'httpStatus', 'HTTP 200 OK'],
    [301, { location: 'wss://elsewhere/ocpp' }, 'redirected', 'HTTP 301 Moved Permanently to wss://elsewhere/ocpp'],
    [308, {}, 'redirected', 'HTTP 308 Permanent Redirect'],
    [401, { 'www-authenticate': 'Basic' }, 'unauthorized', 'HTTP 401 Unauthorized'],
    [403, {}, 'forbidden', 'HTTP 403 Forbidden'],
    [404, {}, 'notFound', 'HTTP 404 Not Found'],
    [429, { 'retry-after': '7' }, 'busy', 'HTTP 429 Too Many Requests'],
    [500, {}, 'httpStatus', 'HTTP 500 Internal Server Error'],
    [503, { 'retry-after': '120' }, 'busy', 'HTTP 503 Service Unavailable'],
    [503, { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }, 'busy', 'HTTP 503 Service Unavailable'],
  ] as const)('HTTP %d with %o', async (status, headers, trouble, detail) => {
    const port = await portOf((_, response) => response.writeHead(status, headers).end());
    const seconds = Number('retry-after' in headers ? headers['retry-after'] : Number.NaN);
    const asked = Number.isNaN(seconds) ? {} : { retryAfterSeconds: seconds };
    expect(await tryOnce(wanted(port))).toEqual({ trouble, detail, ...asked });
  });

  it.each([
    ['none', false],
    ['another one', 'ocpp2.0.1'],
  ] as const)('a handshake that goes through with %s of our subprotocols is none', async (_, protocol) => {
    const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => protocol });
    await new Promise((resolve) => sockets.once('listening', resolve));
    onTestFinished(() => sockets.close());
    const { port } = sockets.address() as AddressInfo;
    expect(await tryOnce(wanted(port))).toMatchObject({ trouble: 'subprotocol' });
  });

  it('nobody at the port, a url that is none, and a CA file that is none', async () => {
    const sockets = createServer();
    await new Promise<void>((resolve) => sockets.listen(0, '127.0.0.1', resolve));
    const { port } = sockets.address() as AddressInfo;
    await new Promise((resolve) => sockets.close(resolve));
    expect(await tryOnce(wanted(port))).toMatchObject({ trouble: 'refused' });
    expect(await tryOnce({ ...wanted(port), url: 'nonsense' })).toMatchObject({ trouble: 'other' });
    const secure = { ...wanted(port), url: `wss://127.0.0.1:${port}/ocpp` };
    expect(await tryOnce({ ...secure, ca: '/nowhere/ca.pem' })).toMatchObject({ trouble: 'caFile' });
    expect(await tryOnce({ ...secure, ca: import.meta.filename })).toMatchObject({ trouble: 'caFile' });
  });

  it.each([
    ['ENOTFOUND', 'dns'],
    ['EAI_AGAIN', 'dns'],
    ['EHOSTUNREACH', 'unreachable'],
    ['ENETUNREACH', 'unreachable'],
    ['ETIMEDOUT', 'timeout'],
    ['CERT_REVOKED', 'certificateInvalid'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'certificateUnknown'],
    ['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'tls'],
    ['ESOMETHING', 'other'],
  ] as const)('%s is %s, alone and for each of several addresses', (code, trouble) => {
    const error = Object.assign(new Error('it says'), { code });
    expect(troubleOf(error)).toEqual({ trouble, detail: 'it says' });
    expect(troubleOf(new AggregateError([error, error]))).toEqual({ trouble, detail: 'it says' });
  });
});

const all: readonly LinkTrouble[] = [
  ...(['dns', 'refused', 'unreachable', 'timeout', 'unauthorized', 'forbidden', 'notFound', 'redirected'] as const),
  ...(['busy', 'httpStatus', 'subprotocol', 'certificateName', 'certificateExpired', 'certificateUnknown'] as const),
  ...(['certificateNotYetValid', 'certificateInvalid', 'tlsVersion', 'tlsCipher', 'tls', 'caFile', 'other'] as const),
];
const backoff = { minSeconds: 5, randomSeconds: 10, repeatTimes: 4 };
const site = smallDepot(1, 60, [uplink('csms', 'control', { backoff })]);

const alarmsOf = ({ gateway }: Harness): string[] =>
  [...gateway.state.alarms.keys()].filter((key) => key.startsWith('BB_UPLINK_'));

/** Seconds until it is tried again. */
function waitAfter(trouble: LinkTrouble, more = {}): number {
  const depot = createHarness(site);
  depot.fails(trouble, more);
  const failedAt = depot.utc();
  while (depot.wanted().length === 0) depot.sleep(1000);
  return Math.round((depot.utc() - failedAt) / 1000);
}

describe('what a person is told', () => {
  it('is one alarm with a code of its own, which names the uplink, the cause and a remedy', () => {
    const codes = all.map((trouble) => meaningOf(trouble).code);
    expect(new Set(codes).size).toBe(all.length);
    const depot = createHarness(site);
    for (const trouble of all) {
      depot.sleep(400_000);
      depot.fails(trouble, { reason: 'as the network says' });
      expect(alarmsOf(depot)).toEqual([`${meaningOf(trouble).code}:csms`]);
      expect([...depot.gateway.state.alarms.values()][0]).toMatch(/^csms.*as the network says/);
    }
    depot.answers(depot.connectCsms(), ordinaryCsms());
    expect(alarmsOf(depot)).toEqual([]);
  });

  it('a connection that is closed before any answer is an alarm, one that was in use is none', () => {
    const depot = createHarness(site);
    const first = depot.connectCsms();
    depot.driver.offer({ kind: 'linkDown', link: first, code: 1008, reason: 'unknown charge point' });
    expect(depot.gateway.state.alarms.get('BB_UPLINK_CLOSED:csms')).toContain('1008: unknown charge point');
    depot.sleep(60_000);
    const second = depot.connectCsms();
    depot.answers(second, ordinaryCsms());
    depot.driver.offer({ kind: 'linkDown', link: second, code: 1012, reason: 'restart' });
    expect(alarmsOf(depot)).toEqual([]);
  });
});

describe('how long it waits', () => {
  it('what only a person can change is left for as long as the back-off ever waits', () => {
    for (const trouble of all) expect(waitAfter(trouble), trouble).toBe(meaningOf(trouble).patient === true ? 80 : 5);
  });

  it('a central system that asks for time gets it, up to an hour', () => {
    expect(waitAfter('busy', { retryAfterSeconds: 120 })).toBe(120);
    expect(waitAfter('busy', { retryAfterSeconds: 1 })).toBe(5);
    expect(waitAfter('busy', { retryAfterSeconds: 1e9 })).toBe(3600);
  });
});
