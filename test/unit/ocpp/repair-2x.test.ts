// Payloads of 2.x of another shape than the standard's: what can be meant is taken, the rest refused, and nothing is thrown.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dialectOf } from '../../../src/ocpp/dialects.ts';
import { takeCall } from '../../../src/ocpp/repair.ts';
import { checkInbound } from '../../../src/ocpp/schema.ts';

type Payload = Record<string, unknown>;

const timestamp = '2026-01-15T18:00:00Z';
const sample: Payload = { value: 1, context: 'Sample.Periodic', measurand: 'Voltage', phase: 'L1' };
const event: Payload = {
  eventType: 'Updated',
  timestamp,
  triggerReason: 'MeterValuePeriodic',
  seqNo: 3,
  transactionInfo: { transactionId: 'T', chargingState: 'Charging' },
  idToken: { idToken: '04AA', type: 'ISO14443' },
  evse: { id: 1 },
  meterValue: [{ timestamp, sampledValue: [sample] }],
};
const info = event['transactionInfo'] as Payload;
const withSample = (more: Payload): Payload => ({
  ...event,
  meterValue: [{ timestamp, sampledValue: [{ ...sample, ...more }, { value: 7 }] }],
});
const only: Payload = { ...event, meterValue: [{ timestamp, sampledValue: [{ value: 7 }] }] };
const without = (key: string): Payload => Object.fromEntries(Object.entries(event).filter(([name]) => name !== key));
const status: Payload = { timestamp, connectorStatus: 'Available', evseId: 1, connectorId: 1 };

describe.each(['2.0.1', '2.1'] as const)('%s', (version) => {
  const taken = (action: string, payload: unknown): unknown => {
    const result = takeCall(version, action, payload);
    if ('violation' in result) throw new Error(result.violation.message);
    expect(dialectOf(version).fromStations.hear(action, result.payload)).toBeDefined();
    return result.payload;
  };

  it.each<[string, Payload, Payload]>([
    ['numbers as texts', { ...event, seqNo: '3', evse: { id: '1' } }, event],
    ['a value as a text, with a comma', withSample({ value: '1,5' }), withSample({ value: 1.5 })],
    ['offline as a text', { ...event, offline: 'true' }, { ...event, offline: true }],
    ['nulls', { ...event, customData: null, cableMaxCurrent: null, reservationId: null }, event],
    ['words in another case', { ...event, eventType: 'updated', triggerReason: 'meterValuePeriodic' }, event],
    ['a trigger of no list', { ...event, triggerReason: 'Whim' }, { ...event, triggerReason: 'Trigger' }],
    ['no trigger', without('triggerReason'), { ...event, triggerReason: 'Trigger' }],
    ['no place', without('seqNo'), { ...event, seqNo: 0 }],
    ['no time', without('timestamp'), { ...event, timestamp: '' }],
    ['a time in seconds', { ...event, timestamp: 1_768_500_000 }, { ...event, timestamp: '2026-01-15T18:00:00.000Z' }],
    [
      'a reason of no list',
      { ...event, transactionInfo: { ...info, stoppedReason: 'Bored' } },
      { ...event, transactionInfo: { ...info, stoppedReason: 'Other' } },
    ],
    [
      'a charging state of no list',
      { ...event, transactionInfo: { transactionId: 'T', chargingState: 'Sulking' } },
      { ...event, transactionInfo: { transactionId: 'T' } },
    ],
    ['an EVSE as its number', { ...event, evse: 1 }, event],
    ['an EVSE without number', { ...event, evse: { connectorId: 1 } }, without('evse')],
    ['a token as its text', { ...event, idToken: '04AA' }, { ...event, idToken: { idToken: '04AA', type: 'Central' } }],
    ['a token that is none', { ...event, idToken: { type: 'Central' } }, without('idToken')],
    ['Q15 a context of no list', withSample({ context: 'Strange' }), withSample({ context: 'Other' })],
    ['a measurand of no list', withSample({ measurand: 'Mood' }), only],
    ['a phase of no list', withSample({ phase: 'L9' }), only],
    ['a value that is no number', withSample({ value: 'n/a' }), only],
    ['a unit as its text', withSample({ unitOfMeasure: 'V' }), withSample({ unitOfMeasure: { unit: 'V' } })],
    [
      'Q16 one meter value for a list, without samples',
      { ...event, meterValue: { timestamp } },
      { ...event, meterValue: [{ timestamp, sampledValue: [] }] },
    ],
  ])('takes %s', (_, payload, expected) => {
    expect(taken('TransactionEvent', payload)).toEqual(expected);
  });

  it('takes statuses and boots, whatever their words', () => {
    expect(taken('StatusNotification', { ...status, connectorStatus: 'Sulking', connectorId: undefined })).toEqual({
      ...status,
      connectorStatus: 'Unavailable',
    });
    expect(taken('StatusNotification', { ...status, connectorStatus: 'available', evseId: '1' })).toEqual(status);
    const chargingStation = { model: 'a model of far more than twenty characters', vendorName: 'V' };
    expect(taken('BootNotification', { reason: 'Coffee', chargingStation })).toEqual({
      reason: 'Unknown',
      chargingStation,
    });
    expect(taken('Authorize', { idToken: '04AA' })).toEqual({ idToken: { idToken: '04AA', type: 'Central' } });
  });

  it('a type of tokens that is no word is one of the central system in 2.0.1, and itself in 2.1', () => {
    const idToken = { idToken: '04AA', type: 'Tattoo' };
    const type = version === '2.1' ? 'Tattoo' : 'Central';
    expect(taken('Authorize', { idToken })).toEqual({ idToken: { idToken: '04AA', type } });
  });

  it.each([
    ['no transaction', 'TransactionEvent', without('transactionInfo')],
    ['no kind of event', 'TransactionEvent', without('eventType')],
    ['no EVSE of a status', 'StatusNotification', { ...status, evseId: undefined }],
    ['a list', 'TransactionEvent', []],
    ['a text', 'Heartbeat', 'x'],
  ])('refuses %s', (_, action, payload) => {
    expect(takeCall(version, action, payload)).toHaveProperty('violation');
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
      ['TransactionEvent', event],
      ['MeterValues', { evseId: 1, meterValue: event['meterValue'] }],
      ['StatusNotification', status],
      ['Authorize', { idToken: event['idToken'] }],
      ['BootNotification', { reason: 'PowerUp', chargingStation: { model: 'M', vendorName: 'V' } }],
    ];
    fc.assert(
      fc.property(fc.nat(4), fc.array(fc.tuple(fc.nat(30), odd), { maxLength: 4 }), (which, changes) => {
        const [action, base] = bases[which]!;
        const text = changes.reduce((text, [at, value]) => replaceAt(text, at, value), JSON.stringify(base));
        const parsed = JSON.parse(text) as object;
        const result = takeCall(version, action, parsed);
        expect(JSON.stringify(parsed)).toBe(JSON.stringify(JSON.parse(text)));
        if ('violation' in result) return;
        dialectOf(version).fromStations.hear(action, result.payload);
        expect(takeCall(version, action, result.payload)).toHaveProperty('payload');
        if (checkInbound(version, action, parsed) === undefined) expect(result).toEqual({ payload: parsed });
      }),
      { numRuns: 1500 },
    );
  });
});

/** Puts another value in the place of the nth one of a JSON text. */
function replaceAt(text: string, nth: number, value: unknown): string {
  let seen = 0;
  return JSON.stringify(JSON.parse(text), (key, old: unknown) => (key !== '' && (seen += 1) === nth + 1 ? value : old));
}
