import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  describeFault,
  encodeCall,
  encodeCallText,
  encodeError,
  encodeResult,
  parseFrame,
  payloadTextOf,
} from '../../../src/ocpp/frame.ts';
import type { Fault, Frame } from '../../../src/ocpp/frame.ts';

const longId = 'x'.repeat(256);
/** The payload text of a frame that must be a CALL. */
function payloadOf(text: string): string {
  const frame = parseFrame(text);
  if (frame.kind !== 'call') throw new Error(`not a CALL: ${JSON.stringify(frame)}`);
  return payloadTextOf(text, frame);
}

describe('frames that are taken', () => {
  const good: [string, Frame][] = [
    ['[2,"a","Heartbeat",{}]', { kind: 'call', id: 'a', idText: '"a"', action: 'Heartbeat', payload: {} }],
    [' [ 2 , "a" ,\n"Heartbeat"\t, {} ] ', { kind: 'call', id: 'a', idText: '"a"', action: 'Heartbeat', payload: {} }],
    ['[2,"a","Heartbeat",null]', { kind: 'call', id: 'a', idText: '"a"', action: 'Heartbeat', payload: {} }],
    ['[2,"a","Heartbeat"]', { kind: 'call', id: 'a', idText: '"a"', action: 'Heartbeat', payload: {} }],
    [`[2,"${longId}","A",{}]`, { kind: 'call', id: longId, idText: `"${longId}"`, action: 'A', payload: {} }],
    ['[2,17,"A",{}]', { kind: 'call', id: '17', idText: '17', action: 'A', payload: {} }],
    ['[2,1.50,"A",{}]', { kind: 'call', id: '1.50', idText: '1.50', action: 'A', payload: {} }],
    [
      '[2,9007199254740993,"A",{}]',
      { kind: 'call', id: '9007199254740993', idText: '9007199254740993', action: 'A', payload: {} },
    ],
    ['[2, -1e400 ,"A",{}]', { kind: 'call', id: '-1e400', idText: '-1e400', action: 'A', payload: {} }],
    ['[2,"a\\",\\"b","A",{}]', { kind: 'call', id: 'a","b', idText: '"a\\",\\"b"', action: 'A', payload: {} }],
    ['[2,"\\u0061","A",{}]', { kind: 'call', id: 'a', idText: '"a"', action: 'A', payload: {} }],
    ['[3,"a",{"x":1}]', { kind: 'result', id: 'a', payload: { x: 1 } }],
    ['[3,"a",null]', { kind: 'result', id: 'a', payload: {} }],
    ['[3,"a"]', { kind: 'result', id: 'a', payload: {} }],
    [
      '[4,"a","GenericError","why",{"d":1}]',
      { kind: 'error', id: 'a', code: 'GenericError', description: 'why', details: { d: 1 } },
    ],
    [
      '[4,"a","GenericError","why","text"]',
      { kind: 'error', id: 'a', code: 'GenericError', description: 'why', details: 'text' },
    ],
    ['[4,"a","NotSupported","why"]', { kind: 'error', id: 'a', code: 'NotSupported', description: 'why', details: {} }],
    ['[4,"a","NotSupported"]', { kind: 'error', id: 'a', code: 'NotSupported', description: '', details: {} }],
    ['[4,"a",404,null,null]', { kind: 'error', id: 'a', code: 'GenericError', description: '', details: {} }],
    [
      '[5,"a","InternalError","",{}]',
      { kind: 'resultError', id: 'a', code: 'InternalError', description: '', details: {} },
    ],
    [
      '[6,"a","NotifyPeriodicEventStream",{"id":1}]',
      { kind: 'send', id: 'a', action: 'NotifyPeriodicEventStream', payload: { id: 1 } },
    ],
  ];
  it.each(good)('%s', (text, expected) => {
    expect(parseFrame(text)).toEqual(expected);
  });

  it('keeps a hostile description and code within their limits', () => {
    const frame = parseFrame(JSON.stringify([4, 'a', 'C'.repeat(9999), 'd'.repeat(9999), {}]));
    expect(frame).toMatchObject({ code: 'GenericError', description: 'd'.repeat(255) });
  });

  it('gives no payload another prototype', () => {
    const frame = parseFrame(
      '[2,"a","A",{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}]',
    );
    if (frame.kind !== 'call') throw new Error('not a CALL');
    expect(Object.getPrototypeOf(frame.payload)).toBe(Object.prototype);
    expect((frame.payload as { polluted?: boolean }).polluted).toBeUndefined();
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('frames that are refused', () => {
  // A CALLERROR is due where idText is.
  const bad: [string, { fault: Fault; id?: string; idText?: string }][] = [
    ['', { fault: 'json' }],
    ['hello', { fault: 'json' }],
    ['[2,"a","Heartbeat",{}', { fault: 'json', id: 'a', idText: '"a"' }],
    ['[2, 12 ,"Heartbeat",{', { fault: 'json', id: '12', idText: '12' }],
    ['[2,"a\n","Heartbeat",{', { fault: 'json' }],
    ['[2,"","Heartbeat",{', { fault: 'json' }],
    ['[3,"a",{', { fault: 'json' }],
    ['{}', { fault: 'shape' }],
    ['null', { fault: 'shape' }],
    ['2', { fault: 'shape' }],
    ['[]', { fault: 'id' }],
    ['[2]', { fault: 'id' }],
    ['[2,"","A",{}]', { fault: 'id' }],
    ['[2,null,"A",{}]', { fault: 'id' }],
    ['[2,["a"],"A",{}]', { fault: 'id' }],
    ['[2,true,"A",{}]', { fault: 'id' }],
    [`[2,"${longId}x","A",{}]`, { fault: 'id' }],
    [`[2,${'1'.repeat(257)},"A",{}]`, { fault: 'id' }],
    ['[2,"a"]', { fault: 'action', id: 'a', idText: '"a"' }],
    ['[2,"a","",{}]', { fault: 'action', id: 'a', idText: '"a"' }],
    ['[2,"a",7,{}]', { fault: 'action', id: 'a', idText: '"a"' }],
    [`[2,"a","${'A'.repeat(65)}",{}]`, { fault: 'action', id: 'a', idText: '"a"' }],
    ['[2,"a","A",{},{}]', { fault: 'shape', id: 'a', idText: '"a"' }],
    ['[4,"a"]', { fault: 'shape', id: 'a' }],
    ['[4,"a","GenericError","",{},1]', { fault: 'shape', id: 'a' }],
    ['[5,"a"]', { fault: 'shape', id: 'a' }],
    ['[6,"a"]', { fault: 'action', id: 'a' }],
    ['[7,"a","A",{}]', { fault: 'type', id: 'a' }],
    ['["2","a","A",{}]', { fault: 'type', id: 'a' }],
  ];
  it.each(bad)('%s', (text, expected) => {
    expect(parseFrame(text)).toEqual({ kind: 'bad', ...expected });
  });

  it.each([33, 34, 100, 1000, 10_000, 100_000, 1_000_000])('F068: depth %d', (depth) => {
    // The frame itself is the first level.
    const inner = depth - 1;
    const closed = `[2,"a","A",${'['.repeat(inner)}${']'.repeat(inner)}]`;
    const objects = `[2,"a","A",${'{"x":'.repeat(inner)}1${'}'.repeat(inner)}]`;
    const open = `[2,"a","A",${'['.repeat(inner)}`;
    for (const text of [closed, objects, open])
      expect(parseFrame(text)).toEqual({ kind: 'bad', fault: 'depth', id: 'a', idText: '"a"' });
    expect(parseFrame('['.repeat(depth))).toEqual({ kind: 'bad', fault: 'depth' });
  });

  it('takes depth 32, wide frames, and brackets that stand in strings', () => {
    const deepest = `[2,"a","A",${'['.repeat(31)}${']'.repeat(31)}]`;
    const wide = `[2,"a","A",{"x":[${'{},'.repeat(500)}{}]}]`;
    const plain = `[2,"a","A",{"x":"${'[{'.repeat(500)}","y":"${']'.repeat(9)}"}]`;
    const text = `[2,"a","A",{"x":"${'[{'.repeat(500)}","y":"\\"${'{['.repeat(500)}\\\\"}]`;
    for (const frame of [deepest, wide, plain, text]) expect(parseFrame(frame).kind).toBe('call');
  });

  it('sees depth behind strings that end in backslashes', () => {
    const deep = `[2,"a","A",["\\\\",${'['.repeat(40)}${']'.repeat(40)}]]`;
    expect(parseFrame(deep)).toMatchObject({ fault: 'depth' });
  });

  it('is not misled by closing brackets in strings', () => {
    const step = '["]]]",';
    const deep = `[2,"a","A",${step.repeat(40)}1${']'.repeat(40)}]`;
    for (const text of [deep, deep.replace('"]]]"', '"]\\"]"'), `[2,"a","A",${step.repeat(40)}"`])
      expect(parseFrame(text)).toMatchObject({ fault: 'depth' });
  });

  it('names each fault in words of its own', () => {
    const faults: Fault[] = ['json', 'depth', 'shape', 'type', 'id', 'action'];
    expect(new Set(faults.map(describeFault)).size).toBe(faults.length);
  });
});

describe('payload text', () => {
  it.each([
    ['[2,"a","A",{"x": 1.0}]', '{"x": 1.0}'],
    ['[2,"a","A", {"x":1} ]', '{"x":1}'],
    ['[2,"a","A",{"x":"],["}] \n', '{"x":"],["}'],
    [' [2,"a,b","A,\\",C",{"x":[1,2]}]', '{"x":[1,2]}'],
    ['[2,"a","A",[1,2]]', '[1,2]'],
    ['[2,"a","A",null]', '{}'],
    ['[2,"a","A"]', '{}'],
    ['[2,12,"A",{"x":9223372036854775807}]', '{"x":9223372036854775807}'],
    ['[2,"\\u0041","\\u0041",{"x":1}]', '{"x":1}'],
    ['[2,"]","[",{"x":1}]', '{"x":1}'],
  ])('%s', (text, payload) => {
    expect(payloadOf(text)).toBe(payload);
  });
});

const space = fc.stringMatching(/^[ \t\r\n]{0,3}$/);
const id = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 100 }),
  fc.constantFrom('",{', '\\', '\\"', ']', '","A",{', 'a"b'),
);
const action = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
  fc.constantFrom('A",{', '\\', ',[', 'A'),
);
const payload = fc.oneof(
  fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })),
  fc.jsonValue({ maxDepth: 5 }),
) as fc.Arbitrary<object | null>;
/** Every character of a JSON string as \uXXXX. */
const escaped = (text: string): string =>
  `"${[...Array(text.length).keys()].map((at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')}"`;
const written = fc.record({
  id,
  action,
  payload,
  gaps: fc.array(space, { minLength: 10, maxLength: 10 }),
  indent: fc.constantFrom(0, 2),
  escapes: fc.boolean(),
});

describe('properties', () => {
  it('never throws for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
        const frame = parseFrame(text);
        if (frame.kind === 'call') payloadTextOf(text, frame);
      }),
      { numRuns: 2000 },
    );
  });

  it('never throws for a frame of which a part is replaced, and echoes only a readable id', () => {
    const frame = fc.tuple(fc.constantFrom(2, 3, 4, 5, 6), id, action, payload).map((parts) => JSON.stringify(parts));
    fc.assert(
      fc.property(
        frame,
        fc.nat(),
        fc.nat(20),
        fc.string({ unit: 'binary', maxLength: 10 }),
        (text, at, length, insert) => {
          const from = at % (text.length + 1);
          const mutated = text.slice(0, from) + insert + text.slice(from + length);
          const read = parseFrame(mutated);
          if (read.kind === 'call') expect(JSON.parse(payloadTextOf(mutated, read))).toEqual(read.payload);
          if (read.kind === 'bad' && read.idText !== undefined)
            JSON.parse(encodeError(read.idText, 'FormatViolation', read.fault));
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('finds the payload text between any spaces and escapes', () => {
    fc.assert(
      fc.property(written, ({ id, action, payload, gaps, indent, escapes }) => {
        const name = escapes ? escaped : (text: string) => JSON.stringify(text);
        const [a, b, c, d, e, f, g, h, i, j] = gaps;
        const text = `${a}[${b}2${c},${d}${name(id)}${e},${f}${name(action)}${g},${h}${JSON.stringify(payload, null, indent)}${i}]${j}`;
        const frame = parseFrame(text);
        if (frame.kind !== 'call') throw new Error(JSON.stringify(frame));
        expect(frame.id).toBe(id);
        expect(frame.action).toBe(action);
        expect(JSON.parse(frame.idText)).toBe(id);
        const expected = payload ?? {};
        expect(frame.payload).toEqual(JSON.parse(JSON.stringify(expected)));
        expect(JSON.parse(payloadTextOf(text, frame))).toEqual(frame.payload);
      }),
      { numRuns: 3000 },
    );
  });

  it('reads what it writes', () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })) as fc.Arbitrary<object>;
    fc.assert(
      fc.property(id, action, object, fc.string({ unit: 'binary', maxLength: 600 }), (id, action, payload, why) => {
        const again: unknown = JSON.parse(JSON.stringify(payload));
        const text = encodeCall(id, action, payload);
        const call = parseFrame(text);
        expect(call).toEqual({ kind: 'call', id, idText: JSON.stringify(id), action, payload: again });
        if (call.kind !== 'call') return;
        expect(encodeCallText(call.id, call.action, payloadTextOf(text, call))).toBe(text);
        expect(parseFrame(encodeResult(call.idText, payload))).toEqual({ kind: 'result', id, payload: again });
        const error = encodeError(call.idText, 'GenericError', why);
        expect((JSON.parse(error) as unknown[]).length).toBe(5);
        const read = parseFrame(error);
        expect(read).toMatchObject({ kind: 'error', id, code: 'GenericError', details: {} });
        if (read.kind !== 'error') return;
        expect(why.startsWith(read.description)).toBe(true);
        expect(read.description.length).toBeLessThanOrEqual(255);
        expect(read.description.length).toBeGreaterThanOrEqual(Math.min(why.length, 254));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('writing', () => {
  it('cuts a description between characters', () => {
    const error = JSON.parse(encodeError('"a"', 'GenericError', `${'x'.repeat(254)}😀`)) as unknown[];
    expect(error[3]).toBe('x'.repeat(254));
  });

  it('cannot be broken out of by an action, a code or an id of a peer', () => {
    const evil = 'A",{}],["';
    expect(JSON.parse(encodeCallText('a', evil, '{}'))).toEqual([2, 'a', evil, {}]);
    expect(JSON.parse(encodeError('"a"', evil, evil))).toEqual([4, 'a', evil, evil, {}]);
  });
});
