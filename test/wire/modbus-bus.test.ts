// The bus against slaves that were written by hand: what is asked, what counts as an answer, and in which order.

import { expect, it, onTestFinished } from 'vitest';
import type { LineId } from '../../src/model/bus.ts';
import { busFor, line, patient, read, rtuOverTcp, tcp, write } from './modbus-here.ts';
import type { Answering, Framing, Slave } from './modbus-slave.ts';
import { answerWell, bitAt, frame, goodBody, goodReply, openSlave, valueAt } from './modbus-slave.ts';

async function slaveFor(...how: Parameters<typeof openSlave>): Promise<Slave> {
  const slave = await openSlave(...how);
  onTestFinished(() => slave.close());
  return slave;
}

const lineTo = (framing: Framing, { port }: Slave) => (framing === 'tcp' ? tcp(port) : rtuOverTcp(port));
const words = (unit: number, address: number, count: number) => ({
  kind: 'words',
  words: Array.from({ length: count }, (_, at) => valueAt(unit, address + at)),
});
const bothFramings = it.each<Framing>(['tcp', 'rtu']);

bothFramings('%s reads and writes with every function', async (framing) => {
  const slave = await slaveFor(framing);
  const { ask, surprises } = busFor(lineTo(framing, slave));
  expect(await ask(read(100, 3))).toEqual(words(1, 100, 3));
  expect(await ask(read(7, 125, 4), { unit: 9 })).toEqual(words(9, 7, 125));
  for (const fn of [1, 2] as const)
    expect(await ask(read(11, 13, fn), { unit: 2 })).toEqual({
      kind: 'words',
      words: Array.from({ length: 13 }, (_, at) => bitAt(2, 11 + at)),
    });
  const writes = [write(5, 3, 1), write(6, 4, 65535), write(15, 5, 1, 0, 1), write(16, 6, 1, 2, 65535)];
  for (const action of writes) expect(await ask(action)).toEqual({ kind: 'written' });
  const sent = slave.asks.slice(-4).map(({ bytes }) => bytes.toString('hex').slice(framing === 'tcp' ? 14 : 2));
  expect(sent.map((hex) => hex.slice(0, framing === 'tcp' ? undefined : -4))).toEqual([
    '050003ff00',
    '060004ffff',
    '0f000500030105',
    '10000600030600010002ffff',
  ]);
  expect(slave.connections()).toBe(1);
  expect(surprises).toEqual([]);
});

it.each([
  ['another transaction', (ask) => frame(ask, goodBody(ask), { transaction: ask.transaction + 1 })],
  ['another protocol', (ask) => frame(ask, goodBody(ask), { protocol: 1 })],
  ['another unit', (ask) => frame(ask, goodBody(ask), { unit: 2 })],
  ['another function', (ask) => frame(ask, [4, ...goodBody(ask).slice(1)])],
  ['the exception of another function', (ask) => frame(ask, [0x84, 2])],
  ['a register too few', (ask) => frame(ask, [3, 2, 0, 1])],
  ['a register too many', (ask) => frame(ask, [3, 6, 0, 1, 0, 2, 0, 3])],
  ['a byte count that lies', (ask) => frame(ask, [3, 6, 0, 1, 0, 2])],
  ['a header that says too much', (ask) => frame(ask, goodBody(ask), { length: 9 })],
  ['a header that says too little', (ask) => frame(ask, goodBody(ask), { length: 5 })],
  ['bytes behind the answer', (ask) => Buffer.concat([goodReply(ask), Buffer.from([0])])],
  ['the answer twice', (ask) => Buffer.concat([goodReply(ask), goodReply(ask)])],
  ['text', () => Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ['zeros', () => Buffer.alloc(300)],
] satisfies [string, (ask: Parameters<Answering>[0]) => Buffer][])(
  'F091 tcp: %s is no answer, and the next request has a new connection',
  async (_what, bad) => {
    const slave = await slaveFor('tcp', (ask, socket) => socket.write(ask.number === 1 ? bad(ask) : goodReply(ask)));
    const { askAll, surprises } = busFor(tcp(slave.port));
    const [first, second] = await Promise.all([askAll(read(10, 2)), askAll(read(20, 2))]);
    expect(first).toMatchObject({ connection: 1, result: { kind: 'lost', why: 'garbled' } });
    expect(second).toMatchObject({ connection: 2, result: words(1, 20, 2) });
    expect(surprises).toEqual([]);
  },
);

it.each([
  ['a wrong checksum', (ask) => frame(ask, goodBody(ask), { crc: 1 })],
  ['another unit', (ask) => frame(ask, goodBody(ask), { unit: 2 })],
  ['another function', (ask) => frame(ask, [4, ...goodBody(ask).slice(1)])],
  ['a register too few', (ask) => frame(ask, [3, 2, 0, 1])],
  ['a register too many', (ask) => frame(ask, [3, 6, 0, 1, 0, 2, 0, 3])],
  ['bytes behind the answer', (ask) => Buffer.concat([goodReply(ask), Buffer.from([0])])],
  ['noise before the answer', (ask) => Buffer.concat([Buffer.from([0xff]), goodReply(ask)])],
] satisfies [string, (ask: Parameters<Answering>[0]) => Buffer][])(
  'F091 rtu: %s is no answer, and the line is silent for a timeout',
  async (_what, bad) => {
    const at: number[] = [];
    const slave = await slaveFor('rtu', (ask, socket) => {
      at.push(performance.now());
      socket.write(ask.number === 1 ? bad(ask) : goodReply(ask));
    });
    const { askAll } = busFor(rtuOverTcp(slave.port));
    const timing = { timeoutMs: 100 };
    const [first, second] = await Promise.all([askAll(read(10, 2), { timing }), askAll(read(20, 2))]);
    expect(first).toMatchObject({ connection: 1, result: { kind: 'lost', why: 'garbled' } });
    expect(second).toMatchObject({ connection: 2, result: words(1, 20, 2) });
    expect(at[1]! - at[0]!).toBeGreaterThanOrEqual(timing.timeoutMs - 2);
  },
);

bothFramings('F091 %s: an exception is an answer, known or not, and the connection stays', async (framing) => {
  const codes = [1, 2, 4, 6, 10, 11, 99, 0];
  const slave = await slaveFor(framing, (ask, socket) =>
    socket.write(frame(ask, [ask.fn | 0x80, codes[ask.number - 1]!])),
  );
  const { askAll } = busFor(lineTo(framing, slave));
  for (const code of codes.slice(0, 4)) expect((await askAll(read(1, 2))).result).toEqual({ kind: 'exception', code });
  for (const [at, code] of codes.slice(4).entries())
    expect(await askAll(write(6, 1, 2), { unit: 2 + at })).toMatchObject({
      connection: 1,
      result: { kind: 'exception', code },
    });
});

bothFramings('%s: an answer that comes byte by byte is one', async (framing) => {
  const slave = await slaveFor(framing, (ask, socket) => {
    for (const [at, byte] of goodReply(ask).entries()) setTimeout(() => socket.write(Buffer.from([byte])), 2 * at);
  });
  const { ask } = busFor(lineTo(framing, slave));
  expect(await ask(read(5, 4))).toEqual(words(1, 5, 4));
});

it('F091 a request that closes its connection is closed, and says so', async () => {
  const slave = await slaveFor('tcp', (ask, socket) => {
    if (ask.address === 6) ask.socket.resetAndDestroy!();
    else answerWell(ask, socket);
  });
  const { askAll } = busFor(tcp(slave.port));
  const [, lost, after] = await Promise.all([askAll(read(5, 1)), askAll(read(6, 1)), askAll(read(7, 1))]);
  expect(lost.result).toEqual({ kind: 'lost', why: 'closed', detail: 'ECONNRESET' });
  expect(after).toMatchObject({ connection: 2, result: words(1, 7, 1) });
});

it('one request at a time, by lane, and first in first out inside of one', async () => {
  let underWay = 0;
  let most = 0;
  const slave = await slaveFor('tcp', (ask, socket) => {
    most = Math.max(most, (underWay += 1));
    setTimeout(() => {
      underWay -= 1;
      answerWell(ask, socket);
    }, 2);
  });
  const { ask } = busFor(tcp(slave.port));
  const lanes = ['slow', 'meter', 'fast', 'command', 'heartbeat', 'lowering', 'meter', 'slow'] as const;
  await Promise.all(lanes.map((lane, at) => ask(read(at, 1), { lane })));
  expect(slave.asks.map(({ address }) => address)).toEqual([5, 4, 3, 1, 6, 2, 0, 7]);
  expect(most).toBe(1);
});

it('a later request takes the place of one that has not left', async () => {
  const slave = await slaveFor('tcp');
  const { ask } = busFor(tcp(slave.port));
  const limit = (amps: number, unit = 1) => ask(write(6, 9, amps), { unit, lane: 'command', replaces: 'limit' });
  const results = await Promise.all([ask(read(1, 1)), limit(16), limit(10), limit(8, 2), limit(6)]);
  expect(results.map((one) => (one.kind === 'lost' ? one.why : one.kind))).toEqual([
    'words',
    'replaced',
    'replaced',
    'written',
    'written',
  ]);
  expect(slave.asks.filter(({ fn }) => fn === 6).map(({ count }) => count)).toEqual([6, 8]);
});

it('keeps the pauses that a device asks for', async () => {
  const at: number[] = [];
  const slave = await slaveFor('tcp', (ask, socket) => {
    at.push(performance.now());
    answerWell(ask, socket);
  });
  let connectedAt = 0;
  const { ask } = busFor(tcp(slave.port, { connectDelayMs: 50 }));
  const timing = { minGapMs: 20, writeGapMs: 60 };
  connectedAt = performance.now();
  await Promise.all([
    ask(write(6, 1, 1), { timing, lane: 'command' }),
    ask(read(1, 1), { timing }),
    ask(read(1, 1), { timing }),
    ask(read(1, 1), { timing, unit: 2, lane: 'meter' }),
  ]);
  expect(slave.asks.map(({ unit }) => unit)).toEqual([1, 2, 1, 1]);
  const gaps = at.map((one, place) => one - (at[place - 1] ?? connectedAt));
  for (const [place, least] of [50, 20, 20, 20].entries()) expect(gaps[place]).toBeGreaterThanOrEqual(least - 1);
  expect(at[2]! - at[0]!).toBeGreaterThanOrEqual(59);
});

it('what cannot be said, waits too long in the row, or has no line is refused', async () => {
  const slave = await slaveFor('tcp', () => undefined);
  const other = 'l2' as LineId;
  const { ask, bus, said, surprises } = busFor(tcp(slave.port), tcp(slave.port, { line: other }));
  for (const action of [read(0, 126), read(65535, 2), write(6, 1, 1, 2), write(16, 1), write(6, 1, 70000), read(-1, 1)])
    expect(await ask(action)).toMatchObject({ kind: 'lost', why: 'refused' });
  expect(await ask(read(1, 1), { unit: 256 })).toMatchObject({ why: 'refused' });
  expect(await ask(read(1, 1), { line: other })).toMatchObject({ why: 'refused' });
  expect(await ask(read(1, 1), { line: 'l3' as LineId })).toMatchObject({ why: 'refused' });
  expect(said.join()).toContain('BB_BUS_DOUBLE');
  const many = Array.from({ length: 300 }, (_, at) => ask(read(at, 1), { lane: at === 299 ? 'heartbeat' : 'slow' }));
  await bus.close();
  const why = (await Promise.all(many)).map((one) => (one.kind === 'lost' ? one.why : one.kind));
  expect(why.filter((one) => one === 'refused')).toHaveLength(44);
  expect(why[299]).toBe('closed');
  expect(surprises).toEqual([]);
});

it('a line that is not wanted any more ends; one that has changed begins anew', async () => {
  const slave = await slaveFor('tcp');
  const { ask, bus } = busFor(tcp(slave.port));
  await ask(read(1, 1));
  bus.want([tcp(slave.port)]);
  await ask(read(1, 1));
  expect(slave.connections()).toBe(1);
  bus.want([tcp(slave.port, { connectDelayMs: 5 })]);
  expect(await ask(read(1, 1))).toEqual(words(1, 1, 1));
  expect(slave.connections()).toBe(2);
  bus.want([]);
  expect(await ask(read(1, 1))).toMatchObject({ why: 'refused' });
  while (slave.open() > 0) await new Promise((resolve) => setTimeout(resolve, 1));
});

it('answers never come within the call that sends', async () => {
  const slave = await slaveFor('tcp');
  const { bus, surprises } = busFor(tcp(slave.port));
  bus.send(line, { id: 'x', unit: 300, action: read(1, 1), lane: 'fast', timing: patient });
  expect(surprises).toEqual([]);
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(surprises).toMatchObject([{ line, request: 'x', result: { why: 'refused' } }]);
});
