import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isStationName, namesIn } from '../../../src/model/config/range.ts';
import { stationIdentity } from '../../../src/ocpp/identity.ts';

describe('ranges', () => {
  it.each([
    ['CP-1', ['CP-1']],
    ['CP-[1-3]', ['CP-1', 'CP-2', 'CP-3']],
    ['CP-[08-11]', ['CP-08', 'CP-09', 'CP-10', 'CP-11']],
    ['[1-2]x[1-2]', ['1x1', '1x2', '2x1', '2x2']],
    ['[7-7]', ['7']],
    ['A[099-101]B', ['A099B', 'A100B', 'A101B']],
  ])('%s', (range, names) => expect(namesIn(range)).toEqual(names));

  it.each([
    'CP-[3-1]',
    'CP-[1-]',
    'CP-[a-b]',
    'CP-[1-3',
    'CP-1-3]',
    '[1-1001]',
    '[1-40][1-40]',
    '[1-2][1-2][1-2][1-2][1-2]',
  ])('%s is none', (range) => expect(namesIn(range)).toBeUndefined());

  it('gives at most a thousand names, and quickly whatever is asked for', () => {
    expect(namesIn('[0-999]')).toHaveLength(1000);
    expect(namesIn('[1-999999999][1-999999999][1-999999999]')).toBeUndefined();
    expect(namesIn('[1-99999999999999999999]')).toBeUndefined();
  });

  it('takes every name that the range says, and each once', () =>
    fc.assert(
      fc.property(fc.nat(500), fc.nat(400), fc.integer({ min: 1, max: 4 }), (from, count, width) => {
        const first = String(from).padStart(width, '0');
        const names = namesIn(`A[${first}-${from + count}]`) ?? [];
        expect(names.map((name) => Number(name.slice(1)))).toEqual(
          Array.from({ length: count + 1 }, (_, at) => from + at),
        );
        expect(names[0]).toBe(`A${first}`);
        expect(new Set(names).size).toBe(count + 1);
      }),
    ));
});

describe('names of stations', () => {
  it('that the file takes are names under which a station gets in', () =>
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ maxLength: 50 }), fc.stringMatching(/^[A-Za-z0-9*_=+|@.:/ -]{1,50}$/)),
        (name) => {
          if (!isStationName(name)) return;
          expect(stationIdentity(`/ocpp/${encodeURIComponent(name)}`, ['/*'])).toBe(name);
        },
      ),
      { numRuns: 2000 },
    ));

  it.each(['', '.', '..', 'a:b', 'a/b', 'a b', 'a\nb', 'a\u0000', 'ü', 'constructor', '__proto__', 'x'.repeat(49)])(
    '%j is none',
    (name) => expect(isStationName(name)).toBe(false),
  );
});
