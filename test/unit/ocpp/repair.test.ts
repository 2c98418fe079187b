// Payloads of another shape than the standard's: what can be meant is taken, the rest refused, and nothing is thrown.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { takeCall } from '../../../src/ocpp/repair.ts';
import { checkInbound, checkOutbound } from '../../../src/ocpp/schema.ts';
import { at, hearStation, now, sample, sayStop, start, status, stop, taken } from './payloads.ts';

describe('words of no list (G9)', () => {
  it('makes an unknown status unavailable and an unknown reason Other (G9)', () => {
    expect(
      hearStation('StatusNotification', taken('StatusNotification', { ...status, status: 'Sulking' }).payload),
    ).toMatchObject({ status: 'Unavailable', errorCode: 'OtherError', vendorErrorCode: 'Sulking' });
    for (const name of ['constructor', '__proto__', 'toString'])
      expect(
        hearStation('StatusNotification', taken('StatusNotification', { ...status, status: name }).payload),
      ).toMatchObject({ status: 'Unavailable' });
    const { payload } = taken('StopTransaction', { ...stop, reason: 'Bored' });
    const told = sayStop(7, payload, { reason: 'Other', happenedAt: now, meterStopWh: 2000 });
    expect(checkOutbound('1.6', told.action, told.payload)).toBeUndefined();
    expect(told.payload).toMatchObject({ reason: 'Other' });
  });
});

describe('types (G9)', () => {
  it.each([
    ['numbers as texts', 'StartTransaction', { ...start, connectorId: '1', meterStart: '1000.0' }, start],
    ['tenths of a watt-hour', 'StartTransaction', { ...start, meterStart: 1000.4 }, start],
    ['tokens as numbers', 'StartTransaction', { ...start, idTag: 4711 }, { ...start, idTag: '4711' }],
    ['values as numbers', 'MeterValues', sample({ value: 1 }), sample({})],
    ['null', 'StopTransaction', { ...stop, idTag: null, reason: null, transactionData: null }, stop],
    [
      'an object for a list',
      'MeterValues',
      { connectorId: 1, meterValue: { timestamp: at, sampledValue: { value: '1' } } },
      { connectorId: 1, meterValue: [{ timestamp: at, sampledValue: [{ value: '1' }] }] },
    ],
    ['data as JSON', 'DataTransfer', { vendorId: 'v', data: { a: 1 } }, { vendorId: 'v', data: '{"a":1}' }],
    ['an info that is none', 'StatusNotification', { ...status, info: { a: 1 } }, status],
    [
      'strangers in a list',
      'MeterValues',
      { ...sample({}), meterValue: [null, 'x', ...sample({}).meterValue] },
      sample({}),
    ],
  ])('takes %s', (_, action, payload, expected) => {
    expect(taken(action, payload).payload).toEqual(expected);
  });

  it.each([
    ['no connector', 'StatusNotification', { ...status, connectorId: undefined }],
    ['half a connector', 'StatusNotification', { ...status, connectorId: 1.5 }],
    ['no meter value', 'MeterValues', { connectorId: 1 }],
    ['a list', 'StatusNotification', []],
    ['a text', 'Heartbeat', 'x'],
  ])('refuses %s', (_, action, payload) => {
    expect(takeCall('1.6', action, payload)).toHaveProperty('violation');
  });

  it('never changes what came, never throws, and what it takes has the shape of its message', () => {
    const odd = fc.oneof(
      fc.constantFrom(
        null,
        '',
        '0',
        '-1',
        '1e400',
        1e308,
        -0,
        2 ** 53,
        '1970-01-01T00:00:00Z',
        '\u0000',
        '\ud800',
        true,
      ),
      fc.jsonValue({ maxDepth: 3 }),
    );
    const bases: [string, object][] = [
      ['StartTransaction', start],
      ['StopTransaction', { ...stop, transactionData: sample({}).meterValue }],
      ['MeterValues', sample({ unit: 'Wh', context: 'Other', measurand: 'Voltage', phase: 'L1' })],
      ['StatusNotification', status],
      ['BootNotification', { chargePointVendor: 'A', chargePointModel: 'B' }],
    ];
    fc.assert(
      fc.property(fc.nat(4), fc.array(fc.tuple(fc.nat(40), odd), { maxLength: 4 }), (which, changes) => {
        const [action, base] = bases[which]!;
        const payload = changes.reduce((text, [at, value]) => replaceAt(text, at, value), JSON.stringify(base));
        const parsed = JSON.parse(payload) as object;
        const result = takeCall('1.6', action, parsed);
        expect(JSON.stringify(parsed)).toBe(JSON.stringify(JSON.parse(payload)));
        if ('violation' in result) return;
        hearStation(action, result.payload);
        const again = takeCall('1.6', action, result.payload);
        expect(again).toHaveProperty('payload');
        if (checkInbound('1.6', action, parsed) === undefined) expect(result).toEqual({ payload: parsed });
      }),
      { numRuns: 3000 },
    );
  });
});

/** Puts another value in the place of the nth one of a JSON text. */
function replaceAt(text: string, nth: number, value: unknown): string {
  let seen = 0;
  return JSON.stringify(JSON.parse(text), (key, old: unknown) => (key !== '' && (seen += 1) === nth + 1 ? value : old));
}
