// F091: wrong transaction id, late reply, wrong unit or function, short, long, garbage, exception: discarded. Every register says
// whose it is, so that a value that lands in the place of another is seen.

import { expect, it, onTestFinished } from 'vitest';
import { createConversation } from '../../adapters/modbus-bus/conversation.ts';
import { expectedOf, judgeRtu, judgeTcp } from '../../adapters/modbus-bus/frames.ts';
import { createTransactions } from '../../adapters/modbus-bus/transactions.ts';
import { seeded } from '../../adapters/simulator/random.ts';
import type { LineId } from '../../src/model/bus.ts';
import { busFor, read, tcp } from '../wire/modbus-here.ts';
import type { Answering, Ask, Framing } from '../wire/modbus-slave.ts';
import { answerWell, frame, goodBody, goodReply, openSlave, readAsk, valueAt } from '../wire/modbus-slave.ts';

type Draw = (below: number) => number;
const drawFrom = (seed: number): Draw => {
  const random = seeded(seed);
  return (below) => Math.floor(random.fraction() * below);
};

const nobody = { write: () => true, destroy: () => undefined } as unknown as Ask['socket'];

function randomAsk(framing: Framing, draw: Draw): Ask {
  const fn = draw(4) === 0 ? 4 : 3;
  return {
    framing,
    unit: 1 + draw(15),
    fn,
    address: draw(4000),
    count: 1 + draw(4),
    transaction: draw(0x10000),
    bytes: Buffer.alloc(0),
    number: 0,
    socket: nobody,
  };
}

const garbage = (draw: Draw): Buffer => Buffer.from(Array.from({ length: 1 + draw(40) }, () => draw(256)));

function flip(bytes: Buffer, draw: Draw, below: number): Buffer {
  const out = Buffer.from(bytes);
  const bit = draw(8 * Math.min(below, out.length));
  out[bit >> 3]! ^= 1 << (bit & 7);
  return out;
}

/** The answer to another request, with its own transaction. */
const later = (ask: Ask, draw: Draw): Ask => ({
  ...ask,
  transaction: (ask.transaction + 1 + draw(0xfffe)) & 0xffff,
  address: draw(4000),
});

/** What may come instead of an answer; sometimes the answer itself. */
const kinds: readonly ((ask: Ask, draw: Draw) => Buffer)[] = [
  goodReply,
  (_, draw) => garbage(draw),
  (ask, draw) => goodReply(ask).subarray(0, draw(5 + 2 * ask.count)),
  (ask, draw) => Buffer.concat([goodReply(ask), garbage(draw)]),
  (ask, draw) => Buffer.concat([garbage(draw), goodReply(ask)]),
  // TCP has a checksum of its own; what arrives in spite of it is wrong in the frame, not in the data.
  (ask, draw) => flip(goodReply(ask), draw, ask.framing === 'tcp' ? 9 : Infinity),
  (ask, draw) => frame(ask, [ask.fn | 0x80, draw(256)]),
  (ask, draw) => frame(later(ask, draw), [(7 - ask.fn) | 0x80, 2]),
  // Without a transaction it must differ in unit, function or length: one that does not is what the silence is for (F120).
  (ask, draw) => goodReply({ ...later(ask, draw), unit: ask.framing === 'tcp' ? ask.unit : (ask.unit % 15) + 1 }),
  (ask, draw) => frame(ask, goodBody({ ...ask, address: draw(4000), count: ask.count + 1 })),
  (ask, draw) => frame(ask, goodBody({ ...ask, address: draw(4000), fn: 7 - ask.fn })),
  (ask, draw) => frame(ask, goodBody({ ...ask, address: draw(4000) }), { unit: (ask.unit + 1 + draw(14)) % 16 }),
];
const randomReply = (ask: Ask, draw: Draw): Buffer => kinds[draw(kinds.length)]!(ask, draw);

it.each<[Framing, number]>([
  ['tcp', 650_000],
  ['rtu', 350_000],
])('F091 %s: %d random replies, 0 misassigned values', (framing, replies) => {
  const draw = drawFrom(91);
  const start = framing === 'tcp' ? 9 : 3;
  let taken = 0;
  let misassigned = 0;
  for (let reply = 0; reply < replies; reply += 1) {
    const ask = randomAsk(framing, draw);
    const { unit, address, count } = ask;
    const action = read(address, count, ask.fn as 3 | 4);
    const bytes = randomReply(ask, draw);
    const expected = expectedOf(unit, action);
    const verdict = framing === 'tcp' ? judgeTcp(bytes, ask.transaction, expected) : judgeRtu(bytes, expected);
    if (verdict.kind !== 'reply') continue;
    taken += 1;
    for (let at = 0; at < count; at += 1)
      if (bytes.readUInt16BE(start + 2 * at) !== valueAt(unit, address + at)) misassigned += 1;
  }
  expect(misassigned).toBe(0);
  // The good ones, and nothing else.
  expect(taken).toBeGreaterThan((0.97 * replies) / kinds.length);
  expect(taken).toBeLessThan((1.03 * replies) / kinds.length);
});

it('F091 a reply that is held for more than 65 536 requests is nobody’s, whenever it comes', async () => {
  const transactions = createTransactions(1);
  let sent: Ask | undefined;
  const conversation = createConversation(
    'tcp',
    (bytes) => (sent = readAsk('tcp', Buffer.from(bytes), nobody, 0)),
    transactions,
  );
  conversation.ask(1, read(7, 1), () => expect.unreachable());
  const held = goodReply(sent!);
  const heldId = sent!.transaction;
  conversation.giveUp();
  let right = 0;
  for (let request = 0; request < 66_000; request += 1) {
    const address = 8 + (request % 4000);
    const said = new Promise<unknown>((resolve) => conversation.ask(1, read(address, 1), resolve));
    const distance = Math.abs(sent!.transaction - heldId);
    const complaint = request % 1000 === 0 || distance < 3 ? conversation.hear(held) : undefined;
    conversation.hear(goodReply(sent!));
    const { words } = (await said) as { words: readonly number[] };
    if (distance > 0 && complaint === undefined && words[0] === valueAt(1, address)) right += 1;
  }
  expect(right).toBe(66_000);
});

/** As bad as it gets, one request in eight. */
function hostile(draw: Draw): Answering {
  let held: Buffer | undefined;
  return (ask, socket) => {
    const kind = draw(80);
    if (kind > 10) {
      // Whatever was held comes now: before the answer, after it, or on a connection that knows nothing of it.
      const late = held !== undefined && draw(8) === 0 ? held : undefined;
      if (late !== undefined) held = undefined;
      if (late === undefined) answerWell(ask, socket);
      else socket.write(Buffer.concat(draw(2) === 0 ? [late, goodReply(ask)] : [goodReply(ask), late]));
    } else if (kind === 0) held = goodReply(ask);
    else if (kind === 1) ask.socket.resetAndDestroy!();
    else if (kind === 2) for (const byte of goodReply(ask)) socket.write(Buffer.from([byte]));
    else socket.write(randomReply(ask, draw));
  };
}

it('F091 ten thousand over sockets, each register in its place', async () => {
  const draw = drawFrom(93);
  const slaves = await Promise.all([0, 1, 2, 3].map(() => openSlave('tcp', hostile(draw))));
  onTestFinished(async () => void (await Promise.all(slaves.map((slave) => slave.close()))));
  const lineOf = (at: number): LineId => `l${at}` as LineId;
  const { ask, surprises } = busFor(...slaves.map(({ port }, at) => tcp(port, { line: lineOf(at) })));
  const ends = new Map<string, number>();
  let asked = 0;
  const loop = async (at: number): Promise<void> => {
    while (asked < 10_000) {
      const [unit, address, count] = [1 + draw(15), draw(4000), 1 + draw(4)];
      const result = await ask(read(address, count), { line: lineOf(at), unit, timing: { timeoutMs: 8 } });
      const end = result.kind === 'lost' ? result.why : result.kind;
      ends.set(end, (ends.get(end) ?? 0) + 1);
      if (end === 'unreachable') await new Promise((resolve) => setTimeout(resolve, 20));
      else if (end !== 'resting') asked += 1;
      if (result.kind !== 'words') continue;
      expect(result.words).toEqual(Array.from({ length: count }, (_, place) => valueAt(unit, address + place)));
    }
  };
  await Promise.all([0, 1, 2, 3, 0, 1, 2, 3].map(loop));

  expect(surprises).toEqual([]);
  for (const end of ['timeout', 'garbled', 'closed', 'exception']) expect(ends.get(end)).toBeGreaterThan(10);
  expect(ends.get('words')).toBeGreaterThan(5000);
});
