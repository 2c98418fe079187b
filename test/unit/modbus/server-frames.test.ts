// What clients send to the Modbus server, and what they get. Judged against frames that are written out by hand.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerTo, takeRequest } from '../../../adapters/modbus-server/frames.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const taken = (text: string) => takeRequest(hex(text));
const request = (text: string) => {
  const one = taken(text);
  if (one.kind !== 'request') throw new Error(one.kind);
  return one.request;
};

describe('frames of the Modbus server', () => {
  it('reads holding registers as the specification shows them (6.3)', () => {
    const read = request('00 01 00 00 00 06 11 03 00 6B 00 03');
    expect(read).toEqual({ transaction: 1, unit: 17, fn: 3, asks: { read: { fn: 3, address: 107, count: 3 } } });
    expect(answerTo(read, { words: [0x022b, 0, 0x64] })).toEqual(hex('00 01 00 00 00 09 11 03 06 02 2B 00 00 00 64'));
    expect(answerTo(read, { exception: 11 })).toEqual(hex('00 01 00 00 00 03 11 83 0B'));
  });

  it('packs coils as the specification shows them (6.1)', () => {
    const read = request('00 02 00 00 00 06 01 01 00 13 00 13');
    const bits = [...'1011001111010110101'].map(Number);
    expect(answerTo(read, { words: bits })).toEqual(hex('00 02 00 00 00 06 01 01 03 CD 6B 05'));
  });

  it.each(['05', '06', '0F', '10', '16', '17', '2B', '00', 'FF'])('function %s is illegal (exception 1)', (fn) => {
    expect(request(`00 03 00 00 00 06 01 ${fn} 00 00 00 01`).asks).toEqual({ exception: 1 });
  });

  it('a read of another length is no read (exception 3)', () => {
    expect(request('00 03 00 00 00 05 01 03 00 00 00').asks).toEqual({ exception: 3 });
    expect(request('00 03 00 00 00 08 01 03 00 00 00 01 00 00').asks).toEqual({ exception: 3 });
  });

  it.each(['00 01 00 01 00 06', '00 01 00 00 00 00', '00 01 00 00 00 01', '00 01 00 00 00 FF', '47 45 54 20'])(
    'after %s nothing can be understood',
    (text) => expect(taken(text).kind).toBe('broken'),
  );

  it('property: bytes in any pieces give the same requests as at once, and each gets one well-formed frame', () => {
    const bytes = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.tuple(fc.nat(65_535), fc.nat(255), fc.nat(255), fc.uint8Array({ maxLength: 12 })).map(framed),
      },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 20 }).map((one) => Buffer.from(one)) },
    );
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 6 }), fc.array(fc.nat(9), { minLength: 1 }), (frames, cuts) => {
        const all = Buffer.concat(frames);
        const pieces: Buffer[] = [];
        for (let at = 0, turn = 0; at < all.length; turn += 1) {
          const size = cuts[turn % cuts.length]! + 1;
          pieces.push(all.subarray(at, at + size));
          at += size;
        }
        const whole = heardOf([all]);
        expect(heardOf(pieces)).toEqual(whole);
        for (const one of whole.requests) {
          const count = 'read' in one.asks ? Math.min(one.asks.read.count, 100) : 0;
          for (const answer of [{ exception: 2 }, { words: Array.from({ length: count }, () => 0xffff) }]) {
            const frame = answerTo(one, answer);
            expect([frame.readUInt16BE(0), frame.readUInt16BE(2), frame[6]]).toEqual([one.transaction, 0, one.unit]);
            expect(frame.readUInt16BE(4)).toBe(frame.length - 6);
          }
        }
      }),
      { numRuns: 400 },
    );
  });
});

function framed([transaction, unit, fn, rest]: [number, number, number, Uint8Array]): Buffer {
  const frame = Buffer.from([0, 0, 0, 0, 0, rest.length + 2, unit, fn, ...rest]);
  frame.writeUInt16BE(transaction, 0);
  return frame;
}

function heardOf(pieces: readonly Buffer[]) {
  const requests = [];
  let waiting = Buffer.alloc(0);
  for (const piece of pieces) {
    waiting = Buffer.concat([waiting, piece]);
    for (let next = takeRequest(waiting); next.kind !== 'more'; next = takeRequest(waiting)) {
      if (next.kind === 'broken') return { requests, isBroken: true };
      requests.push(next.request);
      waiting = waiting.subarray(next.bytes);
    }
  }
  return { requests, isBroken: false };
}
