// One connection as jsmodbus sees it: a client a unit, each above a socket of its own that is none. What a client writes goes out
// with a transaction id that its line has never used; what comes in reaches the client when it was judged to be the answer.
// A client never has two requests, never sees a late answer, and never decides by itself what is sent next.

import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { ModbusRTUClient, ModbusTCPClient } from 'jsmodbus';
import type { SerialPort } from 'serialport';
import type { BusAction, BusResult } from '../../src/model/bus.ts';
import { crcOf } from './crc.ts';
import type { Expected, Verdict } from './frames.ts';
import { expectedOf, judgeRtu, judgeTcp } from './frames.ts';
import type { Transactions } from './transactions.ts';

/** What a device says; the rest of BusResult is not said by anybody. */
export type Said = Exclude<BusResult, { kind: 'lost' }>;

export interface Conversation {
  /** Sends a request, when the one before was answered or given up. `answered` is called at most once, after this returns. */
  ask(unit: number, action: BusAction, answered: (said: Said) => void): void;
  /** Bytes came. Says what is wrong with them, if they are not what was asked for. */
  hear(bytes: Buffer): string | undefined;
  /** The request has no answer any more. */
  giveUp(): void;
}

type Client = ModbusTCPClient | ModbusRTUClient;

interface Asked {
  readonly ear: EventEmitter;
  readonly expected: Expected;
  readonly answered: (said: Said) => void;
  /** The client's own transaction id, and the one that was sent. */
  readonly theirId: number;
  readonly id: number;
  heard: Buffer;
}

/** jsmodbus has a timer for each request too: it must not ring before ours. */
const longerThanAnyRequestMs = 24 * 60 * 60 * 1000;

export function createConversation(
  framing: 'tcp' | 'rtu',
  write: (bytes: Buffer) => void,
  transactions: Transactions,
): Conversation {
  const clients = new Map<number, { client: Client; ear: EventEmitter }>();
  let sent = nothing;
  let asked: Asked | undefined;

  function clientOf(unit: number): { client: Client; ear: EventEmitter } {
    const known = clients.get(unit);
    if (known !== undefined) return known;
    const ear = Object.assign(new EventEmitter(), {
      isOpen: true,
      write: (bytes: Buffer) => (sent = bytes),
    });
    const client =
      framing === 'tcp'
        ? new ModbusTCPClient(ear as unknown as Socket, unit, longerThanAnyRequestMs)
        : new ModbusRTUClient(ear as unknown as SerialPort, unit, longerThanAnyRequestMs);
    ear.emit('connect');
    const made = { client, ear };
    clients.set(unit, made);
    return made;
  }

  function ask(unit: number, action: BusAction, answered: (said: Said) => void): void {
    const { client, ear } = clientOf(unit);
    sent = nothing;
    const request = requestOf(client, action);
    if (sent.length === 0) throw new Error(`jsmodbus did not write ${JSON.stringify(action)}`);
    const theirId = framing === 'tcp' ? sent.readUInt16BE(0) : 0;
    const id = framing === 'tcp' ? transactions.next() : 0;
    if (framing === 'tcp') sent.writeUInt16BE(id, 0);
    const mine: Asked = { ear, expected: expectedOf(unit, action), answered, theirId, id, heard: nothing };
    asked = mine;
    request.then(
      (said) => {
        if (asked !== mine) return;
        asked = undefined;
        answered(said);
      },
      // Given up: whoever did that knows.
      () => undefined,
    );
    write(sent);
  }

  function hear(bytes: Buffer): string | undefined {
    if (asked === undefined) return `${bytes.length} bytes that nobody asked for`;
    asked.heard = asked.heard.length === 0 ? bytes : Buffer.concat([asked.heard, bytes]);
    if (framing === 'tcp') asked.heard = withoutLate(asked.heard, transactions);
    if (framing === 'tcp' && isLate(asked.heard, transactions)) return undefined;
    const verdict = judge(asked);
    if (verdict.kind === 'garbled') return verdict.detail;
    if (verdict.kind === 'exception') return void refused(asked, verdict.code);
    if (verdict.kind === 'reply') pass(asked);
    return undefined;
  }

  const judge = ({ heard, id, expected }: Asked): Verdict =>
    framing === 'tcp' ? judgeTcp(heard, id, expected) : judgeRtu(heard, expected);

  function pass({ ear, heard, theirId }: Asked): void {
    const frame = Buffer.from(heard);
    if (framing === 'tcp') frame.writeUInt16BE(theirId, 0);
    ear.emit('data', frame);
  }

  /** jsmodbus throws on a code that it does not know, so it sees none. */
  function refused(mine: Asked, code: number): void {
    asked = undefined;
    end(mine);
    mine.answered({ kind: 'exception', code });
  }

  /** A client lets go of its request and of its timer when it sees a reply that cannot be right. */
  function end({ ear, expected: { unit, fn }, theirId }: Asked): void {
    const wrongId = theirId ^ 1;
    const body = [unit, fn | 0x80, 1];
    if (framing === 'tcp') ear.emit('data', Buffer.from([wrongId >> 8, wrongId & 0xff, 0, 0, 0, body.length, ...body]));
    else {
      const wrongCrc = crcOf(Uint8Array.from(body), body.length) ^ 1;
      ear.emit('data', Buffer.from([...body, wrongCrc & 0xff, wrongCrc >> 8]));
    }
  }

  return {
    ask,
    hear,
    giveUp() {
      if (asked === undefined) return;
      if (framing === 'tcp') transactions.burn(asked.id);
      const mine = asked;
      asked = undefined;
      end(mine);
    },
  };
}

const nothing: Buffer = Buffer.alloc(0);

/** Begins with an answer to a request that was given up: on a connection that is kept they still come. */
const isLate = (bytes: Buffer, transactions: Transactions): boolean =>
  bytes.length >= 2 && transactions.isBurnt(bytes.readUInt16BE(0));

function withoutLate(bytes: Buffer, transactions: Transactions): Buffer {
  let rest = bytes;
  while (rest.length >= 6 && isLate(rest, transactions) && rest.length >= 6 + rest.readUInt16BE(4))
    rest = rest.subarray(6 + rest.readUInt16BE(4));
  return rest;
}

/** The client writes before this returns. */
async function requestOf(client: Client, action: BusAction): Promise<Said> {
  const { fn, address } = action;
  if (action.kind === 'read') return { kind: 'words', words: await readWith(client, action) };
  const { words } = action;
  if (fn === 5) await client.writeSingleCoil(address, words[0] !== 0);
  else if (fn === 6) await client.writeSingleRegister(address, words[0] ?? 0);
  else if (fn === 15)
    await client.writeMultipleCoils(
      address,
      words.map((word) => word !== 0),
    );
  else await client.writeMultipleRegisters(address, [...words]);
  return { kind: 'written' };
}

async function readWith(client: Client, action: BusAction & { kind: 'read' }): Promise<number[]> {
  const { fn, address, count } = action;
  if (fn === 1) return (await client.readCoils(address, count)).response.body.valuesAsArray.slice(0, count).map(Number);
  if (fn === 2)
    return (await client.readDiscreteInputs(address, count)).response.body.valuesAsArray.slice(0, count).map(Number);
  const { response } =
    fn === 3 ? await client.readHoldingRegisters(address, count) : await client.readInputRegisters(address, count);
  return [...response.body.valuesAsArray];
}
