// The bus and connections that fail: what is told, how soon, and how often it is tried again.

import { expect, it, onTestFinished } from 'vitest';
import { busFor, read, rtuOverTcp, tcp } from './modbus-here.ts';
import type { Ask } from './modbus-slave.ts';
import { answerWell, goodReply, openSlave, valueAt } from './modbus-slave.ts';

async function slaveFor(...how: Parameters<typeof openSlave>): ReturnType<typeof openSlave> {
  const slave = await openSlave(...how);
  onTestFinished(() => slave.close());
  return slave;
}

const value = (unit: number, address: number) => ({ kind: 'words', words: [valueAt(unit, address)] });
/** Of the requests that shall get no answer. */
const short = { timeoutMs: 80 };
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

it('after a timeout the connection is dropped before the next request', async () => {
  const openAt: number[] = [];
  const slave = await slaveFor('tcp', (ask, socket) => {
    openAt.push(slave.open());
    if (ask.number > 1) answerWell(ask, socket);
  });
  const { askAll } = busFor(tcp(slave.port));
  const [lost, next] = await Promise.all([askAll(read(1, 1), { timing: short }), askAll(read(2, 1))]);
  expect(lost).toMatchObject({ connection: 1, result: { kind: 'lost', why: 'timeout' } });
  expect(lost.ms).toBeGreaterThanOrEqual(short.timeoutMs - 1);
  expect(next).toMatchObject({ connection: 2, result: value(1, 2) });
  expect(openAt).toEqual([1, 1]);
});

it('waits before it connects again where a device needs that', async () => {
  const at: number[] = [];
  const slave = await slaveFor('tcp', (ask, socket) => {
    at.push(performance.now());
    if (ask.number > 1) answerWell(ask, socket);
  });
  const { ask } = busFor(tcp(slave.port, { reconnectHoldoffMs: 80, connectDelayMs: 20 }));
  await Promise.all([ask(read(1, 1), { timing: short }), ask(read(2, 1))]);
  expect(at[1]! - at[0]!).toBeGreaterThanOrEqual(short.timeoutMs + 98);
});

it('a holdoff that is long keeps nobody waiting', async () => {
  const slave = await slaveFor('tcp', () => undefined);
  const { askAll } = busFor(tcp(slave.port, { reconnectHoldoffMs: 300_000 }));
  expect(await askAll(read(1, 1), { timing: short })).toMatchObject({ result: { why: 'timeout' } });
  const next = await askAll(read(1, 1));
  expect(next.result).toMatchObject({ why: 'unreachable' });
  expect(next.ms).toBeLessThan(1000);
});

it.each([1, 2])('a device that swallows what comes too early is asked later (%d after one another)', async (times) => {
  let connectedAt = 0;
  const tooEarly = (ask: Ask): boolean => performance.now() < connectedAt + 45 && ask.number < 99;
  const slave = await slaveFor(
    'tcp',
    (ask, socket) => void (tooEarly(ask) || answerWell(ask, socket)),
    () => (connectedAt = performance.now()),
  );
  const { ask } = busFor(tcp(slave.port, { connectDelayMs: 50 }));
  for (let time = 0; time < times; time += 1) expect(await ask(read(time, 1))).toEqual(value(1, time));
});

const drainMs = 150;

it('drain: keeps the connection, is silent for twice the timeout, and throws away what comes', async () => {
  const at: number[] = [];
  let held: Buffer = Buffer.alloc(0);
  const slave = await slaveFor('tcp', (ask, socket) => {
    at.push(performance.now());
    if (ask.number === 1) {
      held = goodReply(ask);
      // Into the silence, and once more into the wait for the next answer.
      setTimeout(() => socket.write(held), 2 * drainMs);
    } else if (ask.number === 2) socket.write(Buffer.concat([held, goodReply(ask)]));
    else answerWell(ask, socket);
  });
  const { askAll } = busFor(tcp(slave.port));
  const timing = { afterTimeout: 'drain' } as const;
  const asked = [1, 2, 3].map((address) =>
    askAll(read(address, 1), { timing: { ...timing, timeoutMs: address === 1 ? drainMs : 3000 } }),
  );
  const [lost, second, third] = await Promise.all(asked);
  expect(lost).toMatchObject({ connection: 1, result: { why: 'timeout' } });
  expect(second).toMatchObject({ connection: 1, result: value(1, 2) });
  expect(third).toMatchObject({ connection: 1, result: value(1, 3) });
  // The slave may see the first one late, and so the silence shorter than it was.
  expect(at[1]! - at[0]!).toBeGreaterThanOrEqual(2.5 * drainMs);
});

it('drain: a connection on which nothing comes any more is opened anew all the same', async () => {
  const slave = await slaveFor('tcp', (ask, socket) => void (slave.connections() > 1 && answerWell(ask, socket)));
  const { ask } = busFor(tcp(slave.port));
  const timing = { afterTimeout: 'drain', timeoutMs: 10 } as const;
  for (const unit of [1, 2, 3, 4]) expect(await ask(read(1, 1), { timing, unit })).toMatchObject({ why: 'timeout' });
  expect(await ask(read(1, 1), { unit: 5 })).toEqual(value(5, 1));
  expect(slave.connections()).toBe(2);
});

it('nobody listens: unreachable at once, tried again after a second', async () => {
  const slave = await openSlave('tcp');
  await slave.close();
  const { askAll, said } = busFor(tcp(slave.port));
  const asked = await Promise.all([1, 2, 3].map((address) => askAll(read(address, 1))));
  for (const { result, connection } of asked)
    expect([connection, result]).toMatchObject([0, { kind: 'lost', why: 'unreachable' }]);
  const next = await askAll(read(4, 1));
  expect(next.result).toMatchObject({ why: 'unreachable' });
  expect((next.result as { detail: string }).detail).toMatch(/^ECONNREFUSED; tried again in (0\.9|1\.0) s$/);
  expect(said.filter((line) => line.startsWith('BB_BUS_UNREACHABLE'))).toHaveLength(1);
});

it('a device that takes one client closes the second at once: the same as none, and it heals by itself', async () => {
  let isTaken = true;
  const slave = await slaveFor('tcp', answerWell, (socket) => void (isTaken && socket.end()));
  const { ask, said } = busFor(tcp(slave.port));
  const asked = await Promise.all([1, 2, 3].map((address) => ask(read(address, 1))));
  for (const one of asked) expect(one).toMatchObject({ kind: 'lost' });
  expect(slave.connections()).toBe(2);
  isTaken = false;
  await pause(1010);
  expect(await ask(read(4, 1))).toEqual(value(1, 4));
  expect(said.at(-1)).toContain('BB_BUS_REACHABLE');
});

it('a server that talks first is no Modbus device, and is not called again and again', async () => {
  const slave = await slaveFor('tcp', answerWell, (socket) => socket.write('SSH-2.0-OpenSSH_9.6\r\n'));
  const { ask } = busFor(tcp(slave.port, { connectDelayMs: 10 }));
  expect(await ask(read(1, 1))).toMatchObject({ why: 'unreachable' });
  await pause(50);
  expect(slave.connections()).toBe(1);
});

it('bytes that nobody asked for: a new connection before the next request', async () => {
  let sayAgain = (): void => undefined;
  const slave = await slaveFor('tcp', (ask, socket) => {
    answerWell(ask, socket);
    if (ask.number === 1) sayAgain = () => void socket.write(goodReply(ask));
  });
  const { askAll, bus } = busFor(tcp(slave.port));
  await askAll(read(1, 1));
  // Not with the answer, where it were one that is too long.
  sayAgain();
  while (bus.stats()[0]!.strayBytes === 0) await pause(1);
  expect(await askAll(read(2, 1))).toMatchObject({ connection: 2, result: value(1, 2) });
  expect(bus.stats()[0]!.strayBytes).toBe(11);
});

it('a device that closes an idle connection is connected again without a loss', async () => {
  const slave = await slaveFor('tcp', (ask, socket) => {
    answerWell(ask, socket);
    setTimeout(() => socket.destroy(), 5);
  });
  const { askAll, bus } = busFor(tcp(slave.port));
  for (const connection of [1, 2, 3]) {
    expect(await askAll(read(connection, 1))).toMatchObject({ connection, result: value(1, connection) });
    while (bus.stats()[0]!.isOpen) await pause(1);
  }
});

async function dieAndComeBack(framing: 'tcp' | 'rtu'): Promise<void> {
  let isDead = true;
  const slave = await slaveFor(framing, (ask, socket) => void ((isDead && ask.unit === 9) || answerWell(ask, socket)));
  const timing = { timeoutMs: 10 };
  const { ask, said } = busFor((framing === 'tcp' ? tcp : rtuOverTcp)(slave.port));
  for (let time = 0; time < 3; time += 1)
    expect(await ask(read(1, 1), { unit: 9, timing })).toMatchObject({ why: 'timeout' });
  const [first, rest] = await Promise.all([ask(read(1, 1)), ask(read(1, 1), { unit: 9, timing })]);
  expect([first, rest]).toMatchObject([value(1, 1), { why: 'resting' }]);
  isDead = false;
  await pause(1010);
  expect(await ask(read(1, 1), { unit: 9 })).toEqual(value(9, 1));
  expect(said.map((one) => one.split(' ')[0])).toEqual(['BB_BUS_UNIT_SILENT', 'BB_BUS_UNIT_BACK']);
}

it('a unit that is gone rests, the others do not, and it comes back', async () => {
  await Promise.all([dieAndComeBack('tcp'), dieAndComeBack('rtu')]);
});
