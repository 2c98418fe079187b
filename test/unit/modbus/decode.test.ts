import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePoint, decodeValue } from '../../../src/modbus/decode.ts';
import type { Point, PointType } from '../../../src/modbus/driver.ts';
import { encodePoint } from '../../../src/modbus/encode.ts';
import type { Value } from '../../../src/modbus/value.ts';
import { plainPoint } from '../../../src/modbus/plain-point.ts';
import { writable } from './points.ts';

const nothing = (): Value => null;
const decode = (fields: Partial<Point> & Pick<Point, 'type'>, ...words: number[]) =>
  decodePoint(plainPoint(fields), words, nothing);

/** Two letters a word. */
const text = (letters: string, length: number): number[] =>
  Array.from({ length }, (_, at) => ((letters.charCodeAt(at * 2) || 0) << 8) | (letters.charCodeAt(at * 2 + 1) || 0));

const values: readonly [string, Partial<Point> & Pick<Point, 'type'>, number[], Value][] = [
  ['0.1 × 3 is 0.3', { type: 'u16', scale: 0.1 }, [3], 0.3],
  ['0.001 × 16005 is 16.005', { type: 'u32', scale: 0.001 }, [0, 16_005], 16.005],
  ['an offset is added', { type: 's16', scale: 0.1, offset: -40 }, [405], 0.5],
  ['minus one', { type: 's16' }, [0xffff], -1],
  ['s32 low word first', { type: 's32', wordOrder: 'lo', scale: 0.1 }, [0xfb2e, 0xffff], -123.4],
  ['u32 high word first', { type: 'u32' }, [1, 2], 65_538],
  ['u32 low word first', { type: 'u32', wordOrder: 'lo' }, [2, 1], 65_538],
  ['u64 up to 2^53', { type: 'u64' }, [0x1f, 0xffff, 0xffff, 0xffff], Number.MAX_SAFE_INTEGER],
  ['u64 beyond 2^53 is none', { type: 'u64' }, [0x20, 0, 0, 0], null],
  ['s64 below -2^53 is none', { type: 's64' }, [0xffdf, 0, 0, 0], null],
  ['f32 230.5', { type: 'f32' }, [0x4366, 0x8000], 230.5],
  ['f32 low word first', { type: 'f32', wordOrder: 'lo' }, [0x8000, 0x4366], 230.5],
  ['f32 with bytes exchanged', { type: 'f32', byteOrder: 'lo' }, [0x6643, 0x0080], 230.5],
  ['f32 in full, rounded', { type: 'f32', decimals: 2 }, [0x4366, 0x199a], 230.1],
  ['f64', { type: 'f64' }, [0x40f8, 0x6a00, 0, 0], 100_000],
  ['F090 f32 NaN is none', { type: 'f32' }, [0x7fc0, 0], null],
  ['F090 f32 all ones is none', { type: 'f32' }, [0xffff, 0xffff], null],
  ['f32 infinity is none', { type: 'f32' }, [0x7f80, 0], null],
  ['f64 all ones is none', { type: 'f64' }, [0xffff, 0xffff, 0xffff, 0xffff], null],
  ['u32 all ones is none', { type: 'u32' }, [0xffff, 0xffff], null],
  ['s32 0x80000000 is none', { type: 's32' }, [0x8000, 0], null],
  ['u64 all ones is none', { type: 'u64' }, [0xffff, 0xffff, 0xffff, 0xffff], null],
  ['u16 0xFFFF is a number', { type: 'u16' }, [0xffff], 65_535],
  ['u16 0xFFFF is none where the file says so', { type: 'u16', invalid: [0xffff] }, [0xffff], null],
  ['s16 0x8000 written as a bit pattern', { type: 's16', invalid: [0x8000] }, [0x8000], null],
  ['s32 -1 is none where the file says so', { type: 's32', invalid: [-1] }, [0xffff, 0xffff], null],
  ['bits with mask and shift (ABB)', { type: 'u32', mask: 0x7f00n, shift: 8 }, [0, 0x8400], 4],
  ['masked bits of an invalid word are none', { type: 'u32', mask: 0x7f00n, shift: 8 }, [0xffff, 0xffff], null],
  ['a high byte', { type: 'u16', byte: 'high' }, [0x1234], 0x12],
  ['a low byte', { type: 'u16', byte: 'low' }, [0x1234], 0x34],
  ['a low byte of all ones beside a zero', { type: 'u16', byte: 'high', invalid: [255] }, [255], 0],
  ['hex', { type: 'u32', decode: 'hex' }, [0x00ab, 0xcdef], 'ABCDEF'],
  ['hex8', { type: 'u32', decode: 'hex8' }, [0x00ab, 0xcdef], '00ABCDEF'],
  ['hex8 of no card', { type: 'u32', decode: 'hex8', invalid: [0] }, [0, 0], null],
  ['firmware by digits', { type: 'u32', decode: 'fwDigits' }, [0, 10_201], '1.2.1'],
  ['bytes with dots', { type: 'u32', decode: 'ipv4' }, [0x0106, 0x0500], '1.6.5.0'],
  ['bytes', { type: 'bytes', length: 2 }, [0x0102, 0xff00], '0102FF00'],
  ['bytes that nobody wrote', { type: 'bytes', length: 2 }, [0xffff, 0xffff], null],
  ['a text up to NUL', { type: 'string', length: 4 }, text('AB1\0xx', 4), 'AB1'],
  ['a text without blanks around it', { type: 'string', length: 4 }, text(' AB1    ', 4), 'AB1'],
  ['a text with bytes exchanged', { type: 'string', length: 2, byteOrder: 'lo' }, [0x4241, 0x0043], 'ABC'],
  ['an empty text', { type: 'string', length: 2 }, [0, 0], ''],
  ['a text of all ones is none', { type: 'string', length: 2 }, [0xffff, 0xffff], null],
  ['a text filled up with ones', { type: 'string', length: 2 }, [0x4142, 0xffff], 'AB'],
  ['a text that cannot be printed is none', { type: 'string', length: 2 }, [0x4101, 0x4242], null],
  ['umlauts', { type: 'string', length: 4 }, [0x53c3, 0xa475, 0x6c65, 0], 'Säule'],
  ['broken UTF-8 is none', { type: 'string', length: 1 }, [0xc341], null],
  ['one character a register', { type: 'utf16be', length: 4 }, [0x76, 0x33, 0x2e, 0], 'v3.'],
  ['one letter', { type: 'ascii1' }, [0x0041], 'A'],
  ['one letter in the other half', { type: 'ascii1' }, [0x4300], 'C'],
  ['two letters', { type: 'ascii2' }, [0x4332], 'C2'],
  ['a coil', { type: 'coil' }, [1], true],
  ['a discrete input', { type: 'discrete' }, [0], false],
  ['too few words are none', { type: 'u32' }, [1], null],
  ['too many words are none', { type: 'u16' }, [1, 2], null],
];

describe('a value', () => {
  it.each(values)('%s', (_name, fields, words, value) => {
    expect(decode(fields, ...words)).toBe(value);
  });

  it('goes back from raw values to those of the gateway', () => {
    const phases = plainPoint({
      type: 'u16',
      map: new Map([
        ['1', 0],
        ['3', 1],
      ]),
    });
    expect([0, 1, 7].map((word) => decodePoint(phases, [word], nothing))).toEqual([1, 3, null]);
  });

  it('with a word order that nobody knows is none', () => {
    const byParam = plainPoint({ type: 'f32', wordOrder: { param: 'order' } });
    const byPoint = plainPoint({
      type: 'f32',
      wordOrder: {
        from: 'order',
        map: new Map([
          ['0', 'lo'],
          ['1', 'hi'],
        ]),
      },
    });
    const words = [0x8000, 0x4366];
    expect(decodePoint(byParam, words, (name) => (name === '$param.order' ? 'lo' : null))).toBe(230.5);
    expect(decodePoint(byPoint, words, (name) => (name === 'order' ? 0 : null))).toBe(230.5);
    expect([decodePoint(byParam, words, nothing), decodePoint(byPoint, words, () => 9)]).toEqual([null, null]);
  });

  it('of each phase, as many as there are (Peblar)', () => {
    const current = plainPoint({ type: 'u16', scale: 0.1, addresses: [8, 9, 10], count: 'phases' });
    expect(decodePoint(current, [60, 61, 62], nothing)).toEqual([6, 6.1, 6.2]);
    expect(decodePoint(current, [60, 61, 62], () => 1)).toEqual([6]);
    expect(decodePoint(current, [60, 61], nothing)).toEqual([6, 6.1, null]);
  });
});

describe('what is written', () => {
  it.each<[string, Point, Value, readonly number[] | undefined]>([
    ['16 A in tenths', writable({ type: 'u16', scale: 0.1 }), 16, [160]],
    ['6.3 A in tenths', writable({ type: 'u16', scale: 0.1 }), 6.3, [63]],
    ['what falls between goes down', writable({ type: 'u16' }), 6.9, [6]],
    ['32 A in mA, u32', writable({ type: 'u32', scale: 0.001 }), 32, [0, 32_000]],
    ['f32', writable({ type: 'f32' }), 230.5, [0x4366, 0x8000]],
    ['f32 low word first', writable({ type: 'f32', wordOrder: 'lo' }), 230.5, [0x8000, 0x4366]],
    ['minus one', writable({ type: 's16' }), -1, [0xffff]],
    ['out of range', writable({ type: 'u16' }), 65_536, undefined],
    ['below zero', writable({ type: 'u16' }), -1, undefined],
    ['a sentinel of the type', writable({ type: 'u32' }), 0xffff_ffff, undefined],
    ['a sentinel of the file', writable({ type: 'u16', invalid: [65_535] }), 65_535, undefined],
    ['f32 too large', writable({ type: 'f32' }), 1e39, undefined],
    ['nothing', writable({ type: 'u16' }), null, undefined],
    ['a text into a number', writable({ type: 'u16' }), '16', undefined],
    ['a point that is only read', plainPoint({ type: 'u16' }), 1, undefined],
    [
      'by its list',
      writable({
        type: 'u16',
        map: new Map([
          ['1', 0],
          ['3', 1],
        ]),
      }),
      3,
      [1],
    ],
    ['not on its list', writable({ type: 'u16', map: new Map([['1', 0]]) }), 2, undefined],
    ['a coil', writable({ type: 'coil' }), true, [1]],
    ['a coil by number', writable({ type: 'coil' }), 0, [0]],
    ['a text', writable({ type: 'string', length: 2 }), 'AB1', [0x4142, 0x3100]],
    ['a text too long', writable({ type: 'string', length: 1 }), 'AB1', undefined],
  ])('%s', (_name, point, value, words) => {
    expect(encodePoint(point, value, nothing)).toEqual(words);
  });

  it('leaves the other bits of a register as they are', () => {
    const plain = writable({ type: 'u16', mask: 0x0ff0n, shift: 4 });
    const point: Point = { ...plain, write: { ...plain.write!, rmw: { mask: 0x0ff0, shift: 4 } } };
    expect(encodePoint(point, 0x12, nothing, [0xabcd])).toEqual([0xa12d]);
    expect(encodePoint(point, 0x12, nothing)).toBeUndefined();
    expect(encodePoint(point, 0x123, nothing, [0xabcd])).toBeUndefined();
  });
});

const integers = ['u16', 's16', 'u32', 's32', 'u64', 's64'] as const satisfies readonly PointType[];
const scales = fc.constantFrom(1, 0.1, 0.01, 0.001, 10, 100);
const orders = fc.constantFrom<'hi' | 'lo'>('hi', 'lo');
const word = fc.integer({ min: 0, max: 0xffff });

describe('every register', () => {
  it('that says a number says the same after it was written back', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...integers, 'f32' as const),
        scales,
        orders,
        orders,
        fc.array(word, { minLength: 4, maxLength: 4 }),
        (type, scale, wordOrder, byteOrder, all) => {
          const point = writable({ type, scale: type === 'f32' ? 1 : scale, wordOrder, byteOrder });
          const words = all.slice(0, point.length);
          const value = decodeValue(point, words, nothing);
          // Fifteen digits are what a number says exactly.
          if (typeof value !== 'number' || Math.abs(value / point.scale) > 1e15) return;
          expect(decodeValue(point, encodePoint(point, value, nothing) ?? [], nothing)).toBe(value);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('that is written holds no more than it was told, and less than a step below', () => {
    fc.assert(
      fc.property(scales, fc.double({ min: 0, max: 60, noNaN: true }), (scale, value) => {
        const point = writable({ type: 'u32', scale });
        const held = decodeValue(point, encodePoint(point, value, nothing) ?? [], nothing);
        expect(held).toBeLessThanOrEqual(value + 1e-9);
        expect(held).toBeGreaterThan(value - scale - 1e-9);
      }),
    );
  });

  it('says a finite number, a text that can be printed, a boolean, or nothing', () => {
    const types = fc.constantFrom<PointType>(
      ...([
        ...integers,
        'f32',
        'f64',
        'bits16',
        'bits32',
        'string',
        'utf16be',
        'ascii1',
        'ascii2',
        'bytes',
        'coil',
      ] as const),
    );
    fc.assert(
      fc.property(types, fc.array(word, { minLength: 4, maxLength: 4 }), orders, (type, all, wordOrder) => {
        const point = plainPoint({ type, wordOrder, scale: 0.1 });
        const value = decodeValue(point, all.slice(0, point.length), nothing);
        if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
        else if (typeof value === 'string') expect(value).not.toMatch(/\p{C}/u);
        else expect([true, false, null]).toContain(value);
      }),
      { numRuns: 1000 },
    );
  });
});
