import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTime } from '../../../src/ocpp/time.ts';

const noon = Date.UTC(2026, 10, 24, 12);

describe('F033: times that are taken', () => {
  it.each([
    ['2026-11-24T12:00:00Z', noon],
    ['2026-11-24T12:00:00.000Z', noon],
    ['2026-11-24T12:00:00.123Z', noon + 123],
    ['2026-11-24T12:00:00.1Z', noon + 100],
    ['2026-11-24T12:00:00,25Z', noon + 250],
    ['2026-11-24T12:00:00.123456789Z', noon + 123],
    ['2026-11-24T12:00:00.99999999999999999999Z', noon + 999],
    ['2026-11-24T12:00:00', noon],
    ['2026-11-24T12:00:00.5', noon + 500],
    ['2026-11-24 12:00:00', noon],
    ['2026-11-24t12:00:00z', noon],
    [' 2026-11-24T12:00:00Z ', noon],
    ['2026-11-24T12:00Z', noon],
    ['2026-11-24T14:00:00+02', noon],
    ['2026-11-24T14:00:00+0200', noon],
    ['2026-11-24T14:00:00+02:00', noon],
    ['2026-11-24T17:45:00+05:45', noon],
    ['2026-11-24T04:00:00-08:00', noon],
    ['2026-11-24T12:00:00-00:00', noon],
    ['2026-11-24T24:00:00Z', Date.UTC(2026, 10, 25)],
    ['2026-12-31T24:00:00.000Z', Date.UTC(2027, 0, 1)],
    ['2026-12-31T23:59:60Z', Date.UTC(2027, 0, 1)],
    ['2026-12-31T23:59:60.500Z', Date.UTC(2027, 0, 1) + 500],
    ['2027-01-01T05:29:60+05:30', Date.UTC(2027, 0, 1)],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['2000-02-29T00:00:00Z', Date.UTC(2000, 1, 29)],
    ['1970-01-01T00:00:00Z', 0],
    ['1969-12-31T23:59:59.999Z', -1],
    ['0001-01-01T00:00:00Z', -62_135_596_800_000],
    ['9999-12-31T23:59:59.999Z', 253_402_300_799_999],
  ])('%s', (text, expected) => {
    expect(parseTime(text)).toBe(expected);
  });

  it('reads a time without zone in the zone of the station, and only that', () => {
    expect(parseTime('2026-11-24T14:00:00', 120)).toBe(noon);
    expect(parseTime('2026-11-24T04:00:00', -480)).toBe(noon);
    expect(parseTime('2026-11-24T12:00:00Z', 120)).toBe(noon);
    expect(parseTime('2026-11-24T13:00:00+01:00', 120)).toBe(noon);
  });
});

describe('F033: what is no time', () => {
  it.each([
    '',
    'now',
    '2026-11-24',
    '12:00:00Z',
    '1764000000',
    '20261124T120000Z',
    '2026-13-24T12:00:00Z',
    '2026-00-24T12:00:00Z',
    '2026-11-31T12:00:00Z',
    '2026-11-00T12:00:00Z',
    '2026-02-29T12:00:00Z',
    '1900-02-29T12:00:00Z',
    '2026-11-24T25:00:00Z',
    '2026-11-24T24:00:01Z',
    '2026-11-24T24:01:00Z',
    '2026-11-24T24:00:00.001Z',
    '2026-11-24T12:60:00Z',
    '2026-11-24T12:00:61Z',
    '2026-11-24T12:00:00+24:00',
    '2026-11-24T12:00:00+02:60',
    '2026-11-24T12:00:00+2',
    '2026-11-24T12:00:00.Z',
    '2026-11-24T12:00:0xZ',
    '2026-11-24T12:00:00.12xZ',
    '2O26-11-24T12:00:00Z',
    '-026-11-24T12:00:00Z',
    '2026-11-24T12:00:00ZZ',
    `2026-11-24T12:00:00.${'1'.repeat(100)}Z`,
  ])('%j', (text) => {
    expect(parseTime(text)).toBeUndefined();
  });
});

describe('properties', () => {
  it('agrees with Date on every moment of four-digit years', () => {
    const moment = fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 });
    fc.assert(
      fc.property(moment, fc.integer({ min: -1439, max: 1439 }), (ms, offset) => {
        expect(parseTime(new Date(ms).toISOString())).toBe(ms);
        const local = new Date(ms + offset * 60_000).toISOString();
        fc.pre(/^\d{4}-/.test(local));
        const zone = `${String(Math.floor(Math.abs(offset) / 60)).padStart(2, '0')}:${String(Math.abs(offset) % 60).padStart(2, '0')}`;
        expect(parseTime(local.replace('Z', `${offset < 0 ? '-' : '+'}${zone}`))).toBe(ms);
        expect(parseTime(local.replace('Z', ''), offset)).toBe(ms);
      }),
      { numRuns: 3000 },
    );
  });

  it('is never NaN and never throws', () => {
    const near = fc.stringMatching(/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?([.,]\d{0,5})?(Z|[+-]\d\d:?\d?\d?)?$/);
    fc.assert(
      fc.property(fc.oneof(fc.string(), near), (text) => {
        const ms = parseTime(text);
        expect(ms === undefined || Number.isSafeInteger(ms)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});
