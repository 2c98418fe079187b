// The Modbus server against clients that are wrong, slow, many or gone: each harms itself alone.

import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import type { ModbusServer, ModbusServerOptions } from '../../adapters/modbus-server/server.ts';
import { createModbusServer } from '../../adapters/modbus-server/server.ts';
import type { Question } from '../../src/core/ports.ts';
import { connectTcp } from '../peers/modbus/bare-client.ts';
import { until } from '../peers/until.ts';

const quick = { idleMs: 60_000, slowMs: 60_000, gapMs: 0 };

interface Served {
  readonly server: ModbusServer;
  readonly port: number;
  readonly asked: Question[];
  readonly log: string[];
}

/** Each register says its own address. */
const echo: ModbusServerOptions['ask'] = (question) =>
  question.kind === 'registers'
    ? Promise.resolve({ words: Array.from({ length: question.read.count }, (_, at) => question.read.address + at) })
    : Promise.reject(new Error('nothing else is asked'));

async function serve(more: Partial<ModbusServerOptions> = {}): Promise<Served> {
  const asked: Question[] = [];
  const log: string[] = [];
  const { ask = echo } = more;
  const server = createModbusServer({
    host: '127.0.0.1',
    port: 0,
    maxClients: 4,
    limits: quick,
    log: { warn: (code) => log.push(code) },
    ...more,
    ask(question, withinMs) {
      asked.push(question);
      return ask(question, withinMs);
    },
  });
  const port = await server.listen();
  onTestFinished(() => server.stop());
  return { server, port, asked, log };
}

async function opened(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** A read of one register at `address`. */
const frame = (address: number, transaction = address): Buffer =>
  Buffer.from([transaction >> 8, transaction & 0xff, 0, 0, 0, 6, 1, 3, address >> 8, address & 0xff, 0, 1]);

/** However it ends: a reset is an end as well. */
const gone = (socket: Socket): Promise<void> =>
  new Promise((resolve) => (socket.closed ? resolve() : socket.resume().once('close', () => resolve())));

it('answers in the order of the requests, one at a time, however they arrive', async () => {
  const { port, server } = await serve();
  const socket = await opened(port);
  const heard: Buffer[] = [];
  socket.on('data', (bytes: Buffer) => heard.push(bytes));
  const all = Buffer.concat(Array.from({ length: 300 }, (_, at) => frame(at)));
  for (let at = 0; at < all.length; at += 7) socket.write(all.subarray(at, at + 7));
  await until(() => Buffer.concat(heard).length === 300 * 11, '300 answers');
  const bytes = Buffer.concat(heard);
  for (let at = 0; at < 300; at += 1)
    expect([bytes.readUInt16BE(at * 11), bytes.readUInt16BE(at * 11 + 9)]).toEqual([at, at]);
  expect(server.view()).toMatchObject({ requests: 300, answered: 300, refused: {}, dismissed: 0 });
});

it('fuzz: whatever one client sends, another one gets its registers', async () => {
  const { port, server } = await serve();
  const good = await connectTcp(port, 1);
  let turn = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 3 }), async (pieces) => {
      const bad = await opened(port);
      for (const piece of pieces) bad.write(piece);
      turn += 1;
      expect(await good.read(3, turn, 2)).toEqual([turn, turn + 1]);
      bad.destroy();
    }),
    { numRuns: 60 },
  );
  await until(() => server.view().clients.length === 1, 'the bad ones are gone');
  expect(server.view().dismissed).toBeGreaterThan(10);
});

it('has at most as many clients as it may, and takes the next when one goes', async () => {
  const { port, server, log } = await serve({ maxClients: 2 });
  const [first] = [await opened(port), await opened(port)];
  await until(() => server.view().clients.length === 2, 'two are there');
  await gone(await opened(port));
  expect(server.view()).toMatchObject({ turnedAway: 1 });
  expect(log).toEqual(['BB_MODBUS_SERVER_CLIENT']);
  first.destroy();
  await until(() => server.view().clients.length === 1, 'one has gone');
  expect(await (await connectTcp(port, 1)).read(3, 5)).toEqual([5]);
});

it('sends away who asks nothing', async () => {
  const { port, server } = await serve({ limits: { ...quick, idleMs: 100 } });
  await gone(await opened(port));
  expect(server.view().lastDismissed).toMatch(/it asked nothing for 0\.1 s/);
});

it('sends away who sends half a frame, though a byte comes now and then', async () => {
  const { port, server } = await serve({ limits: { ...quick, slowMs: 100 } });
  const slow = await opened(port);
  slow.write(Buffer.from([0, 1, 0, 0, 0, 200]));
  const drip = setInterval(() => slow.write(Buffer.from([1])), 25);
  onTestFinished(() => clearInterval(drip));
  await gone(slow);
  expect(server.view().lastDismissed).toMatch(/half a frame came, and no more for 0\.1 s/);
});

it('reads no further than it answers: one who floods it waits for his own pace', async () => {
  const { port, asked } = await serve({ limits: { ...quick, gapMs: 20 } });
  const before = performance.now();
  const flood = await opened(port);
  flood.resume();
  for (let at = 0; at < 2000; at += 1) flood.write(frame(at));
  const good = await connectTcp(port, 1);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(asked.length).toBeGreaterThan(2);
  expect(asked.length).toBeLessThanOrEqual((performance.now() - before) / 20 + 2);
  expect(await good.read(3, 9)).toEqual([9]);
});

it('a core that takes no question is busy (6), one that says nothing is silent (11), and another one waits for nobody', async () => {
  const { port } = await serve({
    ask: (question, withinMs) => {
      const { address } = question.kind === 'registers' ? question.read : { address: 0 };
      if (address === 0) return new Promise(() => undefined);
      return address === 1 ? Promise.reject(new Error(['BB_API_BUSY', 'BB_API_TIMEOUT'][0])) : echo(question, withinMs);
    },
  });
  const stuck = await opened(port);
  stuck.write(frame(0));
  const good = await connectTcp(port, 1);
  expect(await good.read(3, 1)).toBe('exception 6');
  expect(await good.read(3, 2)).toEqual([2]);
  expect(await good.write(2, 7)).toBe('exception 1');
  expect(await good.write(2, 7, 16)).toBe('exception 1');
});

it('a port that is taken is an error, and stopping ends every client', async () => {
  const { port, server } = await serve();
  const other = createModbusServer({
    host: '127.0.0.1',
    port,
    maxClients: 1,
    ask: echo,
    log: { warn: () => undefined },
  });
  await expect(other.listen()).rejects.toThrow(/EADDRINUSE/);
  const client = await opened(port);
  await until(() => server.view().clients.length === 1, 'it is there');
  await server.stop();
  await gone(client);
});
